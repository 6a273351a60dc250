"""A generated newsroom breaks no rule, and each rule's query sees what breaks it."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from benchmarks.newsroom import invariants

Unguarded = Callable[..., None]

# Each rule with a statement that breaks it where no guard looks, and the tables without guards.
BROKEN = {
    "triggers_are_on": ("SELECT 1", "claims_claim"),
    "sequences_are_ahead": ("SELECT setval('claims_claim_id_seq', 7)",),
    "approval_takes_two": (
        "UPDATE newsroom_approval SET requested_by_id = decided_by_id WHERE id = 1",
        "newsroom_approval",
    ),
    "approval_says_what_was_asked": (
        "UPDATE newsroom_approval SET payload = '{}' WHERE kind = 'correct'", "newsroom_approval",
    ),
    "snapshot_text_hash": (
        ("ALTER TABLE sources_snapshot DROP CONSTRAINT snapshot_text_hash;"
        "UPDATE sources_snapshot SET text = text || ' ' WHERE id = 3"),
        "sources_snapshot",
    ),
    "speaker_name_is_an_alias": ("DELETE FROM sources_alias WHERE speaker_id = 5", "sources_alias"),
    "merge_makes_no_circle": (
        ("INSERT INTO sources_speakermerge (merged_id, into_id, reason, merged_by_id)"
        " SELECT a, b, 'x', 33 FROM (VALUES (1, 2), (2, 3), (3, 1)) v(a, b)"),
        "sources_speakermerge",
    ),
    "merge_of_unnamed_speakers": (
        ("INSERT INTO sources_speakermerge (merged_id, into_id, reason, merged_by_id)"
        " SELECT min(id), 1, 'x', 33 FROM sources_speaker WHERE kind = 'anonymous'"),
        "sources_speakermerge",
    ),
    "merged_are_protected_together": (
        ("INSERT INTO sources_speakermerge (merged_id, into_id, reason, merged_by_id)"
        " VALUES (50, 1, 'x', 33)"),
        "sources_speakermerge",
    ),
    "syndication_makes_no_circle": (
        "UPDATE sources_source SET syndicated_from_id = 3 - id WHERE id IN (1, 2)",
        "sources_source",
    ),
    "voice_of_an_article_is_nobody_s": (
        ("UPDATE sources_speaker v SET kind = 'article' FROM sources_source s"
        " WHERE s.id = v.source_id AND s.publisher_id IS NOT NULL AND v.kind = 'anonymous'"
        "   AND v.id = (SELECT min(w.id) FROM sources_speaker w JOIN sources_source t"
        "                   ON t.id = w.source_id AND t.publisher_id IS NOT NULL)"),
        "sources_speaker",
    ),
    "takedown_is_published": (
        ("INSERT INTO sources_takedown (snapshot_id, reason, set_by_id)"
        " SELECT a.snapshot_id, 'x', 33 FROM claims_appearance a JOIN claims_publication p"
        "     ON p.claim_id = a.claim_id AND p.shown_until IS NULL AND p.standing = 'signed' LIMIT 1"),
        "sources_takedown",
    ),
    "words_are_the_claims": (
        ("UPDATE claims_searchwords SET amounts = '{}' WHERE claim_id ="
        " (SELECT min(claim_id) FROM claims_quantity)"),
    ),
    "claim_status_matches_reviews": (
        ("UPDATE claims_claim SET status = 'refuted' WHERE id ="
        " (SELECT min(id) FROM claims_claim WHERE status = 'verified')"),
        "claims_claim",
    ),
    "review_is_signed_with_its_round": (
        ("UPDATE claims_review SET state = 'closed' WHERE id ="
        " (SELECT min(id) FROM claims_review WHERE state = 'signed')"),
        "claims_review",
    ),
    "review_numbers_and_openings": (
        "UPDATE claims_review SET number = 9 WHERE id = 1", "claims_review",
    ),
    "reopening_has_a_reason_kind": (
        "UPDATE claims_review SET reason_kind = '' WHERE opening = 'reopened'", "claims_review",
    ),
    "round_numbers_and_outcomes": (
        "UPDATE claims_round SET number = 9 WHERE id = 1", "claims_round",
    ),
    "conclusion_has_what_it_needs": (
        ("UPDATE claims_evidence SET direction = 'context' WHERE claim_id ="
        " (SELECT min(id) FROM claims_claim WHERE status = 'verified')"),
        "claims_evidence",
    ),
    "evidence_is_judged_as_it_is": (
        "UPDATE claims_evidence SET independence = 'own' WHERE id = 1", "claims_evidence",
    ),
    "round_matches_claim": (
        ("UPDATE claims_claim SET text = text || '!' WHERE id ="
        " (SELECT min(id) FROM claims_claim WHERE status = 'awaiting_signoff')"),
        "claims_claim",
    ),
    "protected_name_not_used": (
        ("ALTER TABLE claims_round DROP CONSTRAINT round_version_of_body;"
            "UPDATE claims_round d SET body = replace(d.body, '\"rationale\":\"', '\"rationale\":\"'"
        " || s.name || ' ') FROM claims_claim c JOIN sources_speaker s ON s.id = c.speaker_id"
        " WHERE c.id = d.claim_id AND s.protected"),
        "claims_round",
    ),
    "sign_off_by_another": (
        ("ALTER TABLE claims_round DROP CONSTRAINT sign_off_by_another;"
        "UPDATE claims_round SET decided_by_id = proposed_by_id WHERE id ="
        " (SELECT min(id) FROM claims_round WHERE outcome = 'signed')"),
        "claims_round",
    ),
    "sign_off_by_no_author": (
        "UPDATE claims_round SET authors = authors || decided_by_id WHERE outcome = 'signed'",
        "claims_round",
    ),
    "sign_off_takes_two": ("UPDATE claims_round SET alone = true WHERE id = 1", "claims_round"),
    "proposer_is_an_author": (
        "UPDATE claims_round SET authors = '{}' WHERE id = 1", "claims_round",
    ),
    "signers_are_senior": (
        ("UPDATE claims_round SET decided_by_id = 1 WHERE id ="
        " (SELECT min(id) FROM claims_round WHERE outcome = 'signed')"),
        "claims_round",
    ),
    "proposers_are_editors": (
        "UPDATE claims_round SET proposed_by_id = 1 WHERE id = 1", "claims_round",
    ),
    "signed_again_by_an_approval": ("DELETE FROM newsroom_approval WHERE kind = 'correct'", "newsroom_approval"),
    "stays_with_its_claim": (
        "UPDATE claims_anchor SET claim_id = claim_id % 9 + 1 WHERE id = 40", "claims_anchor",
    ),
    "anchor_fits_its_parent": (
        "UPDATE claims_anchor SET snapshot_id = snapshot_id % 9 + 1 WHERE id = 40", "claims_anchor",
    ),
    "anchor_is_exact": ("UPDATE claims_anchor SET start = start + 1 WHERE id = 4", "claims_anchor"),
    "appearance_is_anchored": (
        "DELETE FROM claims_anchor WHERE appearance_id = 1", "claims_anchor",
    ),
    "passage_is_anchored": (
        "DELETE FROM claims_anchor WHERE evidence_id IS NOT NULL", "claims_anchor",
    ),
    "inputs_come_first": (
        "UPDATE claims_evidence_inputs SET from_evidence_id = 1", "claims_evidence_inputs",
    ),
    "copies_are_of_an_earlier_review": (
        "UPDATE claims_evidence SET copied_from_id = 1 WHERE id > 9 AND copied_from_id IS NOT NULL",
        "claims_evidence",
    ),
    "relation_signed_is_confirmed": (
        "UPDATE claims_relation SET rationale = 'Otherwise.' WHERE signed_in_id IS NOT NULL",
        "claims_relation",
    ),
    "hold_is_lifted_by_an_approval": (
        "UPDATE newsroom_approval SET subject_id = 1 WHERE kind = 'lift_hold'", "newsroom_approval",
    ),
    "chain_is_numbered": (
        ("DELETE FROM claims_publishedquantity WHERE publication_id = 5;"
        "DELETE FROM claims_publication WHERE number = 5"),
        *("claims_publication", "claims_publishedquantity"),
    ),
    "chain_goes_on_in_time": (
        "UPDATE claims_publication SET published_at = '2001-01-01' WHERE number = 5",
        "claims_publication",
    ),
    "chain_is_linked": (
        "UPDATE claims_publication SET previous_sha256 = sha256 WHERE number = 5",
        "claims_publication",
    ),
    "chain_is_hashed": (
        "UPDATE claims_publication SET event = 'corrected' WHERE number = 5", "claims_publication",
    ),
    "one_current_publication": (
        ("UPDATE claims_publication SET shown_until = now() WHERE number ="
        " (SELECT max(number) FROM claims_publication)"),
        "claims_publication",
    ),
    "shown_until_the_next": (
        ("UPDATE claims_publication SET shown_until = shown_until + interval '1 s'"
        " WHERE shown_until IS NOT NULL"),
        "claims_publication",
    ),
    "columns_are_the_body_s": (
        "UPDATE claims_publication SET search = '' WHERE number = 5", "claims_publication",
    ),
    "quantities_are_the_body_s": (
        "UPDATE claims_publishedquantity SET low = low - 1 WHERE id = 2",
        "claims_publishedquantity",
    ),
    "words_are_the_body_s": (
        "UPDATE claims_publicationwords SET words = '{}'",
        "claims_publicationwords",
    ),
    "sources_are_the_body_s": (
        "DELETE FROM claims_publicationsource",
        "claims_publicationsource",
    ),
    "topics_are_the_body_s": (
        "UPDATE claims_publicationtopic SET name = 'x'",
        "claims_publicationtopic",
    ),
    "flat_rows_are_the_body_s": (
        "UPDATE claims_exportrow SET rationale = 'Otherwise.'",
        "claims_exportrow",
    ),
    "publication_is_what_was_signed": (
        ("UPDATE claims_publication SET body = replace(body, '\"four_eyes\":true',"
        " '\"four_eyes\":false') WHERE shown_until IS NULL"),
        "claims_publication",
    ),
    "publication_was_what_was_signed": (
        ("UPDATE claims_publication SET body = replace(body, '\"rationale\":\"',"
        " '\"rationale\":\"Not ') WHERE shown_until IS NOT NULL"),
        "claims_publication",
    ),
    "publication_event_fits": (
        "UPDATE claims_publication SET event = 'reopened' WHERE number = 1", "claims_publication",
    ),
    "publication_is_current": (
        "DELETE FROM claims_publishedquantity; DELETE FROM claims_publication",
        *("claims_publication", "claims_publishedquantity"),
    ),
    "embargo_before_publication": (
        "UPDATE claims_claim SET embargo_until = '2126-01-01'", "claims_claim",
    ),
    "relations_public_at_both_ends": (
        "UPDATE claims_relation SET scope = 'otherwise' WHERE signed_in_id IS NOT NULL",
        "claims_relation",
    ),
    "relations_are_told_from_both_ends": (
        ("UPDATE claims_publication SET body = (body::jsonb || '{\"relations\": []}')::text"
        " WHERE claim_id IN (SELECT from_claim_id FROM claims_relation)"),
        "claims_publication",
    ),
    "withheld_where_it_must_be": (
        "UPDATE claims_publication SET withheld = true WHERE number = 5", "claims_publication",
    ),
    "no_protected_name_is_listed": (
        "UPDATE sources_speaker SET protected = true, description = 'x' WHERE name <> ''",
        "sources_speaker",
    ),
}  # fmt: skip


def test_no_rule_is_broken(owner: psycopg.Connection[Any]) -> None:
    found = {name: invariants.broken(owner, name) for name in invariants.QUERIES}
    assert {name: rows for name, rows in found.items() if rows} == {}


def test_every_rule_has_a_test_that_breaks_it() -> None:
    assert BROKEN.keys() == invariants.QUERIES.keys() - {"constraints_are_valid"}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_what_breaks_a_rule_is_seen(
    name: str, owner: psycopg.Connection[Any], unguarded: Unguarded
) -> None:
    unguarded(*BROKEN[name])
    assert invariants.broken(owner, name)


def test_a_constraint_that_has_not_seen_all_rows_is_seen(owner: psycopg.Connection[Any]) -> None:
    owner.execute(
        "ALTER TABLE claims_claim DROP CONSTRAINT claim_has_text, ADD CONSTRAINT claim_has_text"
        " CHECK (text <> '') NOT VALID"
    )
    assert invariants.broken(owner, "constraints_are_valid") == [("claims_claim", "claim_has_text")]
