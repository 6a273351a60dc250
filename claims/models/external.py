"""Reviews by others."""

from typing import Any

from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.querysets import ExternalReviewQuerySet
from newsroom.addresses import no_credentials
from newsroom.models import User
from newsroom.schema import check, key_to, unique
from sources.models import Publisher


class ExternalReview(models.Model):
    """Somebody else's conclusion on a claim, in their own words; by itself never ours.

    ``markup`` is their whole review as published for machines. The newsroom still sees one that is
    ``left_out`` of publications.
    """

    claim = key_to(Claim, "external_reviews")
    publisher = key_to(Publisher, "external_reviews", _("publisher"))
    rating = models.CharField(
        _("their rating"), max_length=300, blank=True, help_text=_("Their own word, verbatim.")
    )
    rationale = models.TextField(_("their reasons"), max_length=100_000, blank=True)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    markup: "models.JSONField[Any, Any]" = models.JSONField(_("markup"), null=True, blank=True)
    left_out = models.BooleanField(
        _("left out of what is published"), default=False, db_default=False
    )
    added_by = key_to(User, "+", _("added by"))
    added_at = models.DateTimeField(_("added at"), db_default=Now())

    objects = ExternalReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("external review")
        verbose_name_plural = _("external reviews")
        ordering = ["pk"]
        indexes = [
            # As ``ExternalReviewQuerySet.rated`` compares it.
            models.Index(
                Func(Func("rating", function="fold"), function="name_key"),
                name="external_review_by_rating",
            )
        ]
        constraints = [
            unique(
                "external_review_once",
                ("claim", "publisher", "url"),
                _("This review of the claim is here already."),
            ),
            check(
                "external_review_has_rating_or_url",
                ~Q(rating="") | ~Q(url=""),
                _("Give their rating or the address of their review."),
            ),
            no_credentials("external_review_url_without_credentials", "url"),
            check(
                "external_review_url_is_an_address",
                Q(url="") | Q(url__regex=r"^https?://[^\s]+$"),
                _("A review's address starts with http:// or https:// and has no spaces."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.rating or self.url}"
