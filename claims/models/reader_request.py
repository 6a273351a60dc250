"""What readers send for checking."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import NotChecked, ReaderRequestState
from claims.models.claim import Claim
from newsroom.addresses import no_credentials
from newsroom.models import User
from newsroom.schema import check, choice, optional_key_to, unique
from sources.models import CaptureRequest

_DECIDED = Q(decided_by__isnull=False, decided_at__isnull=False)
_NO_REASON = Q(reason="", note="")


class ReaderRequest(models.Model):
    """A statement or a link that readers ask the newsroom to check; the same one is one row.

    ``key``: a hash of the statement without case, accents and punctuation, or of the link without
    what does not change its page. ``senders``: how many sent it, one network counted once a day. Who
    sent it is not here: who wants an answer has a :class:`Subscription`.
    """

    text = models.TextField(_("statement"), max_length=2_000, blank=True)
    url = models.CharField(_("link"), max_length=2000, blank=True)
    key = models.CharField(max_length=64)
    senders = models.PositiveIntegerField(_("sent by"), default=1, db_default=1)
    sent_at = models.DateTimeField(_("first sent at"), db_default=Now())
    state = choice(_("state"), ReaderRequestState.OPEN)
    capture = optional_key_to(CaptureRequest, "reader_requests", _("capture"))
    claim = optional_key_to(Claim, "reader_requests", _("claim"))
    reason = models.CharField(
        _("why it is not checked"), max_length=10, choices=NotChecked, blank=True
    )
    # Readers get it with the reason.
    note = models.CharField(_("more about the reason"), max_length=300, blank=True)
    decided_by = optional_key_to(User, "reader_requests_decided", _("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reader's request")
        verbose_name_plural = _("readers' requests")
        ordering = ["-pk"]
        constraints = [
            check(
                "reader_request_is_text_or_link",
                Q(url="") & ~Q(text="") | Q(text="") & ~Q(url=""),
                _("Send a statement or a link."),
            ),
            no_credentials("reader_request_url_without_credentials", "url"),
            unique(
                "reader_request_once",
                ("key",),
                _("The same request is there already."),
                condition=~Q(state=ReaderRequestState.DECLINED),
            ),
            check(
                "reader_request_has_its_outcome",
                Q(
                    _NO_REASON,
                    state=ReaderRequestState.OPEN,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    capture__isnull=True,
                    claim__isnull=True,
                )
                | Q(
                    _DECIDED & _NO_REASON,
                    state=ReaderRequestState.CAPTURED,
                    capture__isnull=False,
                    claim__isnull=True,
                )
                | Q(_DECIDED & _NO_REASON, state=ReaderRequestState.LINKED, claim__isnull=False)
                | Q(
                    _DECIDED & ~Q(reason=""),
                    state=ReaderRequestState.DECLINED,
                    claim__isnull=True,
                ),
                _("Name the capture, the claim, or the reason why it is not checked."),
            ),
        ]
        indexes = [
            models.Index(
                "senders",
                "id",
                condition=Q(state=ReaderRequestState.OPEN),
                name="reader_request_waiting",
            ),
        ]

    def __str__(self) -> str:
        words = self.url or " ".join(self.text.split())
        return words if len(words) <= 160 else words[:159] + "…"
