"""Conflicts of interest that people declare."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.querysets import ConflictQuerySet
from newsroom import texts
from newsroom.models import User
from newsroom.schema import check, key_to, optional_key_to, unique


class Conflict(models.Model):
    """While it stands, the person neither proposes nor signs a conclusion of the claim. Never public."""

    claim = key_to(Claim, "conflicts", _("claim"))
    person = key_to(User, "conflicts", _("person"))
    reason = models.TextField(_("reason"), max_length=texts.REASON)
    declared_at = models.DateTimeField(_("declared at"), db_default=Now())
    # PostgreSQL's answer, from the history: whether the person had worked on the claim before.
    took_part = models.BooleanField(_("had worked on it"), db_default=False, editable=False)
    lifted_by = optional_key_to(User, "conflicts_lifted", _("lifted by"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_reason = models.TextField(
        _("why lifted"), max_length=texts.REASON, blank=True, default="", db_default=""
    )

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["pk"]
        constraints = [
            check("conflict_has_a_reason", ~Q(reason=""), _("Say what the conflict is.")),
            check(
                "conflict_is_lifted_with_a_reason",
                Q(lifted_by__isnull=True, lifted_at__isnull=True, lifted_reason="")
                | Q(~Q(lifted_reason=""), lifted_by__isnull=False, lifted_at__isnull=False),
                _("Say why the conflict no longer stands."),
            ),
            check(
                "conflict_is_lifted_by_another",
                Q(lifted_by__isnull=True) | ~Q(lifted_by=F("person")),
                _("Another senior editor decides whether your conflict still stands."),
            ),
            unique(
                "conflict_stands_once",
                ("claim", "person"),
                _("You have declared a conflict of interest already."),
                Q(lifted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.claim_id}"
