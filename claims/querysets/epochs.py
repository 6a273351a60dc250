"""Conditions on restores behind the public log."""

from typing import Any

from django.db import models


class EpochQuerySet(models.QuerySet[Any]):
    def lost(self) -> "EpochQuerySet":
        """Those before which publications were lost, in order."""
        return self.filter(after__gt=models.F("last")).order_by("pk")

    def has(self, number: int) -> bool:
        """Whether this number was lost before one of them."""
        return self.filter(last__lt=number, after__gte=number).exists()


class LogAheadQuerySet(models.QuerySet[Any]):
    def open(self) -> "LogAheadQuerySet":
        """Those since which no epoch was opened, as in claims/sql/epochs.sql."""
        answered = self.model.objects.filter(epoch__isnull=False).order_by("-pk").values("pk")[:1]
        newer = models.Q(pk__gt=models.Subquery(answered))
        return self.filter(newer | ~models.Exists(answered))
