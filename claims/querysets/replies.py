"""Requests for a reply."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models.functions import Now

from claims.choices import AWAITED, REPLIED, ReplyState


class ReplyLetterQuerySet(models.QuerySet[Any]):
    def went_out(self) -> Self:
        """By PostgreSQL's ``letter_went_out(letter)``."""
        gone = models.Q(by_hand=True) | models.Q(mailed_at__isnull=False)
        return self.filter(gone, failed_at=None)

    def on_their_way(self) -> Self:
        return self.filter(by_hand=False, mailed_at=None, failed_at=None)


class ReplyRequestQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """What publications say."""
        return self.filter(left_out=False).exclude(state=ReplyState.UNREACHED)

    def unsettled(self) -> Self:
        """Awaited, or reached by no letter."""
        return self.filter(left_out=False, state__in=(ReplyState.UNREACHED, *AWAITED))

    def awaited(self) -> Self:
        """Nobody has answered, and nobody has said yet that no answer came."""
        return self.public().filter(state__in=AWAITED)

    def unanswered(self) -> Self:
        return self.exclude(state__in=REPLIED)

    def overdue(self) -> Self:
        return self.awaited().filter(deadline__lt=Now())

    def due_between(self, first: datetime | None, last: datetime) -> Self:
        """Awaited, with a deadline from ``first`` (None: however long ago) to before ``last``."""
        found = self.awaited().filter(deadline__lt=last)
        return found if first is None else found.filter(deadline__gte=first)
