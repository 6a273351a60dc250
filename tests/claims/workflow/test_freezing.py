"""From proposal on, all that the publication would say is frozen, whatever the interface."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from claims.models import Claim, Evidence, Relation, Topic
from claims.publication import document
from claims.publication.representation import canonical
from claims.workflow import drafting, relations, review
from claims.workflow.evidence import remove_evidence
from newsroom.errors import Refused
from newsroom.history import recorded_as
from newsroom.models import User
from sources import anchors
from sources.capture import sha256
from tests import factories, sql

pytestmark = pytest.mark.django_db


# Temporary tables that would answer for ours.
SHADOWS = [
    (
        "CREATE TEMP TABLE newsroom_approval AS SELECT 'correct' AS kind, {claim}::bigint AS subject_id,"
        " 'done' AS outcome, now() AS decided_at"
    ),
    "CREATE TEMP TABLE newsroom_policy AS SELECT 1 AS id, true AS one_person",
    "CREATE TEMP TABLE claims_claim AS SELECT {claim}::bigint AS id, 'in_review' AS status",
]


@pytest.mark.parametrize("shadow", SHADOWS)
def test_the_application_makes_no_temporary_table(shadow: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied to create temporary tables"):
        sql.run(shadow.format(claim=1))


@pytest.mark.parametrize("shadow", SHADOWS)
def test_a_temporary_table_does_not_stand_in_for_ours(temporary_tables: None, shadow: str) -> None:
    claim = factories.proposed_claim()
    senior = factories.senior()
    sql.run(shadow.format(claim=claim.pk) + "; SET LOCAL search_path = pg_temp, public")
    sql.refused(
        "INSERT INTO public.claims_quantity (claim_id, low, high, unit, bound, qualifier, counted)"
        " VALUES (%s, 1, 1, 'x', 'exactly', '', '')",
        claim.pk,
        by="claim_is_frozen",
    )
    with recorded_as(senior):
        sql.refused(
            "UPDATE public.claims_round SET outcome = 'signed', alone = true, decided_by_id = %s,"
            " decided_at = now() WHERE claim_id = %s",
            senior.pk,
            claim.pk,
            by="sign_off_takes_two",
        )


def test_each_guard_says_where_its_tables_are() -> None:
    """Else a temporary table of the same name, which PostgreSQL looks up first, answers for it."""
    found = sql.run(
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
        " AND p.provolatile <> 'i' AND NOT 'search_path=public, pg_temp' = ANY(coalesce(proconfig, '{}'))"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        # The job queue's functions guard nothing, and do with its caller's rights what he could do.
        r" AND p.proname NOT LIKE 'procrastinate\_%'"
    )
    assert found == []


# What is frozen, and the statements that would change it; {claim} stands for the claim's number.
HANGING = {
    "the wording": "UPDATE claims_claim SET text = 'Other words.' WHERE id = {claim}",
    "the speaker": "UPDATE claims_claim SET speaker_id = {speaker} WHERE id = {claim}",
    "the nature": "UPDATE claims_claim SET nature = 'opinion' WHERE id = {claim}",
    "the day": (
        "UPDATE claims_claim SET said_from = '2026-01-01', said_to = '2026-01-02' WHERE id = {claim}"
    ),
    "how the day is known": "UPDATE claims_claim SET said_basis = 'inferred' WHERE id = {claim}",
    "the note on the day": "UPDATE claims_claim SET said_note = 'or so' WHERE id = {claim}",
    "the language": "UPDATE claims_claim SET language = 'es' WHERE id = {claim}",
    "a quantity changed": "UPDATE claims_quantity SET high = 180 WHERE claim_id = {claim}",
    "a quantity taken out": "DELETE FROM claims_quantity WHERE claim_id = {claim}",
    "a quantity added": (
        "INSERT INTO claims_quantity (claim_id, low, high, unit, bound, qualifier, counted)"
        " VALUES ({claim}, 1, 1, 'x', 'exactly', '', '')"
    ),
    "a topic taken out": "DELETE FROM claims_claim_topics WHERE claim_id = {claim}",
    "a topic added": "INSERT INTO claims_claim_topics (claim_id, topic_id) VALUES ({claim}, {topic})",
    "an appearance changed": (
        "UPDATE claims_appearance SET directness = 'indirect' WHERE claim_id = {claim}"
    ),
    "an appearance taken out": "DELETE FROM claims_appearance WHERE claim_id = {claim}",
    "an appearance added": (
        "INSERT INTO claims_appearance (claim_id, snapshot_id, verb, directness, described_as,"
        " first_known, translated_from, translated_by)"
        " VALUES ({claim}, {snapshot}, '', 'direct', '', false, '', '')"
    ),
    "a quote changed": "UPDATE claims_anchor SET suffix = '' WHERE claim_id = {claim}",
    "a quote taken out": "DELETE FROM claims_anchor WHERE claim_id = {claim}",
    "a quote added": (
        'INSERT INTO claims_anchor (claim_id, appearance_id, snapshot_id, exact, prefix, suffix, start, "end")'
        " SELECT claim_id, id, snapshot_id, 'The', '', '', 0, 3 FROM claims_appearance"
        " WHERE claim_id = {claim}"
    ),
    "a relay changed": "UPDATE claims_relay SET verb = 'invented' WHERE claim_id = {claim}",
    "a relay taken out": "DELETE FROM claims_relay WHERE claim_id = {claim}",
    "a relay added": (
        "INSERT INTO claims_relay (claim_id, appearance_id, position, kind, description, verb)"
        " SELECT claim_id, id, 9, 'wire', 'a wire', '' FROM claims_appearance WHERE claim_id = {claim}"
    ),
    "evidence changed": "UPDATE claims_evidence SET private = true WHERE claim_id = {claim}",
    "evidence taken out": (
        "DELETE FROM claims_evidence WHERE claim_id = {claim} AND kind = 'calculation'"
    ),
    "evidence added": (
        'INSERT INTO claims_evidence (review_id, claim_id, bears_on, direction, kind, "primary",'
        " private, description, source_id, consulted_on, contacted, file_name, file_sha256, page,"
        " timecode, added_by_id)"
        " SELECT id, claim_id, 'so', 'refutes', 'record', true, false, 'No.', {source}, now(), '', '',"
        " '', '', '', {person} FROM claims_review WHERE claim_id = {claim}"
    ),
    "an input taken out": (
        "DELETE FROM claims_evidence_inputs WHERE from_evidence_id IN"
        " (SELECT id FROM claims_evidence WHERE claim_id = {claim})"
    ),
    "the summary": "UPDATE claims_review SET summary = 'No.' WHERE claim_id = {claim}",
    "the rationale": "UPDATE claims_review SET rationale = 'Because.' WHERE claim_id = {claim}",
    "what would settle it": "UPDATE claims_review SET would_settle = '?' WHERE claim_id = {claim}",
    "why we did not wait": (
        "UPDATE claims_review SET reply_not_awaited = 'Late.' WHERE claim_id = {claim}"
    ),
    "whether we asked": (
        "UPDATE claims_replyrequest SET left_out = NOT left_out WHERE claim_id = {claim}"
    ),
}
ESCAPES = {
    "plainly": "",
    "with pgtrigger.ignore": "SET LOCAL pgtrigger.ignore = '{{all}}';",
    "as the clock": """SELECT set_config('history.context', '{{"via": "clock"}}', true);""",
}


def names(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.pk,
        "speaker": factories.speaker().pk,
        "snapshot": factories.snapshot().pk,
        "source": factories.source().pk,
        "person": factories.senior().pk,
        "topic": Topic.objects.create(name="Other", slug="other").pk,
    }


def make(status: str) -> Claim:
    claim = factories.full_claim(by := factories.editor())
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    if status != "awaiting_signoff":
        review.sign(claim.pk, factories.senior(), round_.version)
    if status == "withdrawn":
        review.withdraw(claim.pk, factories.senior(), "The source retracted it.")
    return claim


@pytest.mark.parametrize("status", ["awaiting_signoff", "verified", "withdrawn"])
@pytest.mark.parametrize("way", ESCAPES)
def test_what_is_frozen_by_raw_sql(status: str, way: str) -> None:
    claim = make(status)
    words = names(claim)
    for what, statement in HANGING.items():
        with sql.broken("claim_is_frozen"):
            sql.run((ESCAPES[way] + statement).format(**words))
            pytest.fail(f"{what} was changed")


def test_the_same_statements_do_something_in_review() -> None:
    """Else the table above would prove nothing."""
    claim = factories.full_claim()
    words = names(claim)
    for what, statement in HANGING.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(**words))
            assert cursor.rowcount > 0, what
            transaction.set_rollback(True)


BY_VERB: dict[str, Callable[[Claim, User], Any]] = {
    "the wording": lambda c, by: drafting.edit_claim(c.pk, by, text="Other words."),
    "the topics": lambda c, by: drafting.edit_claim(c.pk, by, topics=[]),
    "a quantity added": lambda c, by: drafting.add_quantity(
        c.pk, by, {"low": Decimal(1), "high": Decimal(1), "unit": "x"}
    ),
    "a quantity taken out": lambda c, by: drafting.remove_quantity(c.pk, by, c.quantities.get().pk),
    "an appearance added": lambda c, by: drafting.add_appearance(
        c.pk, by, snap := factories.snapshot(), [anchors.make(snap.text, 0, 3)], directness="direct"
    ),
    "an appearance taken out": lambda c, by: drafting.remove_appearance(
        c.pk, by, c.appearances.get().pk
    ),
    "the summary": lambda c, by: review.write(c.pk, by, summary="The office counted 150."),
    "the rationale": lambda c, by: review.write(c.pk, by, rationale="Because."),
    "evidence added": factories.record,
    "evidence taken out": lambda c, by: remove_evidence(
        c.pk,
        by,
        Evidence.objects.filter(claim=c).last().pk,  # type: ignore[union-attr]
    ),
    "another reviewer": lambda c, by: review.assign(c.pk, by, factories.editor()),
    "another proposal": lambda c, by: review.propose(c.pk, by, "reported", "unrated"),
    "a relation confirmed": lambda c, by: relations.confirm(
        factories.relation(c, factories.anchored_claim(), "supports", confirmed=False).pk, by
    ),
}


@pytest.mark.parametrize("what", BY_VERB)
def test_what_is_frozen_by_the_verbs(what: str) -> None:
    claim = make("awaiting_signoff")
    with pytest.raises(Refused) as refused:
        BY_VERB[what](claim, factories.senior())
    assert refused.value.rule in {
        "claim_is_frozen",
        "claim_status_transition",
        "relation_is_frozen",
    }


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            "UPDATE claims_relation SET rationale = 'Otherwise.' WHERE id = {r}",
            "relation_is_frozen",
        ),
        ("UPDATE claims_relation SET scope = 'all' WHERE id = {r}", "relation_is_frozen"),
        ("UPDATE claims_relation SET state = 'dismissed' WHERE id = {r}", "relation_is_frozen"),
        (
            "UPDATE claims_relation SET state = 'suggested', decided_by_id = NULL WHERE id = {r}",
            "relation_is_decided_for_good",
        ),
        (
            (
                "UPDATE claims_relation SET signed_in_id = (SELECT id FROM claims_review"
                " WHERE claim_id = {claim}) WHERE id = {r}"
            ),
            "relation_signed_is_confirmed",
        ),
    ],
)
def test_its_confirmed_relations_are_frozen(statement: str, rule: str) -> None:
    claim = make("awaiting_signoff")
    edge = Relation.objects.of(claim.pk).get()
    with sql.broken(rule):
        sql.run(statement.format(r=edge.pk, claim=claim.pk))


@pytest.mark.parametrize(
    "change",
    [
        "body = '{}', version = encode(sha256('{}'), 'hex')",
        "status = 'refuted'",
        "attribution = 'confirmed'",
        "proposed_by_id = {person}",
        "proposed_at = now() - interval '1 day'",
        "number = 7",
    ],
)
def test_the_proposal_itself_is_frozen(change: str) -> None:
    claim = make("awaiting_signoff")
    set_to = change.replace("{person}", str(factories.senior().pk))
    with sql.broken("round_is_frozen"):
        sql.run(f"UPDATE claims_round SET {set_to} WHERE claim_id = {claim.pk}")


@pytest.mark.parametrize("body", [{"status": "refuted"}, {"attribution": "confirmed"}])
def test_a_proposal_has_the_answers_of_its_row(body: dict[str, Any]) -> None:
    """Else a body that says refuted, beside a row that says unrated, is signed on no evidence."""
    claim = factories.full_claim()
    honest = document.proposal(claim.pk, "reported", "unrated")
    text = canonical(json.loads(honest) | body)
    insert = (
        "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
        " proposed_by_id, outcome, reason, alone) SELECT id, claim_id, 1, 'unrated', 'reported', %s,"
        " %s, reviewer_id, 'open', '', false FROM claims_review WHERE claim_id = %s"
    )
    reviewer = claim.reviews.get().reviewer
    with sql.broken("round_matches_claim"):
        sql.run_as(reviewer, insert, text, sha256(text), claim.pk)
    with sql.broken("claim_status_matches_reviews"):
        sql.run_as(reviewer, insert, honest, sha256(honest), claim.pk)
    with sql.broken("round_version_of_body"):
        sql.run_as(reviewer, insert, honest, sha256(text), claim.pk)


TABLES = (
    *("claims_claim", "claims_appearance", "claims_anchor", "claims_relay", "claims_quantity"),
    *("claims_claim_topics", "claims_evidence", "claims_evidence_inputs", "claims_review"),
    *("claims_round", "claims_relation", "claims_hold", "claims_publication"),
    *(
        "newsroom_event",
        "newsroom_approval",
        "newsroom_user",
        "sources_snapshot",
        "sources_speaker",
    ),
)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE {table} CASCADE",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TABLE {table} CASCADE",
        (
            "CREATE TRIGGER mine BEFORE UPDATE ON {table} FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        ),
        "CREATE RULE mine AS ON UPDATE TO {table} DO INSTEAD NOTHING",
    ],
)
def test_no_guard_is_switched_off(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql.run(statement.format(table=table))


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET LOCAL session_replication_role = 'replica'",
        "CREATE OR REPLACE FUNCTION one_person_is_enough() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "DROP FUNCTION claim_guard CASCADE",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE newsroom_policy SET one_person = true",
        "INSERT INTO newsroom_policy (id, one_person, reason) VALUES (2, true, '')",
        "DELETE FROM newsroom_policy",
    ],
)
def test_no_way_around_the_guards(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql.run(statement)


def test_the_applications_role_can_not_become_the_owner(settings: Any) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql.run(f'SET ROLE "{settings.DATABASES["owner"]["USER"]}"')


# An ended review


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM claims_anchor WHERE evidence_id = {old}",
        "DELETE FROM claims_evidence WHERE id = {old}",
        "UPDATE claims_evidence SET description = 'Otherwise.' WHERE id = {old}",
        "UPDATE claims_evidence SET review_id = {review} WHERE id = {old}",
        "UPDATE claims_anchor SET suffix = '' WHERE evidence_id = {old}",
        "DELETE FROM claims_evidence_inputs WHERE to_evidence_id = {old}",
    ],
)
def test_an_ended_review_keeps_its_evidence_while_the_claim_is_reviewed_again(
    statement: str,
) -> None:
    claim = make("verified")
    old = Evidence.objects.get(claim=claim, kind="passage")
    opened = review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    words = {"old": old.pk, "review": opened.pk, "person": factories.senior().pk}
    with sql.broken("evidence_of_an_open_review"):
        sql.run(statement.format(**words))


def test_an_ended_reviews_words_stay_while_the_claim_is_reviewed_again() -> None:
    claim = make("verified")
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    sql.refused(
        "UPDATE claims_review SET rationale = 'Because.' WHERE claim_id = %s AND number = 1",
        claim.pk,
        by="claim_is_frozen",
    )
