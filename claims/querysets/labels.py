"""Editions of labels."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Func, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat


class LabelEditionQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """The latest of each label, also where that is retired."""
        own = self.model._default_manager.filter(label=OuterRef("label")).order_by("-number")
        return self.filter(number=Subquery(own.values("number")[:1]))

    def in_use(self) -> Self:
        """Those that a proposal may choose."""
        return self.current().filter(retired=False)

    def readable(self) -> Self:
        """Without a name that is protected by now."""
        text, between = models.TextField(), Value(" \x1e ", models.TextField())
        says = Func(
            Concat(
                *(Cast("name", text), between, Cast("definition", text), between),
                Cast(F("translations"), text),
            ),
            function="contains_a_protected_name",
            output_field=models.BooleanField(),
        )
        return self.alias(says=says).filter(says=False)
