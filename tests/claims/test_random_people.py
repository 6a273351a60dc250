"""Sixteen people at random on twenty claims: no rule broken, nothing lost."""

import json
from collections import Counter
from functools import partial

import pytest
from django.db import connection
from django.db.models import Q

from claims.choices import CONCLUDED, Status
from claims.models import Claim, Hold, Publication, Round
from claims.publication import publishing
from claims.publication.chain import faults
from newsroom.models import Event
from sources.models import Speaker
from tests import factories, sql
from tests.claims.published import due
from tests.claims.random_people import UNCOUNTED_BY_CLAIM, Actor
from tests.history_replay import assert_history_equals_tables
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

LEGAL = {
    ("unreviewed", "in_review"),
    ("in_review", "awaiting_signoff"),
    ("awaiting_signoff", "in_review"),
    ("withdrawn", "in_review"),
    *(("awaiting_signoff", status) for status in CONCLUDED),
    *((status, "in_review") for status in CONCLUDED),
    *((status, "withdrawn") for status in Status if status != "withdrawn"),
}
PEOPLE, CLAIMS = 16, 20


@pytest.mark.long
@pytest.mark.parametrize("steps", [15, pytest.param(60, marks=pytest.mark.at_length)])
def test_sixteen_people_at_random_break_no_rule_and_lose_nothing(steps: int) -> None:
    snapshots = [factories.snapshot() for _ in range(5)]
    said_by = [factories.speaker() for _ in range(4)]
    made = [
        factories.claim_in_review(speaker=said_by[n % 4])
        if n % 2
        else factories.anchored_claim(speaker=said_by[n % 4])
        for n in range(CLAIMS)
    ]
    for one, other in zip(made, made[7:], strict=False):
        factories.relation(one, other, "supports", confirmed=False)
    before = {claim.pk: Claim.objects.get(pk=claim.pk).revision for claim in made}
    people = [
        (factories.senior, factories.editor, factories.senior, factories.editor)[n % 4]()
        if n > 1
        else factories.reporter()
        for n in range(PEOPLE)
    ]
    actors = [Actor(by, seed, list(before), snapshots) for seed, by in enumerate(people)]
    at_once(*[partial(actor.walk, steps) for actor in actors])

    did = sum((actor.did for actor in actors), Counter())
    assert did["sign"] >= steps // 12, did
    assert did.total() >= 5 * steps, did
    _no_update_is_lost(before, actors)
    _every_transition_is_legal(before)
    _whoever_signed_wrote_nothing()
    _the_public_reads_what_it_should()
    assert_history_equals_tables(connection)
    assert list(faults()) == []
    # Every rule that is judged at a transaction's end, judged once more.
    sql.run("UPDATE claims_claim SET note = note")


def _no_update_is_lost(before: dict[int, int], actors: list[Actor]) -> None:
    counted = sum((actor.counted for actor in actors), Counter())
    by_reason = Counter(
        int(row)
        for row in Event.objects.filter(
            # Of what two people did, the reason also says who requested it.
            Q(reason__endswith=UNCOUNTED_BY_CLAIM[0]) | Q(reason__endswith=UNCOUNTED_BY_CLAIM[1]),
            table="claims_claim",
            action="update",
        ).values_list("row", flat=True)
    )
    revisions = dict(Claim.objects.values_list("pk", "revision"))
    expected = {pk: first + counted[pk] + by_reason[pk] for pk, first in before.items()}
    assert revisions == expected
    written = Counter(
        event.new["text"]
        for event in Event.objects.filter(table="claims_claim", action="update")
        if "text" in event.changes
    )
    for actor in actors:
        for text in set(actor.texts):
            assert written[text] >= 1, text


def _every_transition_is_legal(before: dict[int, int]) -> None:
    for event in Event.objects.filter(table="claims_claim", action="update"):
        assert event.old["revision"] <= event.new["revision"] <= event.old["revision"] + 1
        if "status" in event.changes:
            assert (event.old["status"], event.new["status"]) in LEGAL


def _whoever_signed_wrote_nothing() -> None:
    for round_ in Round.objects.filter(outcome="signed"):
        assert round_.proposed_by_id in round_.authors
        assert round_.decided_by_id not in round_.authors


def _the_public_reads_what_it_should() -> None:
    publishing.publish_due()
    protected = list(Speaker.objects.filter(protected=True).values_list("pk", flat=True))
    shown = Publication.objects.filter(withheld=False)
    assert not shown.filter(speakers__overlap=protected).exists()
    for claim in Claim.objects.all():
        row = publishing.current(claim)
        standing, words = due(claim)
        if row is None or words is None:
            assert row is None or row.standing == "hidden"
            assert words is None or claim.embargo_until is not None
            continue
        assert row.standing == standing
        assert json.loads(row.body) == words
        if Hold.objects.filter(claim=claim, lifted_at__isnull=True).exists():
            assert not shown.filter(claim=claim).exists()
