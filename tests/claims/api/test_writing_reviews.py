"""Inbox, evidence, relations, holds, replies, webhooks and imports over the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims.choices import ALWAYS_SENT, PublicationEvent
from claims.models import Candidate, Claim, Evidence, Hold, ImportRun, Relation, Webhook
from claims.publication import publishing
from claims.workflow import evidence_files, review
from newsroom.models import Job, User
from tests import factories
from tests.claims.admin.desk import at_the_desk, words
from tests.claims.api.writing import Script
from tests.claims.statements import candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Script:
    return Script(factories.editor())


FILE = b"%PDF-1.7 a table"


def reviewed(script: Script) -> Claim:
    claim = factories.claim_in_review(script.by, evidence=False)
    assert isinstance(claim, Claim)
    return claim


# The inbox


def test_statements_are_listed_accepted_and_rejected(reporter: User) -> None:
    script = Script(reporter)
    speaker = factories.speaker("Ana Nuñez")
    waiting = candidate()
    (listed,) = script.get("candidates/").json()["results"]
    assert (listed["id"], listed["exact"]) == (waiting.pk, factories.QUOTE)
    assert (listed["speaker"], listed["state"]) == (speaker.pk, "pending")
    assert script.get(f"candidates/{waiting.pk}/").json() == listed
    accepted = script.post(f"candidates/{waiting.pk}/accept/", {"note": "By a script."})
    assert accepted.status_code == 201, accepted.content
    body = accepted.json()
    assert (body["text"], body["note"], body["via_api"]) == (
        factories.QUOTE,
        "By a script.",
        True,
    )
    again = script.post(f"candidates/{waiting.pk}/accept/")
    assert (again.status_code, "accepted this already" in again.json()["detail"]) == (422, True)
    assert script.get("candidates/").json()["results"] == []
    assert len(script.get("candidates/?state=accepted").json()["results"]) == 1
    other = candidate()
    repeats = script.post(f"candidates/{other.pk}/accept/")
    assert (repeats.status_code, "probably repeats" in repeats.json()["detail"]) == (422, True)
    rejected = script.post(f"candidates/{other.pk}/reject/", {"reason": "Twice."})
    assert (rejected.status_code, rejected.json()["state"]) == (200, "rejected")
    assert script.post("candidates/999999/reject/").status_code == 404


def test_a_statement_is_another_appearance_of_a_claim(editor: Script) -> None:
    claim = factories.anchored_claim()
    waiting = candidate()
    with_more = {"appearance_of": claim.pk, "text": "Other words."}
    path = f"candidates/{waiting.pk}/accept/"
    assert list(editor.post(path, with_more).json()["errors"]) == ["appearance_of"]
    accepted = editor.post(path, {"appearance_of": claim.pk})
    assert (accepted.status_code, accepted.json()["id"]) == (201, claim.pk)
    assert len(accepted.json()["appearances"]) == 2
    assert Candidate.objects.get().claim == claim


# Evidence


def test_a_review_begins_with_the_tokens_person(editor: Script, reporter: User) -> None:
    path = f"claims/{factories.anchored_claim().pk}/review/"
    assert Script(reporter).post(path).status_code == 403
    begun = editor.post(path)
    assert (begun.status_code, begun.json()["status"]) == (201, "in_review")
    assert Claim.objects.get().reviews.get().reviewer == editor.by
    again = editor.post(path)
    assert (again.status_code, "does not apply now" in again.json()["detail"]) == (422, True)


def test_evidence_is_added_and_changed(editor: Script) -> None:
    claim = reviewed(editor)
    snapshot = factories.snapshot(factories.INDEPENDENT_TEXT)
    given = {
        "kind": "passage",
        "bears_on": "so",
        "direction": "supports",
        "description": "The audit office's count.",
        "snapshot": snapshot.pk,
        "quote": {"exact": factories.INDEPENDENT_QUOTE},
    }
    path = f"claims/{claim.pk}/evidence/"
    added = editor.post(path, given, etag=editor.etag(f"claims/{claim.pk}/"))
    assert added.status_code == 201, added.content
    (piece,) = added.json()["evidence"]
    assert (piece["number"], piece["via_api"]) == (1, True)
    assert piece["quote"]["exact"] == factories.INDEPENDENT_QUOTE
    calculation = {
        "kind": "calculation",
        "bears_on": "so",
        "direction": "context",
        "description": "150 / 6 = 25 a month.",
        "inputs": [1],
    }
    assert editor.post(path, calculation).status_code == 201
    assert Evidence.objects.get(number=2).inputs.get().number == 1
    change = {"direction": "context"}
    assert editor.patch(f"{path}1/", change).status_code == 428
    stale = editor.patch(f"{path}1/", change, etag=added["ETag"])
    assert (stale.status_code, bool(stale.json()["differences"])) == (412, True)
    now = editor.etag(f"claims/{claim.pk}/")
    changed = editor.patch(f"{path}1/", change, etag=now)
    assert (changed.status_code, changed.json()["evidence"][0]["direction"]) == (200, "context")
    now = changed["ETag"]
    refused = editor.patch(f"{path}1/", {"contacted": "By telephone."}, etag=now)
    assert (refused.status_code, "can't be changed here" in refused.json()["detail"]) == (422, True)
    assert editor.patch(f"{path}9/", change, etag=now).status_code == 404
    assert editor.post(path, calculation | {"inputs": [9]}).status_code == 422


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"kind": "file"}, "kind", "is none of these"),
        ({"kind": "passage"}, "snapshot", "needed"),
        ({"inputs": [1]}, "inputs", "no such field"),
        ({"source": 0}, "source", "does not exist"),
        ({"consulted_on": None}, "consulted_on", "null"),
        ({"primary": "yes"}, "primary", "boolean"),
        ({"new_source": {"uri": "https://a.example/"}}, "new_source.title", "required"),
        ({"via_api": False}, "via_api", "no such field"),
    ],
)
def test_a_field_of_another_kind_is_refused(
    editor: Script, change: dict[str, Any], field: str, words: str
) -> None:
    given = {
        "kind": "record",
        "bears_on": "so",
        "direction": "supports",
        "description": "A count.",
        "consulted_on": "2026-03-01",
        "source": factories.source().pk,
        **change,
    }
    answer = editor.post(f"claims/{reviewed(editor).pk}/evidence/", given)
    assert answer.status_code == 400
    assert words in answer.json()["errors"][field][0]


def test_a_record_brings_its_source_and_a_reporter_only_their_own_review(
    editor: Script, reporter: User
) -> None:
    claim = reviewed(editor)
    given = {
        "kind": "record",
        "bears_on": "so",
        "direction": "refutes",
        "description": "The register lists 90.",
        "consulted_on": "2026-03-01",
        "new_source": {"uri": "https://register.example/", "title": "Register", "kind": "document"},
    }
    path = f"claims/{claim.pk}/evidence/"
    refused = Script(reporter).post(path, given)
    assert (refused.status_code, "is assigned to" in refused.json()["detail"]) == (403, True)
    review.assign(claim.pk, editor.by, reporter)
    assert Script(reporter).post(path, given).status_code == 201
    assert Script(reporter, ("draft",)).post(path, given).status_code == 403
    waiting = editor.post(f"claims/{factories.claim().pk}/evidence/", given)
    assert (waiting.status_code, "has not begun" in waiting.json()["detail"]) == (422, True)


def send_file(script: Script, claim: Claim, key: str = "", raw: bytes = FILE, **more: Any) -> Any:
    form = {
        "file": SimpleUploadedFile("table.pdf", raw),
        "bears_on": "so",
        "direction": "supports",
        "description": "The office's table.",
        **more,
    }
    headers = script.headers | ({"Idempotency-Key": key} if key else {})
    address = f"/api/v1/working/claims/{claim.pk}/evidence/"
    return script.client.post(address, form, headers=headers)


def test_a_file_is_evidence_stored_unchanged(editor: Script) -> None:
    claim = reviewed(editor)
    source = factories.source()
    added = send_file(editor, claim, "one", source=source.pk, primary="true", page="3")
    assert added.status_code == 201, added.content
    (piece,) = added.json()["evidence"]
    assert (piece["kind"], piece["page"], piece["via_api"]) == ("file", "3", True)
    assert (piece["primary"], piece["private"]) == (True, False)
    row = Evidence.objects.get()
    assert (evidence_files.stored(row)[0], row.source) == (FILE, source)
    assert send_file(editor, claim, "one", source=source.pk, primary="true", page="3").json() == (
        added.json()
    )
    other = send_file(editor, claim, "one", raw=FILE + b"!", source=source.pk)
    assert (other.status_code, Evidence.objects.count()) == (422, 1)
    # Without an address a new source is known by the file's hash.
    new = send_file(editor, claim, kind="file", new_title="A table", private="true")
    assert new.status_code == 201, new.content
    added_source = Evidence.objects.get(number=2).source
    assert added_source is not None
    assert added_source.uri == f"urn:sha256:{row.file_sha256}"
    assert new.json()["evidence"][1]["private"] is True
    path = f"claims/{claim.pk}/evidence/2/"
    changed = editor.patch(path, {"page": "4"}, etag=new["ETag"])
    assert changed.json()["evidence"][1]["page"] == "4"


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"raw": b""}, 400, "empty"),
        ({"raw": b"PK\x03\x04 an archive"}, 422, "This is not a document, picture, recording"),
        ({"file": "table.pdf"}, 400, "not a file"),
        ({"kind": "record"}, 400, "is none of these"),
        ({"primary": "maybe"}, 400, "valid boolean"),
        ({"new_title": "A table"}, 400, "one of them"),
        ({"source": ""}, 400, "one of them"),
        ({"source": "", "new_uri": "https://a.example/"}, 400, "Enter the title of the new source"),
        ({"consulted_on": "2026-03-01"}, 400, "no such field"),
    ],
)
def test_what_the_desks_form_refuses_of_a_file_is_refused(
    editor: Script, change: dict[str, Any], status: int, words: str
) -> None:
    answer = send_file(editor, reviewed(editor), **{"source": factories.source().pk, **change})
    assert answer.status_code == status, answer.content
    assert words in answer.content.decode()
    assert not Evidence.objects.exists()


# Relations and holds


def test_a_relation_is_suggested_and_no_more(reporter: User) -> None:
    one, other = factories.claim(), factories.claim()
    script = Script(reporter)
    given = {"to_claim": other.pk, "kind": "repeats", "rationale": "The same words."}
    made = script.post(f"claims/{one.pk}/relations/", given)
    assert (made.status_code, made.json()["state"]) == (201, "suggested")
    again = script.post(f"claims/{one.pk}/relations/", given)
    assert again.status_code == 422
    itself = script.post(f"claims/{one.pk}/relations/", given | {"to_claim": one.pk})
    assert itself.status_code == 422
    assert Relation.objects.get().suggested_by == reporter


def test_a_hold_hides_at_once(reporter: User) -> None:
    claim = factories.signed_claim()
    script = Script(reporter, ("hold",))
    path = f"claims/{claim.pk}/holds/"
    assert script.post(path, {"kind": "legal"}).status_code == 400
    made = script.post(path, {"kind": "legal", "reason": "A letter came."}, key="once")
    assert (made.status_code, made.json()["holds"]) == (201, ["legal"])
    assert script.client.get(f"/api/v1/claims/{claim.pk}/").status_code == 404
    assert script.post(path, {"kind": "legal", "reason": "A letter came."}, key="once").json() == (
        made.json()
    )
    again = script.post(path, {"kind": "legal", "reason": "Another."})
    assert again.status_code == 422
    assert Hold.objects.count() == 1
    assert publishing.standing_hold(claim.pk, "legal").set_by == reporter


# Replies


def test_a_request_by_hand_is_filed_and_answered(editor: Script) -> None:
    claim = reviewed(editor)
    now = timezone.now()
    given = {
        "addressee": "Ministry of Works",
        "channel": "phone",
        "contact_name": "P. Officer",
        "language": "en",
        "sent_at": (now - timedelta(days=8)).isoformat(),
        "deadline": (now - timedelta(days=1)).isoformat(),
        "time_zone": "UTC",
        "heading": "150 bridges?",
        "text": "Which ones?",
    }
    path = f"claims/{claim.pk}/replies/"
    unsent = {name: value for name, value in given.items() if name != "sent_at"}
    assert list(editor.post(path, unsent).json()["errors"]) == ["sent_at"]
    assert not claim.reply_requests.exists()
    tomorrow = {"sent_at": (now + timedelta(days=1)).isoformat()}
    early = editor.post(path, given | tomorrow | {"deadline": "2090-01-02T10:00:00Z"})
    assert early.status_code == 422
    assert "time of sending is in the future" in early.json()["detail"]
    made = editor.post(path, given)
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert "Officer" not in made.content.decode()
    assert not Job.objects.filter(task_name="claims.mail_reply_letter").exists()
    silent = editor.post(f"{path}{number}/no-answer/")
    assert (silent.status_code, silent.json()["state"]) == (201, "no_answer")
    late = {"state": "answered", "answered_on": "2026-03-04", "answer": "All of them."}
    answered = editor.post(f"{path}{number}/answer/", late)
    assert (answered.status_code, answered.json()["answer"]) == (201, "All of them.")
    assert editor.post(f"{path}999999/answer/", late).status_code == 404
    other = reviewed(editor)
    assert editor.post(f"claims/{other.pk}/replies/{number}/no-answer/").status_code == 404
    wrong = editor.post(f"{path}{number}/answer/", late | {"state": "asked"})
    assert list(wrong.json()["errors"]) == ["state"]


# Programs that listen, and files


def test_a_senior_editor_registers_a_webhook(reporter: User) -> None:
    given = {"name": "The CMS", "url": "https://cms.example/hook", "events": ["signed"]}
    script = Script(factories.senior())
    made = script.post("webhooks/", given, key="hook")
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    assert script.post("webhooks/", given, key="hook").json() == made.json() | {"secret": ""}
    assert Webhook.objects.get().name == "The CMS"
    assert Script(reporter).post("webhooks/", given).status_code == 403
    assert script.post("webhooks/", given | {"url": "http://127.0.0.1/"}).status_code == 422
    assert script.post("webhooks/", given | {"events": ["x"]}).status_code == 400
    # Without a choice it receives all, and with an empty one removals alone.
    del given["events"]
    given["url"] = "https://cms.example/all"
    assert script.post("webhooks/", given).json()["events"] == PublicationEvent.values
    removals = script.post(
        "webhooks/", given | {"url": "https://cms.example/removals", "events": []}
    )
    assert set(removals.json()["events"]) == set(ALWAYS_SENT)


def test_a_file_of_claims_is_imported_once(editor: Script, reporter: User) -> None:
    def send(script: Script, **more: Any) -> Any:
        file = SimpleUploadedFile("claims.csv", b"external_id,text\n1,It is so.\n")
        form = {"file": file, "format": "csv", "origin": "checks.example", **more}
        headers = script.headers | {"Idempotency-Key": "import"}
        return script.client.post("/api/v1/working/imports/", form, headers=headers)

    made = send(editor)
    assert made.status_code == 202, made.content
    run = ImportRun.objects.get()
    assert editor.get(f"imports/{run.pk}/").json() == made.json()
    assert made["Location"] == made.json()["url"]
    assert send(editor).json() == made.json()
    assert send(editor, origin="other.example").status_code == 422
    assert send(Script(reporter)).status_code == 403
    assert list(send(editor, format="xls").json()["errors"]) == ["format"]


# Where people continue


def test_each_object_has_the_address_of_its_page() -> None:
    script = Script(factories.senior())
    one, other = factories.claim(), factories.claim(text="The lake has 12 islands.")
    waiting = candidate()
    source = waiting.snapshot.source_id
    file = SimpleUploadedFile("islands.csv", b"external_id,text\n1,It is so.\n")
    form = {"file": file, "format": "csv", "origin": "checks.example"}
    imports = "/api/v1/working/imports/"
    person = {"kind": "person", "name": "Wanda Ruiz"}
    nobody = {"kind": "anonymous", "description": "two officials", "source": source}
    publisher = {"kind": "news", "name": "The Written"}
    relation = {"to_claim": other.pk, "kind": "updates"}
    hook = {"name": "The CMS", "url": "https://cms.example/hook"}
    # Each with words of its page.
    made = [
        (script.get(f"candidates/{waiting.pk}/"), factories.QUOTE),
        (script.post("sources/", {"url": "https://news.example/lake"}), "news.example/lake"),
        (script.client.post(imports, form, headers=script.headers), "islands.csv"),
        (script.post("speakers/", person), "Wanda Ruiz"),
        (script.post("speakers/", nobody), "two officials"),
        (script.post("publishers/", publisher), "The Written"),
        (script.post(f"claims/{one.pk}/relations/", relation), "The lake has 12 islands."),
        (script.post("webhooks/", hook), "cms.example/hook"),
    ]
    reader = at_the_desk(script.by)
    for answer, text in made:
        address = answer.json()["html_url"]
        assert address.startswith(f"{settings.SITE_URL}/")
        page = reader.get(address.removeprefix(settings.SITE_URL), follow=True)
        assert (page.status_code, text in words(page)) == (200, True), address
