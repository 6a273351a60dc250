"""Rules of claims, their reviews, and everything that belongs to them."""

SENIOR = """(SELECT person_id FROM newsroom_role WHERE role = 'Senior editor'
             UNION SELECT id FROM newsroom_user WHERE is_superuser)"""
EDITOR = """(SELECT person_id FROM newsroom_role WHERE role IN ('Editor', 'Senior editor')
             UNION SELECT id FROM newsroom_user WHERE is_superuser)"""

# The last signed round of each claim, as signed_round() returns it.
STANDING = """(SELECT DISTINCT ON (d.claim_id) d.*
                 FROM claims_round d JOIN claims_review r ON r.id = d.review_id
                WHERE d.outcome = 'signed'
                ORDER BY d.claim_id, r.number DESC, d.number DESC)"""

QUERIES = {
    "words_are_the_claims": """
        SELECT coalesce(k.claim_id, w.claim_id) FROM claims_searchwords k
          FULL JOIN search_words_of(ARRAY(SELECT id FROM claims_claim)) w USING (claim_id)
         WHERE k IS DISTINCT FROM w
    """,
    "claim_status_matches_reviews": f"""
        WITH latest AS (
          SELECT DISTINCT ON (claim_id) * FROM claims_review ORDER BY claim_id, number DESC),
        open_reviews AS (
          SELECT claim_id, count(*) AS n FROM claims_review WHERE state = 'open' GROUP BY 1),
        open_rounds AS (
          SELECT claim_id, count(*) AS n FROM claims_round WHERE outcome = 'open' GROUP BY 1)
        SELECT c.id, c.status FROM claims_claim c
          LEFT JOIN latest r ON r.claim_id = c.id
          LEFT JOIN open_reviews v ON v.claim_id = c.id
          LEFT JOIN open_rounds o ON o.claim_id = c.id
          LEFT JOIN {STANDING} s ON s.claim_id = c.id AND s.review_id = r.id
         WHERE (CASE c.status
             WHEN 'unreviewed' THEN r.id IS NULL
             WHEN 'in_review' THEN v.n = 1 AND o.n IS NULL
             WHEN 'awaiting_signoff' THEN v.n = 1 AND o.n = 1
             WHEN 'withdrawn' THEN v.n IS NULL AND o.n IS NULL
             ELSE v.n IS NULL AND o.n IS NULL AND r.state = 'signed'
                  AND s.status = c.status AND s.attribution = c.attribution END) IS NOT TRUE
    """,
    "review_is_signed_with_its_round": """
        SELECT r.id FROM claims_review r WHERE (r.state = 'signed') <> EXISTS (
          SELECT FROM claims_round d WHERE d.review_id = r.id AND d.outcome = 'signed')
    """,
    "review_numbers_and_openings": """
        SELECT id FROM (
          SELECT id, number, opening, state, count(*) OVER of_claim AS all_of_them,
                 row_number() OVER (of_claim ORDER BY number) AS at
            FROM claims_review WINDOW of_claim AS (PARTITION BY claim_id)) r
         WHERE number <> at OR (opening = 'first') <> (at = 1)
            OR state = 'open' AND at <> all_of_them
    """,
    "reopening_has_a_reason_kind": """
        SELECT id FROM claims_review WHERE (opening = 'reopened') <> (reason_kind <> '')
    """,
    "round_numbers_and_outcomes": """
        SELECT id FROM (
          SELECT d.id, d.number, d.outcome, r.state,
                 row_number() OVER (of_review ORDER BY d.number) AS at,
                 lag(d.outcome) OVER (of_review ORDER BY d.number) AS before
            FROM claims_round d JOIN claims_review r ON r.id = d.review_id
          WINDOW of_review AS (PARTITION BY d.review_id)) d
         WHERE number <> at OR before IN ('open', 'withdrawn')
            OR before = 'signed' AND outcome <> 'signed'
            OR outcome = 'open' AND state <> 'open'
    """,
    "conclusion_has_what_it_needs": f"""
        SELECT claim_id, broken FROM (
          SELECT s.claim_id, pg_temp.why_not(s.review_id, s.status, s.attribution) AS broken
            FROM {STANDING} s
          UNION ALL
          SELECT d.claim_id, pg_temp.why_not(d.review_id, d.status, d.attribution)
            FROM claims_round d WHERE d.outcome = 'open') w
         WHERE broken IS NOT NULL
    """,
    "evidence_is_judged_as_it_is": """
        SELECT e.id FROM claims_evidence e
         WHERE e.independence NOT IN ('', evidence_basis(e.id))
            OR e.independence = '' AND EXISTS (
                 SELECT FROM claims_round d WHERE d.review_id = e.review_id
                    AND d.outcome IN ('open', 'signed'))
    """,
    "round_matches_claim": f"""
        SELECT d.id FROM claims_round d WHERE outcome = 'open'
           AND body <> canonical_json(proposal_body(claim_id, status, attribution))
        UNION ALL
        -- Of what is signed, sources, speakers and relations may have changed since.
        SELECT d.id FROM {STANDING} d JOIN claims_claim c ON c.id = d.claim_id,
               LATERAL (SELECT redacted(d.body::jsonb, protected_among(speakers_named(d.body::jsonb)))
                               - 'relations' AS signed,
                        proposal_body(d.claim_id, d.status, d.attribution) - 'relations' AS now) f
         WHERE is_concluded(c.status) AND (signed <> now
            OR d.body IS DISTINCT FROM canonical_json(d.body::jsonb))
    """,
    "protected_name_not_used": """
        SELECT d.id FROM claims_round d JOIN claims_claim c ON c.id = d.claim_id
          JOIN sources_speaker s ON s.id = c.speaker_id AND s.protected
         WHERE d.outcome IN ('open', 'signed')
           AND contains_a_name(redacted(d.body::jsonb, ARRAY[s.id]), ARRAY[s.id])
    """,
    "sign_off_by_another": """
        SELECT id FROM claims_round
         WHERE outcome = 'signed' AND decided_by_id = proposed_by_id AND NOT alone
    """,
    "sign_off_by_no_author": """
        SELECT id FROM claims_round
         WHERE outcome = 'signed' AND NOT alone AND decided_by_id = ANY (authors)
    """,
    "sign_off_takes_two": """
        SELECT id FROM claims_round WHERE alone AND NOT one_person_is_enough()
    """,
    "proposer_is_an_author": """
        SELECT id FROM claims_round WHERE NOT proposed_by_id = ANY (authors)
    """,
    "signers_are_senior": f"""
        SELECT id FROM claims_round WHERE outcome IN ('signed', 'sent_back')
           AND decided_by_id NOT IN {SENIOR}
    """,
    "proposers_are_editors": f"""
        SELECT id FROM claims_round WHERE proposed_by_id NOT IN {EDITOR}
        UNION ALL SELECT id FROM claims_review WHERE reviewer_id NOT IN {EDITOR}
    """,
    "signed_again_by_an_approval": """
        SELECT d.id FROM claims_round d WHERE d.outcome = 'signed' AND EXISTS (
          SELECT FROM claims_round e WHERE e.review_id = d.review_id AND e.outcome = 'signed'
             AND e.number < d.number)
          AND NOT EXISTS (
            SELECT FROM newsroom_approval w WHERE w.subject_id = d.claim_id AND w.outcome = 'done'
               AND w.kind IN ('supplement', 'correct') AND w.decided_at = d.decided_at
               AND w.requested_by_id = d.proposed_by_id AND w.decided_by_id = d.decided_by_id)
    """,
    "stays_with_its_claim": """
        SELECT 'relay', x.id FROM claims_relay x JOIN claims_appearance p ON p.id = x.appearance_id
         WHERE p.claim_id <> x.claim_id
        UNION ALL SELECT 'anchor', x.id FROM claims_anchor x
          JOIN claims_appearance p ON p.id = x.appearance_id WHERE p.claim_id <> x.claim_id
        UNION ALL SELECT 'anchor', x.id FROM claims_anchor x
          JOIN claims_evidence p ON p.id = x.evidence_id WHERE p.claim_id <> x.claim_id
        UNION ALL SELECT 'evidence', x.id FROM claims_evidence x
          JOIN claims_review p ON p.id = x.review_id WHERE p.claim_id <> x.claim_id
        UNION ALL SELECT 'round', x.id FROM claims_round x
          JOIN claims_review p ON p.id = x.review_id WHERE p.claim_id <> x.claim_id
    """,
    "anchor_fits_its_parent": """
        SELECT n.id FROM claims_anchor n JOIN sources_snapshot s ON s.id = n.snapshot_id
          LEFT JOIN claims_appearance a ON a.id = n.appearance_id
          LEFT JOIN claims_evidence e ON e.id = n.evidence_id
         WHERE (CASE WHEN n.appearance_id IS NOT NULL THEN a.snapshot_id = n.snapshot_id
                     ELSE e.kind = 'passage' AND e.source_id = s.source_id END) IS NOT TRUE
    """,
    "anchor_is_exact": """
        SELECT n.id FROM claims_anchor n JOIN sources_snapshot s ON s.id = n.snapshot_id
         WHERE n.exact = '' OR substr(s.text, n.start + 1, n."end" - n.start) <> n.exact
            OR n."end" - n.start <> char_length(n.exact)
            OR substr(s.text, n.start + 1 - char_length(n.prefix), char_length(n.prefix)) <> n.prefix
            OR substr(s.text, n."end" + 1, char_length(n.suffix)) <> n.suffix
    """,
    "appearance_is_anchored": """
        SELECT a.id FROM claims_appearance a
         WHERE NOT EXISTS (SELECT FROM claims_anchor WHERE appearance_id = a.id)
    """,
    "passage_is_anchored": """
        SELECT e.id FROM claims_evidence e WHERE e.kind = 'passage'
           AND NOT EXISTS (SELECT FROM claims_anchor WHERE evidence_id = e.id)
    """,
    "inputs_come_first": """
        SELECT i.id FROM claims_evidence_inputs i
          JOIN claims_evidence c ON c.id = i.from_evidence_id
          JOIN claims_evidence e ON e.id = i.to_evidence_id
         WHERE c.kind <> 'calculation' OR e.id >= c.id OR e.review_id <> c.review_id
    """,
    "copies_are_of_an_earlier_review": """
        SELECT e.id FROM claims_evidence e JOIN claims_evidence o ON o.id = e.copied_from_id
          JOIN claims_review r ON r.id = e.review_id JOIN claims_review b ON b.id = o.review_id
         WHERE o.claim_id <> e.claim_id OR b.number >= r.number OR o.added_by_id <> e.added_by_id
    """,
    "relation_signed_is_confirmed": """
        SELECT l.id FROM claims_relation l LEFT JOIN claims_review r ON r.id = l.signed_in_id
         WHERE l.signed_in_id IS NOT NULL AND (
               l.state <> 'confirmed' OR r.state <> 'signed'
            OR r.claim_id NOT IN (l.from_claim_id, l.to_claim_id)
            OR NOT EXISTS (
                 SELECT FROM claims_round d, jsonb_array_elements(d.body::jsonb -> 'relations') e
                  WHERE d.review_id = r.id AND d.outcome = 'signed'
                    AND (e ->> 'claim')::bigint IN (l.from_claim_id, l.to_claim_id)
                    AND (e ->> 'claim')::bigint <> r.claim_id AND e ->> 'relation' = l.kind
                    AND e ->> 'rationale' = l.rationale AND e ->> 'scope' = l.scope))
    """,
    "hold_is_lifted_by_an_approval": """
        SELECT h.id FROM claims_hold h LEFT JOIN newsroom_approval d ON d.id = h.lifted_by_approval_id
         WHERE h.lifted_at IS NOT NULL AND (d.kind = 'lift_hold' AND d.outcome = 'done'
               AND d.subject_id = h.claim_id) IS NOT TRUE
    """,
}
