"""Relations: public once signed with a review of one of the two, and only while both are."""

from typing import Any

import pytest

from claims.choices import RelationKind
from claims.models import Claim, Publication, Relation
from claims.publication import publishing
from claims.publication.chain import faults
from claims.workflow import approvals, relations, review
from newsroom.errors import NotAllowed, Refused, Stale
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of, words
from tests.claims.published import body, conclude, hold, lift, listed, related, sign, story

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def joined(kind: str = "contradicts") -> tuple[Claim, Claim, Relation]:
    """Two public claims with a public relation, signed with the second's review."""
    one, other = factories.signed_claim(), factories.claim_in_review()
    relation = factories.relation(one, other, kind)
    conclude(other)
    return one, other, Relation.objects.get(pk=relation.pk)


def rows() -> int:
    return Publication.objects.count()


# When it is public


def test_it_is_public_at_both_ends_in_the_transaction_that_signs_it() -> None:
    one, other, relation = joined()
    assert (related(one), related(other)) == ([other.pk], [one.pk])
    assert relation.signed_in == other.reviews.get()
    assert story(one) == [("signed", "signed"), ("supplemented", "signed")]
    assert story(other) == [("signed", "signed")]
    transactions = sql.run(
        'SELECT count(DISTINCT transaction) FROM newsroom_event WHERE "table" = %s'
        " AND \"row\"::bigint >= %s AND action = 'insert'",
        "claims_publication",
        Publication.objects.get(claim=other).number,
    )
    assert transactions == [(1,)]


@pytest.mark.parametrize("kind", RelationKind.values)
def test_each_end_says_its_direction_and_no_more_of_the_other_than_its_number(kind: str) -> None:
    one, other, _relation = joined(kind)
    ways = ("both", "both") if kind == "contradicts" else ("out", "in")
    for claim, neighbour, way in ((one, other, ways[0]), (other, one, ways[1])):
        assert body(claim)["relations"] == [
            {
                "claim": neighbour.pk,
                "relation": kind,
                "direction": way,
                "rationale": "They can't both hold.",
                "scope": "the count",
            }
        ]


def test_it_is_not_public_before_a_review_that_says_it_is_signed() -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(one, other)
    assert related(one) == []
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    assert related(one) == []
    sign(other)
    assert related(one) == [other.pk]


def test_nor_while_the_other_end_is_not_public() -> None:
    one, other = factories.claim_in_review(), factories.anchored_claim()
    factories.relation(one, other)
    conclude(one)
    assert related(one) == []
    factories.reviewed(other, factories.editor())
    conclude(other)
    assert (related(one), related(other)) == ([other.pk], [one.pk])


def test_reopening_keeps_it_and_withdrawing_takes_it_from_the_other() -> None:
    one, other, _relation = joined()
    review.reopen(one.pk, factories.senior(), "A second count came in.", "routine")
    assert (related(one), related(other)) == ([other.pk], [one.pk])
    review.withdraw(one.pk, factories.senior(), "It was a hoax.")
    assert related(other) == []
    assert story(other)[-1] == ("supplemented", "signed")
    assert body(one) == {"reason": "It was a hoax."}


def test_signed_anew_after_a_reinstatement_it_is_public_again() -> None:
    one, other, _relation = joined()
    review.withdraw(one.pk, factories.senior(), "It was a hoax.")
    review.reinstate(one.pk, factories.senior(), "It was none.")
    assert related(other) == []
    conclude(one)
    assert (related(one), related(other)) == ([other.pk], [one.pk])


def test_hiding_either_end_takes_it_from_the_other() -> None:
    one, other, _relation = joined()
    hold(other)
    assert related(one) == []
    hold(one)
    lift(other)
    assert related(other) == []
    lift(one)
    assert (related(one), related(other)) == ([other.pk], [one.pk])
    assert list(faults()) == []


# Deciding


def test_dismissing_takes_one_and_republishes_both() -> None:
    one, other, relation = joined()
    before = rows()
    relations.dismiss(relation.pk, factories.editor(), "They count other things.")
    assert (related(one), related(other)) == ([], [])
    assert rows() == before + 2
    assert story(other)[-1] == story(one)[-1] == ("supplemented", "signed")
    assert Relation.objects.get(pk=relation.pk).signed_in is None


