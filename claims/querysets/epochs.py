"""Conditions on restores behind the public log."""

from typing import Any

from django.db import models


class LogAheadQuerySet(models.QuerySet[Any]):
    def open(self) -> "LogAheadQuerySet":
        """Those since which no epoch was opened, as in claims/sql/epochs.sql."""
        answered = self.model.objects.filter(epoch__isnull=False).order_by("-pk").values("pk")[:1]
        newer = models.Q(pk__gt=models.Subquery(answered))
        return self.filter(newer | ~models.Exists(answered))
