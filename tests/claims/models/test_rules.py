"""The named rules that no other file breaks, each once, by raw SQL as the application's role."""

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from claims.models import Claim, Evidence, Relation
from claims.publication import publishing, speakers
from claims.workflow import approvals, drafting, relations, review
from newsroom.errors import Refused
from newsroom.models import User
from sources import anchors
from tests import factories, sql

pytestmark = pytest.mark.django_db

CLAIM = "UPDATE claims_claim SET {} WHERE id = {{claim}}"
REVIEW = "UPDATE claims_review SET {} WHERE claim_id = {{claim}}"
QUANTITY = (
    "INSERT INTO claims_quantity (claim_id, low, high, unit, bound, qualifier, counted)"
    " VALUES ({{claim}}, {}, 'x', 'exactly', '', '')"
)
APPEARANCE = (
    "INSERT INTO claims_appearance (claim_id, snapshot_id, verb, directness, described_as,"
    " first_known, translated_from, translated_by)"
    " VALUES ({{claim}}, {}, '', 'direct', '', {}, '', '')"
)
ANCHOR = (
    'INSERT INTO claims_anchor (claim_id, appearance_id, evidence_id, snapshot_id, exact, prefix, suffix, start, "end")'
    " VALUES ({{claim}}, {}, {}, {{snapshot}}, {})"
)
RELAY = (
    "INSERT INTO claims_relay (claim_id, appearance_id, position, kind, description, verb)"
    " VALUES ({}, {{appearance}}, {}, 'wire', {}, '')"
)
EVIDENCE = (
    'INSERT INTO claims_evidence (review_id, claim_id, bears_on, direction, kind, "primary",'
    " private, description, source_id, consulted_on, contacted, file_name, file_sha256, page,"
    " timecode, added_by_id) VALUES ({{review}}, {{claim}}, 'so', 'supports',"
    " {}, true, false, {}, {}, {}, '', '', '', '', '', {{person}})"
)
INPUT = "INSERT INTO claims_evidence_inputs (from_evidence_id, to_evidence_id) VALUES ({}, {})"
RELATION = (
    "INSERT INTO claims_relation (from_claim_id, to_claim_id, kind, rationale, scope, state, method,"
    " method_version) VALUES ({}, {}, {}, '', '', {}, '', '')"
)
NEW_REVIEW = (
    "INSERT INTO claims_review (claim_id, number, state, opening, reviewer_id, reason, rationale,"
    " would_settle, reply_not_sought) VALUES"
    " ({{signed}}, {}, {}, 'reopened', {{person}}, 'x', '', '', '')"
)
ROUND = (
    "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
    " proposed_by_id, outcome, reason, alone, decided_by_id, decided_at) SELECT review_id, claim_id,"
    " {}, status, attribution, body, {}, proposed_by_id, {}, '', false, {} FROM claims_round"
    " WHERE claim_id = {{awaiting}}"
)
DECIDE = "UPDATE claims_round SET {} WHERE claim_id = {{awaiting}}"

