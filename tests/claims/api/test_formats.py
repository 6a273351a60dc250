"""The formats of the field over HTTP: golden documents, who may have them, and what they never hold.

After a wanted change: ``UPDATE_RESPONSES=1 pytest tests/claims/api/test_formats.py``, and read the
difference; whoever reads the formats will have to.
"""

import json
import os
import re
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from prov.model import ProvDocument
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from claims.formats.claimreview import script_text
from claims.models import Claim, Publication
from claims.publication import publishing, speakers, takedowns
from claims.workflow import review
from newsroom import tokens
from newsroom.models import User
from sources.models import Snapshot
from tests import factories
from tests.claims import full_claims
from tests.claims.api.conftest import Get
from tests.claims.formats.test_annotations import check
from tests.claims.formats.test_claimreview import faults
from tests.claims.outsider import everything_read

pytestmark = [pytest.mark.django_db, pytest.mark.long]
GOLDEN = Path(__file__).parent / "formats"
LINKED = "application/ld+json"
OF_ONE = ("claims/{}.jsonld", "claims/{}/prov.json", "claims/{}/annotations.json")


@pytest.fixture(autouse=True)
def _newsroom(settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Desk"
    settings.NEWSROOM_URL = "https://desk.example/"
    settings.NEWSROOM_LOGO = "https://desk.example/logo.png"
    settings.DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def body(answer: Any) -> Any:
    """What an answer says, streamed or not."""
    return json.loads(b"".join(answer) if answer.streaming else answer.content)


def heard(answer: Any) -> Any:
    """The answer, read to its end: until then a feed holds its place."""
    if answer.streaming:
        deque(answer, maxlen=0)
    return answer


def take_down_everything() -> None:
    for snapshot in Snapshot.objects.order_by("pk"):
        takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")


# Golden documents


@pytest.fixture
def answers(client: Client, reporter: User, settings: Any) -> dict[str, tuple[str, Any]]:
    """name -> (path in the schema, answer): one of everything that is said in these formats."""
    settings.SITE_URL = "https://facts.example"
    first = full_claims.signed_claim(1)
    second = full_claims.signed_claim(2, contradicts=first)
    again = full_claims.signed_claim(3)
    review.reopen(again.pk, factories.senior(), "A reader found a second count.", "routine")
    gone = full_claims.signed_claim(4)
    review.withdraw(gone.pk, factories.senior(), "The paper retracted it.", keep_wording=True)
    unrated = factories.concluded_claim("unrated")
    at_work, _editor = full_claims.claim_in_review(5)
    labelled, editor = full_claims.claim_in_review(6)
    right = factories.label("right", **factories.RIGHT)
    round_ = review.propose(labelled.pk, editor, "reported", "verified", label=right, harms=[])
    review.sign(labelled.pk, factories.senior(), round_.version)
    desk = {"Authorization": f"Token {tokens.make(reporter, 'golden', 1)}"}

    def get(path: str, claim: Claim | None = None, **headers: str) -> tuple[str, Any]:
        address = path.format(id=claim.pk if claim else 999999)
        return path, client.get(f"/api/v1/{address}", headers=headers)

    one, trail, quotes = (path.format("{id}") for path in OF_ONE)
    read = {
        "claim-review": get(one, second),
        "claim-review-labelled": get(one, labelled),
        "claim-review-under-review": get(one, again),
        "claim-review-withdrawn": get(one, gone),
        "claim-review-not-rated": get(one, unrated),
        "claim-review-missing": get(one),
        "claim-reviews": get("claims.jsonld"),
        "claim-reviews-misunderstood": get("claims.jsonld?status=verified"),
        "rating-scale": get("rating-scale/"),
        "provenance": get(trail, second),
        "provenance-under-review": get(trail, again),
        "provenance-withdrawn": get(trail, gone),
        "provenance-missing": get(trail),
        "provenance-working": get(f"working/{trail}", at_work, **desk),
        "provenance-working-signed-out": get(f"working/{trail}", at_work),
        "annotations": get(quotes, second),
        "annotations-withdrawn": get(quotes, gone),
    }
    for path, answer in read.values():
        # What is streamed is read before anything changes.
        if answer.streaming:
            answer.streaming_content = [b"".join(answer)]
        assert path
    take_down_everything()
    return {
        **read,
        "claim-review-taken-down": get(one, second),
        "provenance-taken-down": get(trail, second),
        "annotations-taken-down": get(quotes, second),
    }


# What is numbered anew in each run: the kind is told by what stands before the number.
NUMBERS = (
    *(r"/claims/", r"\bsource:", r"\bspeaker:", r"\bpublisher:", r"/speakers/"),
    *(r"claim:publication-", r"claim:(?:signed|reopened|withdrawn|taken_down)-"),
    r"\"our:number\": {\s*\"\$\": \"",
)
DAY = r"\d{4}-\d\d-\d\d"
TODAY = rf'("dateModified": "){DAY}(",\s*"datePublished": "){DAY}'


def _renumbered(found: list[int], each: re.Match[str]) -> str:
    return f"{each[1]}{found.index(int(each[2])) + 1}"


def ordered(shown: Any) -> Any:
    """Keys in order, 99 before 100: whatever the numbers of a run are, the order is the same."""
    if isinstance(shown, dict):
        return {key: ordered(shown[key]) for key in sorted(shown, key=_by_numbers)}
    return [ordered(each) for each in shown] if isinstance(shown, list) else shown


def _by_numbers(key: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", key)]


def steady(text: str) -> str:
    """The document without what differs from run to run: numbers, hashes, times, today."""
    for before in NUMBERS:
        number = re.compile(rf"({before})(\d+)")
        found = sorted({int(each[2]) for each in number.finditer(text)})
        text = number.sub(partial(_renumbered, found), text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "SHA-256", text)
    time = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}(Z|\+00:00)"
    text = re.sub(time, r"2026-03-04T05:06:07.000008\1", text)
    text = re.sub(r'"version": \d+', '"version": 1', text)
    return re.sub(TODAY, r"\g<1>2026-03-04\g<2>2026-03-04", text)


@pytest.mark.long
def test_the_documents_are_the_golden_ones(answers: dict[str, tuple[str, Any]]) -> None:
    fresh = {}
    for name, (_path, answer) in answers.items():
        shown = {
            "status": answer.status_code,
            "type": answer["Content-Type"],
            "body": body(answer),
        }
        fresh[name] = steady(json.dumps(ordered(shown), indent=2, ensure_ascii=False)) + "\n"
    if os.environ.get("UPDATE_RESPONSES"):
        GOLDEN.mkdir(exist_ok=True)
        for name, text in fresh.items():
            (GOLDEN / f"{name}.json").write_text(text)
    golden = {path.stem: path.read_text() for path in GOLDEN.glob("*.json")}
    assert fresh.keys() == golden.keys()
    for name, text in fresh.items():
        assert text == golden[name], name


@pytest.mark.long
def test_real_documents_fit_the_schema(answers: dict[str, tuple[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(file))
    schema: dict[str, Any] = yaml.safe_load(file.read_text())
    registry = Registry().with_resource("urn:schema", DRAFT202012.create_resource(schema))
    for name, (path, answer) in answers.items():
        described = schema["paths"][f"/api/v1/{path.partition('?')[0]}"]["get"]
        types = described["responses"][str(answer.status_code)]["content"]
        expected = types[answer["Content-Type"]]["schema"]
        pointed = json.loads(json.dumps(expected).replace('"#/', '"urn:schema#/'))
        validator = Draft202012Validator(pointed, registry=registry)
        text = body(answer)
        found = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(text)]
        assert found == [], name
        # The check can fail, but for PROV-JSON, whose keys are names of things.
        assert "provenance" in name or not validator.is_valid({**text, "surprise": 1}), name


@pytest.mark.long
def test_they_are_what_their_readers_take(answers: dict[str, tuple[str, Any]]) -> None:
    for name, (_path, answer) in answers.items():
        if answer.status_code != 200:
            continue
        text = body(answer)
        if name.startswith("claim-reviews"):
            for item in text["dataFeedElement"]:
                assert [faults(each) for each in item["item"]] == [[]]
        elif name.startswith("claim-review"):
            assert faults(text) == []
        elif name.startswith("provenance"):
            ProvDocument.deserialize(content=json.dumps(text), format="json")
        elif name.startswith("annotations"):
            check(text)


# One of them


def test_a_claimreview_is_in_the_page_that_it_names(get: Get, settings: Any) -> None:
    claim = factories.concluded_claim("refuted")
    answer = get(f"claims/{claim.pk}.jsonld")
    assert answer["Content-Type"] == LINKED
    text = body(answer)
    assert text["url"] == f"{settings.SITE_URL}/claims/{claim.pk}/"
    page = Client().get(text["url"].removeprefix(settings.SITE_URL))
    assert script_text(text) in page.content.decode()
    assert text["itemReviewed"]["@id"] == body(get(f"claims/{claim.pk}/"))["url"]


def test_what_is_not_public_is_as_if_it_were_not_there(get: Get) -> None:
    held = factories.signed_claim()
    publishing.hold(held.pk, factories.reporter(), "legal", "A letter came.")
    for claim in (held, factories.proposed_claim(), factories.anchored_claim()):
        for path in OF_ONE:
            answer, missing = get(path.format(claim.pk)), get(path.format(999999))
            assert answer.status_code == missing.status_code == 404
            assert answer.content == missing.content
            assert answer["Content-Type"] == "application/problem+json"
            assert answer["Cache-Control"] == "no-store"


@pytest.mark.long
def test_why_there_is_no_claimreview_is_said(get: Get) -> None:
    again = factories.signed_claim()
    review.reopen(again.pk, factories.senior(), "A second count came in.", "routine")
    answer = get(f"claims/{again.pk}.jsonld")
    assert (answer.status_code, "under review again" in body(answer)["detail"]) == (404, True)
    unrated = factories.concluded_claim("unrated")
    answer = get(f"claims/{unrated.pk}.jsonld")
    assert (answer.status_code, "not rated" in body(answer)["detail"]) == (404, True)
    gone = factories.withdrawn_claim()
    for path in (OF_ONE[0], OF_ONE[2]):
        answer = get(path.format(gone.pk))
        assert (answer.status_code, "withdrawn" in body(answer)["detail"]) == (410, True)
        assert gone.text not in answer.content.decode()


def test_provenance_and_quotes_stay_while_it_is_under_review_again(get: Get) -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    trail, quotes = (body(get(path.format(claim.pk))) for path in OF_ONE[1:])
    assert "A second count came in." in json.dumps(trail)
    assert len(quotes["items"]) == 2


# Asking


def paths(claim: Claim) -> list[str]:
    return [*(path.format(claim.pk) for path in OF_ONE), "claims.jsonld", "rating-scale/"]


def test_who_has_it_gets_304_until_it_changes(get: Get) -> None:
    claim = factories.signed_claim()
    etags = {}
    for path in paths(claim):
        first = heard(get(path))
        assert first["Cache-Control"] == "public, no-cache"
        assert {"Accept", "Authorization"} <= set(re.split(r",\s*", first["Vary"]))
        etags[path] = first["ETag"]
        again = get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == first["Cache-Control"]
        assert heard(get(path, headers={"If-None-Match": '"other"'})).status_code == 200
    factories.signed_claim()
    known = {"If-None-Match": etags["claims.jsonld"]}
    assert heard(get("claims.jsonld", headers=known)).status_code == 200
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    for path in paths(claim)[:3]:
        assert get(path, headers={"If-None-Match": etags[path]}).status_code == 404


def test_linked_data_is_had_as_json_too_and_as_nothing_else(get: Get) -> None:
    claim = factories.signed_claim()
    for path in (OF_ONE[0].format(claim.pk), OF_ONE[2].format(claim.pk), "claims.jsonld"):
        linked, plain = get(path), get(path, headers={"Accept": "application/json"})
        assert (linked["Content-Type"], plain["Content-Type"]) == (LINKED, "application/json")
        assert body(linked) == body(plain)
        assert linked["ETag"] != plain["ETag"]
        refused = get(path, headers={"Accept": "text/turtle"})
        assert refused.status_code == 406
        assert refused["Content-Type"] == "application/problem+json"
    trail = get(f"claims/{claim.pk}/prov.json")
    assert trail["Content-Type"] == "application/json"


def test_head_answers_as_get_does_without_the_body(client: Client) -> None:
    claim = factories.signed_claim()
    for path in paths(claim):
        got, head = heard(client.get(f"/api/v1/{path}")), client.head(f"/api/v1/{path}")
        assert head.status_code == 200
        assert b"".join(head) == b""
        assert head["ETag"] == got["ETag"]


def test_no_parameter_is_understood_and_nothing_but_reading(client: Client) -> None:
    claim = factories.signed_claim()
    for path in paths(claim):
        answer = client.get(f"/api/v1/{path}?status=verified")
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["status"]
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(f"/api/v1/{path}").status_code == 405


def test_they_count_against_the_rate(client: Client, settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"anon": "2/day", "user": None}
    }
    claim = factories.signed_claim()
    statuses = [client.get(f"/api/v1/{path}").status_code for path in paths(claim)]
    assert statuses == [200, 200, 429, 429, 429]


def test_the_newsrooms_own_provenance_is_for_the_newsroom(get: Get, reporter: User) -> None:
    claim = factories.claim_in_review()
    path = f"working/claims/{claim.pk}/prov.json"
    assert get(path).status_code == 401
    answer = get(path, reporter)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert claim.text in answer.content.decode()
    assert get("working/claims/999999/prov.json", reporter).status_code == 404


def test_one_costs_the_same_number_of_queries_whatever_it_holds(get: Get) -> None:
    plain, full = factories.signed_claim(), full_claims.signed_claim()

    def queries(path: str, claim: Claim) -> int:
        with CaptureQueriesContext(connection) as made:
            assert get(path.format(claim.pk)).status_code == 200
        return len(made)

    for path in OF_ONE:
        assert queries(path, plain) == queries(path, full) <= 2


# What they never hold


@pytest.fixture
def _own_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that doesn't name who speaks, so that protecting them leaves the claim public."""
    monkeypatch.setattr(factories, "TEXT", f"On Monday: “{factories.QUOTE},” a resident said.")


PROTECTED = "Zoraida Protegida"
Names = Callable[[], int]


def as_speaker() -> int:
    ana = factories.speaker(PROTECTED, description="a resident", aliases=("La Zoraida",))
    factories.role(ana, factories.speaker(kind="organisation"), title="owner of a shop")
    factories.signed_claim(speaker=ana)
    return ana.pk


def as_organisation() -> int:
    shop = factories.speaker(PROTECTED, kind="organisation", description="a shop")
    ana = factories.speaker()
    factories.role(ana, shop, title="owner")
    factories.signed_claim(speaker=ana)
    return shop.pk


def as_relay() -> int:
    claim = full_claims.signed_claim()
    hop = claim.appearances.get().relays.get(speaker__isnull=False)
    assert hop.speaker
    return hop.speaker.pk


@pytest.mark.long
@pytest.mark.usefixtures("_own_quotes")
@pytest.mark.parametrize("name", [as_speaker, as_organisation, as_relay])
def test_no_document_holds_a_protected_name(name: Names) -> None:
    speaker = name()
    called = factories.speaker().__class__.objects.get(pk=speaker).name
    assert documents().count(called) >= 2
    speakers.protect(speaker, factories.editor(), "somebody", "Threats.")
    read = everything_read() + documents()
    assert called not in read
    assert "La Zoraida" not in read
    # Not because there is nothing left to read.
    if name is not as_relay:
        assert "ClaimReview" in documents()
        assert "150 bridges were built" in documents()


def documents() -> str:
    """All that is said in these formats to somebody who is not signed in."""
    client, text = Client(), []
    for claim in Claim.objects.all():
        text += [client.get(f"/api/v1/{path.format(claim.pk)}") for path in OF_ONE]
    text.append(client.get("/api/v1/claims.jsonld"))
    return "\n".join(b"".join(answer).decode() for answer in text)


def test_what_was_taken_down_is_in_no_document() -> None:
    full_claims.signed_claim()
    assert "puentes" in documents()
    take_down_everything()
    for words in ("puentes", "150 finished bridges", "the minister"):
        assert words not in documents()


def test_private_evidence_and_drafts_are_in_no_document() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    factories.record(claim, editor, private=True, description="Said so, not for print.")
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    review.write(claim.pk, editor, rationale="A draft that nobody signed.")
    other = factories.proposed_claim()
    read = documents()
    assert claim.text in read
    for words in ("not for print", "nobody signed", other.text):
        assert words not in read
    assert Publication.objects.count() == 2
