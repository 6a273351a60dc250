"""Every form with a file: choosing one changes no other field, and what was typed is what is stored."""

import wave
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import pytest
from django import forms
from django.urls import get_resolver, reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from claims.admin.capture.forms import AddSourceForm
from claims.admin.capture.transcript_form import AddTranscriptForm
from claims.admin.claim.evidence_forms import FileForm
from claims.admin.claim.reply_forms import AnswerFields, AnswerForm, SupplementForm
from claims.admin.imports import ImportForm
from claims.models import Claim, Evidence, ImportRun, ReplyRequest
from newsroom.choices import Role
from newsroom.models import Approval, User
from sources.models import CaptureRequest, Transcript
from tests import factories
from tests.browser.at_work import at_work, follow
from tests.claims.admin.desk import url_of

pytestmark = pytest.mark.django_db(transaction=True)
OURS = ("claims.", "sources.", "newsroom.", "factcheck.")
LINK = "https://paper.example/the-chart"


ANSWER = "Her office stands by the number."


@dataclass(frozen=True)
class Newsroom:
    """On ``answering`` and ``signed`` a reply is awaited."""

    senior: User

    @cached_property
    def claim(self) -> Claim:
        return factories.full_claim(self.senior)

    @cached_property
    def answering(self) -> Claim:
        claim = factories.claim_in_review(self.senior)
        factories.reply_request(claim, self.senior)
        return claim

    @cached_property
    def signed(self) -> Claim:
        return factories.signed_before_the_reply(self.senior)

    def address_of(self, form: type[forms.BaseForm]) -> str:
        """Where the form stands, at its fullest: with what a link to it may fill in."""
        if form is FileForm:
            return url_of(self.claim, "add-file")
        if form is AnswerForm:
            return f"{url_of(self.answering, 'answer-reply')}?request={awaited(self.answering).pk}"
        if form is SupplementForm:
            return f"{url_of(self.signed, 'supplement-reply')}?request={awaited(self.signed).pk}"
        if form is ImportForm:
            return reverse("admin:claims_importrun_add")
        if form is AddTranscriptForm:
            return reverse("admin:sources_capturerequest_transcript")
        assert form is AddSourceForm
        return f"{reverse('admin:sources_capturerequest_add')}?url={LINK}&title=The+chart"


def awaited(claim: Claim) -> ReplyRequest:
    found: ReplyRequest = claim.reply_requests.awaited().get()
    return found


FORMS = (AddSourceForm, AddTranscriptForm, ImportForm, FileForm, AnswerForm, SupplementForm)
# Shown only as one of the forms that extend it.
BASES = {AnswerFields}


@pytest.fixture
def newsroom(transactional_db: None) -> Newsroom:
    return Newsroom(factories.person(Role.SENIOR, is_superuser=True))


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, newsroom: Newsroom) -> Iterator[Page]:
    with at_work(browser, live_server.url, newsroom.senior) as opened:
        yield opened


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    path = tmp_path / "chart.txt"
    path.write_text("The audit office counted 150 bridges.")
    return path


def fields_of(form: type[forms.BaseForm]) -> Collection[forms.Field]:
    declared: dict[str, forms.Field] = getattr(form, "base_fields", {})
    return declared.values()


