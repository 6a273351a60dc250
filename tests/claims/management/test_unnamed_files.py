"""Files that no row names: listed, removed by a person alone, and never where rows may be missing."""

import os
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import Max, Min

from claims.management.commands import unnamed_files as command
from claims.notifications import retention
from newsroom.models import Event
from sources import capture, recordings, unnamed_files
from tests import factories, spoken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A file that a snapshot names, two that nothing does, and one of today; as if a week had passed."""
    monkeypatch.setattr(unnamed_files, "DAYS", 0)
    how = {"media_type": "text/plain", "method": "uploaded"}
    capture.capture(factories.source("Kept."), factories.reporter(), "Kept.", b"Kept.", **how)
    found = {
        "named": capture.store_raw(b"Kept.")[1],
        "refused": capture.store_raw(b"Refused.")[1],
        "recording": recordings.store_file(BytesIO(spoken.WAVE))[1],
        "new": capture.store_raw(b"Just stored.")[1],
    }
    times = Event.objects.aggregate(first=Min("at"), last=Max("at"))
    stored(found.values(), (times["first"] + (times["last"] - times["first"]) / 2).timestamp())
    stored([found["new"]], times["last"].timestamp() + 3600)
    return found


def stored(names: Iterable[str], at: float) -> None:
    for name in names:
        os.utime(default_storage.path(name), (at, at))


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("unnamed_files", *arguments, stdout=out)
    return out.getvalue()


def there(files: dict[str, str]) -> set[str]:
    return {each for each, name in files.items() if default_storage.exists(name)}


def test_they_are_removed_when_a_person_asks(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ONE_IN", 2)
    monkeypatch.setattr(unnamed_files, "GAP", timedelta(days=1000))
    retention.apply()
    listed = run()
    assert f"{files['refused']}  28 bytes" in listed
    assert "2 of 4 files." in listed
    assert there(files) == set(files)
    assert "2 removed." in run("--remove")
    assert there(files) == {"named", "new"}


def test_nothing_is_removed_where_the_rows_may_be_missing(
    files: dict[str, str], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="more than one in 20"):
        run("--remove")
    monkeypatch.setattr(command, "ONE_IN", 2)
    # Stored while the history has a gap, as after a restore.
    monkeypatch.setattr(unnamed_files, "GAP", timedelta(0))
    assert "0 removed." in run("--remove")
    monkeypatch.setattr(unnamed_files, "GAP", timedelta(days=1000))
    settings.SIGNED_LOG = tmp_path / "nothing"
    with pytest.raises(CommandError, match="can't be read"):
        run("--remove")
    assert there(files) == set(files)
