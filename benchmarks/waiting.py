"""What waits at the desk, which generated newsrooms lack: rows of its inbox, boards and lists."""

from collections.abc import Mapping
from typing import Any

import psycopg

# Of a busy newsroom: twenty statements in each of 250 texts, an error report on two of a hundred
# signed claims, a request for a reply on four of a hundred that are reviewed for the first time.
_ROWS = """
INSERT INTO claims_candidate
  (exact, places, key, speaker_kind, described_as, speaker_name, verb, directness, relay, nature,
   said_basis, said_note, likely_repeats, method, state, reason, snapshot_id, score, score_reasons,
   score_model)
SELECT substr(s.text, 1 + 40 * n, 40), ARRAY[ARRAY[40 * n, 40 * n + 40]],
       md5(s.id || ' ' || n), 'named', '', 'Ana ' || n, 'said', 'direct', '', 'fact', 'unknown', '',
       '{}', 'parser', 'pending', '', s.id, ((s.id * 7 + n * 13) %% 1000) / 1000.0,
       '[["number", "150"]]', 'benchmark'
  FROM (SELECT id, text FROM sources_snapshot WHERE length(text) > 840 ORDER BY id DESC LIMIT 250) s,
       generate_series(0, 19) n;

INSERT INTO claims_readercorrection
  (words, contact, sender, settled_note, claim_id, publication_id, owner_id, due_on)
SELECT 'The number is wrong: it was ' || p.claim_id, '', '', '', p.claim_id, p.number,
       CASE WHEN p.claim_id %% 3 = 0 THEN u.id END, current_date - 20 + (p.claim_id %% 90)::int
  FROM claims_publication p, newsroom_user u
 WHERE p.shown_until IS NULL AND p.standing = 'signed' AND p.claim_id %% 50 = 0
   AND u.username = %(person)s;

INSERT INTO claims_readerrequest (text, url, key, senders, state, reason, note)
SELECT 'Is it true that there are ' || c.id || '?', '', md5(c.id::text), 1 + (c.id %% 7)::int,
       'open', '', ''
  FROM claims_claim c WHERE c.id %% 100 = 0;

INSERT INTO claims_replyrequest
  (addressee, role, channel, contact_name, contact_address, language, sent_at, deadline, time_zone,
   state, answer, file_name, file_sha256, asked_by_id, claim_id)
SELECT 'Office ' || c.id, '', 'email', '', '', 'en', now() - interval '20 days',
       now() + ((c.id %% 40 - 8) || ' days')::interval, 'UTC', 'asked', '', '', '', u.id, c.id
  FROM claims_claim c, newsroom_user u
 WHERE c.status = 'in_review' AND c.id %% 25 = 0 AND u.username = %(person)s
   -- What was concluded before may not have awaited one.
   AND NOT EXISTS (SELECT FROM claims_round r WHERE r.claim_id = c.id);

INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome, answer)
SELECT 'lift_hold', h.claim_id, jsonb_build_object('kind', h.kind), 'The lawyer agrees.', h.set_by_id,
       'open', ''
  FROM claims_hold h WHERE h.lifted_at IS NULL ORDER BY h.id LIMIT 200;

INSERT INTO claims_notice (kind, sentence, claim_id, person_id, by_id)
SELECT 'sent_back', '', c.id, u.id, u.id
  FROM (SELECT id FROM claims_claim ORDER BY id DESC LIMIT 500) c, newsroom_user u
 WHERE u.username = %(person)s;
"""
_TABLES = (
    *("claims_candidate", "claims_readercorrection", "claims_readerrequest"),
    *("claims_replyrequest", "newsroom_approval", "claims_notice"),
)


def fill(owner: Mapping[str, Any], person: str) -> None:
    """For this person, as the owner with triggers off. Does nothing the second time.

    Keys and constraints are checked; ``benchmarks.newsroom`` asks for the rest.
    """
    with psycopg.connect(**owner) as connection:
        if connection.execute("SELECT EXISTS (SELECT FROM claims_candidate)").fetchone() == (True,):
            return
        for name in _TABLES:
            connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        for statement in _ROWS.split(";\n"):
            if statement.strip():
                connection.execute(statement, {"person": person})
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # keys
        for name in _TABLES:
            connection.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    with psycopg.connect(**owner, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {', '.join(_TABLES)}")
