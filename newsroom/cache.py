"""Django's cache in a table that all servers share: how often somebody tried to sign in, and codes used.

Django's own database cache unpickles the table's values, so whoever can write there runs code in the web
server. Here a value is JSON, signed together with its key; one that isn't counts as absent.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils import timezone

from newsroom.models.cache import CacheEntry

SALT = "newsroom.cache"
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
PUT = """
INSERT INTO newsroom_cache AS entry (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
 WHERE %s OR entry.expires < now()
RETURNING true
"""
# What has ended, some at a time; never what another transaction is writing.
CULL = """
DELETE FROM newsroom_cache WHERE cache_key IN (
  SELECT cache_key FROM newsroom_cache WHERE expires < now() LIMIT 100 FOR UPDATE SKIP LOCKED)
"""


class SignedCache(BaseCache):
    def __init__(self, location: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        key = self.make_and_validate_key(key, version=version)
        found = CacheEntry.objects.filter(pk=key, expires__gte=timezone.now()).first()
        if found is None:
            return default
        try:
            return signing.loads(found.value, salt=f"{SALT} {key}")
        except signing.BadSignature:
            return default

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return self._put(key, value, timeout, version, replace=False)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._put(key, value, timeout, version, replace=True)

    def delete(self, key: str, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version=version)
        return bool(CacheEntry.objects.filter(pk=key).delete()[0])

    def clear(self) -> None:
        CacheEntry.objects.all().delete()

    def _put(
        self, key: str, value: Any, timeout: Any, version: int | None, *, replace: bool
    ) -> bool:
        key = self.make_and_validate_key(key, version=version)
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        expires = NEVER if seconds is None else timezone.now() + timedelta(seconds=seconds)
        signed = signing.dumps(value, salt=f"{SALT} {key}")
        with connection.cursor() as cursor:
            cursor.execute(CULL)
            cursor.execute(PUT, [key, signed, expires, replace])
            return cursor.fetchone() is not None
