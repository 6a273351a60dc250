"""A request that comes again with the same Idempotency-Key gets its first answer, and is done once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from newsroom.encryption import seal, unseal
from newsroom.models import RepeatableAnswer, User

KEPT = timedelta(hours=24)
REMOVED_AT_ONCE = 100  # rows

# Until the transaction ends. Another request with the key is refused, so that none waits for long.
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 76))"


class UnderWay(Exception):
    """A request with this key is being carried out."""


class UsedOtherwise(Exception):
    """The key came with another request, or an erasure has removed its answer."""


@dataclass(frozen=True)
class Answer:
    """``body``: what JSON can say; ``secret``: more of it, which is answered once and never kept."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    is_repeated: bool = False
    secret: Mapping[str, str] = field(default_factory=dict)


def once(person: User, key: str, request_sha256: str, do: Callable[[], Answer]) -> Answer:
    """What ``do`` answers, in one transaction with its record; or what it answered within a day before.

    What it refuses by an exception is undone and not kept, so it may be tried again with the key.
    Raises UnderWay, UsedOtherwise.
    """
    place = f"answer {person.pk} {request_sha256} {key}"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [f"{person.pk} {key}"])
            if cursor.fetchone() != (True,):
                raise UnderWay
        remove_old()
        kept = RepeatableAnswer.objects.filter(person=person, key=key).first()
        if kept is not None:
            if kept.request_sha256 != request_sha256:
                raise UsedOtherwise
            body, headers = json.loads(unseal(kept.sealed_answer, place))
            return Answer(kept.status, body, headers, is_repeated=True)
        made = do()
        RepeatableAnswer.objects.create(
            person=person,
            key=key,
            request_sha256=request_sha256,
            status=made.status,
            sealed_answer=seal(json.dumps([made.body, dict(made.headers)]), place),
        )
        return made


def remove_old() -> None:
    """Some of them; each request that is kept removes some, too."""
    with transaction.atomic():
        old = RepeatableAnswer.objects.filter(answered_at__lte=timezone.now() - KEPT)
        # What another request removes just now is its own affair.
        free = old.select_for_update(skip_locked=True).order_by("answered_at")
        numbers = list(free.values_list("pk", flat=True)[:REMOVED_AT_ONCE])
        if numbers:
            RepeatableAnswer.objects.filter(pk__in=numbers).delete()
