"""A client that openapi-python-client makes of our schema: it has a sane name, and its calls work."""

import importlib
import inspect
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


@pytest.mark.usefixtures("_one_connection")
def test_every_call_of_a_generated_client_works(made: Path, reporter: User) -> None:
    assert (made / PACKAGE / "client.py").exists()
    assert 'name = "claims-api-client"' in (made / "pyproject.toml").read_text()
    first = full_claims.signed_claim(1)
    full_claims.signed_claim(2, contradicts=first)
    known = {path.rpartition("/")[2]: number for path, number in numbers(first).items()}
    known["captures"] = intake.paste(reporter, "A text.").pk
    known["candidates"] = candidate().pk
    table = b"external_id,text\n1,It is so.\n"
    imported = uploads.request_import(
        factories.editor(), "a.csv", table, "csv", origin="checks.example"
    )
    known["imports"] = imported.pk
    client = importlib.import_module(PACKAGE).AuthenticatedClient(
        base_url="http://testserver",
        token=tokens.make(reporter, "generated", 1),
        raise_on_unexpected_status=True,
        httpx_args={"transport": httpx.WSGITransport(get_wsgi_application())},
    )
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
def test_a_source_is_added_through_it(made: Path, reporter: User) -> None:
    package = importlib.import_module(PACKAGE)
    models = importlib.import_module(f"{PACKAGE}.models")
    client = package.AuthenticatedClient(
        base_url="http://testserver",
        token=tokens.make(reporter, "generated", 1),
        httpx_args={"transport": httpx.WSGITransport(get_wsgi_application())},
    )
    add = calls()["working_sources_create"].sync_detailed
    answer = add(client=client, body=models.NewSource(text="A text that was pasted."))
    assert answer.status_code == 202, answer.content
    assert answer.parsed.state == "stored"
    refused = add(client=client, body=models.NewSource(url="https://a.example/", text="Both."))
    assert (refused.status_code, type(refused.parsed).__name__) == (400, "BadParameters")