# In {claim} is one of everything, in review; {awaiting} awaits its sign-off; {signed} is public.
RULES: dict[str, tuple[str, ...]] = {
    "claim_has_text": (CLAIM.format("text = ''"),),
    "claim_names_its_language": tuple(
        CLAIM.format(f"language = '{each}'")
        for each in ("", "xx-nonsense!", "zz_bad!", "EN", "en\n")
    ),
    "claim_said_range_is_complete": (
        CLAIM.format("said_to = NULL"),
        CLAIM.format("said_basis = 'unknown'"),
        CLAIM.format("said_from = said_to + 1"),
        CLAIM.format("said_from = NULL, said_to = NULL"),
    ),
    "claim_said_by_now": (
        CLAIM.format("said_to = current_date + 3"),
        CLAIM.format("said_from = current_date + 3, said_to = current_date + 3"),
    ),
    "claim_attribution_when_concluded": (CLAIM.format("attribution = 'reported'"),),
    "claim_nature_before_proposal": (CLAIM.format("nature = '', status = 'awaiting_signoff'"),),
    "claim_misattributed_is_unrated": (
        "UPDATE claims_claim SET attribution = 'misattributed' WHERE id = {signed}",
    ),
    "claim_keeps_its_number": (CLAIM.format("id = id + 1000"),),
    "quantity_has_a_value": (
        QUANTITY.format("1, NULL"),
        QUANTITY.format("NULL, 1"),
        QUANTITY.format("2, 1"),
    ),
    "appearance_once_per_snapshot": (APPEARANCE.format("{snapshot}", "false"),),
    "one_first_known_appearance": (
        "UPDATE claims_appearance SET first_known = true WHERE claim_id = {claim};"
        + APPEARANCE.format("{other_snapshot}", "true"),
    ),
    "anchor_of_appearance_or_evidence": (
        ANCHOR.format("{appearance}", "{evidence}", "'The', '', '', 0, 3"),
    ),
    "anchor_place_once": (
        ANCHOR.format("{appearance}", "NULL", "'The', '', '', 0, 3")
        + ";"
        + ANCHOR.format("{appearance}", "NULL", "'The', '', '', 0, 3"),
    ),
    "anchor_is_exact": tuple(
        ANCHOR.format("{appearance}", "NULL", values)
        for values in (
            "'the', '', '', 0, 3",  # another letter
            "'The', '', '', 1, 4",  # another place
            "'The', '', '', 0, 4",  # another length
            "'', '', '', 0, 0",  # no words
            "'The', 'x', '', 0, 3",  # another context
            "'The', '', ' cat', 0, 3",
            "'cat', '', '', 90000, 90003",  # outside the text
        )
    ),
    "anchor_fits_its_parent": (
        ANCHOR.format("{other_appearance}", "NULL", "'The', '', '', 0, 3"),
        ANCHOR.format("NULL", "{calculation}", "'The', '', '', 0, 3"),
    ),
    "relay_names_or_describes": (RELAY.format("{claim}", "9", "''"),),
    "relay_position_once": (RELAY.format("{claim}", "1", "'a wire'"),),
    "stays_with_its_claim": (
        RELAY.format("{other}", "9", "'a wire'"),
        "UPDATE claims_quantity SET claim_id = {other} WHERE claim_id = {claim}",
    ),
    "evidence_has_a_description": (EVIDENCE.format("'calculation'", "''", "NULL", "NULL"),),
    "evidence_kind_has_its_parts": (
        EVIDENCE.format("'passage'", "'x'", "NULL", "NULL"),
        EVIDENCE.format("'record'", "'x'", "{source}", "NULL"),
        EVIDENCE.format("'record'", "'x'", "NULL", "now()"),
        EVIDENCE.format("'contact'", "'x'", "NULL", "now()"),
        EVIDENCE.format("'file'", "'x'", "{source}", "NULL"),
        EVIDENCE.format("'calculation'", "'x'", "{source}", "NULL"),
        EVIDENCE.format("'rumour'", "'x'", "{source}", "now()"),
    ),
    "inputs_come_first": (
        INPUT.format("{evidence}", "{calculation}"),
        INPUT.format("{calculation}", "{calculation}"),
        INPUT.format("{calculation}", "{elsewhere}"),
        (
            "UPDATE claims_evidence_inputs SET to_evidence_id = {elsewhere}"
            " WHERE from_evidence_id = {calculation}"
        ),
    ),
    "review_closed_when_not_open": (
        REVIEW.format("closed_at = now()"),
        REVIEW.format("state = 'closed'"),
    ),
    "review_starts_open": (
        NEW_REVIEW.format("2", "'signed'"),
        NEW_REVIEW.format("7", "'open'"),
        NEW_REVIEW.format("1", "'open'"),
    ),
    "round_starts_open": (
        ROUND.format("2", "version", "'signed'", "{person}, now()"),
        (
            "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
            " proposed_by_id, outcome, reason, alone) SELECT review_id, claim_id, 2, status,"
            " attribution, body, version, proposed_by_id, 'open', '', false FROM claims_round"
            " WHERE claim_id = {signed}"
        ),
    ),
    "one_open_proposal": (ROUND.format("2", "version", "'open'", "NULL, NULL"),),
    "round_number_once": (ROUND.format("1", "version", "'open'", "NULL, NULL"),),
    "round_version_is_a_hash": (ROUND.format("2", "'latest'", "'open'", "NULL, NULL"),),
    "round_decision_is_complete": (
        DECIDE.format("outcome = 'proposal_withdrawn'"),
        DECIDE.format("outcome = 'proposal_withdrawn', decided_at = now()"),
        DECIDE.format("decided_by_id = {person}, decided_at = now()"),
    ),
    "sent_back_with_a_reason": (
        DECIDE.format("outcome = 'sent_back', decided_by_id = {person}, decided_at = now()"),
    ),
    "relation_joins_two_claims": (
        RELATION.format("{claim}", "{claim}", "'repeats'", "'suggested'"),
    ),
    "relation_contradicts_is_symmetric": (
        RELATION.format("{signed}", "{claim}", "'contradicts'", "'suggested'"),
    ),
    "relation_starts_suggested": (
        RELATION.format("{claim}", "{other}", "'repeats'", "'confirmed'"),
    ),
    "relation_decision_is_complete": (
        "UPDATE claims_relation SET decided_by_id = NULL WHERE id = {relation}",
        "UPDATE claims_relation SET decided_at = NULL WHERE id = {relation}",
    ),
    "relation_confirmed_says_why": (
        "UPDATE claims_relation SET rationale = '' WHERE id = {relation}",
    ),
    "hold_has_a_reason": (
        (
            "INSERT INTO claims_hold (claim_id, kind, reason, set_by_id)"
            " VALUES ({claim}, 'legal', '', {person})"
        ),
    ),
    "one_hold_of_a_kind": (
        (
            "INSERT INTO claims_hold (claim_id, kind, reason, set_by_id)"
            " VALUES ({held}, 'legal', 'x', {person})"
        ),
    ),
    "hold_is_lifted_by_an_approval": (
        "UPDATE claims_hold SET lifted_at = now() WHERE claim_id = {held}",
        (
            "INSERT INTO claims_hold (claim_id, kind, reason, set_by_id, lifted_at)"
            " VALUES ({claim}, 'legal', 'x', {person}, now())"
        ),
    ),
    "hold_stays_as_set": ("UPDATE claims_hold SET lifted_at = NULL WHERE claim_id = {held}",),
    "embargo_before_publication": (
        "UPDATE claims_claim SET embargo_until = now() + interval '1 day' WHERE id = {signed}",
    ),
}


