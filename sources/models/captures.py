"""Capturing over time: requests, sightings, checks of quotes, takedowns."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from newsroom import texts
from newsroom.addresses import no_credentials
from newsroom.models import Approval, User
from newsroom.schema import SHA256, check, choice, key_to, optional_key_to, unique
from sources.choices import CaptureMethod, CaptureOccasion, CaptureState, Judged
from sources.models.documents import Snapshot, Source
from sources.models.recordings import Recording
from sources.querysets import AnchorCheckQuerySet, TakedownQuerySet


class CaptureRequest(models.Model):
    """A request to capture a link, an uploaded file or a pasted text.

    A worker fetches, stores and reads it; the row has its progress and, in words, its failure.
    ``requested_by`` is empty for a recheck, to see whether a source has changed.
    """

    occasion = choice(_("occasion"), CaptureOccasion.ASKED)
    url = models.CharField(_("link"), max_length=2000, blank=True)
    file_name = models.CharField(_("file"), max_length=300, blank=True)
    # The uploaded file in storage.
    raw_sha256 = models.CharField(_("SHA-256 of the raw bytes"), max_length=64, blank=True)
    raw_name = models.CharField(_("raw bytes in storage"), max_length=200, blank=True)
    # Of a recording whose speech is to be recognised.
    recording = optional_key_to(Recording, "capture_requests", _("recording"), indexed=False)
    # Fields of Source that the person stated; they take precedence over the page's own.
    stated = models.JSONField(_("stated"), default=dict, blank=True)
    state = choice(_("state"), CaptureState.WAITING)
    message = models.TextField(_("message"), blank=True)
    source = optional_key_to(Source, "capture_requests", _("source"))
    snapshot = optional_key_to(Snapshot, "capture_requests", _("snapshot"))
    requested_by = optional_key_to(User, "captures_requested", _("requested by"))
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["-pk"]
        constraints = [
            check(
                "capture_has_an_input",
                ~Q(url="")
                | Q(raw_name__gt="")
                | Q(snapshot__isnull=False)
                | Q(recording__isnull=False),
                _("Give a link, a file or a text to capture."),
            ),
            no_credentials("capture_url_without_credentials", "url"),
            check(
                "capture_ends_once",
                Q(state__in=[CaptureState.DONE, CaptureState.FAILED], finished_at__isnull=False)
                | Q(
                    state__in=[CaptureState.WAITING, CaptureState.STORED], finished_at__isnull=True
                ),
                _("A capture that is done or has failed says when."),
            ),
            check(
                "capture_stored_has_its_snapshot",
                ~Q(state=CaptureState.STORED) | Q(snapshot__isnull=False),
                _("A capture that is stored names its snapshot."),
            ),
            check(
                "capture_failure_has_a_message",
                ~Q(state=CaptureState.FAILED) | ~Q(message=""),
                _("A failed capture says why in words."),
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-id"], name="capture_of_source"),
            models.Index(fields=["state", "-id"], name="capture_by_state"),
        ]

    def __str__(self) -> str:
        return self.url or self.file_name or str(self.snapshot)


class Sighting(models.Model):
    """The text of a stored snapshot was obtained again, so no new one was needed."""

    snapshot = key_to(Snapshot, "sightings", _("snapshot"))
    method = models.CharField(_("how obtained"), max_length=10, choices=CaptureMethod)
    seen_at = models.DateTimeField(_("seen at"), db_default=Now())
    raw_sha256 = models.CharField(_("SHA-256 of the raw bytes"), max_length=64, blank=True)
    seen_by = optional_key_to(User, "sightings", _("seen by"))

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        ordering = ["-seen_at", "-pk"]
        constraints = [
            check(
                "sighting_hash_is_sha256",
                Q(raw_sha256="") | Q(raw_sha256__regex=SHA256),
                _("A sighting keeps the SHA-256 of what was seen."),
            ),
            check(
                "sighting_method_is_known",
                Q(method__in=[CaptureMethod.PASTED, CaptureMethod.UPLOADED])
                | Q(method=CaptureMethod.FETCHED, raw_sha256__gt=""),
                _("A sighting says how the text was obtained; what was fetched has its bytes."),
            ),
        ]

    def __str__(self) -> str:
        at = date_format(timezone.localtime(self.seen_at), "DATETIME_FORMAT")
        return f"{self.snapshot} · {at}"


class AnchorCheck(models.Model):
    """A check of a quote against a later snapshot of the same source.

    ``start`` and ``end`` are the quote's place in ``snapshot``; ``found_start`` and ``found_end``
    its place in ``later``, or that of the sentence it has become.
    """

    snapshot = key_to(Snapshot, "anchor_checks", _("snapshot"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    later = key_to(Snapshot, "checked_here", _("later snapshot"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Judged)
    found_start = models.PositiveIntegerField(null=True, blank=True)
    found_end = models.PositiveIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), db_default=Now())
    # The editor who looked at the difference, and what it means for the claim.
    settled_by = optional_key_to(User, "anchor_checks_settled", _("settled by"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_note = models.CharField(_("what it means"), max_length=500, blank=True)

    objects = AnchorCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote check")
        verbose_name_plural = _("quote checks")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "snapshot", "start", "end", "later", name="anchor_checked_once_per_snapshot"
            ),
            check(
                "anchor_check_of_another_snapshot",
                ~Q(snapshot=F("later")),
                _("An anchor is checked against another snapshot."),
            ),
            # Altered without a place: the same words in several places that fit equally.
            check(
                "anchor_check_has_its_place",
                Q(
                    verdict__in=[Judged.GONE, Judged.ALTERED],
                    found_start__isnull=True,
                    found_end__isnull=True,
                )
                | Q(
                    ~Q(verdict=Judged.GONE),
                    found_start__isnull=False,
                    found_end__gt=F("found_start"),
                ),
                _("What is not gone stands somewhere."),
            ),
            check(
                "anchor_check_settled_with_a_note",
                Q(settled_by__isnull=True, settled_at__isnull=True, settled_note="")
                | Q(~Q(settled_note=""), settled_by__isnull=False, settled_at__isnull=False),
                _("Say what the change means for the claim."),
            ),
        ]
        indexes = [
            models.Index(
                "snapshot",
                condition=Q(verdict__in=[Judged.ALTERED, Judged.GONE], settled_at__isnull=True),
                name="anchor_check_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} [{self.start}–{self.end}] → {self.later_id}: {self.verdict}"


class Takedown(models.Model):
    """While in force, the public sees no text and no quote of the snapshot. Hashes stay."""

    snapshot = key_to(Snapshot, "takedowns", _("snapshot"))
    reason = models.TextField(_("reason"), max_length=texts.REASON)
    set_by = key_to(User, "takedowns_set")
    set_at = models.DateTimeField(_("set at"), db_default=Now())
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    # Who asked for and who did the lifting.
    lifted_by_approval = optional_key_to(Approval, "+")

    objects = TakedownQuerySet.as_manager()

    class Meta:
        verbose_name = _("takedown")
        verbose_name_plural = _("takedowns")
        ordering = ["-pk"]
        constraints = [
            unique(
                "taken_down_once",
                ("snapshot",),
                _("This snapshot is taken down already."),
                Q(lifted_at__isnull=True),
            ),
            check("takedown_has_a_reason", ~Q(reason=""), _("Give the reason for the takedown.")),
            check(
                "takedown_is_lifted_by_an_approval",
                Q(lifted_at__isnull=True, lifted_by_approval__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by_approval__isnull=False),
                _("Lifting a takedown takes two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot}: {self.reason[:60]}"
