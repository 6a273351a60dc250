"""Erasing: two people always, nothing left of the name, and nothing else gone."""

import json
import re
import threading
import unicodedata
from collections.abc import Sequence
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from claims.capture import speech, transcripts
from claims.capture.intake import retry
from claims.capture.processing import mark_failed
from claims.choices import HoldKind, RoundOutcome, Standing
from claims.models import (
    Assent,
    Claim,
    ErasedPublication,
    Erasure,
    ErasureSearch,
    Hold,
    Notice,
    Publication,
    ReaderRequest,
    Round,
    Subscription,
    Translation,
)
from claims.publication import publishing, takedowns
from claims.publication.chain import faults
from claims.workflow import (
    approvals,
    erased_files,
    erasure_searches,
    erasures,
    error_reports,
    evidence,
    evidence_files,
    review,
)
from newsroom import people
from newsroom.approvals import decline, request, withdraw
from newsroom.choices import ApprovalKind, Role
from newsroom.errors import Refused
from newsroom.models import Approval, Event, User
from sources import capture, recordings, speakers, stored_files
from sources.models import CaptureRequest, Cue, Recording, Snapshot, Speaker, Transcript
from tests import factories, recogniser, spoken, sql, workers
from tests.claims import full_claims
from tests.claims.admin.desk import at_the_desk, do, url_of
from tests.threads import wait_until_locked_out

pytestmark = [pytest.mark.django_db, pytest.mark.long]

KEPT = ("newsroom_user", "django_session")


def words_of(text: str) -> str:
    return f" {erased_files._words(text)} "


def tables() -> list[str]:
    return [
        name
        for (name,) in sql.run(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"
        )
        if name not in KEPT
    ]


def rows_saying(name: str) -> dict[str, list[str]]:
    """The rows of every table that say the name in any form, as a dump would have them."""
    wanted = words_of(name)
    found: dict[str, list[str]] = {}
    for table in tables():
        for (row,) in sql.run(f"SELECT t::text FROM {table} t"):
            if wanted in words_of(row):
                found.setdefault(table, []).append(row)
    return found


def everything_but(*left_out: str) -> dict[str, list[str]]:
    return {
        table: sorted(row for (row,) in sql.run(f"SELECT t::text FROM {table} t"))
        for table in tables()
        if table not in left_out
    }


def ask(kind: str, subject: int, by: User | None = None, **more: Any) -> Approval:
    given = {"reason": "They asked us to.", "legal_basis": "data_subject", **more}
    return erasures.request(kind, subject, by or factories.editor(), **given)


def looked(speaker: Speaker, by: User | None = None, names: Sequence[str] = ()) -> ErasureSearch:
    """A search for the person's names that is done."""
    search = erasure_searches.request(speaker.pk, by or factories.editor(), names)
    erasure_searches.run(search.pk)
    search.refresh_from_db()
    return search


def erase(kind: str, subject: int, **more: Any) -> Erasure:
    approvals.approve(ask(kind, subject, **more).pk, factories.senior())
    found = Erasure.objects.first()
    assert found is not None
    return found


def takedown_request() -> Approval:
    snapshot = factories.snapshot("Another text.")
    takedowns.take_down(snapshot.pk, factories.editor(), "A letter came.")
    return takedowns.request_lift(snapshot.pk, factories.editor(), "It was withdrawn.")


@pytest.fixture
def minister() -> Speaker:
    """The speaker of a claim that has some of everything; another's claim says her name."""
    found = full_claims.signed_claim().speaker
    other = factories.speaker("Ben Other")
    factories.signed_claim(text="Ana Nuñez cut a ribbon in 2024.", speaker=other)
    assert found is not None
    return found


def test_no_byte_of_the_name_is_left(minister: Speaker) -> None:
    assert "Nuñez" in minister.name
    assert len(rows_saying("Ana Nuñez")) > 6
    before = list(
        Publication.objects.order_by("pk").values_list("number", "sha256", "published_at")
    )
    erasure = erase("erase_person", minister.pk, names=["Ana Nuñez"])
    assert rows_saying("Ana Nuñez") == {}
    assert rows_saying(minister.name) == {}
    # What it found is on record, with two people, and not what it was.
    assert erasure.found["newsroom_event"] > 0
    assert erasure.requested_by != erasure.approved_by
    # Publications keep number, date and hash; the chain is whole.
    after = list(Publication.objects.order_by("pk").values_list("number", "sha256", "published_at"))
    assert after[: len(before)] == before
    assert list(faults()) == []
    gone = Publication.objects.filter(erased__isnull=False)
    assert set(gone.values_list("body", "salt", "text", "withheld")) == {("{}", "", "", True)}


