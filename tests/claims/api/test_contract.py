"""The contract: golden bodies, the schema, and that the one fits the other.

After a wanted change: ``UPDATE_RESPONSES=1 pytest tests/claims/api/test_contract.py``, and read the
difference; whoever uses the API will have to.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from claims.formats.exports.streams import Form
from claims.publication import takedowns
from claims.publication.point_in_time import last_number
from claims.workflow import review
from newsroom import tokens
from newsroom.models import User
from sources.models import Snapshot
from tests import factories
from tests.claims import full_claims
from tests.claims.api.writing import Script
from tests.claims.statements import candidate

pytestmark = [pytest.mark.django_db, pytest.mark.long]
RESPONSES = Path(__file__).parent / "responses"
NUMBERED = {"id", "claim", "number", "from_claim", "to_claim", "snapshot", "speaker"}
ADD = "/api/v1/working/sources/"
# The addresses that are written to, with their methods.
WRITES = {
    "working/claims/": ["get", "post"],
    "working/claims/{id}/": ["get", "patch"],
    "working/claims/{id}/appearances/": ["post"],
    "working/claims/{id}/evidence/": ["post"],
    "working/claims/{id}/evidence/{number}/": ["patch"],
    "working/claims/{id}/relations/": ["post"],
    "working/claims/{id}/review/": ["post"],
    "working/claims/{id}/holds/": ["post"],
    "working/claims/{id}/replies/": ["post"],
    "working/claims/{id}/replies/{number}/answer/": ["post"],
    "working/claims/{id}/replies/{number}/no-answer/": ["post"],
    "working/candidates/{id}/accept/": ["post"],
    "working/candidates/{id}/reject/": ["post"],
    "working/webhooks/": ["post"],
    "working/imports/": ["post"],
    "working/sources/": ["post"],
    "working/transcripts/": ["post"],
    "working/speakers/": ["get", "post"],
    "working/publishers/": ["get", "post"],
}


def steady(value: Any, key: str = "") -> Any:
    """A body without what differs from run to run: numbers, hashes, times, cursors."""
    if isinstance(value, dict):
        if str(value.get("field", "")).endswith("_id"):  # a difference, of numbers of rows
            value = value | {key: value[key] and "#" for key in ("old", "new")}
        return {key: steady(each, key) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return [steady(each) for each in value]
    if isinstance(value, str):
        return _steady_text(value)
    return "#" if key in NUMBERED and value is not None else value


def _steady_text(value: str) -> str:
    value = value.replace(settings.SITE_URL, "SITE_URL")
    value = re.sub(r"\b[0-9a-f]{64}\b", "SHA-256", value)
    value = re.sub(r"\b[0-9a-f]{32}\b", "salt", value)
    value = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", "2026-03-04T05:06:07.000008Z", value)
    value = re.sub(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", "2026-03-04T05:06:07+00:00", value
    )
    value = re.sub(
        r"person\d+ changed this claim on .* UTC", "Somebody changed this claim then", value
    )
    value = re.sub(r"^person\d+$", "person#", value)
    value = re.sub(r"whsec_[\w+/=]+", "whsec_…", value)
    value = re.sub(r"cursor=[\w.%-]+", "cursor=…", value)
    value = re.sub(r"(SITE_URL/(?:working/|admin/[a-z]+/)?[a-z]+/)\d+/", r"\1#/", value)
    return re.sub(r"(/api/v1/[a-z/]+/)\d+/", r"\1#/", value)


@pytest.fixture
def answers(client: Client, reporter: User) -> dict[str, tuple[str, Any]]:
    """name -> (path in the schema, answer): one of everything that the API says."""
    first = full_claims.signed_claim(1)
    second = full_claims.signed_claim(2, contradicts=first)
    review.reopen(first.pk, factories.senior(), "A reader found a second count.", "our_error")
    gone = full_claims.signed_claim(3)
    kept = full_claims.signed_claim(4, contradicts=gone)
    then = last_number()
    review.withdraw(gone.pk, factories.senior(), "The paper retracted it.")
    review.withdraw(kept.pk, factories.senior(), "The paper retracted it.", keep_wording=True)
    at_work, _editor = full_claims.claim_in_review(5)
    corrected = full_claims.signed_claim(7)
    review.reopen(corrected.pk, factories.senior(), "We misread a table.", "complaint_upheld")
    editor, senior = (User.objects.get(public_name=name) for name in ("E. Editor", "S. Senior"))
    verified = factories.label("right", **factories.RIGHT)
    round_ = review.propose(corrected.pk, editor, "reported", "verified", label=verified, harms=[])
    review.sign(corrected.pk, senior, round_.version)
    speaker = second.speaker_id
    source = second.appearances.get().snapshot.source
    desk = {"Authorization": f"Token {tokens.make(reporter, 'golden', 1)}"}
    nobody = {"Authorization": f"Token {tokens.make(factories.reporter(), 'golden', 1)}"}
    factories.take_role(User.objects.exclude(pk=reporter.pk).get(auth_token_set__name="golden"))
    requested: dict[str, tuple[str, str, dict[str, str]]] = {
        "claims": ("claims/", "claims/?page_size=1", {}),
        "claims-next": ("claims/", "claims/", {}),
        "claim": ("claims/{id}/", f"claims/{second.pk}/", {}),
        "claim-under-review": ("claims/{id}/", f"claims/{first.pk}/", {}),
        "claim-withdrawn": ("claims/{id}/", f"claims/{gone.pk}/", {}),
        "claim-withdrawn-in-its-words": ("claims/{id}/", f"claims/{kept.pk}/", {}),
        "claim-expanded": (
            "claims/{id}/",
            f"claims/{second.pk}/?expand=rationale_html,related_claims",
            {},
        ),
        "claims-as-of": ("claims/", f"claims/?page_size=1&as_of={then}", {}),
        "claim-redacted": ("claims/{id}/", f"claims/{kept.pk}/?as_of={then}", {}),
        "claims-as-of-a-day-to-come": ("claims/", "claims/?as_of=9999-12-31", {}),
        "changes": ("changes/", "changes/?limit=2&since=3", {}),
        "claim-corrected": ("claims/{id}/", f"claims/{corrected.pk}/", {}),
        "changes-of-a-kind": ("changes/", "changes/?reason_kind=our_error", {}),
        "changes-to-come": ("changes/", "changes/?since=999999", {}),
        "claim-missing": ("claims/{id}/", "claims/999999/", {}),
        "claims-misunderstood": ("claims/", "claims/?status=true&speeker=x", {}),
        "claims-with-a-bad-token": ("claims/", "claims/", {"Authorization": "Token x"}),
        "working-claims": ("working/claims/", "working/claims/?page_size=1", desk),
        "working-claim": ("working/claims/{id}/", f"working/claims/{at_work.pk}/", desk),
        "working-claim-signed": ("working/claims/{id}/", f"working/claims/{second.pk}/", desk),
        "working-claims-signed-out": ("working/claims/", "working/claims/", {}),
        "working-claims-without-a-role": ("working/claims/", "working/claims/", nobody),
        "speakers": ("speakers/", "speakers/?page_size=2", {}),
        "speaker": ("speakers/{id}/", f"speakers/{speaker}/", {}),
        "sources": ("sources/", "sources/?page_size=2", {}),
        "source": ("sources/{id}/", f"sources/{source.pk}/", {}),
        "publishers": ("publishers/", "publishers/?page_size=2", {}),
        "publisher": ("publishers/{id}/", f"publishers/{source.publisher_id}/", {}),
        "topics": ("topics/", "topics/?page_size=1", {}),
        "index": ("", "", {}),
        "match-nothing": ("match/", "match/?text=xyzzy", {}),
    }
    added = _added(client, desk)
    read = {
        name: (path, client.get(f"/api/v1/{address}", headers=headers))
        for name, (path, address, headers) in requested.items()
    }
    # Last, so that no list above has any of it.
    return read | added | _taken_down(client) | _written()


def _taken_down(client: Client) -> dict[str, tuple[str, Any]]:
    """A claim whose every quote is taken down; made last, so that no list above holds it."""
    claim = full_claims.signed_claim(6)
    for snapshot in Snapshot.objects.filter(anchors__claim=claim).order_by("pk"):
        takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
    return {"claim-taken-down": ("claims/{id}/", client.get(f"/api/v1/claims/{claim.pk}/"))}


def _added(client: Client, desk: dict[str, str]) -> dict[str, tuple[str, Any]]:
    """What adding a source answers, and following it; the second text is a copy of the first."""

    def send(**body: Any) -> Any:
        return client.post(ADD, json.dumps(body), "application/json", headers=desk)

    text = {"text": "The minister said that it is over.", "title": "It is over"}
    send(**text, uri="https://one.example/over", kind="release")
    copy = send(**text, uri="https://two.example/over", language="en", published_on="2026-03-04")
    post = "post working/sources/"
    return {
        "source-asked": (post, send(url="https://news.example/a")),
        "source-pasted": (post, copy),
        "source-misunderstood": (post, send(url="https://news.example/a", titel="x")),
        "source-refused": (post, send(url="gopher://news.example/a")),
        "source-signed-out": (post, client.post(ADD, "{}", "application/json")),
        "capture": (
            "working/captures/{id}/",
            client.get(f"/api/v1/working/captures/{copy.json()['id']}/", headers=desk),
        ),
        "capture-missing": (
            "working/captures/{id}/",
            client.get("/api/v1/working/captures/999999/", headers=desk),
        ),
    }


def _text_at(name: str, text: str) -> Snapshot:
    uri = f"https://written.example/{name}"
    return factories.snapshot(text, factories.source(text, uri=uri, title=f"The {name}"))


def _written() -> dict[str, tuple[str, Any]]:
    """One answer of each address that is written to, and of refusals that only writes have."""
    script = Script(factories.senior())
    found: dict[str, tuple[str, Any]] = {}

    def post(name: str, path: str, body: Any = None, of: tuple[int, ...] = (), **more: Any) -> Any:
        answer = script.post(path.format(*of), body, **more)
        described = path.replace("{}", "{id}", 1).replace("{}", "{number}", 1)
        found[f"write-{name}"] = (f"post working/{described}", answer)
        return answer

    speaker = post("speaker", "speakers/", {"kind": "person", "name": "Wanda Ruiz"}).json()
    post("speaker-found", "speakers/", {"kind": "person", "name": "Wanda Ruiz"})
    post("speaker-unclear", "speakers/", {"kind": "organisation", "name": "Wanda Ruiz"})
    given = {"name": "The Written", "domain": "written.example", "kind": "news"}
    post("publisher", "publishers/", given)
    text = "“The lake has 12 islands,” Ruiz said. “It had 13 islands.”"
    snapshot = _text_at("lake", text)
    quoted = {"snapshot": snapshot.pk, "directness": "direct", "verb": "said"}
    first = {
        "text": "The lake has 12 islands.",
        "nature": "fact",
        "speaker": speaker["id"],
        "quoted": quoted | {"quotes": [{"exact": "The lake has 12 islands"}]},
        "quantities": [{"low": "12", "unit": "islands"}],
    }
    claim = post("claim", "claims/", first).json()["id"]
    post("claim-misunderstood", "claims/", first | {"status": "verified"})
    post(
        "claim-misquoted", "claims/", first | {"quoted": quoted | {"quotes": [{"exact": "A sea"}]}}
    )
    second = {"text": "The lake had 13 islands.", "nature": "fact", "speaker": speaker["id"]}
    other = script.post("claims/", second).json()["id"]
    report = _text_at("report", "Ruiz said that the lake has 12 islands.")
    again = {"snapshot": report.pk, "directness": "indirect", "quotes": [{"exact": "12 islands"}]}
    post("appearance", "claims/{}/appearances/", again, (claim,))
    post("relation", "claims/{}/relations/", {"to_claim": other, "kind": "updates"}, (claim,))
    review_ = post("review", "claims/{}/review/", None, (claim,))
    record = {
        "kind": "record",
        "bears_on": "so",
        "direction": "supports",
        "description": "The map shows 12.",
        "consulted_on": "2026-03-01",
        "new_source": {"uri": "https://maps.example/", "title": "Map", "kind": "document"},
    }
    post("evidence", "claims/{}/evidence/", record, (claim,))
    etag = review_["ETag"]
    path = f"claims/{claim}/"
    found["write-changed-meanwhile"] = (
        "patch working/claims/{id}/",
        script.patch(path, {"text": "It has 12."}, etag),
    )
    found["write-change-without-version"] = (
        "patch working/claims/{id}/",
        script.patch(path, {"text": "It has 12."}),
    )
    found["write-change"] = (
        "patch working/claims/{id}/",
        script.patch(path, {"note": "Seen."}, script.etag(path)),
    )
    found["write-evidence-change"] = (
        "patch working/claims/{id}/evidence/{number}/",
        script.patch(f"{path}evidence/1/", {"page": "2"}, script.etag(path)),
    )
    letter = {
        "addressee": "The lake office",
        "channel": "email",
        "language": "en",
        "sent_at": "2026-03-01T10:00:00Z",
        "deadline": "2026-03-03T10:00:00Z",
        "time_zone": "UTC",
        "heading": "How many islands?",
        "text": "Please answer.",
    }
    reply_request = post("reply", "claims/{}/replies/", letter, (claim,)).json()
    replied = {"state": "answered", "answered_on": "2026-03-02", "answer": "Twelve."}
    post("reply-answer", "claims/{}/replies/{}/answer/", replied, (claim, reply_request["id"]))
    silent = script.post(f"claims/{claim}/replies/", letter).json()["id"]
    post("reply-no-answer", "claims/{}/replies/{}/no-answer/", None, (claim, silent))
    post("hold", "claims/{}/holds/", {"kind": "legal", "reason": "A letter came."}, (claim,))
    accepted = candidate(snapshot=_text_at("accepted", factories.TEXT))
    rejected = candidate(snapshot=_text_at("rejected", factories.TEXT))
    post("accept-nobody", "candidates/{}/accept/", {"text": "It was said."}, (accepted.pk,))
    by = {"text": "It was said.", "speaker": speaker["id"]}
    post("accept", "candidates/{}/accept/", by, (accepted.pk,))
    post("reject", "candidates/{}/reject/", {"reason": "No claim."}, (rejected.pk,))
    hook = {"name": "A reader", "url": "https://reader.example/hook", "events": ["signed"]}
    webhook = post("webhook", "webhooks/", hook)
    assert webhook.json()["secret"].startswith("whsec_")
    file = SimpleUploadedFile("claims.csv", b"external_id,text\n1,It is so.\n")
    form = {"file": file, "format": "csv", "origin": "checks.example"}
    imported = script.client.post("/api/v1/working/imports/", form, headers=script.headers)
    found["write-import"] = ("post working/imports/", imported)
    found["write-candidates"] = ("working/candidates/", script.get("candidates/?state=rejected"))
    found["write-speakers"] = ("working/speakers/", script.get("speakers/?q=wanda"))
    found["write-publishers"] = ("working/publishers/", script.get("publishers/?q=written"))
    return found


def _file(name: str) -> str:
    """A golden file holds all answers about one thing, so that a new field changes one file."""
    if name.startswith("write-"):
        return "writing"
    if "claim" in name or "changes" in name:
        return "claims"
    return "adding" if name.startswith(("capture", "source-")) else "names"


def test_the_bodies_are_the_golden_ones(answers: dict[str, tuple[str, Any]]) -> None:
    fresh: dict[str, dict[str, Any]] = {}
    for name, (_path, answer) in sorted(answers.items()):
        shown = {"status": answer.status_code, "body": steady(answer.json())}
        fresh.setdefault(_file(name), {})[name] = shown
    if os.environ.get("UPDATE_RESPONSES"):
        RESPONSES.mkdir(exist_ok=True)
        for file, shown in fresh.items():
            text = json.dumps(shown, indent=2, ensure_ascii=False)
            (RESPONSES / f"{file}.json").write_text(text + "\n")
    golden = {path.stem: json.loads(path.read_text()) for path in RESPONSES.glob("*.json")}
    assert fresh.keys() == golden.keys()
    for file, shown in fresh.items():
        assert list(shown) == list(golden[file])
        for name, each in shown.items():
            assert json.dumps(each) == json.dumps(golden[file][name]), name


@pytest.fixture
def schema(tmp_path: Path) -> dict[str, Any]:
    """The schema as the command writes it; a warning is an error."""
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(file))
    loaded: dict[str, Any] = yaml.safe_load(file.read_text())
    return loaded


def test_real_answers_fit_the_schema(
    answers: dict[str, tuple[str, Any]], schema: dict[str, Any]
) -> None:
    registry = Registry().with_resource("urn:schema", DRAFT202012.create_resource(schema))
    for name, (requested, answer) in answers.items():
        method, _, path = requested.rpartition(" ")
        described = schema["paths"][f"/api/v1/{path}"][method or "get"]["responses"]
        content = described[str(answer.status_code)]["content"]
        expected = content[answer["Content-Type"]]["schema"]
        pointed = json.loads(json.dumps(expected).replace('"#/', '"urn:schema#/'))
        validator = Draft202012Validator(pointed, registry=registry)
        faults = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(answer.json())]
        assert faults == [], name
        # The check can fail: an object with a key too many doesn't fit.
        assert (
            not validator.is_valid({**answer.json(), "surprise": 1}) or "results" in answer.json()
        )


def test_the_schema_names_every_address_and_every_parameter(schema: dict[str, Any]) -> None:
    paths = {path.removeprefix("/api/v1/") for path in schema["paths"]}
    lists = [
        "claims/",
        "working/claims/",
        "working/candidates/",
        "speakers/",
        "sources/",
        "publishers/",
    ]
    writes = {*WRITES, "working/captures/{id}/", "working/imports/{id}/"}
    # Their documents: test_formats.
    formats = {"claims.jsonld", "claims/{id}.jsonld", "claims/{id}/annotations.json"}
    formats |= {"claims/{id}/prov.json", "working/claims/{id}/prov.json", "rating-scale/"}
    # Its document: test_signed_log.
    formats |= {"claims/{id}/proof/"}
    # Their bytes: test_exports.
    files = {f"export/{{what}}.{form}" for form in Form} | {"export/datapackage.json"}
    # Theirs: test_working_exports.
    files |= {f"working/claims/export.{form}" for form in (Form.NDJSON, Form.CSV)}
    shown = {"changes/", "match/", "topics/", *formats, *files, "/v1alpha1/claims:search"}
    assert paths == {"", *lists, *(f"{path}{{id}}/" for path in lists), *shown, *writes}
    for path, methods in WRITES.items():
        assert list(schema["paths"][f"/api/v1/{path}"]) == methods
    for path, operations in schema["paths"].items():
        assert list(operations) == WRITES.get(path.removeprefix("/api/v1/"), ["get"])
        names = {each["name"] for each in parameters(operations) if each["in"] != "header"}
        of_claim = {"id", "as_of", "rationale_html", "expand"}
        of_one = of_claim if path == "/api/v1/claims/{id}/" else {"id"}
        of_one = {*of_one, "number"} if "{number}" in path or "/proof/" in path else of_one
        assert names - {"fields"} == (of_one if "{id}" in path else names - {"id", "fields"})
        assert ("what" in names) == ("{what}" in path)
        assert all(each["description"] for each in parameters(operations) if each["in"] == "query")
    requested = {each["name"] for each in parameters(schema["paths"]["/api/v1/claims/"])}
    reading = {"get": schema["paths"]["/api/v1/working/claims/"]["get"]}
    working = {each["name"] for each in parameters(reading)}
    assert requested == (working - {"external_rating"}) | {
        "as_of",
        "expand",
        "label",
        "reason_kind",
    }
    pages = {"cursor", "ordering", "page_size", "fields", "expand"}
    for form, own in ((Form.NDJSON, {"after"}), (Form.CSV, {"after", "bom"})):
        of_file = parameters(schema["paths"][f"/api/v1/working/claims/export.{form}"])
        assert {each["name"] for each in of_file} == working - pages | own
    for form, own in ((Form.NDJSON, {"compression"}), (Form.CSV, {"compression", "bom"})):
        file = {
            each["name"]
            for each in parameters(schema["paths"][f"/api/v1/export/{{what}}.{form}"])
            if each["in"] == "query"
        }
        assert file == requested - pages - {"As-Of-Publication"} | {"after"} | own
    assert requested >= {
        *("speaker", "status", "attribution", "nature", "publisher", "source", "topic"),
        *("said_from", "said_to", "published_from", "published_to", "contradicts"),
        *("quantity_min", "quantity_max", "unit", "q", "ordering", "cursor", "page_size"),
    }


def parameters(operations: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operation in operations.values():
        yield from operation.get("parameters", [])


def test_the_schema_says_what_adding_takes(schema: dict[str, Any]) -> None:
    bodies = schema["paths"][ADD]["post"]["requestBody"]["content"]
    assert list(bodies) == ["application/json", "multipart/form-data"]
    shapes = {
        kind: schema["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]
        for kind, body in bodies.items()
    }
    stated = {
        *("kind", "title", "byline", "publisher", "published_on", "published_note", "language"),
        *("licence", "syndicated_from", "note", "uri"),
    }
    assert set(shapes["application/json"]["properties"]) == {"url", "text", *stated}
    assert set(shapes["multipart/form-data"]["properties"]) == {"file", *stated}
    assert shapes["multipart/form-data"]["required"] == ["file"]


# What every client reads; other documents, such as ClaimReview, are described where they are defined.
DESCRIBED = (
    *("WorkingClaim", "WorkingEvidence", "WorkingCandidate", "Capture", "Matches", "ChangesPage"),
    *("Problem", "BadParameters", "Changed", "Difference", "PaginatedPublishedClaimList"),
)


def test_each_operation_says_what_it_does_and_the_schema_whose_it_is(
    schema: dict[str, Any],
) -> None:
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["description"], path
            assert 5 < len(operation["summary"]) < 160, (path, operation["summary"])
    assert schema["info"]["title"] == "Claims API"
    assert schema["info"]["contact"]["url"] == settings.NEWSROOM_URL
    assert schema["servers"] == [{"url": settings.SITE_URL}]
    shapes = schema["components"]["schemas"]
    assert shapes["PublishedClaim"]["properties"]["published_at"]["format"] == "date-time"
    for name in DESCRIBED:
        for key, stated in shapes[name]["properties"].items():
            assert stated.get("description"), (name, key)
    assert shapes["Problem"]["properties"]["status"]["examples"] == [404]


def test_the_schema_is_served_too(client: Client) -> None:
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert json.loads(answer.content)["openapi"].startswith("3.1")
