"""The speakers that a search finds: for the public those it may see; and the one that was meant."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Func, Q, Value

from newsroom.prepared import SOME_NUMBER, SOME_WORD, Prepared
from sources.models import Speaker
from sources.querysets import LIKE_AT_MOST, Fold, SpeakerQuerySet

LIKE_ENOUGH = 0.45  # the least likeness of a name for which a misspelt one is taken


def similar_speakers(typed: str, *, protected: bool = True) -> SpeakerQuerySet:
    """For the newsroom: speakers with similar names, the most similar first (``likeness``)."""
    # Most words are like no name, and the whole query takes ten times as long.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT speakers_with_similar_names(%s, %s, %s)", [typed, protected, LIKE_AT_MOST]
        )
        similar = [number for (number,) in cursor.fetchall()]
    found: SpeakerQuerySet = Speaker.objects.none()
    if similar:
        pooled = Speaker.objects.pooled().filter(pk__in=similar)
        found = pooled.most_like(typed, protected=protected)
    return found


def meant(similar: Sequence[Any]) -> Speaker | None:
    """The speaker whose claims are shown because nothing is found, of those with similar names."""
    nearest = next(iter(similar), None)
    return nearest if nearest is not None and nearest.likeness >= LIKE_ENOUGH else None


def nameable_speakers() -> SpeakerQuerySet:
    """Without protected ones, and without those whose row contains a protected speaker's name.

    Of the latter remain those whom a listed publication may name.
    """
    return _nameable().all()


@cache
def _nameable() -> SpeakerQuerySet:
    """Made once: its conditions are always the same."""
    may_be_shown: Any = Func("pk", function="may_be_shown", output_field=BooleanField())
    found: SpeakerQuerySet = Speaker.objects.nameable().filter(may_be_shown)
    return found


class Numbered:
    """One of these speakers, by number or slug."""

    def __init__(self, speakers: SpeakerQuerySet) -> None:
        found = speakers.filter(Q(slug=SOME_WORD) | Q(pk=SOME_NUMBER))
        self._prepared = Prepared(found.merged_ids())

    def with_merged(self, value: str) -> list[int]:
        """The ids of the speaker and of all that are merged with it; none where it is none of them."""
        is_number = (
            value.isascii() and value.isdecimal() and int(value) <= BigIntegerField.MAX_BIGINT
        )
        number = int(value) if is_number else 0  # no speaker's
        with connection.cursor() as cursor:
            cursor.execute(*self._prepared.sql((SOME_NUMBER, number), (SOME_WORD, value)))
            return sorted({each for (ids,) in cursor for each in ids})


def publicly_called(name: str) -> SpeakerQuerySet:
    """Those with exactly this name or alias; an alias that is a protected name finds nobody."""
    found = nameable_speakers().called(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT contains_a_protected_name(%s)", [name])
        (is_protected,) = cursor.fetchone()
    if is_protected:
        found = found.alias(folded=Fold("name")).filter(folded=Fold(Value(name)))
    return found
