"""The topics that publications name."""

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery


class PublishedTopicQuerySet(models.QuerySet[Any]):
    def named_in(self, publications: Any) -> Self:
        """Those that one of these publications names, with the ``name`` that the latest one states."""
        naming = publications.naming_topic(OuterRef("pk")).order_by("-number")
        named = self.annotate(name=Subquery(naming.values("named_topics__name")[:1]))
        return named.filter(name__isnull=False)
