"""Statements in the inbox: which wait, in which order, and which are probably not checkable."""

from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.expressions import RawSQL

from claims.choices import BY_HAND, CandidateState
from nlp.checkworthiness import PROBABLY_NOT

# What a person marked or edited is none of them.
PROBABLY_NOT_CHECKABLE = Q(score__lt=PROBABLY_NOT) & ~Q(method=BY_HAND)

# Whether a claim quotes words of it, at the same place of the same text.
_QUOTED = RawSQL(
    """EXISTS (SELECT FROM claims_anchor quote, generate_subscripts(claims_candidate.places, 1) i
                WHERE quote.snapshot_id = claims_candidate.snapshot_id
                  AND quote.appearance_id IS NOT NULL
                  AND quote.start < claims_candidate.places[i][2]
                  AND quote."end" > claims_candidate.places[i][1])""",
    (),
    output_field=BooleanField(),
)


class CandidateQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state=CandidateState.PENDING)

    def probably_not_checkable(self) -> Self:
        """Those that wait with a low score."""
        return self.waiting().filter(PROBABLY_NOT_CHECKABLE)

    def not_quoted(self) -> Self:
        """Those of which no claim quotes a word at their places."""
        return self.exclude(_QUOTED)

    def by_score(self) -> Self:
        """The most worth checking first; before them those without a score."""
        return self.order_by(F("score").desc(nulls_first=True), "pk")

    def with_unlikely(self) -> Self:
        """Each with ``unlikely``: whether it is probably not checkable."""
        is_low = ExpressionWrapper(PROBABLY_NOT_CHECKABLE, models.BooleanField())
        return self.annotate(unlikely=is_low)
