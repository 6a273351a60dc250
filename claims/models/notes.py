"""Colleagues' notes on a claim, and notices that something waits for a person."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import NOTICES_IN_A_SENTENCE, NOTICES_OF_REQUESTS, NoticeKind
from claims.models.claim import Claim
from claims.querysets import NoticeQuerySet
from newsroom import texts
from newsroom.models import Approval, User
from newsroom.schema import check, key_to, optional_key_to


class Note(models.Model):
    """A note between colleagues on a claim: never public, never changed or deleted."""

    claim = key_to(Claim, "notes", _("claim"))
    by = key_to(User, "notes", _("by"))
    text = models.TextField(_("note"), max_length=texts.NOTE)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["pk"]
        constraints = [
            check("note_has_text", ~Q(text=""), _("Write the note first.")),
        ]
        indexes = [models.Index(fields=["claim", "-id"], name="note_of_claim")]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 100 else self.text[:99] + "…"


class Notice(models.Model):
    """Something that waits for a person, until ``seen_at``: on a claim, a request, or in a sentence.

    ``claim``: also of a request, where its subject is a claim. ``mailed_at``: when an e-mail with it was handed over.
    """

    person = key_to(User, "notices", indexed=False)
    kind = models.CharField(_("why"), max_length=10, choices=NoticeKind)
    claim = optional_key_to(Claim, "notices", _("claim"))
    sentence = models.TextField(_("sentence"), blank=True)
    approval = optional_key_to(Approval, "notices", _("approval"))
    note = optional_key_to(Note, "notices", _("note"), indexed=False)
    # None: the owner of the database, a reader, a deadline that passed, or the installation.
    by = optional_key_to(User, "+", _("by"), indexed=False)
    at = models.DateTimeField(_("at"), db_default=Now())
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            check(
                "notice_of_a_mention_has_its_note",
                Q(kind=NoticeKind.MENTIONED, note__isnull=False)
                | (~Q(kind=NoticeKind.MENTIONED) & Q(note__isnull=True)),
                _("A notice of a mention has its note, and no other notice has one."),
            ),
            check(
                "notice_says_its_subject",
                Q(
                    ~Q(sentence=""),
                    kind__in=NOTICES_IN_A_SENTENCE,
                    claim__isnull=True,
                )
                | Q(
                    kind__in=NOTICES_OF_REQUESTS,
                    approval__isnull=False,
                    by__isnull=False,
                    sentence="",
                )
                | Q(
                    ~Q(kind__in=[*NOTICES_IN_A_SENTENCE, *NOTICES_OF_REQUESTS]),
                    # A reader who reports an error is no user, nobody makes a deadline pass, and a
                    # worker compares claims.
                    Q(by__isnull=False)
                    | Q(kind__in=[NoticeKind.REPORT, NoticeKind.REPLY, NoticeKind.SAID_AGAIN]),
                    claim__isnull=False,
                    approval__isnull=True,
                    sentence="",
                ),
                _("A notice is of a claim, of a request, or says in a sentence what it is about."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(
                fields=["person", "-id"], condition=Q(seen_at__isnull=True), name="notice_unseen"
            ),
            models.Index(
                fields=["claim", "kind"], condition=Q(seen_at__isnull=True), name="notice_on_claim"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence or f"{self.get_kind_display()} · {self.claim_id or self.approval_id}"
