"""What a claim is reopened for: who says it, where it stands, and how it is changed."""

import json

import pytest
from django.test import Client

from claims.choices import ReasonKind
from claims.models import Claim, Publication
from claims.workflow import drafting, review
from newsroom.errors import NotAllowed, Refused
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of
from tests.claims.published import hold

pytestmark = pytest.mark.django_db

WHY = "A second count."


def reopened(kind: str = "our_error") -> Claim:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), WHY, kind)
    return Claim.objects.get(pk=claim.pk)


def sign_again(claim: Claim) -> None:
    round_ = review.propose(claim.pk, factories.editor(), "reported", "unrated", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)


def kinds(claim: Claim) -> list[tuple[str, str]]:
    """Of each publication its event and what its body says that it was reopened for."""
    found = []
    for row in Publication.objects.filter(claim=claim).order_by("number"):
        kind = json.loads(row.body).get("reason_kind", "")
        assert row.reason_kind == kind
        found.append((row.event, kind))
    return found


@pytest.mark.parametrize("kind", ReasonKind.values)
def test_it_is_published_signed_and_kept(kind: str) -> None:
    claim = reopened(kind)
    sign_again(claim)
    assert kinds(claim) == [("signed", ""), ("reopened", kind), ("signed", kind)]
    round_ = claim.reviews.get(number=2).rounds.get()
    assert json.loads(round_.body)["reason_kind"] == kind


def test_a_later_reopening_replaces_it() -> None:
    claim = reopened("our_error")
    sign_again(claim)
    review.reopen(claim.pk, factories.senior(), "The office wrote.", "new_evidence")
    assert kinds(claim)[-1] == ("reopened", "new_evidence")
    sign_again(claim)
    assert kinds(claim)[-1] == ("signed", "new_evidence")


@pytest.mark.parametrize("kind", ["", "whim"])
def test_a_reopening_says_what_for(kind: str) -> None:
    claim = factories.signed_claim()
    with pytest.raises(Refused) as refused:
        review.reopen(claim.pk, factories.senior(), WHY, kind)
    assert refused.value.rule in {"reopening_has_a_reason_kind", "reason_kind_of_a_reopening"}
    with pytest.raises(Refused, match="Say what the claim is reopened for"):
        drafting.edit_claim(claim.pk, factories.senior(), reason=WHY, text="Other words.")


def test_it_turns_out_to_be_for_something_else() -> None:
    claim = reopened("routine")
    for person in (factories.reporter(), factories.editor()):
        with pytest.raises(NotAllowed):
            review.change_reason_kind(claim.pk, person, "our_error")
    review.change_reason_kind(claim.pk, factories.senior(), "our_error")
    review.change_reason_kind(claim.pk, factories.senior(), "our_error")
    assert kinds(claim)[1:] == [("reopened", "routine"), ("reopened", "our_error")]
    sign_again(claim)
    assert kinds(claim)[-1] == ("signed", "our_error")
    with pytest.raises(Refused):
        review.change_reason_kind(claim.pk, factories.senior(), "routine")


def test_once_proposed_it_stays() -> None:
    claim = reopened()
    review.propose(claim.pk, factories.editor(), "reported", "unrated", harms=[])
    with pytest.raises(Refused):
        review.change_reason_kind(claim.pk, factories.senior(), "routine")
    with sql.broken("claim_is_frozen"):
        sql.run_as(
            factories.senior(),
            f"UPDATE claims_review SET reason_kind = 'routine' WHERE claim_id = {claim.pk}"
            " AND state = 'open'",
        )


def test_only_what_was_reopened_has_one() -> None:
    for claim in (factories.claim_in_review(), factories.reinstated_claim()):
        with pytest.raises(Refused) as refused:
            review.change_reason_kind(claim.pk, factories.senior(), "our_error")
        assert refused.value.rule == "reason_kind_of_a_reopening"


def test_a_senior_editor_says_it_in_the_database_too() -> None:
    claim = reopened("routine")
    for person in (None, factories.reporter(), factories.editor()):
        for change in ("reason_kind = 'our_error'", "reason = 'The mayor lied to us.'"):
            with sql.broken("reason_by_a_senior"):
                sql.run_as(
                    person,
                    f"UPDATE claims_review SET {change} WHERE claim_id = {claim.pk} AND state = 'open'",
                )


def test_it_is_not_taken_away() -> None:
    claim = reopened("our_error")
    for person in (None, factories.senior()):
        with sql.broken("reopening_has_a_reason_kind"):
            sql.run_as(
                person,
                f"UPDATE claims_review SET reason_kind = '' WHERE claim_id = {claim.pk} AND state = 'open'",
            )


def test_the_public_is_told_of_the_change() -> None:
    claim = reopened("routine")
    with sql.broken("publication_is_current"):
        sql.run_as(
            factories.senior(),
            f"UPDATE claims_review SET reason_kind = 'our_error' WHERE claim_id = {claim.pk}"
            " AND state = 'open'",
        )


def test_the_api_finds_claims_and_changes_by_it() -> None:
    client = Client()
    again, other, hidden = reopened("our_error"), reopened("routine"), reopened("our_error")
    sign_again(again)
    hold(hidden)

    def found(address: str) -> list[int]:
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 200
        return [each["id"] for each in answer.json()["results"]]

    assert found("claims/?reason_kind=our_error") == [again.pk]
    assert found("claims/?reason_kind=routine") == [other.pk]
    assert found("changes/?reason_kind=our_error") == [again.pk, again.pk]
    assert found("changes/?reason_kind=new_evidence") == []
    for address in ("claims/", "changes/"):
        answer = client.get(f"/api/v1/{address}?reason_kind=whim")
        assert answer.status_code == 400
        assert "our_error" in json.dumps(answer.json())


def test_the_desk_asks_for_it_and_changes_it() -> None:
    claim, senior = factories.signed_claim(), factories.senior()
    desk = at_the_desk(senior)
    form = {"reason": WHY, "revision": claim.revision}
    assert desk.post(url_of(claim, "reopen"), form).status_code == 200
    assert desk.post(url_of(claim, "reopen"), {**form, "reason_kind": "routine"}).status_code == 302
    claim.refresh_from_db()
    changed = {"reason_kind": "our_error", "revision": claim.revision}
    assert desk.post(url_of(claim, "reason-kind"), changed).status_code == 302
    assert kinds(claim)[-1] == ("reopened", "our_error")
