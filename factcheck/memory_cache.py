"""A cache in the memory of a server process, of a limited size."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

BESIDE = 500  # bytes, about, of an entry's place


class _Entry(NamedTuple):
    value: bytes
    ends: float


class MemoryCache(BaseCache):
    """Of bytes. What was asked for least recently goes first when it is full."""

    def __init__(self, location: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))
        self._entries = _ENTRIES
        self._lock = _LOCK

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return default
            if entry.ends < time.monotonic():
                self._drop(key)
                return default
            self._entries.move_to_end(key)
            return entry.value

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        ends = float("inf") if seconds is None else time.monotonic() + seconds
        with self._lock:
            self._drop(key)
            self._entries[key] = _Entry(value, ends)
            _SIZE[0] += _size(key, value)
            while _SIZE[0] > settings.PAGE_CACHE_BYTES:
                self._drop(next(iter(self._entries)))

    def delete(self, key: str, version: int | None = None) -> bool:
        with self._lock:
            return self._drop(key)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            _SIZE[0] = 0

    def _drop(self, key: str) -> bool:
        entry = self._entries.pop(key, None)
        if entry is not None:
            _SIZE[0] -= _size(key, entry.value)
        return entry is not None


# Django makes a backend of its own in each thread; all share these.
_ENTRIES: OrderedDict[str, _Entry] = OrderedDict()
_LOCK = Lock()
_SIZE = [0]  # bytes


def _size(key: str, value: bytes) -> int:
    return len(key) + len(value) + BESIDE
