"""When API tokens were used last, for whoever looks whether one is needed still."""

import time

from django.db import connection

from newsroom.models import ApiToken

NOTED_EVERY = 300  # seconds, in each process
MOST = 10_000  # tokens that a process remembers

NOTE = """
INSERT INTO newsroom_tokenuse (token_id, used_at) VALUES (%s, clock_timestamp())
    ON CONFLICT (token_id) DO UPDATE SET used_at = excluded.used_at
"""
_noted: dict[str, float] = {}


def note(token: ApiToken) -> None:
    """Note that it is used now, unless this process has just noted it."""
    now = time.monotonic()
    if now - _noted.get(token.pk, -NOTED_EVERY) < NOTED_EVERY:
        return
    if len(_noted) >= MOST:
        _noted.clear()
    _noted[token.pk] = now
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [token.pk])