@pytest.fixture
def zora() -> Speaker:
    """A person in two claims: her own, and another's that says her name; and a claim that doesn't."""
    found = factories.speaker("Zora Quillfeather")
    other = factories.speaker("Ben Other")
    factories.signed_claim(text="The dam was full in May.", speaker=found)
    factories.signed_claim(text="Zora Quillfeather cut a ribbon in 2024.", speaker=other)
    factories.signed_claim(text="The tunnel is closed.", speaker=other)
    return found


def test_it_reads_every_table_for_up_to_half_an_hour(zora: Speaker) -> None:
    with transaction.atomic():
        sql.run("SET LOCAL statement_timeout = '5s'")
        erase("erase_person", zora.pk)
        assert sql.run("SHOW statement_timeout") == [("30min",)]


def test_other_rows_stay_as_they_are(zora: Speaker) -> None:
    untouched = Claim.objects.get(text="The tunnel is closed.")
    senior = factories.senior()
    ask("erase_person", zora.pk)
    approval = Approval.objects.get(kind="erase_person")
    ((found,),) = sql.run("SELECT erasure_found_names(%s)", approval.payload["names"])
    tables_erased = set(json.loads(found))
    before = everything_but(
        *tables_erased,
        *("claims_erasure", "claims_erasedpublication", "newsroom_approval", "newsroom_event"),
        *("sources_speaker", "sources_alias", "sources_role", "sources_protectedname"),
        *("claims_publication", "claims_exportrow", "claims_publicationwords", "claims_hold"),
        *("claims_claim", "newsroom_publicchange", "claims_notice", "procrastinate_jobs"),
        *("procrastinate_events", "claims_protectednameuse", "claims_searchwords"),
        *("claims_publishedquantity", "claims_publicationsource", "claims_publicationpublisher"),
        *("claims_publicationtopic", "claims_delivery", "claims_claimtoshow", "newsroom_eventtext"),
        *("claims_claimtomatch", "newsroom_logentry", "claims_erasuresearch"),
    )
    of_speakers = list(Speaker.objects.exclude(pk=zora.pk).order_by("pk").values())
    approvals.approve(approval.pk, senior)
    now = everything_but(*(set(tables()) - set(before)))
    assert now == before
    assert list(Speaker.objects.exclude(pk=zora.pk).order_by("pk").values()) == of_speakers
    body = Publication.objects.current().get(claim=untouched.pk)
    assert body.body != "{}"
    assert not body.withheld


def test_what_becomes_of_public_claims_is_what_was_shown_before(zora: Speaker) -> None:
    own = Claim.objects.get(speaker=zora).pk
    naming = factories.signed_claim(text="Quillfeather will open it.", speaker=zora).pk
    saying = Claim.objects.get(text__contains="ribbon").pk
    before = erasure_searches.found(erasure_searches.content_of(looked(zora)))
    assert (before.described, sorted(before.offline)) == ([own], sorted([naming, saying]))
    erase("erase_person", zora.pk)
    zora.refresh_from_db()
    assert (zora.protected, zora.description) == (True, erasures.DESCRIPTION)
    held = Hold.objects.filter(kind=HoldKind.LEGAL, lifted_at=None).order_by("claim")
    assert sorted(held.values_list("claim", flat=True)) == sorted(before.offline)
    public = Publication.objects.listed().values_list("claim", flat=True)
    assert {own, naming, saying} & set(public) == {own}
    text = Claim.objects.get(pk=saying).text
    assert "Zora" not in text
    assert "cut a ribbon" in text
    other = Publication.objects.current().get(claim__text="The tunnel is closed.")
    assert not other.withheld


