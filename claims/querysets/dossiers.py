"""Editions of dossiers that the public may read."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat


class EditionQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """The latest of each dossier."""
        own = self.model._default_manager.filter(dossier=OuterRef("dossier")).order_by("-number")
        return self.filter(number=Subquery(own.values("number")[:1]))

    def readable(self) -> Self:
        """Of dossiers that are not offline, without a name that is protected by now."""
        text = models.TextField()
        says = Func(
            Concat(Cast("title", text), Value(" \x1e ", text), F("introduction")),
            function="contains_a_protected_name",
            output_field=models.BooleanField(),
        )
        return self.filter(Q(dossier__offline_at__isnull=True)).alias(says=says).filter(says=False)
