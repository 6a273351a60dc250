"""How often readers may send something: counted by a keyed hash, which is kept for a day."""

from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from claims.models import ReaderSending

KEPT = timedelta(days=1)


def hashed(*parts: object) -> str:
    """Of what is counted, such as a network; what it was can't be read from it."""
    words = "\n".join(map(str, parts))
    return salted_hmac("claims.notifications.sending_limits", words, algorithm="sha256").hexdigest()


def count(key: str, within: timedelta = KEPT) -> int:
    """How many were counted before this one, which is counted too; within the caller's transaction.

    Whoever counts the same key at this moment waits until the transaction ends.
    """
    wait("sending", key)
    before = ReaderSending.objects.filter(key=key, at__gt=Now() - within).count()
    ReaderSending.objects.create(key=key)
    return before


def wait(*keys: str) -> None:
    """For other transactions that count one of these; in the order given."""
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('readers send'), hashtext(%s))", [key]
            )


def forget() -> None:
    """Delete what is older than a day."""
    ReaderSending.objects.filter(at__lt=Now() - KEPT).delete()
