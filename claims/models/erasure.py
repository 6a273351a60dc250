"""What was erased: never what it said."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import ErasureJobState, LegalBasis
from claims.models.publication import Publication
from claims.querysets import ErasedPublicationQuerySet
from newsroom import texts
from newsroom.choices import ERASING, ApprovalKind
from newsroom.models import Approval, User
from newsroom.schema import SHA256, check, choice, key_to, optional_key_to, unique
from sources.models import Speaker

_UNDER_WAY = [ErasureJobState.WAITING, ErasureJobState.RUNNING]
_FINISHED_AT_ITS_END = Q(
    state__in=[ErasureJobState.DONE, ErasureJobState.FAILED], finished_at__isnull=False
) | Q(state__in=_UNDER_WAY, finished_at__isnull=True)


class Erasure(models.Model):
    """That data of this kind were erased, why and by which two people; append-only.

    Only PostgreSQL's function writes it. ``subject_id``: of the speaker, source, report or request.
    ``key`` names it outside this database, too. ``found``: how many rows had it, by table.
    ``removed_sha256``: the hash of a salt and of what the two people saw named. ``sealed``: both,
    encrypted, so that it can be erased again from an older backup; empty once no such backup is left.
    ``events``: the numbers of the events of history that it changed.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(_("what"), max_length=20, choices=ApprovalKind)
    subject_id = models.BigIntegerField(_("subject's number"))
    legal_basis = models.CharField(_("legal basis"), max_length=30, choices=LegalBasis)
    reason = models.TextField(_("reason"), max_length=texts.REASON)
    requested_by = models.CharField(_("requested by"), max_length=150)
    approved_by = models.CharField(_("approved by"), max_length=150)
    erased_at = models.DateTimeField(_("erased at"))
    found = models.JSONField(_("found in"))
    removed_sha256 = models.CharField(max_length=64)
    sealed = models.TextField(blank=True)
    events = ArrayField(models.BigIntegerField(), editable=False)
    # The request, if this database has it.
    approval_id = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-pk"]
        constraints = [
            check(
                "erasure_is_complete",
                Q(
                    kind__in=[each.value for each in ERASING],
                    legal_basis__in=LegalBasis.values,
                    removed_sha256__regex=SHA256,
                )
                & ~Q(reason="")
                & ~Q(requested_by="")
                & ~Q(approved_by="")
                & ~Q(requested_by=models.F("approved_by")),
                _("An erasure names its kind, reason, legal basis and two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.subject_id}"


class ErasedPublication(models.Model):
    """A publication whose body was erased: number, date and hashes stay, the body is withheld for good."""

    publication = models.OneToOneField(
        Publication, models.PROTECT, primary_key=True, related_name="erased"
    )
    erasure = key_to(Erasure, "publications", _("erasure"))

    objects = ErasedPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("erased publication")
        verbose_name_plural = _("erased publications")

    def __str__(self) -> str:
        return str(self.publication_id)


class ErasureSearch(models.Model):
    """Looking for a person's names in all tables, by a job, before they are to be erased.

    ``sealed``: the names, and which rows say them, encrypted: counts and keys, never their words.
    The row is deleted when the person is erased, or after a while (claims/notifications/retention.py).
    ``reading``: the table that is read now. ``approval``: the request that was made of it.
    """

    speaker = key_to(Speaker, "+", _("person"))
    requested_by = key_to(User, "+", _("by"))
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())
    state = choice(_("state"), ErasureJobState.WAITING)
    message = models.TextField(_("outcome"), blank=True)
    reading = models.CharField(_("reading"), max_length=100, blank=True)
    tables_read = models.IntegerField(_("tables read"), default=0)
    tables = models.IntegerField(_("tables"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    sealed = models.TextField()
    approval = optional_key_to(Approval, "erasure_searches", _("request"))

    class Meta:
        verbose_name = _("search for names to erase")
        verbose_name_plural = _("searches for names to erase")
        ordering = ["-pk"]
        constraints = [
            check(
                "erasure_search_ends_when_finished",
                _FINISHED_AT_ITS_END,
                _("A finished search has the time when it ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker_id}: {self.get_state_display()}"


class ErasureRun(models.Model):
    """That a second person approved an erasure, which a job carries out in both names: all of it or nothing.

    ``message``: why it failed, or what is left to do.
    """

    approval = key_to(Approval, "erasure_runs", _("request"))
    by = key_to(User, "+", _("by"))
    requested_at = models.DateTimeField(_("approved at"), db_default=Now())
    state = choice(_("state"), ErasureJobState.WAITING)
    message = models.TextField(_("outcome"), blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure that a job carries out")
        verbose_name_plural = _("erasures that jobs carry out")
        ordering = ["-pk"]
        constraints = [
            check(
                "erasure_run_ends_when_finished",
                _FINISHED_AT_ITS_END,
                _("A finished erasure has the time when it ended."),
            ),
            unique(
                "one_run_of_an_erasure",
                ("approval",),
                _("This erasure is approved, and a job carries it out."),
                condition=Q(state__in=_UNDER_WAY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.get_state_display()}"
