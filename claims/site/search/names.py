"""Publishers and topics by the names that readers type and read.

Outsiders know them as publications name them, whatever they are called at work meanwhile.
"""

import json
from collections.abc import Collection, Sequence

from django.db.models import OuterRef, Subquery, Value
from django.utils.text import slugify

from claims.formats import json_objects
from claims.models import Publication, Topic
from claims.search.query import clean
from sources.models import Publisher
from sources.querysets import Fold

NAMESAKES = 10  # publishers of one name that are looked at


def publisher_names(numbers: Collection[int], *, inside: bool) -> dict[int, str]:
    """Of these publishers those whom the reader may know."""
    found = Publisher.objects.filter(pk__in=numbers)
    if inside:
        return dict(found.values_list("pk", "name"))
    told = Publication.objects.listed().from_publisher(OuterRef("pk")).order_by("-number")
    rows = found.annotate(said=Subquery(told.values("body")[:1])).values_list("pk", "said")
    return {
        number: json_objects.publisher(json.loads(said), number, "")["name"]
        for number, said in rows
        if said is not None
    }


def publishers(typed: str, *, inside: bool) -> Sequence[int]:
    """The numbers of those who are called so, whatever case or accents."""
    same = Publisher.objects.alias(folded=Fold("name")).filter(folded=Fold(Value(clean(typed))))
    names = dict(same.values_list("pk", "name")[:NAMESAKES])
    known = publisher_names(names, inside=inside) if names else {}
    return [number for number, name in names.items() if known.get(number) == name]


def topic(typed: str, *, inside: bool) -> str:
    """The slug of the one topic that is called so; else what was typed, which may be a slug.

    Publications hold slugs: for outsiders a name is taken for the slug that it would give.
    """
    words = clean(typed)
    if not inside:
        listed = Publication.objects.listed()
        likely = [words, slugify(words)]
        return next((slug for slug in likely if listed.on_topic(slug).exists()), typed)
    if Topic.objects.filter(slug=words).exists():
        return words
    same = Topic.objects.alias(folded=Fold("name")).filter(folded=Fold(Value(words)))
    found = list(same.values_list("slug", flat=True)[:2])
    return found[0] if len(found) == 1 else typed
