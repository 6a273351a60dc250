"""Transcripts: stored once with their times, and when the words of a quote are spoken."""

import random
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from newsroom.errors import Refused
from newsroom.models import Event
from newsroom.verbs import permitted
from sources import transcript_capture, transcripts
from sources.models import Cue, Recording, Sighting, Snapshot, Transcript
from tests import database, factories, spoken, sql

pytestmark = pytest.mark.django_db


def test_the_text_is_a_snapshots_and_its_parts_have_times_and_speakers() -> None:
    made = spoken.transcript("machine")
    assert (made.transcript.origin, made.transcript.made_by) == ("machine", "whisper-tiny.en")
    assert made.transcript.needs_listening
    first = made.transcript.cues.all()[0]
    assert made.text[first.start : first.end] == "We have built 150 bridges since January."
    assert (first.speaker, first.start_ms, first.end_ms) == ("NUÑEZ", 12_000, 15_800)
    event = Event.objects.get(table="sources_transcript", row=str(made.pk))
    assert event.actor_id == made.captured_by_id


def test_the_same_transcript_again_is_a_sighting() -> None:
    made = spoken.transcript()
    again, new = store_again(made, spoken.read())
    assert (again, new) == (made, False)
    assert Sighting.objects.get().snapshot == made


@pytest.mark.parametrize("what", ["times", "origin", "text without times"])
def test_the_same_text_is_no_other_transcript(what: str) -> None:
    found, origin = spoken.read(), "captions"
    made = spoken.transcript() if what != "text without times" else factories.snapshot(found.text)
    if what == "times":
        found = replace(found, cues=found.cues[:2])
    if what == "origin":
        origin = "official"
    with pytest.raises(Refused) as refused:
        store_again(made, found, origin)
    assert refused.value.rule == "snapshot_once_per_text"


def store_again(made: Snapshot, found: Any, origin: str = "captions") -> tuple[Snapshot, bool]:
    by = factories.reporter()
    with permitted(by, "add_source"):
        return transcript_capture.store(made.source, by, found, b"again", spoken.MAKINGS[origin])


AT_ONCE = "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,"
HEADING = "[Script Info]\n\n[Events]\n"


