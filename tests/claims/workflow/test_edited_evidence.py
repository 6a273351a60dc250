"""Evidence is edited by whoever may write it, who is then among the authors; sources are logged with it."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.choices import EvidenceKind
from claims.models import Claim, Evidence
from claims.workflow import review
from claims.workflow.evidence import add_evidence, edit_evidence, remove_evidence
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from sources.models import Source
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db


def record(claim: Claim, by: User, **more: Any) -> Evidence:
    fields: dict[str, Any] = {
        "kind": EvidenceKind.RECORD,
        "bears_on": "so",
        "direction": "supports",
        "description": "The register lists 46.",
        "consulted_on": date(2026, 3, 6),
    } | more
    return add_evidence(claim.pk, by, **fields)


def test_what_is_said_of_a_piece_is_edited() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    piece = record(claim, editor, source=factories.source())
    edited = edit_evidence(
        claim.pk, editor, piece.pk, description="It lists 47.", direction="refutes", page="3"
    )
    edited.refresh_from_db()
    assert (edited.pk, edited.description, edited.direction, edited.page) == (
        piece.pk,
        "It lists 47.",
        "refutes",
        "3",
    )


def test_a_quote_or_a_file_is_another_piece() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    piece = record(claim, editor, source=factories.source())
    for field in ("file_sha256", "contacted", "added_by", "kind"):
        changed: dict[str, Any] = {field: "x"}
        with pytest.raises(Refused, match="can't be changed here"):
            edit_evidence(claim.pk, editor, piece.pk, **changed)
    with pytest.raises(NotAllowed):
        edit_evidence(claim.pk, factories.person(None), piece.pk, page="3")
    remove_evidence(claim.pk, editor, piece.pk)
    with pytest.raises(Refused, match="removed meanwhile"):
        edit_evidence(claim.pk, editor, piece.pk, page="3")


def test_whoever_edited_a_piece_does_not_sign() -> None:
    editor, senior = factories.editor(), factories.senior()
    claim = factories.claim_in_review(editor)
    piece = claim.reviews.get().evidence.first()
    assert piece is not None
    edit_evidence(claim.pk, senior, piece.pk, description="The senior editor's words.")
    round_ = review.propose(claim.pk, editor, "reported", "unrated", harms=[])
    with pytest.raises(Refused):
        review.sign(claim.pk, senior, round_.version)


def test_a_new_source_is_logged_with_the_evidence() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    new = {"uri": "https://example.org/register", "title": "Register", "kind": "document"}
    piece = record(claim, editor, new_source=new)
    source = Source.objects.get(uri="https://example.org/register")
    assert (piece.source, source.title, source.added_by) == (source, "Register", editor)
    # The same address again is the same source.
    assert record(claim, editor, new_source=new).source == source
    with pytest.raises(Refused, match="Give the address"):
        record(claim, editor, new_source=new | {"uri": ""})


def test_the_form_takes_a_source_or_logs_one() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor, evidence=False)
    client, address = at_the_desk(editor), url_of(claim, "add-record")
    sent = {
        "bears_on": "so",
        "direction": "supports",
        "description": "The register lists 46.",
        "consulted_on": "2026-03-06",
        "new_kind": "document",
        "revision": str(claim.revision),
    }
    assert "Choose the source, or log a new one" in words(client.post(address, sent))
    named = sent | {"new_title": "Register"}
    assert "Enter the address of the new source" in words(client.post(address, named))
    addressed = named | {"new_address": "https://example.org/register"}
    assert "not both" in words(client.post(address, addressed | {"source": factories.source().pk}))
    assert "This field is required" in words(client.post(address, addressed | {"new_kind": ""}))
    assert client.post(address, addressed).status_code == 302
    piece = Evidence.objects.get(claim=claim)
    assert piece.source is not None
    assert piece.source.title == "Register"
    # And the card leads to the form that edits it, which shows what stands there.
    page = words(client.get(url_of(claim)))
    assert f"edit-evidence/?piece={piece.pk}" in page
    form = client.get(f"{url_of(claim, 'edit-evidence')}?piece={piece.pk}").context["form"]
    assert form["description"].value() == piece.description
    assert [*form.fields] == [
        *("revision", "bears_on", "direction", "description", "primary", "private"),
        *("independence_reason", "piece", "source", "consulted_on", "page", "timecode"),
        "independence_doubted",
    ]
    edit = sent | {"piece": piece.pk, "source": piece.source_id, "description": "It lists 47."}
    edit["revision"] = str(Claim.objects.get(pk=claim.pk).revision)
    assert client.post(url_of(claim, "edit-evidence"), edit).status_code == 302
    piece.refresh_from_db()
    assert piece.description == "It lists 47."


def test_a_stored_file_is_not_credited_to_another_source_than_the_one_typed() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor, evidence=False)
    client, address = at_the_desk(editor), url_of(claim, "add-file")

    def send(**more: str) -> Any:
        return client.post(
            address,
            {
                "bears_on": "so",
                "direction": "supports",
                "description": "The table lists 46.",
                "new_kind": "document",
                "revision": str(Claim.objects.get(pk=claim.pk).revision),
                "file": SimpleUploadedFile("table.pdf", b"%PDF-1.7 a table"),
                **more,
            },
        )

    # A form that comes back shows what is missing, and would send the file again.
    bare = send()
    page = words(bare)
    assert "Choose the source, or log a new one" in page
    assert "Send “table.pdf” again." in page
    form = bare.context["form"]
    assert [is_open for _heading, _fields, is_open in form.collapsed_fields()] == [True]
    assert page.count("(optional)") == words(client.get(address)).count("(optional)") == 6
    assert send(new_title="School register").status_code == 302
    refused = send(new_title="State enrolment table")
    assert refused.status_code == 409
    assert "This file is stored already, under the source “School register”" in words(refused)
    assert "Send “table.pdf” again." in words(refused)
    assert Evidence.objects.get(claim=claim).source == Source.objects.get(title="School register")
    addressed = {"new_title": "State enrolment table", "new_address": "https://example.org/table"}
    assert send(**addressed).status_code == 302
    titles = Evidence.objects.filter(claim=claim).order_by("pk").values_list("source__title")
    assert [title for (title,) in titles] == ["School register", "State enrolment table"]