def with_a_file(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    if form.__module__.startswith(OURS) and any(
        isinstance(f, forms.FileField) for f in fields_of(form)
    ):
        yield form
    for each in form.__subclasses__():
        yield from with_a_file(each)


def test_every_form_with_a_file_is_tested_here() -> None:
    assert get_resolver().url_patterns, "all pages, and so all forms, are loaded"
    assert set(with_a_file(forms.BaseForm)) - BASES == set(FORMS)


def other_fields(page: Page) -> list[list[str]]:
    """Name and value of each."""
    fields: list[list[str]] = page.locator("#page").evaluate(
        """(part) => [...part.querySelectorAll("input, textarea, select")]
          .filter((field) => field.type !== "file")
          .map((field) => [field.name, field.value, field.getAttribute("value") || ""])"""
    )
    return fields


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.few(2)
def test_choosing_a_file_changes_no_other_field(
    form: type[forms.BaseForm],
    newsroom: Newsroom,
    live_server: LiveServer,
    page: Page,
    chosen: Path,
) -> None:
    page.goto(f"{live_server.url}{newsroom.address_of(form)}")
    page.wait_for_load_state()
    files = page.locator("input[type=file]").all()
    assert len(files) == sum(isinstance(f, forms.FileField) for f in fields_of(form))
    before = other_fields(page)
    assert before
    for each in files:
        each.set_input_files(chosen)
        assert other_fields(page) == before


def send(page: Page, button: str) -> None:
    follow(page.get_by_role("button", name=button, exact=True))
    assert not page.locator(".desk-refused, .desk-field-wrong").count()


def test_a_source_keeps_its_link_beside_a_file(
    newsroom: Newsroom, live_server: LiveServer, page: Page, chosen: Path
) -> None:
    page.goto(f"{live_server.url}{newsroom.address_of(AddSourceForm)}")
    page.wait_for_load_state()
    page.locator("input[type=file]").set_input_files(chosen)
    send(page, "Add the source")
    request = CaptureRequest.objects.get()
    assert (request.file_name, request.url) == ("chart.txt", "")
    assert request.stated == {"uri": LINK, "title": "The chart"}


def test_a_transcript_comes_with_its_recording(
    newsroom: Newsroom, live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    captions, recording = tmp_path / "debate.srt", tmp_path / "debate.wav"
    captions.write_text(
        "1\n00:00:01,000 --> 00:00:04,500\nMINISTER: We have built 150 bridges since January.\n"
    )
    with wave.open(str(recording), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 8000 * 5))
    page.goto(f"{live_server.url}{newsroom.address_of(AddTranscriptForm)}")
    page.wait_for_load_state()
    page.get_by_label("Transcript: a file").set_input_files(captions)
    page.get_by_label("Recording: a file").set_input_files(recording)
    page.get_by_label("Made by", exact=False).first.select_option("captions")
    page.get_by_label("Title", exact=False).first.fill("The debate")
    send(page, "Add the transcript")
    transcript = Transcript.objects.get()
    assert (transcript.origin, transcript.snapshot.source.title) == ("captions", "The debate")
    cue = transcript.cues.get()
    assert (cue.start_ms, cue.end_ms, cue.speaker) == (1000, 4500, "MINISTER")
    assert transcript.recording is not None
    assert transcript.recording.sha256 == sha256(recording.read_bytes()).hexdigest()


def test_an_import_has_no_origin_that_nobody_gave(
    newsroom: Newsroom, live_server: LiveServer, page: Page, chosen: Path
) -> None:
    page.goto(f"{live_server.url}{newsroom.address_of(ImportForm)}")
    page.wait_for_load_state()
    page.locator("input[type=file]").set_input_files(chosen)
    page.locator("#id_format").select_option("csv")
    send(page, "Import")
    run = ImportRun.objects.get()
    assert (run.file_name, run.origin) == ("chart.txt", "")


def test_a_file_as_evidence_has_no_page_of_its_own_name(
    newsroom: Newsroom, live_server: LiveServer, page: Page, chosen: Path
) -> None:
    source = factories.source(by=newsroom.senior)
    page.goto(f"{live_server.url}{newsroom.address_of(FileForm)}?source={source.pk}")
    page.wait_for_load_state()
    page.locator("input[type=file]").set_input_files(chosen)
    page.get_by_label("about whether it is true").check()
    page.get_by_label("context").check()
    page.locator("#id_description").fill("The office's chart.")
    send(page, "Add evidence: a file")
    evidence = Evidence.objects.get(kind="file")
    assert (evidence.page, evidence.timecode) == ("", "")


@pytest.fixture
def digest(chosen: Path) -> str:
    return sha256(chosen.read_bytes()).hexdigest()


def fill_in_answer(page: Page, chosen: Path) -> None:
    page.locator("input[type=file]").set_input_files(chosen)
    page.get_by_label("answered", exact=True).check()
    page.locator("#id_answered_on").fill("2026-02-03")
    page.locator("#id_answer").fill(ANSWER)


def test_an_answer_with_a_file_is_the_one_that_was_typed(
    newsroom: Newsroom, live_server: LiveServer, page: Page, chosen: Path, digest: str
) -> None:
    page.goto(f"{live_server.url}{newsroom.address_of(AnswerForm)}")
    page.wait_for_load_state()
    fill_in_answer(page, chosen)
    send(page, "Record the answer")
    request = newsroom.answering.reply_requests.get()
    assert (request.state, request.answered_on) == ("answered", date(2026, 2, 3))
    assert (request.answer, request.file_sha256) == (ANSWER, digest)


def test_a_late_reply_with_a_file_is_requested_as_it_was_typed(
    newsroom: Newsroom, live_server: LiveServer, page: Page, chosen: Path, digest: str
) -> None:
    page.goto(f"{live_server.url}{newsroom.address_of(SupplementForm)}")
    page.wait_for_load_state()
    fill_in_answer(page, chosen)
    page.locator("#id_reason").fill("They wrote.")
    send(page, "Supplement with a late reply")
    approval = Approval.objects.open().get()
    assert approval.reason == "They wrote."
    reply = approval.payload["reply"]
    assert (reply["state"], reply["answered_on"]) == ("answered", "2026-02-03")
    assert (reply["answer"], reply["file_sha256"]) == (ANSWER, digest)
