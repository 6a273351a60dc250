"""The speakers that the public may see, find and filter by."""

from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func, Value

from sources.models import Speaker
from sources.querysets import Fold, SpeakerQuerySet


def nameable_speakers() -> SpeakerQuerySet:
    """Without protected ones, and without those whose row contains a protected speaker's name.

    Of the latter remain those whom a listed publication may name.
    """
    may_be_shown: Any = Func("pk", function="may_be_shown", output_field=BooleanField())
    found: SpeakerQuerySet = Speaker.objects.nameable().filter(may_be_shown)
    return found


def publicly_called(name: str) -> SpeakerQuerySet:
    """Those with exactly this name or alias; an alias that is a protected name finds nobody."""
    found = nameable_speakers().called(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT contains_a_protected_name(%s)", [name])
        (is_protected,) = cursor.fetchone()
    if is_protected:
        found = found.alias(folded=Fold("name")).filter(folded=Fold(Value(name)))
    return found
