"""Erasing: two people always, nothing left of the name, and nothing else gone."""

import json
from typing import Any

import pytest
from django.db import connection

from claims.choices import HoldKind
from claims.models import (
    Claim,
    ErasedPublication,
    Erasure,
    ErrorReport,
    Hold,
    Publication,
    ReaderRequest,
    Subscription,
)
from claims.publication import takedowns
from claims.publication.chain import faults
from claims.workflow import approvals, erased_files, erasures
from newsroom.choices import ApprovalKind
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting
from newsroom.models import Approval, Event, EventText, Policy, User
from sources.models import Snapshot, Speaker
from tests import factories, sql
from tests.claims import full_claims

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


def erase(kind: str, subject: int, **more: Any) -> Erasure:
    approvals.approve(ask(kind, subject, **more).pk, factories.senior())
    found = Erasure.objects.first()
    assert found is not None
    return found


@pytest.fixture
def minister() -> Speaker:
    claim = full_claims.signed_claim()
    # Another's claim that says the name, and one that doesn't.
    other = factories.speaker("Ben Other")
    factories.signed_claim(text="Ana Nuñez cut a ribbon in 2024.", speaker=other)
    factories.signed_claim(text="The tunnel is closed.", speaker=other)
    found = claim.speaker
    assert found is not None
    return found


def test_no_byte_of_the_name_is_left(minister: Speaker) -> None:
    assert "Nuñez" in minister.name
    assert len(rows_saying("Ana Nuñez")) > 6
    before = list(Publication.objects.order_by("pk").values_list("number", "sha256", "published_at"))
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
