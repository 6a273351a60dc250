"""A client that openapi-python-client makes of our schema: it has a sane name, and its calls work."""

import importlib
import inspect
import io
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openapi_python_client
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from openapi_python_client.config import Config, ConfigFile, MetaType

from claims.capture import intake
from claims.imports import uploads
from newsroom import tokens
from newsroom.models import User
from tests import factories
from tests.claims import full_claims
from tests.claims.api.test_every_operation import numbers
from tests.claims.statements import candidate
from tests.claims.transparency.test_signer import sign

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PACKAGE = "claims_api_client"
# As docs/api.md says: the generator reads files as bytes where it is told so.
FILES = {
    "application/x-ndjson": "application/octet-stream",
    "application/vnd.apache.parquet": "application/octet-stream",
}
REQUIRED = {
    "what": "claims",
    "text": "150 bridges were built from January on (1).",
}
# What it does not answer without.
BESIDES = {"fact_check_tools_search": {"query": "bridges"}}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the client's package."""
    document = tmp_path / "schema.json"
    answer = Client().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    document.write_bytes(answer.content)
    config = Config.from_sources(
        ConfigFile(content_type_overrides=FILES, post_hooks=[]),
        MetaType.POETRY,
        document,
        "utf-8",
        overwrite=False,
        output_path=tmp_path / "claims-api-client",
    )
    faults = openapi_python_client.generate(config=config)
    assert [(each.header, each.detail) for each in faults] == []
    monkeypatch.syspath_prepend(tmp_path / "claims-api-client")
    return tmp_path / "claims-api-client"


