"""manage.py import_claims, as somebody types it; and killed again and again."""

import csv
import io
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models

from claims.models import (
    Claim,
    ExternalReview,
    ImportedSpeaker,
    ImportNote,
    ImportRecord,
    ImportRun,
    Topic,
)
from newsroom.choices import Role
from newsroom.models import Event, User
from sources.models import Alias, Publisher, Source, Speaker
from tests import database, factories
from tests.claims.imports.files import row, table
from tests.threads import LONG
from tests.workers import database_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return factories.person(Role.EDITOR, username="erin")


def run(*arguments: Any, by: str = "erin") -> tuple[str, str]:
    """What it printed, and what it told meanwhile."""
    printed, messages = io.StringIO(), io.StringIO()
    call_command("import_claims", *map(str, arguments), "--by", by, stdout=printed, stderr=messages)
    return printed.getvalue(), messages.getvalue()


def csv_in(folder: Path, *rows: dict[str, Any], name: str = "archive.csv") -> Path:
    path = folder / name
    path.write_bytes(table(*rows))
    return path


def test_a_file_is_brought_in_and_what_was_refused_is_written_beside(
    editor: User, tmp_path: Path
) -> None:
    bad = row(2, said_on="=1+1")
    path = csv_in(tmp_path, row(1), bad, row(3))
    printed, messages = run(path, "--format", "csv", "--origin", "a.example", "--reports", tmp_path)
    assert f"{path}: 2 claims made, 0 imported before, 1 row refused." in printed
    assert "archive.csv: 100%, 2 claims, 1 refused …" in messages
    with (tmp_path / "archive.csv.refused.csv").open(encoding="utf-8", newline="") as file:
        header, told_row = csv.reader(file)
    assert header == ["line", "column", "reason"]
    assert told_row[:2] == ["3", "said_on"]
    again, _output = run(path, "--format", "csv", "--origin", "a.example", "--reports", tmp_path)
    assert "imported already, by" in again
    assert Claim.objects.count() == 2


def test_a_dry_run_says_what_it_would_do(editor: User, tmp_path: Path) -> None:
    path = csv_in(tmp_path, row(1), row(2, text=""))
    options = ("--format", "csv", "--origin", "a.example", "--reports", tmp_path)
    printed, _output = run(path, *options, "--dry-run")
    assert "1 claim made" in printed
    assert "This was a dry run: nothing is stored." in printed
    assert "text" in (tmp_path / "archive.csv.refused.csv").read_text(encoding="utf-8")
    assert not ImportRun.objects.exists()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_file_whose_rows_are_all_refused_for_one_reason_is_read_no_further(
    editor: User, tmp_path: Path, options: tuple[str, ...]
) -> None:
    path = csv_in(tmp_path, *(row(n, said_on=f"{n} March") for n in range(1, 300)))
    how = ("--format", "csv", "--origin", "a.example", *options)
    expected = r"\(100\) are refused for one reason\. said_on: “1 March” is"
    with pytest.raises(CommandError, match=expected):
        run(path, *how)
    report = tmp_path / "archive.csv.refused.csv"
    assert len(report.read_text(encoding="utf-8").splitlines()) == 101
    assert not Claim.objects.exists()


def test_a_short_file_whose_rows_are_all_refused_for_one_reason_has_failed_again_and_again(
    editor: User, tmp_path: Path
) -> None:
    path, elsewhere = csv_in(tmp_path, row(1, text=""), row(2, text="")), tmp_path / "reports"
    elsewhere.mkdir()
    how = ("--format", "csv", "--origin", "a.example", "--reports", elsewhere)
    for _time in range(2):
        with pytest.raises(CommandError, match=r"\(2\) are refused for one reason"):
            run(path, *how)
    assert (elsewhere / "archive.csv.refused.csv").is_file()
    assert ImportRun.objects.get().state == "failed"


def test_rows_refused_for_several_reasons_are_all_read(editor: User, tmp_path: Path) -> None:
    many = [row(n, **({"text": ""} if n % 2 else {"said_on": "x"})) for n in range(1, 220)]
    path = csv_in(tmp_path, *many)
    printed, _output = run(path, "--format", "csv", "--origin", "a.example")
    assert "219 rows refused" in printed


def test_one_bad_file_does_not_keep_the_others_out(editor: User, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.csv", csv_in(tmp_path, row(1))
    bad.write_bytes(b"colour\nred\n")
    with pytest.raises(CommandError, match=r"bad\.csv: The file has no column external_id"):
        run(bad, good, "--format", "csv", "--origin", "a.example", "--reports", tmp_path)
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.csv", "--format", "csv"), "can't be read"),
        (("x.csv", "--format", "csv", "--mapping", "nobody's"), "mapping nobody's can't be read"),
        (("x.csv", "--format", "csv", "--batch", "0"), "at least one row"),
        (("x.csv", "--format", "csv", "--reports", "/nowhere"), "is not a folder"),
    ],
)
def test_what_is_typed_wrongly_is_said(
    editor: User, arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)


