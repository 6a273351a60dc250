"""A newsroom with millions of slim claims: what a claim leaves at least, and nothing more.

Each has its row, its search words and one publication with a body of about 530 characters (no appearance, no
evidence, no rationale); 500 share a speaker. For each claim there is one event: those that twenty claims left when the
verbs signed them, again and again, so that one claim in 21 has a whole history. Written by INSERT … SELECT on top of a
generated newsroom of a thousand, with triggers off; references are checked for new rows alone, and hashes of
publications aren't chained. Left out: rounds, reviews, appearances, evidence, words of publications, flat rows of
exports, and the five indexes that compute something from each body or its words.
"""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchmarks import signed
from benchmarks.newsroom import kept, load

Connection = psycopg.Connection[Any]

BASE = 1000
PER_SPEAKER = 500
SIGNED = 20  # by the verbs; their events are the template of all
HANDS = 4  # for indexes
TABLES = (
    *("sources_speaker", "sources_alias", "claims_claim", "claims_searchwords"),
    *("claims_publication", "newsroom_event"),
)
# They call a function for each row, which would take most of a fill.
LEFT_OUT = {
    "listed_by_pairs",
    "past_by_pairs",
    "claims_by_pairs",
    "listed_by_amounts",
    "listed_by_role",
}

# Words of three letters, 4,096 of them, from a hash; "%" is doubled for psycopg.
WORDS = """
translate(regexp_replace(left(md5({}::text), 15), '(...)', '\\1 ', 'g'), '0123456789abcdef', 'bdfgklmnaeiourst')
"""
SPEAKERS = f"""
INSERT INTO sources_speaker (id, kind, name, slug, description, protected, same_as)
SELECT %(speaker)s + g, 'person', initcap(left({WORDS.format("g")}, 11)), 's' || g, '', false, '{{}}'
  FROM generate_series(1, %(speakers)s) g;
INSERT INTO sources_alias (speaker_id, name) SELECT id, name FROM sources_speaker WHERE id > %(speaker)s
"""
CLAIMS = f"""
INSERT INTO claims_claim (id, text, speaker_id, nature, said_from, said_to, said_basis, said_note, language, note,
  status, attribution, withdrawn_reason, withdrawn_wording, revision, added_by_id, added_at)
SELECT %(claim)s + g, {WORDS.format("g")} || g || '.', %(speaker)s + 1 + (g * 7919::bigint) %% %(speakers)s, 'fact',
       day, day, 'stated', '', 'la', '', (ARRAY['verified', 'refuted', 'mixed', 'unrated'])[1 + g %% 4], 'reported',
       '', false, 4, %(person)s, day
  FROM generate_series(1, %(claims)s) g,
       LATERAL (SELECT date '2016-01-04' + (g::bigint * 3600 / %(claims)s)::int AS day) d
"""
SEARCH_WORDS = """
INSERT INTO claims_searchwords (claim_id, search, amounts, language)
SELECT id, setweight(to_tsvector('simple', text), 'A'), '{}', language FROM claims_claim
 WHERE id > %(claim)s
"""
PUBLICATIONS = """
INSERT INTO claims_publication (number, claim_id, event, standing, published_at, body, salt, body_sha256,
  previous_sha256, sha256, withheld, text, nature, status, attribution, reason_kind, speaker_id, said_from, said_to,
  language, topics, sources, publishers, speakers, contradicts, search,
  conclusion_id)
SELECT %(number)s + c.id - %(claim)s, c.id, 'signed', 'signed', c.added_at + c.id * interval '1 microsecond', b.body,
       left(b.hash, 32), b.hash, b.hash, b.hash, false, c.text, c.nature, c.status, c.attribution, '', c.speaker_id,
       c.said_from, c.said_to, c.language, '{}', '{}', '{}', ARRAY[c.speaker_id], '{}', w.search,
       %(number)s + c.id - %(claim)s
  FROM claims_claim c JOIN claims_searchwords w ON w.claim_id = c.id JOIN sources_speaker s ON s.id = c.speaker_id,
       LATERAL (SELECT concat(
         '{"appearances":[],"attribution":"', c.attribution, '","evidence":[],"language":"', c.language,
         '","nature":"', c.nature, '","quantities":[],"rationale":"","rationale_format":"markdown","relations":[],'
         '"reply":{"answer":"","asked":"","asked_on":null,"how":"","not_sought":""},"said_on":{"basis":"stated",'
         '"from":"', c.said_from, '","note":"","to":"', c.said_to, '"},"signed":{"by":["Ada Senior"],'
         '"four_eyes":true},"speaker":{"description":"","id":', s.id, ',"kind":"person","name":"', s.name,
         '","role":null},"status":"', c.status, '","summary":"","text":"', c.text, '","topics":[]}') AS body) t,
       LATERAL (SELECT t.body, encode(sha256(convert_to(t.body, 'UTF8')), 'hex') AS hash OFFSET 0) b
 WHERE c.id > %(claim)s
"""
# The events of the claims that were signed by the verbs, again and again with the numbers of other rows.
COLUMNS = (
    'at, transaction, "table", "row", action, old, new, about, actor_id, actor, via, reason,'
    " database_role"
)
TEMPLATE = f"""
CREATE TABLE template AS SELECT row_number() OVER (ORDER BY id)::int AS turn, {COLUMNS} FROM newsroom_event
 WHERE "table" <> 'newsroom_policy'
"""
EVENTS = f"""
INSERT INTO newsroom_event (id, {COLUMNS})
SELECT g * %(each)s + t.turn, t.at + g * interval '1 hour', t.transaction + g, t."table",
       CASE WHEN t."table" = 'claims_claim' THEN (t."row"::bigint + g * %(signed)s)::text
            WHEN t."row" ~ '^[0-9]+$' THEN (t."row"::bigint + g * 100000::bigint)::text ELSE t."row" || g END,
       t.action, t.old, t.new, ARRAY(SELECT a + g * %(signed)s FROM unnest(t.about) a), t.actor_id, t.actor, t.via,
       t.reason, t.database_role
  FROM generate_series(0, %(claims)s / %(each)s) g,
       LATERAL (SELECT * FROM template WHERE g >= 0 ORDER BY turn OFFSET 0) t
"""
# One hand for each table: several would wait for each other whenever the table grows.
STEPS = (
    {"claims": CLAIMS},
    {"search words": SEARCH_WORDS, "events": EVENTS},
    {"publications": PUBLICATIONS},
)
NUMBERS = {
    "speaker": "SELECT max(id) FROM sources_speaker",
    "claim": "SELECT max(id) FROM claims_claim",
    "number": "SELECT max(number) FROM claims_publication",
    "person": "SELECT min(id) FROM newsroom_user",
    "signed": "SELECT count(DISTINCT about) FROM template WHERE about <> '{}'",
    "each": "SELECT count(*) FROM template",
}


