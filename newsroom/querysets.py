from typing import Any, Self

from django.db import models

from newsroom.choices import DeedKind, DeedOutcome


class EventQuerySet(models.QuerySet[Any]):
    def of(self, row: models.Model) -> Self:
        """The events of one row, oldest first."""
        return self.filter(table=row._meta.db_table, row=str(row.pk)).order_by("pk")

    def about(self, claim_id: int) -> Self:
        """The events of a claim and of everything that hangs on it, oldest first."""
        return self.filter(about__contains=[claim_id]).order_by("pk")


class DeedQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(outcome=DeedOutcome.OPEN)

    def on(self, kind: DeedKind, subject_id: int) -> Self:
        return self.filter(kind=kind, subject_id=subject_id)