def test_a_dismissal_of_a_public_relation_is_reversed_by_two() -> None:
    one, other, relation = joined()
    by = factories.editor()
    relations.dismiss(relation.pk, by, "They count other things.")
    with pytest.raises(Refused) as refused:
        relations.confirm(relation.pk, factories.senior())
    assert refused.value.rule == "relation_of_signed_claims_takes_two"
    relation.refresh_from_db()
    deed = approvals.request_relation(one.pk, by, "They do count the same.", relation)
    page = " ".join(words(at_the_desk(factories.senior()).get(url_of(deed))).split())
    assert f"Claim {one.pk} contradicts claim {other.pk}" in page
    for claim in (one, other):
        assert f"<dt>Claim {claim.pk}</dt>" in page
        assert page.count(f"{claim.text} — {claim.speaker}") == 1
    with pytest.raises(NotAllowed):
        approvals.approve(deed.pk, by)
    assert related(one) == []
    before = [Claim.objects.get(pk=claim.pk).revision for claim in (one, other)]
    approvals.approve(deed.pk, factories.senior())
    assert (related(one), related(other)) == ([other.pk], [one.pk])
    assert story(one)[-1] == story(other)[-1] == ("supplemented", "signed")
    after = [Claim.objects.get(pk=claim.pk).revision for claim in (one, other)]
    assert after == [revision + 1 for revision in before]


def test_a_decided_pair_is_never_suggested_again() -> None:
    one, other, relation = joined()
    relations.dismiss(relation.pk, factories.editor(), "They count other things.")
    for ends in ((one, other), (other, one)):
        with pytest.raises(Refused) as refused:
            relations.suggest(ends[0].pk, ends[1].pk, "contradicts", factories.reporter(), "Again.")
        assert refused.value.rule == "relation_once_per_pair_and_kind"
    sql.refused(
        "UPDATE claims_relation SET state = 'suggested', decided_by_id = NULL, decided_at = NULL"
        " WHERE id = %s",
        relation.pk,
        by="relation_is_decided_for_good",
    )
    sql.refused("DELETE FROM claims_relation WHERE id = %s", relation.pk, by="")
    # Another kind is another question.
    relations.suggest(one.pk, other.pk, "supports", factories.reporter(), "The one counts.")


def test_a_contradiction_is_one_row_whichever_claim_is_named_first() -> None:
    one, other = factories.claim(), factories.claim()
    made = relations.suggest(
        other.pk, one.pk, "contradicts", factories.reporter(), "Both can't be."
    )
    assert (made.from_claim_id, made.to_claim_id) == (one.pk, other.pk)
    sql.refused(
        "INSERT INTO claims_relation (from_claim_id, to_claim_id, kind, rationale, scope, state,"
        " method, method_version, suggested_at)"
        " VALUES (%s, %s, 'contradicts', 'x', '', 'suggested', '', '', now())",
        factories.claim().pk + 1000,
        one.pk,
        by="relation_contradicts_is_symmetric",
    )


def test_a_relation_joins_two_claims_and_says_why() -> None:
    one, other = factories.claim(), factories.claim()
    with pytest.raises(Refused) as refused:
        relations.suggest(one.pk, one.pk, "repeats", factories.reporter(), "Itself.")
    assert refused.value.rule == "relation_joins_two_claims"
    made = relations.suggest(one.pk, other.pk, "repeats", factories.reporter())
    with pytest.raises(Refused) as refused:
        relations.confirm(made.pk, factories.editor())
    assert refused.value.rule == "relation_confirmed_says_why"
    with pytest.raises(Refused, match="Say why"):
        relations.dismiss(made.pk, factories.editor(), " ")
    with pytest.raises(Refused, match="There is no relation"):
        relations.confirm(made.pk + 1000, factories.editor())


def test_a_decision_sees_what_was_decided_meanwhile() -> None:
    made = factories.relation(factories.claim(), factories.claim(), confirmed=False)
    first = factories.editor()
    relations.confirm(made.pk, first, expected_state="suggested")
    with pytest.raises(Stale, match=first.username):
        relations.dismiss(made.pk, factories.editor(), "No.", expected_state="suggested")
    with pytest.raises(Refused, match=first.username):
        relations.confirm(made.pk, factories.editor())
    relations.dismiss(made.pk, factories.editor(), "No.", expected_state="confirmed")


def test_whoever_decides_a_relation_of_a_claim_in_review_does_not_sign_it() -> None:
    one, other = factories.claim_in_review(), factories.anchored_claim()
    made = factories.relation(one, other, confirmed=False)
    by, another = factories.senior(), factories.senior()
    relations.confirm(made.pk, by)
    relations.dismiss(made.pk, another, "They agree.")
    review.propose(one.pk, factories.editor(), "reported", "verified", harms=[])
    for person in (by, another):
        with pytest.raises(Refused) as refused:
            review.sign(one.pk, person, factories.version_of(one))
        assert refused.value.rule == "four_eyes"