@contextmanager
def of(claims: int, var: Path | None = None) -> Iterator[kept.Database]:
    """The slim newsroom of this size, filled at the first call and kept."""
    with kept.of(BASE, var=var) as base:
        key = base.owner["dbname"].removeprefix("newsroom_")
        made, signed_in = _as(base, f"slim_{claims}_{key}"), _as(base, f"signed_{key}")
        for database, template in ((signed_in, base), (made, signed_in)):
            if database.owner["dbname"] in kept.names(base.owner):
                continue
            part = _as(base, f"{database.owner['dbname']}_part")
            _run(base, "DROP DATABASE IF EXISTS {}", part)
            _run(base, "CREATE DATABASE {} TEMPLATE {}", part, template)
            if database is made:
                fill(part.owner, claims)
            else:
                signed.by_verbs(part, SIGNED, "slim", 600)
            _run(base, "ALTER DATABASE {} RENAME TO {}", part, database)
        yield made


def _as(database: kept.Database, name: str) -> kept.Database:
    ours = {"dbname": name}
    return replace(
        database, owner={**database.owner, **ours}, application={**database.application, **ours}
    )


def _run(base: kept.Database, statement: str, *databases: kept.Database) -> None:
    names = [sql.Identifier(each.owner["dbname"]) for each in databases]
    with psycopg.connect(**{**base.owner, "dbname": "postgres"}, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*names))


def _one(owner: Mapping[str, Any], statement: str) -> int:
    with psycopg.connect(**owner) as connection:
        found = connection.execute(statement).fetchone()
        return int(found[0]) if found else 0


def fill(owner: Mapping[str, Any], claims: int) -> None:
    speakers = max(1, claims // PER_SPEAKER)
    values: dict[str, int] = {"claims": claims, "speakers": speakers}
    with _connect(owner) as connection, _bare(connection, owner):
        connection.execute(TEMPLATE)
        connection.execute("TRUNCATE newsroom_event")
        values |= {name: _one(owner, statement) for name, statement in NUMBERS.items()}
        with timed("speakers"):
            for statement in SPEAKERS.split(";"):
                connection.execute(statement, values)
            connection.execute("ANALYZE sources_speaker")
        for step in STEPS:
            with timed(" and ".join(step)):
                _at_once(owner, [(statement, values) for statement in step.values()])
            # Without, PostgreSQL would join the next step's rows as if there were few.
            connection.execute("ANALYZE claims_claim, claims_searchwords")
    with timed("statistics"), psycopg.connect(**owner, autocommit=True) as connection:
        for table, column, sequence in connection.execute(load.NUMBERED, [list(TABLES)]).fetchall():
            connection.execute(
                f'SELECT setval(%s, (SELECT max("{column}") FROM {table}))', [sequence]
            )
        connection.execute("VACUUM (ANALYZE)")


def _connect(owner: Mapping[str, Any]) -> Connection:
    """Values are put in here: PostgreSQL would take small numbers for small integers."""
    return psycopg.connect(**owner, autocommit=True, cursor_factory=psycopg.ClientCursor)


def _at_once(owner: Mapping[str, Any], statements: list[tuple[str, Any]]) -> None:
    def run(each: tuple[str, Any]) -> None:
        with _connect(owner) as connection:
            connection.execute(
                "SET maintenance_work_mem = '256MB'; SET work_mem = '64MB'; SET jit = off;"
                "SET synchronous_commit = off"
            )
            connection.execute(*each)

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(run, statements))


@contextmanager
def _bare(connection: Connection, owner: Mapping[str, Any]) -> Iterator[None]:
    """The tables without triggers, references and plain indexes inside; with them after, but for a few."""
    tables = list(TABLES)
    keys, indexes = load.strip(connection, tables)
    yield
    with timed("indexes"):
        _at_once(
            owner, [(definition, None) for name, definition in indexes if name not in LEFT_OUT]
        )
    for table, name, definition in keys:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition} NOT VALID')
    for table in tables:
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - began:.1f} s", flush=True)
