"""What everybody reads: publications that stand, and only those."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from claims.models import Claim, Publication
from claims.publication import publishing, speakers
from claims.workflow import review
from claims.workflow.approvals import approve
from newsroom import tokens
from newsroom.models import Approval
from sources import speakers as sources_speakers
from tests import factories
from tests.claims.api.conftest import PROBLEM, Get, texts

pytestmark = pytest.mark.django_db

JOINED = {
    *("id", "url", "html_url", "number", "event", "standing", "published_at"),
    *("salt", "body_sha256", "previous_sha256", "sha256"),
}
BODY = {
    *("summary", "rationale_format"),
    *("text", "nature", "language", "attribution", "status", "speaker", "said_on", "topics"),
    *("quantities", "appearances", "evidence", "rationale", "reply", "relations", "signed"),
}


def test_a_signed_claim_is_an_object_with_all_that_was_signed(get: Get) -> None:
    claim = factories.signed_claim()
    (shown,) = get("claims/").json()["results"]
    assert shown.keys() == JOINED | BODY | {"related_claims"}
    assert (shown["id"], shown["text"], shown["status"]) == (claim.pk, claim.text, "verified")
    assert shown["url"] == f"{settings.SITE_URL}/api/v1/claims/{claim.pk}/"
    assert get(f"claims/{claim.pk}/").json() == shown
    row = factories.current_publication(claim)
    assert (shown["number"], shown["sha256"]) == (row.number, row.sha256)
    assert shown["published_at"].endswith("Z")
    assert len(shown["published_at"]) == len("2026-03-04T05:06:07.000000Z")


def without_number(answer: Any, number: int) -> bytes:
    """The body of an answer that repeats the number that was asked for."""
    body: bytes = answer.content
    asked_for = f" {number} ".encode()
    assert body.count(asked_for) == 1
    return body.replace(asked_for, b" ")


@pytest.mark.parametrize(
    "make", [factories.anchored_claim, factories.claim_in_review, factories.proposed_claim]
)
def test_what_was_never_signed_is_as_if_it_were_not_there(get: Get, make: Any) -> None:
    claim = make()
    assert texts(get("claims/")) == []
    unsigned, missing = get(f"claims/{claim.pk}/"), get("claims/999999/")
    assert unsigned.status_code == missing.status_code == 404
    assert without_number(unsigned, claim.pk) == without_number(missing, 999999)


def test_under_review_again_it_stays_public_with_the_reason_and_leaves_the_export(get: Get) -> None:
    claim = factories.signed_claim()
    assert texts(get("claims/", status="verified")) == [claim.text]
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    (shown,) = get("claims/").json()["results"]
    assert (shown["standing"], shown["reason"]) == (
        "under_review",
        "A reader found a second count.",
    )
    assert texts(get("claims/", status="verified")) == []


def test_of_a_withdrawn_claim_the_detail_is_a_tombstone_and_the_list_has_nothing(get: Get) -> None:
    claim = factories.withdrawn_claim()
    assert texts(get("claims/")) == []
    answer = get(f"claims/{claim.pk}/")
    assert answer.status_code == 200
    assert answer.json().keys() == JOINED | {"reason"}
    assert answer.json()["standing"] == "withdrawn"
    assert claim.text not in answer.content.decode()


def test_a_held_claim_is_as_if_it_were_not_there(get: Get) -> None:
    claim = factories.signed_claim()
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    assert texts(get("claims/")) == []
    assert get(f"claims/{claim.pk}/").status_code == 404
    hidden, missing = get(f"claims/{claim.pk}/"), get("claims/999999/")
    assert without_number(hidden, claim.pk) == without_number(missing, 999999)
    for path in ("speakers/", "sources/", "publishers/", "topics/"):
        assert get(path).json()["results"] == []


def test_a_private_piece_of_evidence_is_not_told(get: Get) -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    factories.private_evidence(claim, editor, "Said so on the phone, not for print.")
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert b"not for print" not in get(f"claims/{claim.pk}/").content


# Speakers, sources, publishers


def test_only_whom_listed_claims_name_is_among_the_speakers(get: Get) -> None:
    signed = factories.signed_claim()
    unsigned = factories.proposed_claim()
    shown = get("speakers/").json()["results"]
    assert [one["id"] for one in shown] == [signed.speaker_id]
    assert shown[0].keys() == {"id", "url", "html_url", "slug", "name", "kind", "description"}
    assert get(f"speakers/{signed.speaker_id}/").json() == shown[0]
    nobody = get(f"speakers/{unsigned.speaker_id}/")
    assert nobody.status_code == 404
    missing = get("speakers/999999/")
    assert without_number(nobody, unsigned.speaker_id) == without_number(missing, 999999)


def test_a_protected_speaker_answers_to_nothing(get: Get) -> None:
    ana = factories.speaker("Ana Protegida", aliases=("La Señora",))
    claim = factories.signed_claim(speaker=ana)
    for called in (ana.pk, ana.slug, "ana protegida", "la senora"):
        assert texts(get("claims/", speaker=called)) == [claim.text]
    speakers.protect(ana.pk, factories.editor(), "a resident", "Threats.")
    for called in (ana.pk, ana.slug, "ana protegida", "la senora"):
        assert get("claims/", speaker=called).status_code == 400
    assert texts(get("claims/")) == [claim.text]
    assert get("speakers/").json()["results"] == []
    hidden, missing = get(f"speakers/{ana.pk}/"), get("speakers/999999/")
    assert without_number(hidden, ana.pk) == without_number(missing, 999999)
    everything = get("claims/").content + get(f"claims/{claim.pk}/").content
    assert b"Protegida" not in everything
    assert texts(get("claims/", q="Protegida")) == []


def test_one_whom_the_text_does_not_name_is_no_speaker_of_the_list(get: Get) -> None:
    someone = sources_speakers.add_speaker(
        factories.reporter(),
        "anonymous",
        description="government sources",
        source=factories.source(),
    )
    claim = factories.signed_claim(speaker=someone)
    assert texts(get("claims/")) == [claim.text]
    assert get("speakers/").json()["results"] == []
    assert get(f"speakers/{someone.pk}/").status_code == 404
    # As of a number that nobody has.
    for number in (someone.pk, 999_999):
        answer = get("claims/", speaker=number)
        assert answer.status_code == 400
        expected = {"speaker": ["No speaker has this number, slug, name or alias."]}
        assert answer.json()["errors"] == expected


def test_a_merged_speaker_leads_to_whom_they_were_merged_into(get: Get) -> None:
    editor, senior = factories.editor(), factories.senior()
    known, into = factories.speaker("A. Nuñez"), factories.speaker("Ana Nuñez de Castro")
    claim = factories.signed_claim(speaker=known)
    assert get(f"speakers/{into.pk}/").status_code == 404
    deed = speakers.merge(known, into, editor, "The same person.")
    assert isinstance(deed, Approval)
    approve(deed.pk, senior)
    assert [one["id"] for one in get("speakers/").json()["results"]] == [into.pk]
    assert get(f"speakers/{known.pk}/").json() == get(f"speakers/{into.pk}/").json()
    assert texts(get("claims/", speaker=into.slug)) == [claim.text]


def test_sources_of_appearances_and_of_evidence_are_named_and_no_others(get: Get) -> None:
    claim = factories.signed_claim()
    factories.anchored_claim()
    body = get(f"claims/{claim.pk}/").json()
    named = {piece["source"]["id"] for key in ("appearances", "evidence") for piece in body[key]}
    shown = get("sources/").json()["results"]
    assert len(named) == 2
    assert [one["id"] for one in shown] == sorted(named)
    for one in shown:
        assert get(f"sources/{one['id']}/").json() == one
        assert one["url"] == f"{settings.SITE_URL}/api/v1/sources/{one['id']}/"


def test_a_source_is_shown_in_the_words_that_were_signed(get: Get) -> None:
    claim = factories.signed_claim()
    source = claim.appearances.get().snapshot.source
    type(source).objects.filter(pk=source.pk).update(title="Changed by one person afterwards")
    assert get(f"sources/{source.pk}/").json()["title"] == ""


def test_nothing_but_reading(client: Any) -> None:
    for path in ("claims/", "speakers/", "sources/", "publishers/", "topics/", "claims/1/"):
        for method in ("post", "put", "patch", "delete", "trace"):
            assert getattr(client, method)(f"/api/v1/{path}").status_code == 405
        assert client.options(f"/api/v1/{path}").status_code in {200, 404}
    assert Claim.objects.count() == Publication.objects.count() == 0


def test_an_address_that_there_is_not_is_answered_as_all_else(client: Client) -> None:
    for path in ("claims/one/", "claims/-1.jsonld", "nothing"):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json().keys()) == (404, PROBLEM)
        assert answer["Cache-Control"] == "no-store"
    assert client.get("/api/v1/claims").status_code == 301
    assert not client.get("/nothing/")["Content-Type"].startswith("application/json")


def test_what_is_not_done_here_is_said_before_what_was_asked_wrongly(client: Client) -> None:
    for path in ("claims/?nonsense=1", "working/sources/"):
        answer = client.trace(f"/api/v1/{path}")
        assert answer.status_code == (401 if path.startswith("working") else 405)


def test_options_are_told_where_something_is_sent(get: Get, client: Client) -> None:
    token = {"Authorization": f"Token {tokens.make(factories.reporter(), 'test', 1)}"}
    answer = client.options("/api/v1/working/sources/", headers=token)
    assert (answer.status_code, answer["Allow"]) == (200, "POST, OPTIONS")


def test_answers_are_the_bytes_of_their_objects_and_laid_out_on_request(client: Client) -> None:
    claim = factories.signed_claim(text="“Six \u2028 \\ / boats” 🚤\u2029 at 1.50 each.")
    factories.signed_claim()
    for address in ("/api/v1/claims/", f"/api/v1/claims/{claim.pk}/", "/api/v1/claims/?as_of=1"):
        plain = client.get(address)
        shown = json.dumps(plain.json(), ensure_ascii=False, separators=(",", ":"))
        assert plain.content.decode() == shown.replace("\u2028", "\\u2028").replace(
            "\u2029", "\\u2029"
        )
        laid_out = client.get(address, headers={"Accept": "application/json; indent=2"})
        assert laid_out.json() == plain.json()
        assert b"\n  " in laid_out.content
        assert b"\n" not in plain.content