def test_only_an_editor_brings_claims_in(tmp_path: Path) -> None:
    factories.person(Role.REPORTER, username="rita")
    path = csv_in(tmp_path, row(1))
    with pytest.raises(CommandError):
        run(path, "--format", "csv", "--origin", "a.example", by="rita")
    assert not Claim.objects.exists()


# Killed

ORIGIN, ROWS, BATCH = "a.example", 240, 6
WRITTEN = (
    *(Publisher, Source, Speaker, Alias, Topic, Claim, Claim.topics.through),
    *(ImportRun, ImportRecord, ImportedSpeaker, ImportNote, ExternalReview),
)
# What need not be equal: when, and the sign-in of each run of this test.
LEFT_OUT = (models.DateTimeField,)


def archive(path: Path) -> Path:
    """Speakers known, new, unsure and unnamed; sources shared; some rows that are refused."""
    rows = [
        row(
            n,
            speaker=("Ana Nuñez", f"Pedro Vega {n % 7}", "Facebook posts", f"P. Vega {n % 5}")[
                n % 4
            ],
            source_url=f"https://a.example/s/{n % 50}" if n % 3 else "",
            publisher=f"Paper {n % 6}" if n % 2 else "",
            topics=f"T{n % 5};T{n % 9}",
            said_on="" if n % 31 else "9999-01-01",
            review_url=f"https://a.example/r/{n % 60}",
        )
        for n in range(ROWS)
    ]
    path.write_bytes(table(*rows))
    return path


def database_as_it_is() -> dict[str, list[Any]]:
    """Every row that an import writes; for each number, the how-manieth row of its table it is."""
    rows = {model: list(model._base_manager.order_by("pk")) for model in WRITTEN}
    place = {
        (model, each.pk): number
        for model, found in rows.items()
        for number, each in enumerate(found)
    }

    def value(each: Any, field: Any) -> Any:
        if field.primary_key:
            return place[type(each), each.pk]
        stored = getattr(each, field.attname)
        related = field.related_model
        if field.name == "reason":  # it names speakers by their numbers
            return re.sub(r"\d+ (?=[A-Z])", "", stored)
        if field.name == "alike":
            return [place[Speaker, number] for number in stored]
        return place.get((related, stored), "nobody's") if related and stored else stored

    found: dict[str, list[Any]] = {
        model.__name__: [
            {
                field.name: value(each, field)
                for field in model._meta.concrete_fields
                if not isinstance(field, LEFT_OUT)
            }
            for each in each_of
        ]
        for model, each_of in rows.items()
    }
    events = Event.objects.filter(reason="import of archive.csv").exclude(table="claims_importrun")
    found["Event"] = sorted(Counter(events.values_list("table", "action")).items())
    return found


def command(path: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [
            *(sys.executable, "manage.py", "import_claims", "--skip-checks"),
            *(str(path), "--format", "csv"),
            *("--origin", ORIGIN, "--by", "erin", "--batch", str(BATCH)),
            *("--reports", str(path.parent)),
        ],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "DATABASE_URL": database_url(),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def lines_done() -> int:
    run = ImportRun.objects.first()
    return run.position if run else 0


@pytest.mark.long
@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.at_length)])
@pytest.mark.django_db(transaction=True)
def test_killed_at_some_moments_it_makes_what_one_clean_run_makes(
    tmp_path: Path, kills: int
) -> None:
    path = archive(tmp_path / "archive.csv")
    factories.person(Role.EDITOR, username="erin")
    for _kill in range(kills):
        before, gives_up = lines_done(), time.monotonic() + LONG
        process = command(path)
        # Wherever it is a moment after its first batch, mostly in the midst of another.
        while lines_done() <= before and process.poll() is None:
            assert time.monotonic() < gives_up
            time.sleep(0.005)
        time.sleep(random.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert command(path).wait() == 0
    killed = database_as_it_is()
    (run,) = killed["ImportRun"]
    assert (run["state"], run["rows_made"], run["rows_refused"]) == ("done", ROWS - 8, 8)
    assert run["speakers_unsure"]
    database.empty()
    factories.person(Role.EDITOR, username="erin")
    assert command(path).wait() == 0
    clean = database_as_it_is()
    for table_, rows in clean.items():
        assert killed[table_] == rows, table_