@pytest.fixture
def world() -> dict[str, Any]:
    claim, other = factories.full_claim(), factories.claim_in_review()
    person = factories.senior()
    awaiting, signed = factories.proposed_claim(person), factories.signed_claim()
    held = factories.claim()
    publishing.hold(held.pk, factories.reporter(), "legal", "A letter came.")
    evidence = Evidence.objects.filter(claim=claim).order_by("pk")
    appearance = claim.appearances.get()
    return {
        "claim": claim.pk,
        "other": other.pk,
        "awaiting": awaiting.pk,
        "signed": signed.pk,
        "held": held.pk,
        "review": claim.reviews.get().pk,
        "evidence": evidence[0].pk,
        "calculation": evidence[1].pk,
        "elsewhere": Evidence.objects.get(claim=other).pk,
        "appearance": appearance.pk,
        "snapshot": appearance.snapshot_id,
        "other_appearance": other.appearances.get().pk,
        "other_snapshot": factories.snapshot().pk,
        "source": factories.source().pk,
        "person": person.pk,
        "relation": Relation.objects.of(claim.pk).get().pk,
    }


@pytest.mark.long
@pytest.mark.parametrize("rule", RULES)
def test_broken_by_raw_sql(rule: str, world: dict[str, Any]) -> None:
    person = User.objects.get(pk=world["person"])
    decided_by = Relation.objects.get(pk=world["relation"]).decided_by
    for statement in RULES[rule]:
        by = decided_by if "UPDATE claims_relation" in statement else person
        with sql.broken(rule):
            sql.run_as(by, statement.format(**world))
            pytest.fail(f"nothing refused {statement}")


def test_a_relation_of_a_pair_once_whichever_way_round() -> None:
    one, other = factories.claim(), factories.claim()
    edge = factories.relation(one, other, "repeats", confirmed=False)
    relations.dismiss(edge.pk, factories.editor(), "They don't.")
    for ends in ((one, other), (other, one)):
        with pytest.raises(Refused) as refused:
            relations.suggest(ends[0].pk, ends[1].pk, "repeats", factories.reporter())
        assert refused.value.rule == "relation_once_per_pair_and_kind"
    relations.confirm(edge.pk, factories.editor())
    edge.refresh_from_db()
    assert edge.state == "confirmed"


def test_a_relation_of_two_signed_claims_takes_two() -> None:
    one, other = factories.signed_claim(), factories.signed_claim()
    edge = factories.relation(one, other, confirmed=False)
    with pytest.raises(Refused) as refused:
        relations.confirm(edge.pk, factories.editor())
    assert refused.value.rule == "relation_of_signed_claims_takes_two"
    deed = approvals.request_relation(one.pk, factories.editor(), "They can't both hold.", edge)
    approvals.approve(deed.pk, factories.senior())
    for claim in (one, other):
        body = json.loads(factories.current_publication(claim).body)
        assert [relation["scope"] for relation in body["relations"]] == ["the count"]