def test_a_surname_alone_is_proposed_with_its_places_and_erased_only_if_ticked(
    zora: Speaker,
) -> None:
    factories.claim(text="Quillfeather Street is closed.")
    by, senior = factories.editor(), factories.senior()
    search = looked(zora, by)
    (part,) = erasure_searches.spellings(erasure_searches.content_of(search))
    # Not where it stands as part of the whole name.
    assert part.name == "Quillfeather"
    assert [(each.table, each.rows) for each in part.places] == [("claims_claim", 1)]
    assert "Quillfeather Street" in part.places[0].words[0]
    page = url_of(search, "request")
    assert "Quillfeather Street" in at_the_desk(by).get(page).content.decode()
    sent = {"legal_basis": "court", "reason": "An order."}
    at_the_desk(by).post(page, sent)
    waiting = Approval.objects.get(kind="erase_person")
    assert waiting.payload["names"] == ["Zora Quillfeather"]
    # Whoever approves it sees what goes, what goes offline, and what stays.
    answer = at_the_desk(senior).get(f"/admin/newsroom/approval/{waiting.pk}/do/approve/")
    shown = answer.content.decode()
    for words in (
        "cut a ribbon in 2024",
        "Parts of the name that were not ticked and stay",
        "Quillfeather Street",
    ):
        assert words in shown
    withdraw(waiting.pk, by)
    at_the_desk(by).post(url_of(looked(zora, by), "request"), sent | {"parts": ["Quillfeather"]})
    ticked = Approval.objects.filter(kind="erase_person").latest("pk")
    assert ticked.payload["names"] == ["Quillfeather", "Zora Quillfeather"]
    shown = at_the_desk(senior).get(url_of(ticked)).content.decode()
    assert "Parts of the name that are erased, too" in shown
    assert "Quillfeather Street" in shown


NAMES = ["Zora Quillfeather", "Łucja O'Brien-Nuñez", "李小龙二"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value",
    [
        *("{}", "x {}.", "x{}", "{}x", "({})", "1{}", "é{}", '{{"name": "{}"}}', "\\n{}", "%20{}"),
        *("a text with 5 % and %c4%b9 of it", "https://a.example/{}/", "{} and {}"),
    ],
)
def test_a_name_is_found_where_its_whole_expression_finds_it(name: str, value: str) -> None:
    ((pattern,),) = sql.run("SELECT erasure_pattern(%s)", [name, "Quill Feather"])
    decomposed = unicodedata.normalize("NFD", name)
    for form in (name, decomposed, name.upper(), quote(name), name.replace(" ", "-"), "Ann Lee"):
        words = value.format(form, form)
        ((found, expected),) = sql.run(
            "SELECT says_a_name(v, %s), v ~* %s FROM (SELECT %s AS v) t", pattern, pattern, words
        )
        assert found == expected, words
    assert sql.run("SELECT says_a_name(%s, %s)", f"of {name}.", pattern) == [(True,)]


def test_an_address_is_counted_and_not_shown(zora: Speaker) -> None:
    error_reports.send(
        Claim.objects.get(text__contains="tunnel").pk,
        "It is open.",
        "zora.quillfeather@reader.example",
        "0" * 64,
    )
    search = looked(zora)
    content = erasure_searches.content_of(search)
    assert content["found"]["claims_errorreport"][""][0] == 1
    shown = erasure_searches.places(content)
    assert "claims_errorreport" in [each.table for each in shown]
    assert "@reader" not in str(shown)
    page = at_the_desk(search.requested_by).get(url_of(search)).content.decode()
    assert "@reader" not in page


def test_files_of_evidence_that_say_the_name_are_removed(
    zora: Speaker, django_capture_on_commit_callbacks: Any
) -> None:
    editor = factories.editor()
    fields: dict[str, Any] = {
        "kind": "file",
        "bears_on": "so",
        "direction": "supports",
        "description": "A list.",
    }
    piece = evidence.add_evidence(
        factories.claim_in_review(editor).pk,
        editor,
        source=factories.source(),
        raw=b"<!doctype html><p>Zora Quillfeather was there.</p>",
        **fields,
    )
    # Its bytes don't say the name, as those of a PDF; the text that was read from them does.
    read = evidence.add_evidence(
        piece.claim_id, editor, source=factories.source(), raw=b"%PDF-1.7", **fields
    )
    how: dict[str, Any] = {"media_type": "application/pdf", "method": "uploaded"}
    capture.capture(factories.source("A list."), editor, "Zora Quillfeather.", b"%PDF-1.7", **how)
    file = piece.file_name
    with django_capture_on_commit_callbacks(execute=True):
        erase("erase_person", zora.pk)
    assert not default_storage.exists(file)
    assert not default_storage.exists(read.file_name)
    read.refresh_from_db()
    assert read.file_name == f"erased/{read.file_sha256}"
    call_command("verify_captures", stdout=StringIO())
    piece.refresh_from_db()
    assert evidence_files.why_lost(piece.file_name) == "This file was erased; see Erasures."
    with pytest.raises(evidence_files.FileLost, match="erased"):
        evidence_files.stored(piece)


