"""Verbs don't nest: each checks permission once and opens one transaction, whatever it does in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest

from claims.choices import Status
from claims.imports import loading, uploads
from claims.imports.mapping import PLAIN
from claims.inbox import accepting
from claims.publication import speakers
from claims.workflow import approvals, batches, drafting, review
from claims.workflow.evidence import add_evidence
from newsroom import history, permissions
from newsroom.errors import rules_in_words
from newsroom.models import User
from newsroom.permissions import may
from sources import anchors, capture, publishers
from tests import factories
from tests.claims.statements import candidate
from tests.claims.test_permissions import APPLIES, ELSEWHERE, ON_CLAIMS, outcome

pytestmark = pytest.mark.django_db


class Counted:
    def __init__(self) -> None:
        self.permissions: list[str] = []
        self.transactions = 0
        self.depth = 0
        self.deepest = 0


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counts = Counted()

    def counting(user: Any, action: str) -> bool:
        counts.permissions.append(action)
        return may(user, action)

    @contextmanager
    def in_words() -> Iterator[None]:
        counts.transactions += 1
        counts.depth += 1
        counts.deepest = max(counts.deepest, counts.depth)
        try:
            with rules_in_words():
                yield
        finally:
            counts.depth -= 1

    monkeypatch.setattr(permissions, "may", counting)
    monkeypatch.setattr(history, "rules_in_words", in_words)
    return counts


@pytest.mark.one_server
@pytest.mark.parametrize("action", sorted({*ON_CLAIMS, *ELSEWHERE}))
@pytest.mark.few(16)
def test_no_verb_runs_inside_another(action: str, counted: Counted) -> None:
    for verb in ELSEWHERE.get(action, ()):
        assert outcome(verb, factories.senior()) == "done"
    if verb_on_claim := ON_CLAIMS.get(action):
        claim = factories.claim_that_is(Status(max(APPLIES[action])))
        assert outcome(verb_on_claim, claim, factories.senior()) == "done"
    assert counted.deepest == 1


def accepting_a_candidate() -> Callable[[User], Any]:
    pending = candidate()
    return lambda by: accepting.accept(
        pending.pk, by, new_speaker={"kind": "person", "name": "Ana Nuñez"}
    )


def adding_a_claim_by_its_quote() -> Callable[[User], Any]:
    snapshot = factories.snapshot()
    place = anchors.find_one(snapshot.text, factories.QUOTE)
    return lambda by: drafting.add_quoted_claim(
        by,
        snapshot,
        [place],
        "150 bridges were built.",
        {"kind": "person", "name": "Eve Adams"},
        appearance={"directness": "direct"},
    )


def anchoring_anothers_claim() -> Callable[[User], Any]:
    claim, snapshot = factories.claim(), factories.snapshot()
    place = anchors.find_one(snapshot.text, factories.QUOTE)
    return lambda by: drafting.add_appearance(claim.pk, by, snapshot, [place], directness="direct")


def editing_a_signed_claim() -> Callable[[User], Any]:
    claim = factories.signed_claim()
    return lambda by: drafting.edit_claim(
        claim.pk, by, reason="It is clearer so.", reason_kind="routine", text="Other words."
    )


def adding_a_file() -> Callable[[User], Any]:
    claim, source = factories.claim_in_review(), factories.source()
    fields: dict[str, Any] = {
        "kind": "file",
        "bears_on": "so",
        "direction": "supports",
        "description": "The register.",
    }
    return lambda by: add_evidence(claim.pk, by, source=source, raw=b"%PDF-1.7", **fields)


def assigning_an_unreviewed_claim() -> Callable[[User], Any]:
    claim, reviewer = factories.claim(), factories.editor()
    may(reviewer, "read")
    return lambda by: review.assign(claim.pk, by, reviewer)


def approving_a_changed_name() -> Callable[[User], Any]:
    speaker = factories.signed_claim().speaker
    requested = speakers.change(speaker, factories.editor(), "A slip.", name="Eve Adams")
    return lambda by: approvals.approve(requested.pk, by)


def requesting_a_changed_name() -> Callable[[User], Any]:
    speaker = factories.signed_claim().speaker
    return lambda by: speakers.change(speaker, by, "A slip.", name="Eve Adams")


def creating_a_batch() -> Callable[[User], Any]:
    claim = factories.claim()
    return lambda by: batches.create(by, "plan", [claim.pk], {"priority": 2, "due_on": None})


def importing(by: User) -> Any:
    return uploads.request_import(by, "claims.csv", b"external_id,text", "csv")


ONE_OF_EACH: dict[str, Callable[[], Callable[[User], Any]]] = {
    "accept a candidate": accepting_a_candidate,
    "add a claim by its quote": adding_a_claim_by_its_quote,
    "anchor another's claim": anchoring_anothers_claim,
    "edit a signed claim": editing_a_signed_claim,
    "add a file": adding_a_file,
    "assign an unreviewed claim": assigning_an_unreviewed_claim,
    "approve a changed name": approving_a_changed_name,
    "request a changed name": requesting_a_changed_name,
    "request an import": lambda: importing,
    "add a publisher": lambda: lambda by: publishers.add(by, name="Outlet", kind="news"),
    "add a source": lambda: lambda by: capture.add_source(by, "words", kind="article"),
    "create a batch": creating_a_batch,
    "start an import": lambda: (
        lambda by: loading.find_or_create_run(
            by, BytesIO(b"external_id,text"), "claims.csv", "csv", PLAIN
        )
    ),
}


@pytest.mark.parametrize("verb", ONE_OF_EACH)
def test_a_verb_checks_permission_once_in_one_transaction(verb: str, counted: Counted) -> None:
    by = factories.senior()
    call = ONE_OF_EACH[verb]()
    counted.permissions.clear()
    counted.transactions = 0
    call(by)
    assert len(counted.permissions) == 1, counted.permissions
    assert counted.transactions == 1
    assert counted.deepest == 1
