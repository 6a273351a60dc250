"""What PostgreSQL holds of candidates, whoever writes: each rule broken once."""

from typing import Any

import pytest
from django.utils import timezone

from claims.choices import CandidateState
from claims.inbox import accepting, candidates
from claims.models import Candidate
from newsroom.history import acting
from tests import factories, sql
from tests.claims.statements import candidate

pytestmark = pytest.mark.django_db


def row(**fields: Any) -> Candidate:
    """A row written past the verbs."""
    snap = fields.pop("snapshot", None) or factories.snapshot()
    start = snap.text.find(factories.QUOTE)
    fields = {
        "exact": factories.QUOTE,
        "places": [(start, start + len(factories.QUOTE))],
        "key": "0" * 64,
        "directness": "direct",
        "method": "test",
    } | fields
    return Candidate.objects.create(snapshot=snap, **fields)


@pytest.mark.parametrize(
    ("exact", "places"),
    [
        ("We have built 15 bridges", [(31, 55)]),
        ("", [(31, 31)]),
        ("The", [(0, 3), (9_000, 9_003)]),
        ("The", [(3, 0)]),
        ("The", [(0, 3), (8, 8)]),
        ("The", [(0, 3), (8, 4)]),
    ],
    ids=[
        "other words",
        "no words",
        "beyond the text",
        "backwards",
        "empty place",
        "another backwards",
    ],
)
def test_a_candidate_stands_in_its_snapshot(exact: str, places: list[tuple[int, int]]) -> None:
    with sql.broken("candidate_matches_its_snapshot"):
        row(exact=exact, places=places)


def test_words_of_a_long_text_are_found_wherever_they_stand() -> None:
    """The guard cuts a long text into pieces; a statement may lie across their edges."""
    text = "".join(f"🎉{number:06}" for number in range(3_000))
    snap = factories.snapshot(text)
    for start, end in [
        (0, 21_000),
        (4_090, 4_100),
        (4_096, 4_097),
        (8_191, 8_192),
        (20_999, 21_000),
    ]:
        row(snapshot=snap, exact=text[start:end], places=[(start, end)], key=f"{start:064}")
        with sql.broken("candidate_matches_its_snapshot"):
            row(snapshot=snap, exact=text[start:end] + "x", places=[(start, end)], key=f"{end:064}")


def test_a_statement_waits_once_in_a_snapshot() -> None:
    first = row()
    with sql.broken("candidate_once_per_snapshot"):
        row(snapshot=first.snapshot)
    candidates.reject(first.pk, factories.reporter())
    row(snapshot=first.snapshot)


@pytest.mark.parametrize(
    "change",
    [
        {"exact": "The"},
        {"places": [(0, 3)]},
        {"key": "1" * 64},
    ],
)
def test_a_candidate_keeps_its_words(change: dict[str, Any]) -> None:
    made = row()
    with sql.broken("candidate_keeps_its_words"):
        Candidate.objects.filter(pk=made.pk).update(**change)
    with sql.broken("candidate_keeps_its_words"):
        Candidate.objects.filter(pk=made.pk).update(snapshot=factories.snapshot())


def in_state(state: CandidateState) -> Candidate:
    made, by = candidate(), factories.reporter()
    if state == CandidateState.ACCEPTED:
        accepting.accept(made.pk, by, speaker=factories.speaker())
    elif state == CandidateState.REJECTED:
        candidates.reject(made.pk, by)
    elif state == CandidateState.REPLACED:
        with acting(by):
            candidates.close([made], by, CandidateState.REPLACED)
    return Candidate.objects.get(pk=made.pk)


# From state to state: what may follow.
FOLLOWS = {
    CandidateState.PENDING: {"pending", "accepted", "rejected", "replaced"},
    CandidateState.REJECTED: {"pending", "rejected"},
    CandidateState.ACCEPTED: set(),
    CandidateState.REPLACED: set(),
}


@pytest.mark.parametrize("new", CandidateState)
@pytest.mark.parametrize("old", CandidateState)
def test_a_candidate_is_decided_once(old: CandidateState, new: CandidateState) -> None:
    made = in_state(old)
    is_open = new == CandidateState.PENDING
    change: dict[str, Any] = {
        "state": new,
        "decided_by": None if is_open else factories.reporter(),
        "decided_at": None if is_open else timezone.now(),
        "claim": factories.claim() if new == CandidateState.ACCEPTED else None,
    }
    rows = Candidate.objects.filter(pk=made.pk)
    if new in FOLLOWS[old]:
        rows.update(**change)
    else:
        with sql.broken("candidate_decided_once"):
            rows.update(**change)


def test_a_decided_candidate_names_who_decided() -> None:
    rows = Candidate.objects.filter(pk=row().pk)
    with sql.broken("candidate_decided_by_someone"):
        rows.update(state="rejected")
    with sql.broken("candidate_decided_by_someone"):
        rows.update(decided_by=factories.reporter(), decided_at=timezone.now())


def test_an_accepted_candidate_is_a_claim() -> None:
    rows = Candidate.objects.filter(pk=row().pk)
    decided = {"decided_by": factories.reporter(), "decided_at": timezone.now()}
    with sql.broken("candidate_accepted_is_a_claim"):
        rows.update(state="accepted", **decided)
    with sql.broken("candidate_accepted_is_a_claim"):
        rows.update(state="rejected", claim=factories.claim(), **decided)