@pytest.fixture
def _one_connection(made: Path) -> Iterator[None]:
    """Requests share the test's transaction, as they do with Django's own client."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    for name in [each for each in sys.modules if each.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def calls() -> dict[str, Any]:
    """Each call's module, by the operation's name."""
    found = {}
    for tag in ("public", "newsroom"):
        package = importlib.import_module(f"{PACKAGE}.api.{tag}")
        for each in pkgutil.iter_modules(package.__path__):
            found[each.name] = importlib.import_module(f"{package.__name__}.{each.name}")
    return found


@pytest.mark.django_db(transaction=True)  # the signer of the log reads what is committed
@pytest.mark.usefixtures("_one_connection")
def test_every_call_of_a_generated_client_works(
    made: Path, reporter: User, settings: Any, tmp_path: Path
) -> None:
    assert (made / PACKAGE / "client.py").exists()
    assert 'name = "claims-api-client"' in (made / "pyproject.toml").read_text()
    first = full_claims.signed_claim(1)
    full_claims.signed_claim(2, contradicts=first)
    settings.SIGNED_LOG = tmp_path / "log"
    sign(settings.SIGNED_LOG)
    known = {path.rpartition("/")[2]: number for path, number in numbers(first).items()}
    known["captures"] = intake.paste(reporter, "A text.").pk
    known["candidates"] = candidate().pk
    table = b"external_id,text\n1,It is so.\n"
    imported = uploads.request_import(
        factories.editor(), "a.csv", table, "csv", origin="checks.example"
    )
    known["imports"] = imported.pk
    client = client_of(reporter)
    operations = json.loads((made.parent / "schema.json").read_bytes())["paths"]
    gets = {each["get"]["operationId"] for each in operations.values() if "get" in each}
    modules = calls()
    assert gets <= modules.keys()
    assert len(gets) > 25
    for name in sorted(gets):
        call = modules[name].sync_detailed
        given = {
            each.name: known[next(of for of in known if of in name)]
            if each.name == "id"
            else REQUIRED[each.name]
            for each in inspect.signature(call).parameters.values()
            if each.default is inspect.Parameter.empty and each.name != "client"
        }
        if "what" in given:
            annotation = inspect.signature(call).parameters["what"].annotation
            given["what"] = annotation(given["what"])
        answer = call(client=client, **given, **BESIDES.get(name, {}))
        assert answer.status_code == 200, (name, answer.content)
        assert answer.parsed, name
        # What was read says what was sent.
        if hasattr(answer.parsed, "to_dict"):
            json.dumps(answer.parsed.to_dict())


@pytest.mark.usefixtures("_one_connection")
def test_every_write_of_it_works(made: Path) -> None:
    """One request of each operation that writes, each carried out; then a refusal, read as one."""
    senior = factories.senior()
    client = client_of(senior)
    models = importlib.import_module(f"{PACKAGE}.models")
    types = importlib.import_module(f"{PACKAGE}.types")
    modules, carried_out = calls(), set()

    def write(name: str, body: Any, status: int = 201, **given: Any) -> Any:
        answer = modules[name].sync_detailed(client=client, body=body, **given)
        assert answer.status_code == status, (name, answer.content)
        assert answer.parsed, name
        json.dumps(answer.parsed.to_dict())
        carried_out.add(name)
        return answer

    def etag(claim: int) -> str:
        return str(
            modules["working_claims_retrieve"].sync_detailed(claim, client=client).headers["ETag"]
        )

    def shaped(name: str, /, **given: Any) -> Any:
        return getattr(models, name).from_dict(given)

    def a_file(name: str, raw: bytes) -> Any:
        return types.File(io.BytesIO(raw), name, "application/octet-stream")

    wanted = shaped("WantedSpeaker", kind="person", name="Wanda Ruiz")
    speaker = write("working_speakers_find_or_create", wanted).parsed
    write("working_speakers_find_or_create", wanted, status=200)
    write(
        "working_publishers_find_or_create",
        shaped("WantedPublisher", kind="news", name="The Written"),
    )
    write("working_sources_create", shaped("NewSource", text="A text that was pasted."), 202)
    upload = models.UploadedSource(a_file("a.txt", b"A text of a file."))
    write("working_sources_create", upload, 202)
    spoken = {
        "text": "[00:00:01] RUIZ: The lake has 12 islands.",
        "origin": "person",
        "made_by": "R. Ruiz",
    }
    write("working_transcripts_create", shaped("NewTranscript", **spoken), 202)
    snapshot = factories.snapshot(
        "Ruiz said the lake has 12 islands. Ruiz said so again: 12 islands."
    )
    quoted = {
        "snapshot": snapshot.pk,
        "directness": "indirect",
        "quotes": [{"exact": "the lake has 12 islands"}],
    }
    text = {"text": "The lake has 12 islands.", "nature": "fact", "speaker": speaker.id}
    claim = write("working_claims_create", shaped("NewClaim", **text, quoted=quoted)).parsed.id
    other = write("working_claims_create", shaped("NewClaim", **text | {"text": "It had 13."}))
    report = factories.snapshot("The lake has 12 islands, they say.")
    quoted |= {"snapshot": report.pk, "quotes": [{"exact": "The lake has 12 islands"}]}
    write("working_claims_appearances_create", shaped("Quoted", **quoted), id=claim)
    relation = shaped("NewRelation", to_claim=other.parsed.id, kind="updates")
    write("working_claims_relations_create", relation, id=claim)
    write("working_claims_review_create", models.NewReview(), id=claim)
    change = shaped("PatchedClaimChange", note="Seen.")
    write("working_claims_update", change, 200, id=claim, if_match=etag(claim))
    record = shaped(
        "NewEvidence",
        kind="record",
        bears_on="so",
        direction="supports",
        description="The map shows 12.",
        consulted_on="2026-03-01",
        source=factories.source().pk,
    )
    write("working_claims_evidence_create", record, id=claim)
    file = models.FileEvidence(
        file=a_file("table.pdf", b"%PDF-1.7 a table"),
        bears_on=models.BearsOnEnum("so"),
        direction=models.DirectionEnum("supports"),
        description="The office's table.",
        source=factories.source().pk,
        primary=True,
    )
    added = write("working_claims_evidence_create", file, id=claim).parsed.evidence
    assert [each.kind for each in added] == ["record", "file"]
    changed = shaped("PatchedChangedEvidence", page="2")
    write(
        *("working_claims_evidence_update", changed, 200),
        id=claim,
        number=1,
        if_match=etag(claim),
    )
    letter = {
        "addressee": "The lake office",
        "channel": "email",
        "language": "en",
        "sent_at": "2026-03-01T10:00:00+00:00",
        "deadline": "2026-03-03T10:00:00+00:00",
        "time_zone": "UTC",
        "heading": "How many islands?",
        "text": "Please answer.",
    }
    answered, silent = (
        write("working_claims_replies_create", shaped("NewReplyRequest", **letter), id=claim).parsed
        for _each in range(2)
    )
    reply = shaped("ReplyAnswer", state="answered", answered_on="2026-03-02", answer="Twelve.")
    write("working_claims_replies_answer", reply, id=claim, number=answered.id)
    write("working_claims_replies_no_answer", models.NoAnswer(), id=claim, number=silent.id)
    hold = shaped("NewHold", kind="legal", reason="A letter came.")
    write("working_claims_holds_create", hold, id=claim)
    accepted = shaped("Acceptance", text="It was said.", speaker=speaker.id)
    write("working_candidates_accept", accepted, id=candidate().pk)
    write("working_candidates_reject", shaped("Rejection", reason="Twice."), 200, id=candidate().pk)
    hook = shaped("WebhookFields", name="A", url="https://a.example/hook", events=["signed"])
    write("working_webhooks_create", hook)
    table = models.ImportFile(
        file=a_file("a.csv", b"external_id,text\n1,It is so.\n"),
        format_=models.FormatEnum("csv"),
        origin="checks.example",
    )
    write("working_imports_create", table, 202)
    operations = json.loads((made.parent / "schema.json").read_bytes())["paths"].values()
    writes = {
        each[method]["operationId"]
        for each in operations
        for method in ("post", "patch")
        if method in each
    }
    assert carried_out == writes
    refused = modules["working_sources_create"].sync_detailed(
        client=client, body=models.NewSource(url="https://a.example/", text="Both.")
    )
    assert (refused.status_code, type(refused.parsed).__name__) == (400, "BadParameters")


def client_of(person: User) -> Any:
    return importlib.import_module(PACKAGE).AuthenticatedClient(
        base_url="http://testserver",
        token=tokens.make(person, "generated", 1),
        raise_on_unexpected_status=True,
        httpx_args={"transport": httpx.WSGITransport(get_wsgi_application())},
    )