def test_the_file_of_a_late_answer_is_decided_on_first(
    zora: Speaker, django_capture_on_commit_callbacks: Any
) -> None:
    by, senior = factories.editor(), factories.senior()
    claim = factories.signed_before_the_reply(by)
    outcome: Any = {"state": "answered", "answered_on": timezone.localdate(), "answer": ""}
    outcome["raw"] = b"<!doctype html><p>Zora Quillfeather was there.</p>"
    late = approvals.request_reply(
        claim.pk, by, "They wrote.", claim.reply_requests.get().pk, outcome
    )
    file = late.payload["reply"]["file_name"]
    waiting = ask("erase_person", zora.pk, by)
    with pytest.raises(Refused, match=f"Decide on request {late.pk} first"):
        approvals.approve(waiting.pk, senior)
    assert default_storage.exists(file)
    decline(late.pk, senior, "Without the name.")
    assert file not in stored_files.referenced()
    with django_capture_on_commit_callbacks(execute=True):
        approvals.approve(waiting.pk, senior)
    assert not default_storage.exists(file)
    late.refresh_from_db()
    assert late.payload["reply"]["file_name"].startswith("erased/")


def test_a_sources_text_leaves_snapshots_quotes_and_publications() -> None:
    claim = factories.signed_claim()
    snapshot = Snapshot.objects.get(anchors__claim=claim, anchors__appearance__isnull=False)
    kept = (snapshot.text_sha256, len(snapshot.text))
    text = snapshot.text
    erasure = erase("erase_source", snapshot.source_id)
    snapshot.refresh_from_db()
    assert (snapshot.text_sha256, len(snapshot.text)) == kept
    assert set(snapshot.text) == {"█"}
    assert snapshot.erased
    assert rows_saying(factories.QUOTE) == {}
    assert rows_saying(text) == {}
    assert erasure.found["sources_snapshot"] == 1
    assert ErasedPublication.objects.exists()
    assert list(faults()) == []
    # The claim goes on and says so; nobody can show the quotes again.
    body = json.loads(Publication.objects.current().get(claim=claim).body)
    assert body["appearances"][0]["taken_down"] is True
    deed = takedowns.request_lift(snapshot.pk, factories.editor(), "Back.")
    with pytest.raises(Refused) as refused:
        approvals.approve(deed.pk, factories.senior())
    assert refused.value.rule == "erased_text_stays_down"


def test_a_transcript_leaves_with_its_speakers_and_its_recording(
    django_capture_on_commit_callbacks: Any,
) -> None:
    snapshot = spoken.transcript(recording=spoken.file())
    recording = Recording.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase("erase_source", snapshot.source_id)
    assert not rows_saying("RUIZ")
    assert (erasure.found["sources_cue"], erasure.found["sources_recording"]) == (3, 1)
    now = Recording.objects.get()
    assert (now.sha256, now.file_name, now.erased) == (recording.sha256, "", True)
    assert not default_storage.exists(recording.file_name)
    assert list(Cue.objects.values_list("start_ms", flat=True)) == [12_000, 15_500, 17_200]
    with pytest.raises(Refused) as refused:
        spoken.transcript(recording=spoken.file())
    assert refused.value.rule == "recording_was_erased"
    assert not default_storage.exists(recording.file_name)
    with sql.broken("transcript_of_a_whole_recording"):
        sql.run_as(
            factories.reporter(),
            "INSERT INTO sources_transcript (snapshot_id, recording_id, origin, made_by, version, format)"
            " VALUES (%s, %s, 'official', '', '', 'SRT')",
            factories.snapshot("Another text.").pk,
            recording.pk,
        )


def test_a_recording_stays_while_another_source_has_a_transcript_of_it(
    django_capture_on_commit_callbacks: Any,
) -> None:
    snapshot = spoken.transcript(recording=spoken.file())
    spoken.transcript(recording=spoken.file())
    with django_capture_on_commit_callbacks(execute=True):
        erase("erase_source", snapshot.source_id)
    recording = Recording.objects.get()
    assert not recording.erased
    assert default_storage.exists(recording.file_name)