def test_what_one_person_has_confirmed_waits_for_the_signature_of_its_own_review() -> None:
    """A supplement signs what was asked for, and no other relation that happens to be confirmed."""
    one, other = factories.signed_claim(), factories.claim_in_review()
    waiting = factories.relation(one, other, "supports")
    third = factories.signed_claim()
    relation = factories.relation(one, third, "repeats", confirmed=False)
    deed = approvals.request_relation(one.pk, factories.editor(), "They are one count.", relation)
    approvals.approve(deed.pk, factories.senior())
    assert related(one) == [third.pk]
    assert Relation.objects.get(pk=waiting.pk).signed_in is None
    assert publishing.signed_round(one).body.count('"claim":') == 1  # type: ignore[union-attr]


def test_a_second_relation_to_the_same_claim_does_not_stop_a_supplement() -> None:
    one, other = factories.claim_in_review(), factories.anchored_claim()
    factories.relation(one, other, "supports")
    conclude(one)
    review.start(other.pk, factories.editor())
    factories.relation(one, other, "repeats")
    third = factories.signed_claim()
    relation = factories.relation(one, third, "repeats", confirmed=False)
    deed = approvals.request_relation(one.pk, factories.editor(), "They are one count.", relation)
    approvals.approve(deed.pk, factories.senior())
    assert related(one) == [third.pk]


# The other door


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_relation SET signed_in_id = NULL WHERE id = %s",
        "UPDATE claims_relation SET scope = 'all of it' WHERE id = %s",
        "UPDATE claims_relation SET rationale = 'Just so.' WHERE id = %s",
        # Dismissed, and nobody is told.
        "UPDATE claims_relation SET state = 'dismissed', signed_in_id = NULL WHERE id = %s",
    ],
)
def test_a_public_relation_is_not_changed_by_raw_sql(statement: str) -> None:
    _one, _other, relation = joined()
    with sql.broken(
        "relation_signed_is_confirmed",
        "relation_of_signed_claims_takes_two",
        "relations_public_at_both_ends",
    ):
        sql.run_as(relation.decided_by, statement, relation.pk)


def test_a_relation_is_not_signed_by_raw_sql_with_a_review_that_does_not_say_it() -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    made = factories.relation(one, other)
    sql.refused(
        "UPDATE claims_relation SET signed_in_id = %s WHERE id = %s",
        one.reviews.get().pk,
        made.pk,
        by="relation_signed_is_confirmed",
    )


# How many queries


def queries(django_assert_max_num_queries: Any, claim: Claim, most: int) -> int:
    with django_assert_max_num_queries(most) as counted:
        sign(claim)
    return len(counted)


@pytest.mark.long
def test_a_sign_off_asks_no_more_however_much_else_there_is(
    django_assert_max_num_queries: Any,
) -> None:
    first = queries(django_assert_max_num_queries, factories.proposed_claim(), 70)
    for _ in range(5):
        joined()
    claim = factories.proposed_claim()
    assert queries(django_assert_max_num_queries, claim, first) == first


@pytest.mark.long
def test_a_neighbour_that_has_nothing_new_to_say_costs_nothing(
    django_assert_max_num_queries: Any,
) -> None:
    one = factories.claim_in_review()
    for _ in range(4):
        other = factories.signed_claim()
        made = factories.relation(one, other)
        relations.dismiss(made.pk, factories.editor(), "They agree.")
    review.propose(one.pk, factories.editor(), "reported", "verified", harms=[])
    alone = queries(django_assert_max_num_queries, factories.proposed_claim(), 70)
    assert queries(django_assert_max_num_queries, one, alone) == alone


@pytest.mark.long
def test_a_neighbour_that_has_costs_a_few(django_assert_max_num_queries: Any) -> None:
    counts: list[int] = []
    for neighbours in (1, 4):
        one = factories.claim_in_review()
        for _ in range(neighbours):
            factories.relation(one, factories.signed_claim())
        review.propose(one.pk, factories.editor(), "reported", "verified", harms=[])
        counts.append(queries(django_assert_max_num_queries, one, 100))
        assert len(related(one)) == neighbours
        assert listed(one)
    # The relation is signed, and the neighbour read, locked and told.
    assert (counts[1] - counts[0]) / 3 <= 5
