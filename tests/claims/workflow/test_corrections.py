"""Corrections without a notice: who may, what may change, and when readers see a notice all the same."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.test import Client

from claims.choices import Direction, ReasonKind
from claims.models import Claim, Publication, Review, Topic
from claims.publication import publishing
from claims.workflow import drafting, evidence, relations, review
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.long]

WHY = "The month is wrong."
RATIONALE = (
    "In its own count of 3 March 2026, the audit office of Ecuador says the same: “It is so”."
)


def signed() -> Claim:
    """One of everything, signed, its rationale with a date."""
    by = factories.editor()
    claim = factories.full_claim(by)
    drafting.edit_claim(claim.pk, by, text="At least 150 bridges were built.")
    review.write(claim.pk, by, rationale=RATIONALE)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    return Claim.objects.get(pk=claim.pk)


def begun(claim: Claim, by: User | None = None) -> Review:
    return review.reopen(claim.pk, by or factories.senior(), WHY, "our_error", without_notice=True)


def signed_again(claim: Claim, status: str = "verified") -> None:
    editor = factories.editor()
    round_ = review.propose(claim.pk, editor, "reported", status, harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)


def published(claim: Claim) -> list[tuple[str, str]]:
    rows = Publication.objects.filter(claim=claim).order_by("number")
    return list(rows.values_list("event", "standing"))


BEFORE = [("signed", "signed")]
TOLD = [*BEFORE, ("reopened", "under_review")]


def test_readers_see_the_signed_version_until_the_corrected_one_is_signed() -> None:
    claim = signed()
    before = Client().get(f"/claims/{claim.pk}/").content
    begun(claim)
    drafting.edit_claim(
        claim.pk, factories.editor(), said_from=date(2026, 2, 5), said_to=date(2026, 2, 5)
    )
    review.write(claim.pk, factories.editor(), rationale=RATIONALE.replace("3 March", "4 April"))
    assert Client().get(f"/claims/{claim.pk}/").content == before
    assert Client().get(f"/api/v1/claims/{claim.pk}.jsonld").status_code == 200
    signed_again(claim)
    assert published(claim) == [*BEFORE, ("signed", "signed")]
    page = Client().get("/corrections/").content.decode()
    assert "Corrected: our error" in page
    for word in ("Jan.", "Feb.", "3", "March", "4", "April"):
        assert f"<mark>{word}</mark>" in page


def test_at_the_desk() -> None:
    signer, other = factories.senior(), factories.senior()
    claim = factories.signed_claim(None, signer)
    data = {"reason": WHY, "reason_kind": "our_error", "without_notice": "on"}
    data["expected_revision"] = str(claim.revision)
    refused = words(at_the_desk(signer).post(url_of(claim, "reopen"), data))
    assert "Another senior editor may correct it without a notice" in refused
    page = words(at_the_desk(other).post(url_of(claim, "reopen"), data, follow=True))
    assert "Reopened without a notice. Readers see at" in page
    assert "Corrected without a notice: readers still see the signed version." in page
    assert published(claim) == BEFORE


Change = Callable[[Claim, User], object]


def _rationale(old: str, new: str) -> Change:
    assert old in RATIONALE
    return lambda claim, by: review.write(claim.pk, by, rationale=RATIONALE.replace(old, new))


def _text(old: str, new: str) -> Change:
    return lambda claim, by: drafting.edit_claim(claim.pk, by, text=claim.text.replace(old, new))


def _evidence(claim: Claim, by: User) -> None:
    piece = claim.reviews.get(state="open").evidence.exclude(kind="calculation").get()
    evidence.edit_evidence(claim.pk, by, piece.pk, description="The audit office's count of June.")


def _quantity(claim: Claim, by: User) -> None:
    drafting.remove_quantity(claim.pk, by, claim.quantities.get().pk)
    few: drafting.NewQuantity = {"low": Decimal(105), "high": Decimal(105), "unit": "bridges"}
    drafting.add_quantity(claim.pk, by, few)


def _topics(claim: Claim, by: User) -> None:
    drafting.edit_claim(
        claim.pk, by, topics=[Topic.objects.get_or_create(name="Roads", slug="roads")[0]]
    )


def _speaker(claim: Claim, by: User) -> None:
    drafting.edit_claim(claim.pk, by, speaker=factories.speaker())


def _new_evidence(claim: Claim, by: User) -> None:
    factories.add_independent_evidence(claim, by, Direction.CONTEXT)


def _dismissed(claim: Claim, by: User) -> None:
    relation = claim.relations_out.get()
    relations.dismiss(relation.pk, by, "They count other things.")


@pytest.mark.parametrize(
    ("change", "is_told"),
    {
        "nothing": (lambda claim, by: None, False),
        "a month": (_rationale("March", "April"), False),
        "a year": (_rationale("2026", "2025"), False),
        "a wording": (_rationale("says the same", "found the same"), False),
        "a topic": (_topics, False),
        "what evidence shows": (_evidence, False),
        "a slip in the statement": (_text("built", "finished"), False),
        "a name": (_rationale("Ecuador", "Colombia"), True),
        "a quote": (_rationale("It is so", "It was so"), True),
        "a denial": (_rationale("says the same", "does not say the same"), True),
        "a number in words": (_rationale("the same", "the same two things"), True),
        "the number in the statement": (_text("150", "105"), True),
        "how exact the number is": (_text("At least", "At most"), True),
        "the number that was checked": (_quantity, True),
        "the speaker": (_speaker, True),
        "more evidence": (_new_evidence, True),
        "a relation less": (_dismissed, True),
    }.values(),
)  # fmt: skip
def test_what_may_change(change: Change, is_told: bool) -> None:
    claim = signed()
    begun(claim)
    change(claim, factories.editor())
    assert published(claim) == BEFORE
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    assert published(claim) == (TOLD if is_told else BEFORE)


@pytest.mark.parametrize("status", ["unrated", "unverifiable"])
def test_another_answer_is_told_at_once(status: str) -> None:
    claim = signed()
    begun(claim)
    review.propose(claim.pk, factories.editor(), "reported", status, harms=[])
    assert published(claim) == TOLD
    assert Client().get(f"/api/v1/claims/{claim.pk}.jsonld").status_code == 404
    assert claim.reviews.get(state="open").notice_after is None


def test_nobody_who_wrote_or_signed_it_chooses_that_readers_are_not_told() -> None:
    by, signer, again = factories.senior(), factories.senior(), factories.senior()
    claim = factories.signed_claim(by, signer)
    for person in (by, signer):
        with pytest.raises(Refused, match="You wrote or signed this check"):
            begun(claim, person)
    with pytest.raises(NotAllowed):
        begun(claim, factories.editor())
    begun(claim, again)
    review.write(claim.pk, again, rationale="The audit office’s own count says the same.")
    signed_again(claim)
    for person in (by, signer, again):
        with pytest.raises(Refused, match="You wrote or signed this check"):
            begun(claim, person)


@pytest.mark.parametrize("kind", sorted({*ReasonKind.values} - {"our_error"}))
def test_only_our_own_error(kind: str) -> None:
    claim = factories.signed_claim()
    with pytest.raises(Refused, match="Only our own error") as refused:
        review.reopen(claim.pk, factories.senior(), WHY, kind, without_notice=True)
    assert refused.value.rule == "without_notice_for_a_day"
    assert not claim.reviews.filter(state="open").exists()


@pytest.mark.parametrize("is_proposed", [False, True])
def test_after_a_day_readers_are_told(is_proposed: bool) -> None:
    claim = signed()
    opened = begun(claim)
    assert opened.notice_after == opened.opened_at + timedelta(days=1)
    if is_proposed:
        review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    assert publishing.publish_due() == []
    Review.objects.filter(pk=opened.pk).update(notice_after=F("opened_at"))
    assert publishing.publish_due() == [claim.pk]
    assert publishing.publish_due() == []
    assert published(claim) == TOLD
    row = Publication.objects.current().get(claim=claim)
    assert json.loads(row.body)["reason"] == WHY


def test_it_turns_out_to_be_for_something_else() -> None:
    claim = signed()
    begun(claim)
    review.change_reason_kind(claim.pk, factories.senior(), "new_evidence")
    assert published(claim) == TOLD


def test_while_it_is_offline_nothing_is_told_and_all_of_it_after() -> None:
    claim = signed()
    opened = begun(claim)
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    Review.objects.filter(pk=opened.pk).update(notice_after=F("opened_at"))
    assert publishing.publish_due() == []
    assert published(claim) == [*BEFORE, ("hidden", "hidden")]


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("notice_after = opened_at + interval '25 hours'", "without_notice_for_a_day"),
        ("reason_kind = 'routine'", "without_notice_for_a_day"),
        ("notice_after = NULL", "publication_is_current"),
    ],
)
def test_in_the_database_too(statement: str, rule: str) -> None:
    claim = signed()
    begun(claim)
    with sql.broken(rule):
        sql.run_as(
            factories.senior(),
            f"UPDATE claims_review SET {statement} WHERE claim_id = {claim.pk} AND state = 'open'",
        )


def test_what_readers_were_told_is_not_taken_back() -> None:
    claim = signed()
    review.reopen(claim.pk, factories.senior(), WHY, "our_error")
    with sql.broken("publication_is_current"):
        sql.run_as(
            factories.senior(),
            f"UPDATE claims_review SET notice_after = opened_at WHERE claim_id = {claim.pk}"
            " AND state = 'open'",
        )