def test_whoever_speaks_in_a_transcript_leaves_it_and_its_recordings(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person = factories.speaker("Zora Quillfeather")
    read_text = spoken.read((("Zora Quillfeather", "The dam is full.", 0, 900),))
    spoken.transcript(found=read_text, recording=spoken.file())
    file = Recording.objects.get().file_name
    with django_capture_on_commit_callbacks(execute=True):
        erase("erase_person", person.pk)
    assert rows_saying("Zora Quillfeather") == {}
    assert Recording.objects.get().erased
    assert not default_storage.exists(file)
    assert set(Cue.objects.get().speaker) == {"█"}


@pytest.fixture
def untranscribed(settings: Any) -> CaptureRequest:
    """Speech recognition of a recording that still waits."""
    settings.SPEECH_MODEL = "/models/tiny.en"
    return speech.request_transcript(
        factories.reporter(), spoken.file(), "debate.wav", title="The debate"
    )


@pytest.mark.parametrize("kind", ["erase_person", "erase_source"])
@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_a_recording_without_a_transcript_goes_where_people_tick_it(
    untranscribed: CaptureRequest, kind: str, state: str, django_capture_on_commit_callbacks: Any
) -> None:
    if state == "failed":
        mark_failed("It is damaged.", untranscribed.pk)
    recording = Recording.objects.get()
    by = factories.editor()
    if kind == "erase_source":
        where = url_of(factories.snapshot("Another text.").source, "erase")
    else:
        where = url_of(looked(factories.speaker("Zora Quillfeather"), by), "request")
    desk = at_the_desk(by)
    shown = desk.get(where).content.decode()
    assert "debate.wav · The debate" in shown
    sent = {"legal_basis": "court", "reason": "An order.", "recordings": [str(recording.pk)]}
    desk.post(where, sent)
    waiting = Approval.objects.get(kind=kind)
    senior = factories.senior()
    page = at_the_desk(senior).get(f"/admin/newsroom/approval/{waiting.pk}/do/approve/")
    assert "debate.wav · The debate" in page.content.decode()
    assert default_storage.exists(recording.file_name)
    with django_capture_on_commit_callbacks(execute=True):
        approvals.approve(waiting.pk, senior)
    now = Recording.objects.get()
    assert (now.sha256, now.file_name, now.erased) == (recording.sha256, "", True)
    assert spoken.WAVE not in [
        default_storage.open(name).read() for name in stored_files.names_under("recordings")
    ]
    erasure = Erasure.objects.get()
    assert erasure.found["sources_recording"] == 1
    made = Event.objects.get(table="sources_recording", action="insert")
    assert made.pk in (erasure.events or [])
    assert recording.file_name not in json.dumps(made.new)
    # Nothing that goes on listens to it, and it isn't stored again.
    if state == "failed":
        retry(untranscribed.pk, factories.reporter())
    speech.recognise(untranscribed.pk)
    untranscribed.refresh_from_db()
    assert "was erased" in untranscribed.message
    with pytest.raises(Refused, match="not stored again"):
        speech.request_transcript(factories.reporter(), spoken.file())


def test_a_recording_that_nobody_ticked_or_that_has_a_transcript_by_now_stays(
    untranscribed: CaptureRequest,
) -> None:
    person = factories.speaker("Zora Quillfeather")
    erase("erase_person", factories.speaker("Ida Featherquill").pk)
    recording = Recording.objects.get()
    assert not recording.erased
    waiting = ask("erase_person", person.pk, recordings=[recording.pk])
    spoken.transcript(recording=spoken.file())
    with pytest.raises(Refused, match="has a transcript by now"):
        approvals.approve(waiting.pk, factories.senior())
    with pytest.raises(Refused, match="has a transcript by now"):
        ask("erase_source", factories.snapshot("A text.").source_id, recordings=[recording.pk])
    assert not Recording.objects.get().erased


def test_no_hash_of_what_was_erased_is_left_that_would_confirm_a_guess() -> None:
    person = factories.speaker("Zora Quillfeather")
    factories.review_policy(panel=True)
    claim = factories.claim_in_review(by := factories.editor(), speaker=person)
    panel = factories.panel()
    review.propose(claim.pk, by, "reported", "verified", panel=panel, harms=[])
    for each in reversed(panel):
        review.agree(claim.pk, each, factories.version_of(claim))
    factories.translation(claim)
    rationale = "The audit office's own count says the same!"
    edit = approvals.request_minor_edit(claim.pk, by, "A slip.", rationale=rationale)
    approvals.approve(edit.pk, factories.senior())
    before = set(Round.objects.filter(claim=claim).values_list("version", flat=True))
    assert len(before) == 3
    assert set(Assent.objects.values_list("version", flat=True)) < before
    assert edit.payload["of"] in before
    assert Translation.objects.get().original in before
    erase("erase_person", person.pk)
    for table in tables():
        for (row,) in sql.run(f"SELECT t::text FROM {table} t"):
            assert not [version for version in before if version in row], table
    assert Round.objects.filter(version=Translation.objects.get().original).exists()


def test_the_pattern_of_names_is_made_once_for_all_rows() -> None:
    """It takes milliseconds; in a condition PostgreSQL makes it again for each row."""
    files = sorted((settings.BASE_DIR / "claims" / "sql").glob("*.sql"))
    texts = {each.name: each.read_text() for each in files}
    assert "erasure_pattern(names)" in texts["erasures.sql"]
    in_conditions = re.compile(r"says_a_name\([^;]*?,\s*erasure_pattern\(")
    assert [name for name, text in texts.items() if in_conditions.search(text)] == []


def test_aliases_of_one_length_are_erased() -> None:
    zora = factories.speaker("Zora Quillfeather")
    for name in ("Dame Quillfeather", "Lady Quillfeather"):
        speakers.add_alias(zora, factories.editor(), name)
    erase("erase_person", zora.pk)
    assert rows_saying("Quillfeather") == {}


@pytest.mark.django_db(transaction=True)
def test_an_erasure_and_whoever_signs_meanwhile_do_not_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    zora, senior = factories.speaker("Zora Quillfeather"), factories.senior()
    factories.signed_claim(text="Zora Quillfeather cut a ribbon in 2024.")
    proposed = factories.proposed_claim()
    version = Round.objects.get(claim=proposed, outcome=RoundOutcome.OPEN).version
    waiting = ask("erase_person", zora.pk)
    second = factories.senior()
    errors: list[Exception] = []

    def approve() -> None:
        try:
            approvals.approve(waiting.pk, second)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test says it
            errors.append(error)
        finally:
            connection.close()

    erasing = threading.Thread(target=approve)
    sign_relations = publishing.sign_relations

    def erased_meanwhile(*given: Any) -> Any:
        erasing.start()
        wait_until_locked_out(erasing)
        return sign_relations(*given)

    # After the proposal is decided, and before it is published.
    monkeypatch.setattr(publishing, "sign_relations", erased_meanwhile)
    review.sign(proposed.pk, senior, version)
    erasing.join()
    assert errors == []
    assert Erasure.objects.count() == 1
    assert Publication.objects.filter(claim=proposed, standing=Standing.SIGNED).exists()


@pytest.mark.django_db(transaction=True)
def test_a_transcript_waits_for_an_erasure_and_is_not_stored_after_it(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    # Its progress would be written, and so wait, before anything is read.
    lines = (
        '{"model": "tiny.en", "version": "1"}',
        '{"segments": [{"start": 1.0, "end": 2.0, "text": "I am Zora Quillfeather."}]}',
        '{"done": true}',
    )
    recogniser.switch_on(monkeypatch, settings, *lines)
    request = speech.request_transcript(factories.reporter(), spoken.file(), language="en")
    source = factories.snapshot("Another text.").source_id
    waiting = ask("erase_source", source, recordings=[Recording.objects.get().pk])
    senior = factories.senior()

    def recognise() -> None:
        try:
            # Workers wait for locks for less time than an erasure may take.
            sql.run("SELECT set_config('lock_timeout', '1ms', false)")
            speech.recognise(request.pk)
        finally:
            connection.close()

    transcribing = threading.Thread(target=recognise)
    with transaction.atomic():
        approvals.approve(waiting.pk, senior)
        transcribing.start()
        wait_until_locked_out(transcribing)
    transcribing.join()
    request.refresh_from_db()
    assert "erased this recording meanwhile" in request.message
    assert not Transcript.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_transcript_that_a_person_adds_waits_for_an_erasure_too(
    untranscribed: CaptureRequest,
) -> None:
    source = factories.snapshot("Another text.").source_id
    waiting = ask("erase_source", source, recordings=[Recording.objects.get().pk])
    senior, by = factories.senior(), factories.reporter()
    rules: list[str] = []

    def add() -> None:
        try:
            words = b"1\n00:00:01,000 --> 00:00:02,000\nThe dam is full.\n"
            making = spoken.MAKINGS["captions"]
            transcripts.add_transcript(by, words, making, spoken.file(), title="The debate")
        except Refused as refused:
            rules.append(refused.rule)
        finally:
            connection.close()

    adding = threading.Thread(target=add)
    with transaction.atomic():
        # As an erasure does first.
        recordings.lock()
        adding.start()
        wait_until_locked_out(adding)
        approvals.approve(waiting.pk, senior)
    adding.join()
    assert rules == ["recording_was_erased"]
    assert not Transcript.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("of", "rule"), [("a file", "recording_was_erased"), ("a transcript", "recording_kind")]
)
def test_who_requests_a_transcript_waits_for_an_erasure_too(
    of: str, rule: str, settings: Any
) -> None:
    settings.SPEECH_MODEL = "/models/tiny.en"
    held = spoken.transcript(recording=spoken.file())
    waiting = ask("erase_source", held.source_id)
    senior, by = factories.senior(), factories.reporter()
    rules: list[str] = []

    def request() -> None:
        try:
            if of == "a file":
                speech.request_transcript(by, spoken.file(), title="The debate")
            else:
                speech.request_transcript_of(held.pk, by)
        except Refused as refused:
            rules.append(refused.rule)
        finally:
            connection.close()

    requesting = threading.Thread(target=request)
    with transaction.atomic():
        # As an erasure does first.
        recordings.lock()
        requesting.start()
        wait_until_locked_out(requesting)
        approvals.approve(waiting.pk, senior)
    requesting.join()
    assert rules == [rule]
    assert not CaptureRequest.objects.exists()


def test_the_same_recording_that_waits_elsewhere_goes_with_its_source(
    untranscribed: CaptureRequest, django_capture_on_commit_callbacks: Any
) -> None:
    at = recordings.Given(spoken.file().file, url="https://archive.example/debate")
    snapshot = spoken.transcript(recording=at)
    assert Recording.objects.count() == 2
    file = Recording.objects.first().file_name  # type: ignore[union-attr]
    with django_capture_on_commit_callbacks(execute=True):
        erase("erase_source", snapshot.source_id)
    assert all(Recording.objects.values_list("erased", flat=True))
    assert not default_storage.exists(file)


def test_a_readers_report_leaves_the_row_and_its_history() -> None:
    report = factories.error_report(
        words="Call me, I am Zora Quillfeather. " + "It is wrong. " * 120
    )
    waiting = ask("erase_report", report.pk)
    page = at_the_desk(factories.senior()).get(f"/admin/newsroom/approval/{waiting.pk}/change/")
    assert "Call me, I am Zora" in page.content.decode()
    approvals.approve(waiting.pk, factories.senior())
    report.refresh_from_db()
    assert (report.words, report.contact) == ("█", "")
    assert rows_saying("Zora Quillfeather") == {}
    assert Event.objects.of(report).exists()


def test_what_readers_sent_leaves_with_the_addresses_that_wait_for_an_answer() -> None:
    sent = factories.reader_request(
        "Zora Quillfeather owns the dam.", contact="zora@reader.example"
    )
    assert Subscription.objects.filter(subject=str(sent.pk)).exists()
    erase("erase_request", sent.pk)
    assert ReaderRequest.objects.get(pk=sent.pk).text == "█"
    assert not Subscription.objects.filter(subject=str(sent.pk)).exists()
    assert rows_saying("Zora Quillfeather") == {}


def test_it_takes_two_whatever_the_policy_says(minister: Speaker, owner_connection: Any) -> None:
    senior = factories.senior()
    waiting = ask("erase_person", minister.pk, senior)
    assert waiting not in Approval.objects.for_approval_by(senior.pk)
    owner_connection.execute("UPDATE newsroom_policy SET one_person = true, reason = 'one of us'")
    with pytest.raises(Refused):
        approvals.approve(waiting.pk, senior)
    with sql.broken("erasure_takes_two"):
        sql.run_as(
            senior,
            "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = %s, decided_at = now()"
            " WHERE id = %s",
            *(senior.pk, waiting.pk),
        )
    # Nor does another account that this person alone gave its role.
    second = people.invite(senior, "second")
    requested = people.request_role(second, Role.SENIOR, senior, "A second mailbox.")
    assert requested is not None
    approvals.approve(requested.pk, senior)
    with pytest.raises(Refused) as refused:
        approvals.approve(waiting.pk, User.objects.get(pk=second.pk))
    assert refused.value.rule == "erasure_takes_two"
    owner_connection.execute("UPDATE newsroom_policy SET one_person = false, reason = ''")
    assert not Erasure.objects.exists()


def test_a_request_without_a_name_erases_nothing(zora: Speaker) -> None:
    by, payload = factories.editor(), {"names": ["Li"], "legal_basis": "court"}
    made = request(ApprovalKind.ERASE_PERSON, zora.pk, by, "An order.", **payload)
    with pytest.raises(Refused) as refused:
        approvals.approve(made.pk, factories.senior())
    assert refused.value.rule == "erasure_names_somebody"
    assert Speaker.objects.get(pk=zora.pk).name == "Zora Quillfeather"


def test_readers_learn_when_and_why_and_never_whose(zora: Speaker) -> None:
    own = Claim.objects.get(speaker=zora)
    erase("erase_person", zora.pk)
    page = Client().get(f"/claims/{own.pk}/").content.decode()
    assert "Legal basis: request of the person concerned" in page
    assert erasures.DESCRIPTION in page
    changes = Client().get("/api/v1/changes/").json()["results"]
    gone = [each for each in changes if "erased" in each]
    assert {each["erased"]["legal_basis"] for each in gone} == {"data_subject"}
    assert {(each["body"], each["salt"]) for each in gone} == {(None, None)}
    assert "Quillfeather" not in page + json.dumps(changes)


def test_the_desk_shows_what_is_found_and_takes_the_request(zora: Speaker) -> None:
    by, senior = factories.editor(), factories.senior()
    desk = at_the_desk(by)
    shown = desk.get(url_of(zora, "erase")).content.decode()
    assert "Zora Quillfeather" in shown
    assert "Copies that others took" in shown
    assert "Found in" not in shown
    # The further name is looked for, too, by a job, and nothing is requested before that was seen.
    answer: Any = do(desk, zora, "erase", names_besides="Quillfeather")
    search = ErasureSearch.objects.get()
    assert answer["Location"] == url_of(search)
    shown = desk.get(url_of(search)).content.decode()
    assert "Waiting for a worker" in shown
    assert "aria-busy" in shown
    assert "Request the erasure" not in shown
    assert do(desk, search, "request", legal_basis="court", reason="An order.").status_code == 409
    assert not Approval.objects.exists()
    workers.work_off()
    shown = desk.get(url_of(search)).content.decode()
    for words in ("Found in", "cut a ribbon in 2024", "Request the erasure"):
        assert words in shown
    assert "aria-busy" not in shown
    assert do(desk, search, "request", legal_basis="court", reason="An order.").status_code == 302
    waiting = Approval.objects.get(kind="erase_person")
    assert waiting.payload["names"] == ["Quillfeather", "Zora Quillfeather"]
    # Announced as every request is, and on its page both see the same list.
    assert Notice.objects.filter(person=senior, approval=waiting).exists()
    for address in (
        "/admin/",
        "/admin/newsroom/approval/",
        f"/admin/newsroom/approval/{waiting.pk}/change/",
    ):
        assert "Erase a person" in at_the_desk(senior).get(address).content.decode()
    approvals.approve(waiting.pk, senior)
    erasure = Erasure.objects.get()
    for address in (
        f"/admin/newsroom/approval/{waiting.pk}/change/",
        "/admin/claims/erasure/",
        f"/admin/claims/erasure/{erasure.pk}/change/",
        f"/admin/sources/speaker/{zora.pk}/change/",
    ):
        shown = at_the_desk(senior).get(address).content.decode()
        assert "Quillfeather" not in shown
    assert rows_saying("Quillfeather") == {}


def test_short_names_and_other_kinds_are_refused() -> None:
    person = factories.speaker("Ann Example")
    with pytest.raises(Refused):
        ask("erase_person", person.pk, names=["Ann"])
    with pytest.raises(Refused):
        ask("erase_person", factories.speaker("A Ministry", kind="organisation").pk)
    with pytest.raises(Refused):
        ask("erase_person", person.pk, legal_basis="none")
    with pytest.raises(Refused):
        ask("erase_report", 10**9)


def test_the_applications_role_erases_nothing_by_itself(minister: Speaker) -> None:
    editor, senior = factories.editor(), factories.senior()
    call = "SELECT erasure_of_approval(%s, gen_random_uuid(), %s, '')"
    waiting = ask("erase_person", minister.pk, editor)
    # Not approved; not an erasure; approved long ago.
    other = takedown_request()
    for number in (waiting.pk, other.pk, 10**9):
        with sql.broken("erasure_is_approved_by_two"):
            sql.run_as(senior, call, number, "0" * 64)


def test_the_guards_are_on_again(minister: Speaker) -> None:
    erase("erase_person", minister.pk)
    off = sql.run("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'O' AND NOT tgisinternal")
    assert off == []
    with sql.broken("snapshot_starts_whole"):
        sql.run(
            "INSERT INTO sources_snapshot (source_id, kind, text, text_sha256, raw_sha256, raw_name,"
            " media_type, method, consulted_url, timecode, erased)"
            " SELECT source_id, kind, 'x', repeat('0', 64), '', '', '', 'pasted', '', '', true"
            " FROM sources_snapshot LIMIT 1"
        )
