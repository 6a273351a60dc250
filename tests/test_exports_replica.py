"""Exports from a replica: only while it has all that the public reads on the primary."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import InternalError, OperationalError, connections, transaction
from django.test import Client
from psycopg import IsolationLevel

from claims.formats.exports.datasets import DATASETS
from claims.publication import publishing
from claims.publication.point_in_time import last_number
from factcheck import database
from newsroom import public_version, replicas
from tests import factories
from tests.claims import full_claims
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ADDRESS = "/api/v1/export/claims.ndjson"


@pytest.fixture
def replica(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Any]:
    """The same database by a second connection, which reads only; within a transaction it stays behind."""
    rates = dict.fromkeys(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    primary = connections["default"].settings_dict
    options = primary["OPTIONS"] | {"isolation_level": IsolationLevel.REPEATABLE_READ}
    known = {**connections.settings["default"], "NAME": primary["NAME"], "OPTIONS": options}
    monkeypatch.setitem(connections.settings, replicas.ALIAS, known)
    connections[replicas.ALIAS].connect()
    yield connections[replicas.ALIAS]
    connections[replicas.ALIAS].close()
    del connections[replicas.ALIAS]


def read(address: str) -> str:
    answer: Any = Client().get(address)
    text = b"".join(answer).decode(errors="replace")
    assert answer.status_code == 200, text
    return text


@contextmanager
def statements(alias: str) -> Iterator[list[str]]:
    found: list[str] = []

    def note(execute: Any, statement: str, *rest: Any) -> Any:
        found.append(statement)
        return execute(statement, *rest)

    with connections[alias].execute_wrapper(note):
        yield found


def of_rows(found: list[str]) -> list[str]:
    return [each for each in found if "set_config" in each]


@pytest.mark.long
@pytest.mark.parametrize("form", ["ndjson", "csv", "parquet"])
def test_every_file_is_read_there(replica: Any, form: str) -> None:
    full_claims.signed_claim(1)
    addresses = [f"/api/v1/export/{each}.{form}" for each in DATASETS]
    addresses += [f"{each}?as_of={last_number()}" for each in addresses]
    for address in addresses:
        with statements("default") as on_primary, statements(replicas.ALIAS) as on_replica:
            text = read(address)
        assert of_rows(on_replica), address
        assert not of_rows(on_primary), address
        with pytest.MonkeyPatch.context() as without:
            without.delitem(connections.settings, replicas.ALIAS)
            assert read(address) == text
    assert connections["default"].alias == "default"


def test_the_command_reads_there(replica: Any, tmp_path: Any) -> None:
    full_claims.signed_claim(1)
    with statements("default") as on_primary, statements(replicas.ALIAS) as on_replica:
        call_command("export", "claims", output=tmp_path / "claims.ndjson")
    assert of_rows(on_replica)
    assert not of_rows(on_primary)


def test_one_that_is_behind_gives_nothing(replica: Any) -> None:
    """Neither what was hidden since, nor a list without what came since."""
    shown, hidden = full_claims.signed_claim(1), full_claims.signed_claim(2)
    with transaction.atomic(using=replicas.ALIAS):
        with replica.cursor() as cursor:
            cursor.execute(public_version.VERSION)
        publishing.hold(hidden.pk, factories.senior(), "legal", "A letter of a lawyer.")
        number = last_number()
        with statements("default") as on_primary:
            texts = [read(ADDRESS), read(f"{ADDRESS}?as_of={number}")]
        assert of_rows(on_primary)
    assert all(shown.text in each and hidden.text not in each for each in texts)
    with statements("default") as on_primary:
        assert read(ADDRESS) == texts[0]
    assert not of_rows(on_primary)


def test_what_is_hidden_while_the_replica_is_asked_waits_for_nobody(replica: Any) -> None:
    """What it gives is of a moment after the export was asked for."""
    claim, senior = full_claims.signed_claim(1), factories.senior()
    hidden: list[int] = []

    def hide_once(execute: Any, statement: str, *rest: Any) -> Any:
        found = execute(statement, *rest)
        if public_version.VERSION in statement and not hidden:
            hidden.append(claim.pk)
            at_once(lambda: publishing.hold(claim.pk, senior, "legal", "A letter of a lawyer."))
        return found

    with connections["default"].execute_wrapper(hide_once):
        assert claim.text not in read(ADDRESS)
    assert hidden


def test_while_it_is_away_the_primary_answers(replica: Any) -> None:
    claim = full_claims.signed_claim(1)

    def away(*_given: Any) -> None:
        raise OperationalError("gone")

    with replica.execute_wrapper(away):
        assert claim.text in read(ADDRESS)
    assert connections["default"].alias == "default"


def test_it_only_reads(replica: Any) -> None:
    with replicas.reading():
        assert connections["default"] is replica
        with (
            pytest.raises(InternalError, match="read-only"),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute("DELETE FROM claims_savedview")


def test_pages_and_lists_are_read_on_the_primary(replica: Any) -> None:
    claim = full_claims.signed_claim(1)
    with statements(replicas.ALIAS) as on_replica:
        assert claim.text in read(f"/claims/{claim.pk}/")
        assert claim.text in read("/api/v1/claims/")
    assert on_replica == []


def test_its_address() -> None:
    environ = {"DATABASE_EXPORTS_REPLICA_URL": "postgresql://app:x@three/news?sslmode=require"}
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not"):
        database.databases(environ)
    environ["DATABASE_URL"] = "postgresql://app@db/news"
    found = database.databases(environ)[replicas.ALIAS]
    assert (found["HOST"], found["OPTIONS"]["sslmode"]) == ("three", "require")
    del environ["DATABASE_EXPORTS_REPLICA_URL"]
    assert database.databases(environ).keys() == {"default", "owner"}
