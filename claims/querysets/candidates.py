"""Statements in the inbox: which wait, in which order, and which are probably not checkable."""

from typing import Any, Self

from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from claims.choices import BY_HAND, CandidateState
from nlp.checkworthiness import PROBABLY_NOT

# What a person marked or edited is none of them.
PROBABLY_NOT_CHECKABLE = Q(score__lt=PROBABLY_NOT) & ~Q(method=BY_HAND)


class CandidateQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state=CandidateState.PENDING)

    def probably_not_checkable(self) -> Self:
        """Those that wait with a low score."""
        return self.waiting().filter(PROBABLY_NOT_CHECKABLE)

    def by_score(self) -> Self:
        """The most worth checking first; before them those without a score."""
        return self.order_by(F("score").desc(nulls_first=True), "pk")

    def with_unlikely(self) -> Self:
        """Each with ``unlikely``: whether it is probably not checkable."""
        is_low = ExpressionWrapper(PROBABLY_NOT_CHECKABLE, models.BooleanField())
        return self.annotate(unlikely=is_low)
