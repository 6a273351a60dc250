"""A file of a form that was refused is kept for its sender alone, for an hour."""

import os
import time
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from newsroom import kept_uploads
from tests import factories

pytestmark = pytest.mark.django_db


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("chart.txt", b"150 bridges", "text/plain")


def stored() -> list[str]:
    try:
        return default_storage.listdir(kept_uploads.FOLDER)[1]
    except FileNotFoundError:
        return []


def test_it_is_found_by_its_sender_alone() -> None:
    sender = factories.editor()
    key = kept_uploads.keep(sender, a_file())
    found = kept_uploads.find(sender, key)
    assert found is not None
    assert (found.read(), found.name, found.size) == (b"150 bridges", "chart.txt", 11)
    assert found.content_type == "text/plain"
    assert kept_uploads.find(factories.senior(), key) is None
    assert kept_uploads.find(sender, key.swapcase()) is None
    assert kept_uploads.find(sender, "uploads/x") is None


def test_it_is_stored_once_however_often_it_comes_back() -> None:
    sender = factories.editor()
    key = kept_uploads.keep(sender, a_file())
    before = len(stored())
    found = kept_uploads.find(sender, key)
    assert found is not None
    assert kept_uploads.keep(sender, found) == key
    assert len(stored()) == before


def test_it_is_not_found_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = factories.editor()
    key = kept_uploads.keep(sender, a_file())
    monkeypatch.setattr(kept_uploads, "KEPT", timedelta(seconds=-1))
    assert kept_uploads.find(sender, key) is None


def test_only_those_of_more_than_an_hour_ago_are_removed() -> None:
    sender = factories.editor()
    before = set(stored())
    old = kept_uploads.keep(sender, a_file())
    (name,) = set(stored()) - before
    new = kept_uploads.keep(sender, a_file())
    path = default_storage.path(f"{kept_uploads.FOLDER}/{name}")
    os.utime(path, (time.time() - 3_700,) * 2)
    kept_uploads.remove_old()
    assert kept_uploads.find(sender, old) is None
    assert kept_uploads.find(sender, new) is not None


def test_of_one_sender_no_more_than_the_last_few_are_kept() -> None:
    sender, other = factories.editor(), factories.editor()
    foreign = kept_uploads.keep(other, a_file())
    keys = [kept_uploads.keep(sender, a_file()) for _ in range(kept_uploads.MOST + 2)]
    found = [kept_uploads.find(sender, key) is not None for key in keys]
    assert (sum(found), found[-1]) == (kept_uploads.MOST, True)
    assert kept_uploads.find(other, foreign) is not None
