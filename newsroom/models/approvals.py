"""The policy, and what takes two people: requested by one, decided by another."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom import texts
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.models.people import User
from newsroom.querysets import ApprovalQuerySet
from newsroom.schema import check, choice, key_to, optional_key_to, unique


class Policy(models.Model):
    """One row of house rules, which only the owner's role can write (``manage.py policy``)."""

    one_person = models.BooleanField(
        _("one person is enough"),
        default=False,
        help_text=_(
            "A newsroom of one: one person may do what otherwise takes two, and it is shown."
        ),
    )
    drafters_may_sign = models.BooleanField(
        _("drafters may sign"),
        default=False,
        db_default=False,
        help_text=_("Whoever wrote a claim before its review may sign its conclusion."),
    )
    keep_sign_ins = models.PositiveIntegerField(
        _("days for which sign-ins are kept"), default=365, db_default=365
    )
    keep_messages = models.PositiveIntegerField(
        _("days for which readers' messages are kept"), default=1095, db_default=1095
    )
    reason = models.TextField(_("reason"), max_length=texts.REASON, blank=True)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policy")
        constraints = [
            check("policy_is_one_row", models.Q(pk=1), _("There is one policy row, number 1.")),
            check(
                "sign_ins_are_kept_a_month",
                models.Q(keep_sign_ins__gte=30),
                _("Sign-ins are kept for at least 30 days."),
            ),
            check(
                "messages_are_kept_half_a_year",
                models.Q(keep_messages__gte=180),
                _("Readers' messages are kept for at least 180 days after the decision."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("One person is enough") if self.one_person else _("Four eyes"))


class Approval(models.Model):
    """Something that takes two people: asked for by one, done by another, or declined."""

    kind = models.CharField(_("action"), max_length=20, choices=ApprovalKind)
    subject_id = models.BigIntegerField(_("subject's number"))
    payload = models.JSONField(_("what exactly"), default=dict)
    reason = models.TextField(_("reason"), max_length=texts.REASON)
    requested_by = key_to(User, "approvals_requested", _("requested by"))
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())
    outcome = choice(_("outcome"), ApprovalOutcome.OPEN)
    decided_by = optional_key_to(User, "approvals_decided", _("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=texts.REASON, blank=True)

    # The half of a code that whoever approved is shown once (password_links); never stored.
    code = ""

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-pk"]
        constraints = [
            check(
                "approval_decision_is_complete",
                models.Q(
                    outcome=ApprovalOutcome.OPEN, decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    ~models.Q(outcome=ApprovalOutcome.OPEN)
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                _("A decision names who decided, and when."),
            ),
            check("approval_has_a_reason", ~models.Q(reason=""), _("Give a reason.")),
            unique(
                "approval_open_once",
                ("kind", "subject_id"),
                _("The same request already waits for a second person. Decide that one first."),
                models.Q(outcome=ApprovalOutcome.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.subject_id}"
