"""What an import makes of a file: claims, records, speakers, sources; and what it leaves alone."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from claims.imports import batches, dry_run, loading, uploads
from claims.imports.mapping import PLAIN, load
from claims.models import (
    Appearance,
    Claim,
    ExternalReview,
    ImportedSpeaker,
    ImportRecord,
    ImportRun,
    Publication,
    Topic,
)
from claims.workflow import drafting, review
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import through
from newsroom.jobs import TryAgain
from newsroom.models import Event, Job
from sources.models import Publisher, Snapshot, Source, Speaker
from tests import factories, sql
from tests.claims.imports.files import ORIGIN, bring_in, lines, notes, row, table
from tests.history_replay import assert_history_equals_tables
from tests.workers import work_off

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    """How many rows each table has that an import writes; of events, all."""
    models = (Claim, ImportRecord, ExternalReview, ImportedSpeaker, Speaker, Source, Publisher)
    return {each.__name__: each.objects.count() for each in (*models, Topic, Event)}


# What is made


WHOLE = row(
    7,
    speaker_role="Minister of works",
    said_on="2021-03",
    source_url="https://paper.example/a",
    source_title="Bridges",
    publisher="The Paper",
    language="en",
    topics="Bridges; Public works",
    rating="Half so",
    rationale="They built five.",
    review_url="https://checkers.example/7",
    reviewed_on="2021-04-02",
)


def test_a_row_makes_a_claim_with_where_it_came_from_and_their_own_word() -> None:
    by = factories.editor()
    run = bring_in(table(WHOLE), by)
    claim = Claim.objects.get()
    assert (claim.text, claim.status, claim.attribution) == (WHOLE["text"], "unreviewed", "")
    assert (str(claim.said_from), str(claim.said_to)) == ("2021-03-01", "2021-03-31")
    assert (claim.said_basis, claim.nature, claim.added_by) == ("stated", "", by)
    assert claim.speaker.name == "Ana Nuñez"
    assert [topic.slug for topic in claim.topics.order_by("slug")] == ["bridges", "public-works"]
    record = claim.import_record
    assert (record.origin, record.external_id, record.line) == ("checkers.example", "7", 2)
    assert (record.run, record.speaker_role) == (run, "Minister of works")
    assert run.file_sha256
    assert record.source is not None
    assert (record.source.uri, record.source.title) == ("https://paper.example/a", "Bridges")
    assert str(record.source.publisher) == "The Paper"
    external = ExternalReview.objects.get()
    assert (external.claim, external.rating, external.rationale) == (
        claim,
        "Half so",
        "They built five.",
    )
    assert (external.url, str(external.reviewed_on)) == ("https://checkers.example/7", "2021-04-02")
    assert external.publisher.domain == "checkers.example"
    assert not Appearance.objects.exists()
    assert (run.state, run.rows_made, run.rows_refused, run.part_done) == ("done", 1, 0, 1.0)


def test_nothing_that_is_brought_in_is_public_or_concluded() -> None:
    bring_in(table(*(row(n, rating="True") for n in range(3))))
    assert set(Claim.objects.values_list("status", flat=True)) == {"unreviewed"}
    assert not Publication.objects.exists()


def test_it_can_not_be_proposed_until_its_words_are_anchored() -> None:
    bring_in(table(row()))
    claim, by = Claim.objects.get(), factories.editor()
    drafting.edit_claim(claim.pk, by, nature="fact")
    review.start(claim.pk, by)
    review.write(claim.pk, by, rationale="We counted.")
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, by, "reported", "unverifiable", harms=[])
    assert refused.value.rule == "conclusion_has_an_appearance"


def test_a_row_that_brings_its_text_has_an_appearance() -> None:
    text = "Yesterday. The minister built two bridges. Nobody counted."
    columns = row(source_url="https://a.example/1", source_text=text, quote="built two bridges")
    bring_in(table(columns, row(2) | {"source_text": "", "quote": "", "source_url": ""}))
    appearance = Appearance.objects.get()
    anchor = appearance.anchors.get()
    assert (anchor.exact, anchor.start) == ("built two bridges", text.index("built"))
    snapshot = Snapshot.objects.get()
    assert (snapshot.text, snapshot.method, snapshot.raw_sha256) == (text, "imported", "")
    assert appearance.claim.import_record.line == 2


def test_a_text_that_it_stores_is_to_be_stamped(settings: Any) -> None:
    settings.TIME_STAMP_AUTHORITIES = Path("/etc/authorities")
    columns = row(source_url="https://a.example/1", source_text="It fell.", quote="It fell")
    for name in ("first.csv", "again.csv"):
        bring_in(table(columns), name=name)
        (job,) = Job.objects.filter(task_name="sources.stamp_snapshot")
        assert job.procrastinate_job.task_kwargs["snapshot_id"] == Snapshot.objects.get().pk


def test_history_is_written_as_for_any_other_change() -> None:
    by = factories.editor()
    with through(Via.COMMAND):
        bring_in(table(*(row(n, topics="A") for n in range(5))), by, name="theirs.csv")
    assert_history_equals_tables(connection)
    for claim in Claim.objects.all():
        born = Event.objects.of(claim).get(action="insert")
        assert (born.actor, born.via) == (by.get_username(), "command")
        assert "theirs.csv" in born.reason
    about = Event.objects.filter(table="claims_externalreview").order_by("pk")
    assert {event.actor for event in about} == {by.get_username()}
    assert about.count() == 5


# Once


def test_the_same_file_twice_changes_nothing() -> None:
    raw, by = table(*(row(n) for n in range(8))), factories.editor()
    first, before = bring_in(raw, by), counts()
    again = bring_in(raw, by, name="a copy.csv")
    assert again.pk == first.pk
    assert counts() == before


def test_a_later_file_adds_what_is_new_and_says_what_differs() -> None:
    bring_in(table(row(1), row(2)))
    run = bring_in(table(row(1), row(2, text="The ministry built none."), row(3)), name="later.csv")
    assert (run.rows_made, run.rows_known, run.rows_refused) == (1, 1, 1)
    ((line, column, reason),) = notes(run)
    assert (line, column) == (3, "external_id")
    assert "with other content" in reason
    assert Claim.objects.count() == 3
    assert not Claim.objects.filter(text="The ministry built none.").exists()


def test_one_number_of_two_origins_is_two_claims() -> None:
    bring_in(table(row(1)))
    bring_in(table(row(1)), origin="others.example")
    assert Claim.objects.count() == 2
    assert Publisher.objects.filter(domain="others.example").exists()


@pytest.mark.parametrize("batch_of", [1, 2, 100])
def test_a_number_twice_in_a_file_is_refused_the_second_time(batch_of: int) -> None:
    run = bring_in(table(row(1), row(2), row(1, text="Else.")), batch_of=batch_of)
    ((line, column, reason),) = notes(run)
    assert (line, column) == (4, "external_id")
    assert "line 2 of this file" in reason
    assert Claim.objects.count() == 2


def test_refused_rows_are_noted_and_the_rest_loads() -> None:
    run = bring_in(table(row(1), row(2, text=""), row(3, said_on="9999-12-31"), row(4)))
    assert [note[:2] for note in notes(run)] == [(3, "text"), (4, "said_on")]
    assert (run.rows_made, run.rows_refused) == (2, 2)
    assert "2 claims made" in run.message


# Cut off


class CutOff(Exception):
    pass


def test_what_is_cut_off_goes_on_where_it_stopped() -> None:
    raw = table(*(row(n, speaker=f"Speaker {n % 3}") for n in range(10)))
    by, file = factories.editor(), io.BytesIO(raw)
    run = loading.find_or_create_run(by, file, "archive.csv", "csv", PLAIN, "checkers.example")

    def cut_off(run: ImportRun) -> None:
        if run.rows_made >= 4:
            raise CutOff

    with pytest.raises(CutOff):
        loading.run_import(run, by, file, PLAIN, cut_off, batch_of=2)
    assert (run.state, run.position, Claim.objects.count()) == ("running", 5, 4)
    done = bring_in(raw, by, batch_of=3)
    assert (done.pk, done.rows_made, done.state) == (run.pk, 10, "done")
    assert Claim.objects.count() == 10
    assert Speaker.objects.count() == 3
    in_order = ImportRecord.objects.order_by("claim_id").values_list("line", flat=True)
    assert list(in_order) == list(range(2, 12))


def test_two_at_the_same_file_do_not_meet() -> None:
    raw = table(*(row(n) for n in range(4)))
    by = factories.editor()
    run = loading.find_or_create_run(by, io.BytesIO(raw), "a.csv", "csv", PLAIN, "checkers.example")

    def cut_in(run: ImportRun) -> None:
        if run.rows_made == 2:
            bring_in(raw, by)

    with pytest.raises(loading.AlreadyRunning):
        loading.run_import(run, by, io.BytesIO(raw), PLAIN, cut_in, batch_of=2)
    assert Claim.objects.count() == 4


def test_a_dry_run_tells_all_and_leaves_nothing() -> None:
    by, before = factories.editor(), counts()
    positions: list[Any] = []
    raw = table(row(1), row(2, said_on="soon"))
    run = dry_run.attempt(
        by, io.BytesIO(raw), "a.csv", "csv", PLAIN, "checkers.example",
        lambda run: positions.extend(notes(run)),
    )  # fmt: skip
    assert "1 claim made" in run.message
    assert [note[:2] for note in positions] == [(3, "said_on")]
    assert counts() == before
    assert not ImportRun.objects.exists()


# A row that the database alone refuses costs itself only


def test_what_only_the_database_refuses_costs_its_own_row() -> None:
    long = "https://a.example/" + "ü" * 1900  # characters that no check of ours counts as bytes
    run = bring_in(table(*(row(n) for n in range(5)), row(9, source_url=long), row(10)))
    assert run.rows_made == 6
    ((line, _column, _reason),) = notes(run)
    assert line == 7


def test_whatever_a_hostile_file_holds_its_good_rows_come_in_and_each_bad_one_is_told() -> None:
    good, deep = lines(row(1)), b"[" * 10_000
    raw = b"".join(
        (
            good,
            lines(row(2, text="=HYPERLINK(A1)")),
            lines(row(3, text="null \x00 character")),
            b'{"external_id": "4", "text": "caf\xe9 in Latin-1"}\n',
            lines(row(5, said_on="9999-12-31")),
            lines(row(1, text="The same number again.")),
            b'{"external_id": "6", "text": ' + deep + b"}\n",
            lines(row(7, source_url="javascript:alert(1)")),
            lines(row(8, text="lone \ud800 surrogate")),
            lines(row(9, reviewed_on="2021-02-30")),
            b"null\n[]\n\x00\n",
            lines(row(10)),
        )
    )
    run = bring_in(raw, format_="ndjson")
    assert (run.state, run.rows_made) == ("done", 2)
    assert [line for line, _column, _reason in notes(run)] == list(range(2, 14))
    assert all(reason for _line, _column, reason in notes(run))
    assert [each.external_id for each in ImportRecord.objects.all()] == ["1", "10"]
    assert_history_equals_tables(connection)


def test_rows_with_whole_texts_are_fewer_to_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "HEAVIEST", 3_000)
    text = "word " * 300 + "last"
    whole = {"source_text": text, "quote": "last", "source_url": "https://paper.example/a"}
    raw = lines(*(row(n, **whole) for n in range(5)), *(row(n, said_on="?") for n in range(5, 9)))
    by, file, positions = factories.editor(), io.BytesIO(raw), list[int]()
    run = loading.find_or_create_run(by, file, "a.ndjson", "ndjson", PLAIN, ORIGIN)
    loading.run_import(run, by, file, PLAIN, lambda now: positions.append(now.position))
    assert positions == [2, 4, 9]
    assert (run.rows_made, run.rows_refused) == (5, 4)


# Speakers


def test_a_name_and_an_addresss_part_of_it_are_one_speaker() -> None:
    bring_in(table(row(1, speaker="Barack Obama"), row(2, speaker="barack-obama")))
    bring_in(table(row(1, speaker="barack-obama")), origin="others.example")
    assert Speaker.objects.get().name == "Barack Obama"
    assert {each.outcome for each in ImportedSpeaker.objects.all()} == {"made", "matched"}


def test_a_speaker_is_found_by_any_name_and_by_address() -> None:
    known = factories.speaker("Ana Núñez")
    sql.run("INSERT INTO sources_alias (speaker_id, name) VALUES (%s, 'La Ministra')", known.pk)
    bring_in(table(row(1, speaker="ANA NUNEZ"), row(2, speaker="la ministra")))
    assert set(Claim.objects.values_list("speaker", flat=True)) == {known.pk}


def test_of_two_of_a_name_none_is_guessed() -> None:
    one, other = factories.speaker("Ana Nuñez"), factories.speaker("Ana Nuñez")
    run = bring_in(table(row(1)))
    made = Claim.objects.get().speaker
    assert made.pk not in (one.pk, other.pk)
    ((line, column, reason),) = notes(run, "unsure")
    assert (line, column) == (2, "speaker")
    assert f"{one.pk} Ana Nuñez" in reason
    assert f"{other.pk} Ana Nuñez" in reason
    assert run.speakers_unsure == 1


def test_one_letter_of_a_last_name_is_listed_for_a_person_to_merge() -> None:
    known = factories.speaker("Bernie Sanders")
    factories.speaker("Bernie")
    run = bring_in(table(row(1, speaker="bernie-s"), row(2, speaker="Ana S")))
    assert known.pk not in Claim.objects.values_list("speaker", flat=True)
    ((line, _column, reason),) = notes(run, "unsure")
    assert line == 2
    assert f"{known.pk} Bernie Sanders" in reason


def test_a_name_that_is_nearly_another_is_listed_and_not_taken() -> None:
    known = factories.speaker("Pat Robertson")
    run = bring_in(table(row(1, speaker="Phil Robertson")))
    assert Claim.objects.get().speaker_id != known.pk
    assert "nearly the name" in notes(run, "unsure")[0][2]


def test_two_who_were_merged_are_the_one_they_are_now() -> None:
    one, other = factories.speaker("Ana Nuñez"), factories.speaker("A. Nuñez")
    factories.merge(other, one)
    bring_in(table(row(1, speaker="A. Nuñez")))
    assert Claim.objects.get().speaker_id == one.pk


def test_who_a_name_is_stays_decided_for_its_origin() -> None:
    bring_in(table(row(1)))
    first = Speaker.objects.get()
    factories.speaker("Ana Nuñez")
    bring_in(table(row(2)), name="later.csv")
    assert set(Claim.objects.values_list("speaker", flat=True)) == {first.pk}


def test_nobodies_of_two_places_are_two() -> None:
    columns = {"speaker": "Facebook posts"}
    bring_in(
        table(
            row(1, **columns, review_url="https://checkers.example/1"),
            row(2, **columns, review_url="https://checkers.example/2"),
            row(3, **columns, review_url="https://checkers.example/1"),
        )
    )
    kinds = Speaker.objects.values_list("kind", "description", "source__uri")
    assert sorted(kinds) == [
        ("anonymous", "Facebook posts", "https://checkers.example/1"),
        ("anonymous", "Facebook posts", "https://checkers.example/2"),
    ]


def test_a_claimreview_brings_who_is_who() -> None:
    known = factories.speaker("Ana Nuñez", same_as=["https://www.wikidata.org/wiki/Q1"])
    factories.speaker("Ana Nuñez")
    columns = {
        "@type": "ClaimReview",
        "url": "https://checkers.example/1",
        "claimReviewed": "Words",
        "reviewRating": {"@type": "Rating", "alternateName": "Nope"},
        "itemReviewed": {
            "author": {
                "@type": "Person",
                "name": "Ana Nuñez",
                "sameAs": "https://www.wikidata.org/wiki/Q1",
            }
        },
    }
    run = bring_in(lines(columns), format_="claimreview", origin="")
    assert Claim.objects.get().speaker_id == known.pk
    external = ExternalReview.objects.get()
    assert (external.rating, external.markup) == ("Nope", columns)
    assert run.speakers_matched == 1


def test_the_mappings_that_ship_bring_rows_in() -> None:
    columns = {
        "vclaim_id": "v-1", "speaker": "Ana Nuñez", "vclaim": "Words.", "truth_label": "half-true",
        "date": "stated on March 3, 2020 in a speech:", "title": "Half", "url": "/1/",
    }  # fmt: skip
    bring_in(lines(columns), format_="ndjson", mapping=load("politifact"), origin="")
    raw = "2.json\tfalse\tOther words.\ttaxes,jobs\tana-nuñez\tMinister\t\tnone\t0\t1\t0\t0\t0\ta speech\n"
    bring_in(raw.encode(), mapping=load("liar"), origin="")
    assert Claim.objects.count() == 2
    assert {external.rating for external in ExternalReview.objects.all()} == {"half-true", "false"}
    assert str(Claim.objects.get(text="Words.").said_from) == "2020-03-03"


# By a worker


def test_an_uploaded_file_is_brought_in_by_a_worker() -> None:
    by = factories.editor()
    run = uploads.request_import(by, "a.csv", table(row(1), row(2)), "csv", "", "checkers.example")
    assert run.state == "waiting"
    work_off()
    run.refresh_from_db()
    assert (run.state, run.rows_made) == ("done", 2)
    again = uploads.request_import(
        by, "b.csv", table(row(1), row(2)), "csv", "", "checkers.example"
    )
    assert again.pk == run.pk
    assert again.state == "done"


def test_a_worker_that_meets_another_at_the_same_file_comes_back_later() -> None:
    by, raw = factories.editor(), table(*(row(n) for n in range(6)))
    run = uploads.request_import(by, "a.csv", raw, "csv", "", "checkers.example")

    def another(found: ImportRun) -> None:
        """Takes over while this one is at its second batch."""
        if found.rows_made == 2:
            uploads.run_upload(run.pk, batch_of=2)

    with pytest.raises(TryAgain):
        uploads.run_upload(run.pk, another, batch_of=2)
    uploads.run_upload(run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows_made, Claim.objects.count()) == ("done", 6, 6)


def test_a_worker_tells_what_makes_a_file_unreadable_and_it_can_go_on() -> None:
    by = factories.editor()
    run = uploads.request_import(by, "a.csv", b"colour\nred\n", "csv", "", "checkers.example")
    work_off()
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.message.startswith("The file has no column external_id. Its first line names")
    assert run.message.endswith(" rating, rationale, review_url, reviewed_on.")
    assert uploads.resume(run.pk, by).state == "waiting"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"raw": b""}, "empty"),
        ({"raw": b"x" * (uploads.LARGEST + 1)}, "larger than 50 MB"),
        ({"format_": "xml"}, "Choose the format"),
        ({"mapping_name": "/etc/passwd"}, "no such mapping"),
        ({"origin": "x" * 300}, "short name"),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(change: dict[str, Any], words: str) -> None:
    arguments: dict[str, Any] = {"raw": table(row()), "format_": "csv"} | change
    with pytest.raises(Refused, match=words):
        uploads.request_import(factories.editor(), "a.csv", **arguments)
    assert not ImportRun.objects.exists()
