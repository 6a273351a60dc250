"""Generated rows are states that the verbs could have brought about: the verbs go on from them."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory

from benchmarks.newsroom import batches, people
from benchmarks.newsroom.plan import Plan
from benchmarks.newsroom.tables import COLUMNS, Rows
from claims.choices import (
    CONCLUDED,
    PublicationEvent,
    ReasonKind,
    RelationState,
    Standing,
    Status,
)
from claims.models import Claim, Hold, Publication, Relation, Review, Round
from claims.publication import publishing, representation
from claims.publication import speakers as published_speakers
from claims.publication.chain import faults
from claims.workflow import approvals, relations, review
from newsroom.choices import Role
from newsroom.errors import Refused
from newsroom.models import Approval, Event, User
from newsroom.permissions import role_of
from sources.models import Speaker
from tests.benchmarks.conftest import PLAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("generated")]


def person(number: int) -> User:
    return User.objects.get(pk=number)


def senior(besides: int | None = None) -> User:
    return person(next(number for number in people.SENIORS if number != besides))


def public(status: str = Status.VERIFIED) -> Claim:
    shown = Publication.objects.filter(shown_until=None, standing=Standing.SIGNED)
    found: Claim | None = Claim.objects.filter(status=status, pk__in=shown.values("claim")).first()
    assert found is not None
    return found


def chain_holds() -> None:
    assert list(faults()) == []


def test_it_is_as_large_as_planned() -> None:
    assert Claim.objects.count() == PLAN.claims
    assert Publication.objects.count() == PLAN.publications
    assert Speaker.objects.filter(source=None).count() == PLAN.speakers


def test_every_shape_is_there() -> None:
    assert set(Claim.objects.values_list("status", flat=True)) == set(Status)
    assert set(Relation.objects.values_list("state", flat=True)) == set(RelationState)
    events = set(Publication.objects.values_list("event", flat=True))
    assert events == set(PublicationEvent) - {
        PublicationEvent.TAKEN_DOWN,
        PublicationEvent.RESTORED,
    }
    assert set(Review.objects.values_list("reason_kind", flat=True)) == {"", *ReasonKind}
    assert {role_of(user) for user in User.objects.filter(is_active=True)} == set(Role)


def test_the_chain_verifies() -> None:
    out = io.StringIO()
    call_command("verify_chain", stdout=out)
    assert f"unbroken: {PLAN.publications} rows" in out.getvalue()


def test_history_holds_every_birth() -> None:
    assert Event.objects.filter(table="claims_claim", action="insert").count() == PLAN.claims


def test_what_was_proposed_is_what_the_newsroom_would_propose() -> None:
    proposed = Round.objects.filter(outcome="open")
    concluded = Claim.objects.filter(status__in=CONCLUDED)
    # A proposal takes the newsroom a while to read together: every fifth.
    standing = [publishing.signed_round(claim) for claim in concluded.order_by("pk")[::5]]
    for round_ in [*proposed, *standing]:
        assert round_ is not None
        proposed_body = representation.proposal(round_.claim_id, round_.attribution, round_.status)
        assert json.loads(proposed_body) == json.loads(round_.body)
        assert proposed_body == round_.body


def test_a_proposal_is_signed() -> None:
    round_ = Round.objects.filter(outcome="open", claim__publications=None).first()
    assert round_ is not None
    with pytest.raises(Refused):
        review.sign(round_.claim_id, round_.proposed_by, round_.version)
    before = Publication.objects.count()
    review.sign(round_.claim_id, senior(), round_.version)
    assert Publication.objects.count() > before
    chain_holds()


def test_a_signed_claim_is_reopened_and_signed_again() -> None:
    claim = public()
    by = person(people.EDITORS[0])
    review.reopen(claim.pk, senior(), "The count was wrong.", "routine")
    round_ = review.propose(claim.pk, by, claim.attribution, claim.status, harms=[])
    review.sign(claim.pk, senior(), round_.version)
    assert publishing.current(claim).event == "signed"  # type: ignore[union-attr]
    chain_holds()


def test_a_signed_claim_is_withdrawn_and_reinstated() -> None:
    claim = public(Status.REFUTED)
    review.withdraw(claim.pk, senior(), "Retracted.")
    assert set(claim.publications.filter(standing="signed").values_list("withheld", flat=True)) == {
        True
    }
    review.reinstate(claim.pk, senior(), "Not after all.")
    chain_holds()


def test_a_hold_is_set_and_lifted() -> None:
    claim = public()
    publishing.hold(claim.pk, person(1), "legal", "A letter came.")
    approval = approvals.request_hold_lift(
        claim.pk, person(people.EDITORS[0]), "legal", "It was settled."
    )
    approvals.approve(approval.pk, senior())
    assert not Hold.objects.filter(claim=claim, lifted_at=None).exists()
    chain_holds()


def test_a_generated_hold_is_lifted() -> None:
    held = Hold.objects.filter(lifted_at=None).first()
    assert held is not None
    approval = approvals.request_hold_lift(
        held.claim_id, person(people.EDITORS[0]), held.kind, "It was settled."
    )
    approvals.approve(approval.pk, senior())
    chain_holds()


def test_a_public_relation_is_dismissed_at_both_ends() -> None:
    relation = Relation.objects.filter(signed_in__isnull=False).first()
    assert relation is not None
    before = Publication.objects.count()
    relations.dismiss(relation.pk, person(people.EDITORS[0]), "They can both hold.")
    assert Publication.objects.count() == before + 2
    chain_holds()


def test_a_slip_is_corrected_by_two() -> None:
    claim = public()
    approval = approvals.request_minor_edit(
        claim.pk, person(people.EDITORS[0]), "A slip.", text=claim.text.removesuffix(".") + " ."
    )
    approvals.approve(approval.pk, senior())
    chain_holds()


def test_a_named_speaker_is_protected() -> None:
    speaker = public().speaker
    published_speakers.protect(
        speaker.pk, person(people.EDITORS[0]), "someone who was there", "She asked us to."
    )
    assert not Publication.objects.filter(
        speakers__contains=[speaker.pk], shown_until=None, withheld=False
    ).exists()
    chain_holds()


def test_new_numbers_follow_the_generated_ones() -> None:
    deed = approvals.request_minor_edit(
        public().pk, person(people.EDITORS[0]), "A slip.", text=public().text + "."
    )
    assert deed.pk == Approval.objects.order_by("-pk")[0].pk > 1


def test_its_people_sign_in(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    request = RequestFactory().post("/")
    user = authenticate(request, username="senior-33", password=people.PASSWORD)
    assert user is not None


def generate(plan: Plan) -> dict[str, str]:
    written: dict[str, list[str]] = {table: [] for table in COLUMNS}
    rows = Rows({table: lines.append for table, lines in written.items()})
    for _ in batches.play(plan, rows):
        pass
    rows.finish()
    return {table: "".join(lines) for table, lines in written.items()}


def test_the_same_plan_makes_the_same_rows_and_another_seed_others() -> None:
    plan = Plan.of(200)
    made, other = generate(plan), generate(Plan.of(200, seed=2))
    assert made == generate(plan)
    for table in ("sources_speaker", "sources_snapshot", "claims_claim", "claims_publication"):
        assert made[table] != other[table]


@pytest.mark.parametrize("publications", [0, 90, 200, 500])
def test_there_are_as_many_publications_as_asked_for(publications: int) -> None:
    made = generate(Plan.of(200, publications))
    assert made["claims_publication"].count("\n") == publications


def test_everything_happened_before_now() -> None:
    last = Publication.objects.order_by("-number")[0].published_at
    assert last is not None
    assert last < datetime(2026, 1, 4, tzinfo=UTC) + timedelta(days=400)
