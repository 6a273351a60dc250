"""The cache that all servers share: its table holds data, whoever wrote it."""

import pickle
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from newsroom.models import CacheEntry

pytestmark = pytest.mark.django_db


class Touching:
    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.file,))


def test_values_are_kept_until_their_time_is_over() -> None:
    cache.set("a", [1.5, 2], timeout=60)
    cache.set("b", True, timeout=None)
    assert (cache.get("a"), cache.get("b"), cache.get("c", "none")) == ([1.5, 2], True, "none")
    CacheEntry.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert cache.get("a") is None
    cache.set("d", "kept")
    assert [entry.cache_key for entry in CacheEntry.objects.all()] == [cache.make_key("d")]


def test_one_adds_and_the_next_does_not() -> None:
    assert cache.add("lock", True, timeout=60)
    assert not cache.add("lock", "another", timeout=60)
    assert cache.get("lock") is True
    assert cache.delete("lock")
    assert not cache.delete("lock")
    assert cache.add("lock", "another", timeout=60)
    CacheEntry.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert cache.add("lock", "a third", timeout=60)
    cache.clear()
    assert cache.get("lock") is None


def test_what_was_written_by_hand_counts_as_absent(tmp_path: Path) -> None:
    file = tmp_path / "run"
    cache.set("a", "ours", timeout=60)
    cache.set("b", "of another key", timeout=60)
    other = CacheEntry.objects.get(cache_key=cache.make_key("b")).value
    pickled = b64encode(pickle.dumps(Touching(file))).decode()
    for value in (pickled, '"ours"', "", other):
        CacheEntry.objects.filter(cache_key=cache.make_key("a")).update(value=value)
        assert cache.get("a") is None
    assert not file.exists()
