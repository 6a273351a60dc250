"""What a working claim is found by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.querysets import SearchedQuerySet


class SearchWords(models.Model):
    """What a claim is searched by: its wording, its speaker's name, the quotes, the quantities.

    PostgreSQL keeps it beside the claim, by triggers; a publication has the same in its own row.
    Nobody else writes here.
    """

    claim = models.OneToOneField(
        Claim,
        models.PROTECT,
        primary_key=True,
        related_name="search_words",
        verbose_name=_("claim"),
    )
    search = SearchVectorField()
    # "150", and each word that says what it counts: "150 death".
    amounts = ArrayField(models.TextField())
    # The claim's, by whose rules its words are folded.
    language = models.CharField(max_length=12)

    objects = SearchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of a claim")
        verbose_name_plural = _("words of claims")
        indexes = [
            GinIndex("search", name="claims_by_words"),
            GinIndex("amounts", name="claims_by_amounts"),
        ]

    def __str__(self) -> str:
        return f"#{self.claim_id}"
