"""What was said aloud: recordings, and transcripts of them, whose text is a snapshot's."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom.addresses import no_credentials
from newsroom.models import User
from newsroom.schema import SHA256, check, key_to, optional_key_to, unique
from sources.choices import HEARD_BY_A_PERSON, TranscriptOrigin
from sources.models.documents import Snapshot
from sources.querysets import TranscriptQuerySet


class Recording(models.Model):
    """Sound or film: a file that we hold, or an address and who holds it. Never changed."""

    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    file_name = models.CharField(_("file in storage"), max_length=200, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    size = models.BigIntegerField(_("bytes"), null=True, blank=True)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    held_by = models.CharField(_("held by"), max_length=300, blank=True)
    added_by = key_to(User, "recordings_added", _("added by"))
    added_at = models.DateTimeField(_("added at"), db_default=Now())
    # The file was erased: its hash stays.
    erased = models.BooleanField(_("erased"), default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["-pk"]
        constraints = [
            unique(
                "recording_once",
                ("sha256", "url"),
                _("This recording is stored already."),
            ),
            check(
                "recording_has_a_file_or_an_address",
                Q(
                    sha256__regex=SHA256,
                    file_name__gt="",
                    media_type__regex=r"^(audio|video)/",
                    size__gt=0,
                )
                | Q(sha256__regex=SHA256, file_name="", erased=True)
                | Q(
                    sha256="",
                    file_name="",
                    media_type="",
                    size__isnull=True,
                    url__gt="",
                    held_by__gt="",
                ),
                _("Give the recording's file, or its address and who holds it."),
            ),
            check(
                "recording_url_is_an_address",
                Q(url="") | Q(url__regex=r"^https?://[^\s]+$"),
                _("The recording's address starts with http:// or https://."),
            ),
            no_credentials("recording_url_without_credentials", "url"),
        ]

    def __str__(self) -> str:
        return self.url or self.sha256[:12]


class Transcript(models.Model):
    """Says of a snapshot that its text is a transcript, who or what made it, and of which recording."""

    snapshot = models.OneToOneField(
        Snapshot,
        models.PROTECT,
        primary_key=True,
        related_name="transcript",
        verbose_name=_("snapshot"),
    )
    recording = optional_key_to(Recording, "transcripts", _("recording"))
    origin = models.CharField(_("made by"), max_length=10, choices=TranscriptOrigin)
    # Of a machine, its model and the model's version; otherwise the person, body or platform.
    made_by = models.CharField(_("name of who or what made it"), max_length=300, blank=True)
    version = models.CharField(_("version"), max_length=100, blank=True)
    # The format of the file, such as WebVTT.
    format = models.CharField(_("format"), max_length=30)
    added_at = models.DateTimeField(_("added at"), db_default=Now())

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("transcript")
        verbose_name_plural = _("transcripts")
        ordering = ["-pk"]
        constraints = [
            check(
                "transcript_says_who_made_it",
                Q(origin=TranscriptOrigin.MACHINE, made_by__gt="", version__gt="")
                | Q(origin=TranscriptOrigin.PERSON, made_by__gt="", version="")
                | Q(origin__in=[TranscriptOrigin.OFFICIAL, TranscriptOrigin.CAPTIONS], version=""),
                _(
                    "Say who transcribed it; of a machine, the model and its version. Only a machine"
                    " has a version."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_origin_display()} · {self.snapshot_id}"

    @property
    def needs_listening(self) -> bool:
        """Whether nobody is known to have heard these words: captions and machines mishear."""
        return self.origin not in HEARD_BY_A_PERSON


class Cue(models.Model):
    """When a part of a transcript's text is spoken, and whom the transcript names as the speaker.

    ``start`` and ``end`` count the text's code points, as anchors do. Cues may overlap in time, when
    two people speak at once, and never in the text. Stored with the transcript and never changed.
    """

    transcript = key_to(Transcript, "cues", _("transcript"), indexed=False)
    start_ms = models.IntegerField(_("starts (ms)"))
    end_ms = models.IntegerField(_("ends (ms)"))
    start = models.IntegerField(_("start"))
    end = models.IntegerField(_("end"))
    speaker = models.CharField(_("speaker, as the transcript has it"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cue")
        verbose_name_plural = _("cues")
        ordering = ["start"]
        constraints = [
            check(
                "cue_ends_after_it_starts",
                Q(start_ms__gte=0, end_ms__gt=F("start_ms")),
                _("A cue starts at 0 or later, and ends after it starts."),
            ),
            check(
                "cue_has_words",
                Q(start__gte=0, end__gt=F("start")),
                _("A cue has at least one character of the text."),
            ),
            ExclusionConstraint(
                name="cues_apart",
                expressions=[
                    ("transcript", RangeOperators.EQUAL),
                    (Func("start", "end", function="int4range"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("No character belongs to two cues."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start_ms}–{self.end_ms} ms [{self.start}–{self.end}]"
