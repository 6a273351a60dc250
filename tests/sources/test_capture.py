"""Captures: hashed, unchangeable copies."""

import gzip
import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError

from newsroom.errors import Refused
from newsroom.history import recorded_as
from newsroom.models import User
from sources import capture
from sources.models import Snapshot, Source
from tests import factories, sql

pytestmark = pytest.mark.django_db

TEXT = "Жук crossed the bridge — twice.\n"


def test_a_capture_is_its_text_and_its_hash() -> None:
    made = factories.snapshot(TEXT)
    made.refresh_from_db()
    assert made.text == TEXT
    assert made.text_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (made.kind, made.raw_sha256, made.raw_name) == ("capture", "", "")


def test_raw_bytes_are_kept_gzipped_under_their_own_hash() -> None:
    by, raw = factories.reporter(), b"<html>\xff\x00 bridges</html>"
    made = capture.capture(factories.source(), by, "bridges", raw, media_type="text/html")
    digest = hashlib.sha256(raw).hexdigest()
    assert made.raw_sha256 == digest
    assert digest in made.raw_name
    with default_storage.open(made.raw_name) as stored:
        assert gzip.decompress(stored.read()) == raw


def test_the_same_bytes_are_stored_once() -> None:
    by, raw = factories.reporter(), b"the same page"
    one = capture.capture(factories.source(), by, "one text", raw)
    other = capture.capture(factories.source(), by, "another text", raw)
    assert one.raw_name == other.raw_name
    assert one.pk != other.pk


def test_the_same_text_again_is_the_snapshot_that_is_there() -> None:
    by, source = factories.reporter(), factories.source()
    one = capture.capture(source, by, TEXT)
    assert capture.capture(source, factories.reporter(), TEXT, b"other bytes").pk == one.pk
    assert capture.excerpt(source, by, TEXT, date(2026, 3, 1)).pk == one.pk
    assert capture.capture(source, by, TEXT + "More.").pk != one.pk
    assert capture.capture(factories.source(), by, TEXT).pk != one.pk


HOW: dict[str, Callable[[Source, User, str], Snapshot]] = {
    "capture": capture.capture,
    "excerpt": lambda source, by, text: capture.excerpt(source, by, text, date(2026, 3, 1)),
}


@pytest.mark.parametrize("text", ["", " \n\t", "nul\x00l", "half \ud800 a pair"])
@pytest.mark.parametrize("how", HOW)
def test_what_can_not_be_stored_is_refused_in_words(text: str, how: str) -> None:
    by, source = factories.reporter(), factories.source()
    with pytest.raises(Refused) as refused:
        HOW[how](source, by, text)
    assert refused.value.sentence
    assert not Snapshot.objects.exists()


def test_a_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "LONGEST_TEXT", 10)
    assert capture.checked_text("ten signs.") == "ten signs."
    with pytest.raises(Refused, match="Split it"):
        capture.checked_text("eleven sign")


def test_an_excerpt_says_where_and_when_it_was_consulted_and_has_no_bytes() -> None:
    made = capture.excerpt(
        *(factories.source(), factories.reporter(), "Decisive action.", date(2026, 3, 4)),
        consulted_url="https://video.example/1",
        timecode="00:12",
    )
    assert (made.kind, made.raw_name, made.consulted_on) == ("excerpt", "", date(2026, 3, 4))


def test_a_source_without_an_address_has_its_texts_hash() -> None:
    made = capture.add_source(factories.reporter(), TEXT, kind="article")
    assert made.uri == f"urn:sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}"
    assert (made.url, made.title, made.publisher) == ("", "", None)


def test_a_source_is_logged_once() -> None:
    made = factories.source()
    with pytest.raises(Refused) as refused:
        factories.source(uri=made.uri)
    assert refused.value.rule == "source_uri_once"


def test_what_a_source_states_can_be_changed_and_nothing_else() -> None:
    made, by = factories.source(), factories.editor()
    capture.edit_source(made.pk, by, title="A title", published_on=date(2026, 3, 1))
    assert Source.objects.get(pk=made.pk).title == "A title"
    with pytest.raises(Refused, match="added_by"):
        capture.edit_source(made.pk, by, added_by=by)
    with pytest.raises(Refused, match="uri"):
        capture.edit_source(made.pk, by, uri="")


