"""Requests for a reply, and the letters that ask for it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import AWAITED, REPLIED, LetterKind, ReplyChannel, ReplyState
from claims.models.claim import Claim
from claims.querysets import ReplyLetterQuerySet, ReplyRequestQuerySet
from newsroom import texts
from newsroom.models import User
from newsroom.schema import SHA256, check, choice, key_to


class ReplyRequest(models.Model):
    """Somebody whom we asked about a claim: from the request to the answer.

    The publication says whom we asked, in what role, how, until when, and what they answered.
    ``contact_name`` and ``contact_address`` are never public, and no event of the history has them;
    a filed answer (``file_name``) is not public either. PostgreSQL holds the rules
    (claims/sql/reply_requests.sql).
    """

    claim = key_to(Claim, "reply_requests", _("claim"))
    addressee = models.CharField(_("whom we asked"), max_length=300)
    role = models.CharField(_("in what role"), max_length=200, blank=True)
    channel = models.CharField(_("how"), max_length=10, choices=ReplyChannel)
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_address = models.CharField(_("contact's address"), max_length=300, blank=True)
    language = models.CharField(_("language of the letter"), max_length=12)
    sent_at = models.DateTimeField(_("asked at"), db_default=Now())
    deadline = models.DateTimeField(_("answer by"))
    deadline_reason = models.TextField(
        _("why they get less than two working days"),
        max_length=texts.REASON,
        blank=True,
        default="",
        db_default="",
    )
    time_zone = models.CharField(_("time zone"), max_length=60)
    asked_by = key_to(User, "replies_requested", _("asked by"))
    state = choice(_("state"), ReplyState.UNREACHED)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=texts.LONG, blank=True)
    file_name = models.CharField(_("file in storage"), max_length=200, blank=True)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    # Recorded in error: it stays at the desk, and no publication says it.
    left_out = models.BooleanField(_("left out"), default=False, db_default=False)

    objects = ReplyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a reply")
        verbose_name_plural = _("requests for a reply")
        ordering = ["sent_at", "pk"]
        constraints = [
            check("reply_request_says_whom", ~Q(addressee=""), _("Say whom you asked.")),
            check(
                "reply_deadline_is_later",
                Q(deadline__gt=F("sent_at")),
                _("The deadline is later than the request."),
            ),
            check(
                "reply_answer_is_complete",
                Q(
                    ~Q(state__in=REPLIED),
                    answered_on__isnull=True,
                    answer="",
                    file_name="",
                    file_sha256="",
                )
                | Q(state=ReplyState.DECLINED, answered_on__isnull=False)
                | Q(
                    Q(answer__gt="") | Q(file_name__gt="", file_sha256__regex=SHA256),
                    state=ReplyState.ANSWERED,
                    answered_on__isnull=False,
                ),
                _(
                    "Give the day of the answer, and its text or a file; an open request has neither."
                ),
            ),
        ]
        indexes = [
            # The deadline board, and what is overdue.
            models.Index(
                "deadline",
                "id",
                condition=Q(state__in=AWAITED, left_out=False),
                name="reply_awaited_by_deadline",
            ),
        ]

    def __str__(self) -> str:
        return self.addressee

    def addressee_is_reached(self) -> bool:
        """Whether any of the claim's requests has reached this person or body."""
        of_claim = ReplyRequest.objects.public().filter(claim=self.claim_id)
        return of_claim.filter(addressee__iexact=self.addressee).exists()


class ReplyLetter(models.Model):
    """A letter as it was sent: the request, or a reminder. Not in the history; it never changes."""

    request = key_to(ReplyRequest, "letters", _("request for a reply"))
    claim = key_to(Claim, "+")
    kind = models.CharField(_("kind"), max_length=10, choices=LetterKind)
    heading = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("letter"), max_length=texts.LONG)
    # A person's word. Otherwise the desk sends it, by e-mail.
    by_hand = models.BooleanField(_("sent by other means"))
    sent_by = key_to(User, "+", _("sent by"))
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())
    mailed_at = models.DateTimeField(_("e-mail sent at"), null=True, blank=True)
    # What was sent by other means comes back, too.
    failed_at = models.DateTimeField(_("not sent, or came back, at"), null=True, blank=True)

    objects = ReplyLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["pk"]
        constraints = [
            check("reply_letter_has_text", ~Q(text=""), _("Write the letter.")),
            check(
                "reply_letter_by_hand_is_not_mailed",
                Q(by_hand=False) | Q(mailed_at__isnull=True),
                _("A letter that was sent by other means is not mailed from here."),
            ),
        ]

    def __str__(self) -> str:
        return self.heading
