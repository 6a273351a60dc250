"""What statements are matched against: words with the claims that have them, and vectors.

All of it is derived, by a job (``claims.matching.indexing``), from claims and from publications, and
can be made again from them.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim


class Scope(models.IntegerChoices):
    """Whose words: of working claims, or of what the public may read now."""

    WORKING = 0, _("working claims")
    PUBLIC = 1, _("published")


class ClaimToMatch(models.Model):
    """A claim whose words have changed since they were read for matching.

    PostgreSQL's triggers add rows, several for one claim where it changes again; the job removes them.
    """

    # A claim is never deleted; a constraint would be checked for each row of an import.
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = _("claim to read for matching")
        verbose_name_plural = _("claims to read for matching")

    def __str__(self) -> str:
        return f"#{self.claim_id}"


class MatchWord(models.Model):
    """How many claims have a word; the empty word stands for all of them."""

    scope = models.SmallIntegerField(choices=Scope)
    word = models.TextField()
    claims = models.IntegerField()

    class Meta:
        verbose_name = _("word of claims")
        verbose_name_plural = _("words of claims, counted")
        constraints = [
            models.UniqueConstraint(
                fields=("scope", "word"), include=("claims",), name="match_word_once"
            )
        ]

    def __str__(self) -> str:
        return self.word


class MatchPosting(models.Model):
    """The claims of one block of numbers that have a word.

    ``claims``: their numbers within the block, ascending, two bytes each; ``weights``: one byte each,
    how much the word weighs there (``claims.matching.postings``).
    """

    scope = models.SmallIntegerField(choices=Scope)
    word = models.TextField()
    block = models.IntegerField()
    claims = models.BinaryField()
    weights = models.BinaryField()

    class Meta:
        verbose_name = _("claims that have a word")
        verbose_name_plural = _("claims by their words")
        indexes = [models.Index(fields=["scope", "block"], name="match_posting_of_block")]
        constraints = [
            models.UniqueConstraint(fields=("scope", "word", "block"), name="match_posting_once")
        ]

    def __str__(self) -> str:
        return f"{self.word} ({self.block})"


class HalfVector(models.Field):  # type: ignore[type-arg]
    """pgvector's vector of 384 numbers of two bytes; read and written by SQL alone."""

    def db_type(self, connection: Any) -> str:
        return "halfvec(384)"


class ClaimVector(models.Model):
    """A claim as an embedder sees it: its wording, and what others wrote of it.

    ``model``: the embedder's name and version. The indexes by nearness are in the migration.
    """

    scope = models.SmallIntegerField(choices=Scope)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+", db_constraint=False)
    model = models.CharField(max_length=200)
    statement = HalfVector()
    headings = HalfVector(null=True)

    class Meta:
        verbose_name = _("vector of a claim")
        verbose_name_plural = _("vectors of claims")
        constraints = [
            models.UniqueConstraint(fields=("scope", "claim"), name="claim_vector_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.claim_id} {self.model}"