def test_whole_texts_are_permitted_by_a_senior_editor() -> None:
    assert factories.publisher(factories.senior(), whole_texts=True).whole_texts
    permit = "UPDATE sources_publisher SET whole_texts = true WHERE id = %s"
    other = factories.publisher().pk
    sql.refused(permit, other, by="whole_texts_by_a_senior")
    with recorded_as(factories.editor()):
        sql.refused(permit, other, by="whole_texts_by_a_senior")
    sql.refused(
        "INSERT INTO sources_publisher (name, kind, domain, country, whole_texts)"
        " VALUES ('Leaks', 'news', '', '', true)",
        by="whole_texts_by_a_senior",
    )


# Each rule of PostgreSQL


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("INSERT {into} 'capture', 'a', '{hash_b}', '', '', NULL, ''", "snapshot_text_hash"),
        ("INSERT {into} 'capture', '', '{hash_}', '', '', NULL, ''", "snapshot_has_text"),
        ("INSERT {into} 'capture', '{text}', '{hash}', '', '', NULL, ''", "snapshot_once_per_text"),
        (
            "INSERT {into} 'excerpt', 'a', '{hash_a}', '', '', NULL, ''",
            "snapshot_excerpt_or_capture",
        ),
        (
            "INSERT {into} 'capture', 'a', '{hash_a}', '', '', '2026-01-01', ''",
            "snapshot_excerpt_or_capture",
        ),
        (
            "INSERT {into} 'excerpt', 'a', '{hash_a}', '{hash_a}', 'raw/x', '2026-01-01', ''",
            "snapshot_excerpt_or_capture",
        ),
        (
            "INSERT {into} 'capture', 'a', '{hash_a}', '{hash_a}', '', NULL, ''",
            "snapshot_raw_hash_and_name",
        ),
        # What was fetched or uploaded has its bytes; an excerpt is copied, and nothing else is.
        (
            "INSERT {as_uploaded} 'capture', 'a', '{hash_a}', '', '', NULL, ''",
            "snapshot_method_is_known",
        ),
        (
            "INSERT {as_copied} 'capture', 'a', '{hash_a}', '', '', NULL, ''",
            "snapshot_method_is_known",
        ),
        (
            "INSERT {into} 'excerpt', 'a', '{hash_a}', '', '', '2026-01-01', ''",
            "snapshot_method_is_known",
        ),
        (
            "INSERT {as_seen} 'capture', 'a', '{hash_a}', '', '', NULL, ''",
            "snapshot_method_is_known",
        ),
        (
            "UPDATE sources_source SET uri = 'ftp://x' WHERE id = {source}",
            "source_uri_is_an_address",
        ),
        (
            "UPDATE sources_source SET language = 'xx-nonsense!' WHERE id = {source}",
            "source_names_its_language",
        ),
        (
            "UPDATE sources_source SET syndicated_from_id = id WHERE id = {source}",
            "syndication_makes_no_circle",
        ),
    ],
)
def test_by_raw_sql(statement: str, rule: str) -> None:
    made, by = factories.snapshot("There."), factories.reporter()
    into = (
        "INTO sources_snapshot (source_id, captured_by_id, media_type, method, timecode, kind, text,"
        f" text_sha256, raw_sha256, raw_name, consulted_on, consulted_url) SELECT {made.source_id},"
        f" {by.pk}, '', 'pasted', '',"
    )
    words: dict[str, Any] = {"into": into, "s": made.pk, "source": made.source_id}
    words |= {f"as_{how}": into.replace("pasted", how) for how in ("uploaded", "copied", "seen")}
    words |= {f"hash_{text}": capture.sha256(text) for text in ("", "a", "b")}
    words |= {"text": made.text, "hash": made.text_sha256}
    with sql.broken(rule):
        sql.run(statement.format(**words))


def test_an_address_is_logged_once_by_raw_sql() -> None:
    one, other = factories.source(), factories.source()
    with pytest.raises(IntegrityError):
        sql.run("UPDATE sources_source SET uri = %s WHERE id = %s", one.uri, other.pk)


def test_copies_make_no_circle() -> None:
    by = factories.editor()
    wire = factories.source()
    copy = factories.source(syndicated_from=wire)
    again = factories.source(syndicated_from=copy)
    with pytest.raises(Refused) as refused:
        capture.edit_source(wire.pk, by, syndicated_from=again)
    assert refused.value.rule == "syndication_makes_no_circle"
