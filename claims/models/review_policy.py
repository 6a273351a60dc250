"""How the newsroom reviews: who proposes, and who must agree before a conclusion is signed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.review import Round
from claims.querysets import AssentQuerySet
from newsroom import texts
from newsroom.models import User
from newsroom.schema import SHA256, check, key_to, unique


class ReviewPolicy(models.Model):
    """One policy; the last row is in force for reviews that begin now. A review keeps its own.

    Without a row, and by default: an editor proposes, another, senior, editor signs. Only the owner
    of the database writes rows (``manage.py review_policy``).
    """

    reporters_propose = models.BooleanField(_("reporters propose their own work"), default=False)
    panel = models.BooleanField(_("a panel of three decides"), default=False)
    # Its name, such as "legal read"; empty: there is none.
    second_sign_off = models.CharField(_("second sign-off"), max_length=60, blank=True)
    # Numbers of the topics whose claims take it; empty: every claim.
    topics = ArrayField(models.BigIntegerField(), default=list, blank=True)
    signed_with_keys = models.BooleanField(
        _("conclusions are signed with keys"), default=False, db_default=False
    )
    reason = models.TextField(_("reason"), max_length=texts.REASON)
    made_at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("review policy")
        verbose_name_plural = _("review policies")
        ordering = ["pk"]
        constraints = [
            check(
                "review_policy_is_one_way",
                Q(panel=False) | Q(second_sign_off=""),
                _("Choose a panel or a second sign-off, not both."),
            ),
            check(
                "review_policy_topics_of_a_second_sign_off",
                Q(topics=[]) | ~Q(second_sign_off=""),
                _("Topics belong to a second sign-off: name it."),
            ),
            check("review_policy_has_a_reason", ~Q(reason=""), _("Give a reason.")),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Assent(models.Model):
    """Somebody agrees to a proposal, whose text is frozen. Never public, changed or deleted.

    Whether it still counts is PostgreSQL's answer (``standing_assents``). An objection is no row: it
    sends the proposal back, and with it all assents are void.
    """

    claim = key_to(Claim, "+")
    round = key_to(Round, "assents", _("proposal"))
    person = key_to(User, "assents", _("person"))
    version = models.CharField(_("version"), max_length=64)
    # Else it is of the panel, or the signature that waits for the second sign-off.
    second = models.BooleanField(_("second sign-off"), default=False)
    at = models.DateTimeField(_("at"), db_default=Now())

    objects = AssentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["pk"]
        constraints = [
            unique("assent_once", ("round", "person"), _("You have agreed to this already.")),
            models.CheckConstraint(
                name="assent_version_is_a_hash", condition=Q(version__regex=SHA256)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.claim_id}"
