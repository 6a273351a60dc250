"""Publishers and topics by the names that readers type and see.

The public sees the names in publications, even where working data has changed since.
"""

import json
from collections.abc import Collection, Sequence

from django.db.models import OuterRef, Subquery, Value
from django.utils.text import slugify

from claims.formats import json_objects
from claims.models import Publication, PublishedTopic, Topic
from claims.search.query import clean
from newsroom.querysets import LookAlikeKey
from sources.models import Publisher

NAMESAKES = 10  # the most publishers of one name that are compared


def publisher_names(numbers: Collection[int], *, inside: bool) -> dict[int, str]:
    """The names of these publishers, without those that the reader may not see."""
    found = Publisher.objects.filter(pk__in=numbers)
    if inside:
        return dict(found.values_list("pk", "name"))
    naming = Publication.objects.listed().from_publisher(OuterRef("pk")).order_by("-number")
    rows = found.annotate(body=Subquery(naming.values("body")[:1])).values_list("pk", "body")
    return {
        number: json_objects.publisher(json.loads(body), number, "")["name"]
        for number, body in rows
        if body is not None
    }


def publishers(typed: str, *, inside: bool) -> Sequence[int]:
    """The numbers of the publishers with this name, or one that readers can't tell from it."""
    same = Publisher.objects.called(clean(typed))
    names = dict(same.values_list("pk", "name")[:NAMESAKES])
    known = publisher_names(names, inside=inside) if names else {}
    return [number for number, name in names.items() if known.get(number) == name]


def topic(typed: str, *, inside: bool) -> str:
    """The slug of the topic with this name, or one that looks like it; else the text typed, which may be a slug.

    For the public those count that listed publications have.
    """
    words = clean(typed)
    if not inside:
        listed = Publication.objects.listed()
        likely = [words, slugify(words)]
        known = next((slug for slug in likely if listed.on_topic(slug).exists()), "")
        return known or next(iter(PublishedTopic.objects.called(words, listed)), typed)
    if Topic.objects.filter(slug=words).exists():
        return words
    same = Topic.objects.alias(key=LookAlikeKey("name")).filter(key=LookAlikeKey(Value(words)))
    return same.values_list("slug", flat=True).first() or typed