@pytest.mark.parametrize(
    "words", ["{" * 4_900, "{\\i1}" * 980, "{\\p0}a" * 800], ids=["braces", "overrides", "words"]
)
def test_a_file_full_of_braces_is_read_in_the_time_that_a_child_has(words: str) -> None:
    line = f"{AT_ONCE}{words}a\n"
    lines = line * (transcripts.LARGEST // len(line) - 1)
    found = transcript_capture.read((HEADING + lines).encode())
    assert found.format == "SubStation"
    assert len(found.text) > 1_000


@pytest.mark.parametrize(("first", "last"), [(-1, 5), (5, 5), (9, 5), (0, 8 * 24 * 3_600_000)])
def test_impossible_times_are_refused_with_their_part_and_nothing_stays(
    first: int, last: int
) -> None:
    found = spoken.read([("A", "Fine.", 0, 9), ("B", "Not so.", first, last)])
    with pytest.raises(Refused, match="Part 2") as refused:
        spoken.transcript(found=found)
    assert refused.value.rule == "cue_ends_after_it_starts"
    assert not Transcript.objects.exists()


INSERT = (
    'INSERT INTO sources_cue (transcript_id, start_ms, end_ms, start, "end", speaker)'
    " VALUES (%s, %s, %s, %s, %s, '')"
)


@pytest.mark.parametrize(
    ("rule", "cue"),
    [
        ("cue_ends_after_it_starts", (5, 5, 200, 201)),
        ("cue_ends_after_it_starts", (-1, 5, 200, 201)),
        ("cue_has_words", (1, 5, 200, 200)),
        ("cue_has_words", (1, 5, -2, 3)),
        ("cues_apart", (1, 5, 3, 6)),
        ("cue_is_in_the_text", (1, 5, 200, 201)),
    ],
)
def test_postgresql_refuses_wrong_cues(rule: str, cue: tuple[int, ...]) -> None:
    sql.refused(INSERT, spoken.transcript().pk, *cue, by=rule)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_to_a_transcript_later() -> None:
    made, other = spoken.transcript(), factories.snapshot()
    with sql.broken("cues_with_their_transcript"):
        sql.run(INSERT, made.pk, 1, 5, at := made.text.index("\n"), at + 1)
    with sql.broken("transcript_with_its_snapshot"):
        sql.run_as(
            factories.reporter(),
            "INSERT INTO sources_transcript (snapshot_id, origin, made_by, version, format)"
            " VALUES (%s, 'official', '', '', 'SRT')",
            other.pk,
        )


@pytest.mark.django_db(transaction=True)
def test_nor_in_another_transaction_of_the_same_time() -> None:
    made = spoken.transcript()
    with transaction.atomic():
        ((now,),) = sql.run("SELECT now()")
        with database.connect("owner", autocommit=True) as owner:
            owner.execute("SET session_replication_role = replica")
            owner.execute("UPDATE sources_transcript SET added_at = %s", [now])
        with sql.broken("cues_with_their_transcript"):
            sql.run(INSERT, made.pk, 1, 5, at := made.text.index("\n"), at + 1)


def test_only_the_application_says_who_made_a_transcript() -> None:
    made, by = factories.snapshot(), factories.reporter()
    insert = (
        "INSERT INTO sources_transcript (snapshot_id, origin, made_by, version, format)"
        " VALUES (%s, %s, %s, %s, 'SRT')"
    )
    sql.refused(insert, made.pk, "official", "", "", by="transcript_by_the_application")
    for origin, made_by, version in (
        ("machine", "whisper", ""),
        ("machine", "", "1"),
        ("person", "", ""),
        ("captions", "", "2"),
        ("nobody", "", ""),
    ):
        with sql.broken("transcript_says_who_made_it"):
            sql.run_as(by, insert, made.pk, origin, made_by, version)


def test_a_recording_is_whole_and_by_who_adds_it() -> None:
    by, insert = (
        factories.reporter(),
        (
            "INSERT INTO sources_recording (sha256, file_name, media_type, size, url, held_by, erased,"
            " added_by_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
        ),
    )
    address = ("", "", "", None, "https://video.example/1", "The chamber", False)
    sql.refused(insert, *address, by.pk, by="recording_is_by_who_acts")
    for rule, values in (
        ("recording_starts_whole", ("a" * 64, "", "", None, "", "", True)),
        ("recording_has_a_file_or_an_address", ("", "", "", None, "https://a.example", "", False)),
        ("recording_has_a_file_or_an_address", ("a" * 64, "x", "text/html", 3, "", "", False)),
        ("recording_url_is_an_address", ("", "", "", None, "ftp://a.example", "A", False)),
        (
            "recording_url_without_credentials",
            ("", "", "", None, "https://a:b@c.example", "A", False),
        ),
    ):
        with sql.broken(rule):
            sql.run_as(by, insert, *values, by.pk)
    sql.run_as(by, insert, *address, by.pk)
    assert Recording.objects.get().held_by == "The chamber"
    with sql.broken("recording_once"):
        sql.run_as(by, insert, *address, by.pk)


def oracle(cues: list[Cue], start: int, end: int) -> tuple[int, int] | None:
    touched = [each for each in cues if each.start < end and start < each.end]
    if not touched:
        return None
    return min(each.start_ms for each in touched), max(each.end_ms for each in touched)


def test_ten_thousand_quotes_have_the_right_times(django_assert_num_queries: Any) -> None:
    rng = random.Random(18)
    made, cues = [], {}
    for number in range(20):
        at, lines = 0, []
        for _each in range(rng.randrange(1, 120)):
            # Speakers interrupt each other: the next may begin before this one ends, or before it began.
            first = max(0, at + rng.randrange(-2000, 2000))
            lines.append(("", "é" * rng.randrange(1, 30), first, first + rng.randrange(1, 9000)))
            at = first + rng.randrange(0, 5000)
        made.append(spoken.transcript("official", spoken.read(lines), title=str(number)))
        cues[made[-1].pk] = list(made[-1].transcript.cues.all())
    places = []
    for _each in range(10_000):
        snapshot = rng.choice(made)
        start, end = sorted(rng.sample(range(len(snapshot.text) + 1), 2))
        places.append((snapshot.pk, start, end))
    with django_assert_num_queries(1):
        found = Transcript.objects.times_of(places)
    assert found == [oracle(cues[number], start, end) for number, start, end in places]
    # Between two lines nothing is spoken.
    assert None in found
