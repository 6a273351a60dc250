"""The search words of working claims."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.querysets import SearchedQuerySet


class SearchWords(models.Model):
    """A claim's present words: its wording, its speaker's name, its quotes, its amounts.

    PostgreSQL's triggers maintain it, and nothing else writes it; a publication has the same
    columns in its own row.
    """

    claim = models.OneToOneField(
        Claim,
        models.PROTECT,
        primary_key=True,
        related_name="search_words",
        verbose_name=_("claim"),
    )
    search = SearchVectorField()
    # "150", and with each word for what is counted: "150 death".
    amounts = ArrayField(models.TextField())
    # The claim's; its rules fold the words.
    language = models.CharField(max_length=12)

    objects = SearchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of a claim")
        verbose_name_plural = _("words of claims")
        indexes = [
            GinIndex("search", name="claims_by_words", fastupdate=False),
            GinIndex("amounts", name="claims_by_amounts"),
        ]

    def __str__(self) -> str:
        return f"#{self.claim_id}"