def test_a_relation_is_public_at_both_ends_or_at_none() -> None:
    one, other = factories.claim_in_review(), factories.signed_claim()
    edge = factories.relation(one, other)
    round_ = review.propose(one.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(one.pk, factories.senior(), round_.version)
    with sql.broken("relations_public_at_both_ends"):
        sql.run_as(
            edge.decided_by,
            "UPDATE claims_relation SET state = 'dismissed', signed_in_id = NULL WHERE id = %s",
            edge.pk,
        )
    relations.dismiss(edge.pk, factories.editor(), "They can both hold.")
    for claim in (one, other):
        assert json.loads(factories.current_publication(claim).body)["relations"] == []


def test_a_published_speaker_takes_two_by_raw_sql() -> None:
    speaker, other = factories.signed_claim().speaker, factories.speaker()
    for statement in (
        "UPDATE sources_speaker SET name = 'Eve' WHERE id = {speaker}",
        "UPDATE sources_speaker SET description = 'x' WHERE id = {speaker}",
        "UPDATE sources_speaker SET slug = 'x' WHERE id = {speaker}",
        "INSERT INTO sources_role (speaker_id, title, period, note) VALUES ({speaker}, 'x', '(,)', '')",
        (
            "INSERT INTO sources_speakermerge (merged_id, into_id, merged_by_id, reason)"
            " VALUES ({other}, {speaker}, {by}, 'x')"
        ),
    ):
        with sql.broken("published_speaker_takes_two"):
            sql.run(statement.format(speaker=speaker.pk, other=other.pk, by=factories.editor().pk))


def test_an_embargo_on_what_is_signed_is_put_off_not_shortened() -> None:
    claim = factories.proposed_claim()
    until = timezone.now() + timedelta(days=2)
    publishing.set_embargo(claim.pk, factories.editor(), until)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    change = "UPDATE claims_claim SET embargo_until = %s WHERE id = %s"
    sql.refused(change, until - timedelta(days=1), claim.pk, by="embargo_of_signed_only_extended")
    sql.run(change, until + timedelta(days=1), claim.pk)
    assert Claim.objects.get(pk=claim.pk).status == "verified"


def test_a_protected_name_is_not_proposed() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, text="Eve Adams built 150 bridges.")
    eve = factories.speaker("Eve Adams")
    drafting.edit_claim(claim.pk, by, speaker=eve)
    speakers.protect(eve.pk, by, "a builder", "She was threatened.")
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, by, "reported", "unrated", harms=[])
    assert refused.value.rule == "protected_name_not_used"


def test_the_merged_are_protected_together() -> None:
    hidden, known = factories.speaker(), factories.speaker()
    speakers.protect(hidden.pk, factories.editor(), "a witness", "She was threatened.")
    for ends in ((hidden, known), (known, hidden)):
        with pytest.raises(Refused) as refused:
            factories.merge(*ends)
        assert refused.value.rule == "merged_are_protected_together"


def test_what_a_supplement_would_cost_the_conclusion() -> None:
    """The independent evidence's own source turns out to hold the claim."""
    claim = factories.signed_claim()
    snapshot = Evidence.objects.get(claim=claim).anchor.snapshot
    place = anchors.find_one(snapshot.text, "150 finished bridges")
    deed = approvals.request_appearance(
        claim.pk, factories.editor(), "It said so too.", snapshot, [place], directness="direct"
    )
    with pytest.raises(Refused) as refused:
        approvals.approve(deed.pk, factories.senior())
    assert refused.value.rule == "verified_needs_independent"


def test_an_appearance_once_by_the_verb() -> None:
    claim = factories.claim_in_review()
    snapshot = claim.appearances.get().snapshot
    place = anchors.make(snapshot.text, 0, 3)
    with pytest.raises(Refused) as refused:
        drafting.add_appearance(
            claim.pk, factories.editor(), snapshot, [place], directness="direct"
        )
    assert refused.value.rule == "appearance_once_per_snapshot"


# Rules that a trigger says before them: shown to hold with that trigger away, by the owner.


@pytest.mark.parametrize(
    ("rule", "table", "statements"),
    [
        (
            "one_current_publication",
            "claims_publication",
            "UPDATE claims_publication SET shown_until = NULL",
        ),
        (
            "source_not_syndicated_from_itself",
            "sources_source",
            "UPDATE sources_source SET syndicated_from_id = id",
        ),
        (
            "one_open_review",
            "claims_review",
            "UPDATE claims_review SET state = 'open', closed_at = NULL",
        ),
        (
            "claim_rated_is_fact",
            "claims_claim",
            (
                "UPDATE claims_claim"
                " SET nature = 'opinion', status = 'verified', attribution = 'reported'"
            ),
        ),
        (
            "round_misattributed_is_unrated",
            "claims_round",
            "UPDATE claims_round SET attribution = 'misattributed'",
        ),
        ("review_number_once", "claims_review", "UPDATE claims_review SET number = 1"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_held_by_the_table_itself(
    rule: str, table: str, statements: str, owner_connection: psycopg.Connection[Any]
) -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    with (
        pytest.raises(psycopg.errors.IntegrityError) as caught,
        owner_connection.transaction(force_rollback=True),
    ):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER; {statements}")
    assert caught.value.diag.constraint_name == rule
