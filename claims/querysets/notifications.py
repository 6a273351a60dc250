"""Notices, and the webhooks that receive an event."""

from typing import Any, Self

from django.db import models

from claims.choices import WebhookState


class WebhookQuerySet(models.QuerySet[Any]):
    def receiving(self, event: str) -> Self:
        """The active webhooks that receive such an event."""
        return self.filter(state=WebhookState.ACTIVE, events__contains=[event])


class NoticeQuerySet(models.QuerySet[Any]):
    def to(self, person_id: int) -> Self:
        return self.filter(person=person_id)

    def unseen(self) -> Self:
        return self.filter(seen_at__isnull=True)
