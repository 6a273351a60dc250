"""The topics that publications name."""

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery, Value

from newsroom.querysets import LookAlikeKey

NAMESAKES = 10  # topics of one name


class PublishedTopicQuerySet(models.QuerySet[Any]):
    def named_in(self, publications: Any) -> Self:
        """Those that one of these publications names, with the ``name`` that the latest one states."""
        naming = publications.naming_topic(OuterRef("pk")).order_by("-number")
        named = self.annotate(name=Subquery(naming.values("named_topics__name")[:1]))
        return named.filter(name__isnull=False)

    def called(self, name: str, publications: Any) -> list[str]:
        """The slugs of those that these publications name so, in any case and accents.

        Each topic's name is read, of which there are some hundreds; publications are not.
        """
        named = self.named_in(publications).alias(key=LookAlikeKey("name"))
        same = named.filter(key=LookAlikeKey(Value(name))).order_by("slug")
        return list(same.values_list("slug", flat=True)[:NAMESAKES])
