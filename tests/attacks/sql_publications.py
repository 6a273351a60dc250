"""SQL of the application's role against what is published, hidden, or waits to be published."""

import copy
import hashlib
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import psycopg

from claims.models import Publication
from tests.attacks import state
from tests.attacks.filling import PROTECTED
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack, unguarded
from tests.attacks.sql_database import accepted, changed

INSERT = (
    "INSERT INTO claims_publication (claim_id, event, standing, body, round_id)"
    " VALUES (%s, %s, %s, %s, %s)"
)
EVENTS = ["signed", "supplemented", "corrected", "reopened", "withdrawn", "shown"]
# What the insert trigger fills in, where nothing is given. Given values stay.
ANYTHING_PUBLISHED = """
CREATE OR REPLACE FUNCTION publication_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last claims_publication;
BEGIN
  SELECT * INTO last FROM claims_publication ORDER BY number DESC LIMIT 1;
  NEW.number := coalesce(NEW.number, last.number + 1);
  NEW.published_at := coalesce(NEW.published_at, clock_timestamp());
  NEW.salt := coalesce(NEW.salt, repeat('0', 32));
  NEW.body_sha256 := coalesce(NEW.body_sha256,
    encode(sha256(convert_to(NEW.salt || E'\\n' || NEW.body, 'UTF8')), 'hex'));
  NEW.previous_sha256 := coalesce(NEW.previous_sha256, last.sha256);
  NEW.sha256 := coalesce(NEW.sha256, publication_hash(NEW));
  UPDATE claims_publication SET shown_until = NEW.published_at
   WHERE claim_id = NEW.claim_id AND shown_until IS NULL;
  NEW := publication_columns(NEW);
  NEW.withheld := coalesce(NEW.withheld, false);
  RETURN NEW;
END $$;
GRANT ALL ON claims_publication TO {app}
"""

UNCHANGEABLE = (
    *("claims_publication", "claims_publishedquantity", "claims_exportrow", "claims_searchwords"),
    *("claims_publicationwords", "claims_reviewpolicy", "claims_assent"),
    *("claims_publicationsource", "claims_publicationpublisher"),
    *("claims_publishedtopic", "claims_publicationtopic"),
    *(
        "sources_snapshot",
        "sources_sighting",
        "newsroom_signin",
        "claims_note",
        "claims_importrecord",
    ),
    *("claims_importnote", "claims_importedspeaker", "claims_deliveryattempt", "newsroom_policy"),
    *("claims_reviewpolicy", "claims_assent", "claims_dossieredition"),
    "claims_labeledition",
)


def columns(newsroom: Newsroom, table: str) -> list[tuple[str, str]]:
    """Name and type of each; instead of its type, the table that it names rows of. Without the numbers by which
    other tables name these rows: their foreign keys keep them.
    """
    return newsroom.rows(
        "SELECT attname, coalesce((SELECT 'row of ' || confrelid::regclass FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = attrelid AND conkey = ARRAY[attnum] LIMIT 1),"
        " atttypid::regtype::text) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND NOT EXISTS (SELECT FROM"
        " pg_constraint WHERE contype = 'f' AND confrelid = attrelid AND confkey = ARRAY[attnum]) ORDER BY attnum",
        table,
    )


def another(column: str, kind: str) -> str:
    """SQL for a value that differs and that the column takes."""
    name = f'"{column}"'
    if kind.startswith("row of "):
        return last_row(kind, f" WHERE o.{{key}} IS DISTINCT FROM {name}")
    if column == "body":
        return f"{name} || ' '"  # still JSON
    if column == "start":
        return f"{name} + 1"  # still before the end
    if kind.endswith("[]"):
        return "'{x}'" if kind in ("text[]", "character varying[]") else "'{1}'"
    if kind == "boolean":
        return f"NOT {name}"
    if kind in ("bigint", "integer", "smallint", "numeric"):
        return f"coalesce({name}, 0) + 1000"
    if kind.startswith("timestamp"):
        return f"coalesce({name}, now()) - interval '1 day'"
    if kind == "date":
        return f"coalesce({name}, current_date) - 1"
    if kind in ("text", "character varying") or kind.startswith("character"):
        return f"'x' || substr({name}, 2)"
    return {"jsonb": """'{"x": 1}'""", "uuid": "gen_random_uuid()"}.get(kind, "NULL")


@attack(
    "kernel",
    "records that never change: publications, snapshots, sign-ins, policy, import records",
    guard=unguarded("claims_publication"),
)
def unchangeable(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for table in UNCHANGEABLE:
        for column, kind in columns(newsroom, table):
            value = another(column, kind)
            for where in ("", f" WHERE ctid = (SELECT min(ctid) FROM {table})"):
                statement = f'UPDATE {table} SET "{column}" = {value}{where}'
                yield Attempt(statement, accepted(statement))
        for statement in (
            f"DELETE FROM {table}",
            f"MERGE INTO {table} USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
        ):
            yield Attempt(statement, accepted(statement))


def last_row(kind: str, where: str = "") -> str:
    """SQL for the number of the last row of the table that the column names."""
    table = kind.removeprefix("row of ")
    keys = {"claims_publication": "number", "sources_transcript": "snapshot_id"}
    key = keys.get(table, "id")
    return f"(SELECT max(o.{key}) FROM {table} o{where.format(key=key)})"


def mutations(value: Any, random: Random) -> Iterator[tuple[str, Any]]:
    """Each value of the body changed, each key left out, and one more in each object."""

    def paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        items = (
            node.items()
            if isinstance(node, dict)
            else enumerate(node)
            if isinstance(node, list)
            else ()
        )
        for key, child in items:
            yield (*path, key)
            yield from paths(child, (*path, key))

    def changed_at(path: tuple[Any, ...], change: Any) -> Any:
        made = copy.deepcopy(value)
        node = made
        for key in path[:-1]:
            node = node[key]
        change(node, path[-1])
        return made

    def other(node: Any, key: Any) -> None:
        old = node[key]
        node[key] = (
            not old if isinstance(old, bool)
            else old + 1 if isinstance(old, int)
            else f"{old}x" if isinstance(old, str)
            else "x" if old is None
            else [*old, old[0] if old else {"x": 1}] if isinstance(old, list)
            else {**old, "more": 1}
        )  # fmt: skip

    def remove(node: Any, key: Any) -> None:
        del node[key]

    for path in list(paths(value)):
        name = "/".join(map(str, path))
        yield f"{name} changed", changed_at(path, other)
        yield f"{name} left out", changed_at(path, remove)
    yield "a key more", {**value, "more": "x"}


def lies(true: dict[str, Any]) -> dict[str, Any]:
    """Bodies beside the true one."""
    appearance = true["appearances"][0] if true.get("appearances") else {}
    quote = {**appearance["quotes"][0], "exact": "We have built 200 bridges"} if appearance else {}
    relation = {
        "claim": 1,
        "relation": "contradicts",
        "direction": "both",
        "rationale": "Made up.",
        "scope": "",
    }
    return {
        "other words": {**true, "text": "200 bridges were built."},
        "another quote": {**true, "appearances": [{**appearance, "quotes": [quote]}]},
        "another source": {
            **true,
            "appearances": [{**appearance, "source": {"id": 1, "title": "Made up"}}],
        },
        "another verb": {**true, "appearances": [{**appearance, "verb": "swore"}]},
        "no appearance": {**true, "appearances": []},
        "another status": {**true, "status": "refuted"},
        "another answer": {**true, "attribution": "confirmed"},
        "another speaker": {**true, "speaker": {**true.get("speaker", {}), "name": "Nobody"}},
        "a description for a name": {
            **true,
            "speaker": {
                "id": None,
                "kind": "person",
                "name": None,
                "description": "",
                "role": None,
            },
        },
        "another day": {**true, "said_on": {"from": None, "to": None, "basis": "x", "note": ""}},
        "no evidence": {**true, "evidence": [], "x": 1},
        "another rationale": {**true, "rationale": "Just so."},
        "a relation that is not signed": {**true, "relations": [relation]},
        "other signers": {**true, "signed": {"by": ["Nobody"], "four_eyes": True}},
        "a reason made up": {**true, "reason": "Just so."},
        "one key more": {**true, "extra": 1},
        "in other characters": json.dumps(true),
        "nothing": {},
        "an array": [true],
        "a number": 1,
        "a key twice": json.dumps(true)[:-1] + ', "text": ' + json.dumps(true.get("text")) + "}",
    }


def publish(claim: str, event: str, body: Any, standing: str = "signed") -> Any:
    """Insert a publication; it succeeds if the row is there, and is not what the database would say."""

    def run(newsroom: Newsroom) -> str | None:
        number = newsroom.numbers[claim]
        text = body if isinstance(body, str) else json.dumps(body)
        round_ = newsroom.rows("SELECT (signed_round(%s)).id", number)[0][0]
        error = newsroom.sql((INSERT, [number, event, standing, text, round_]))
        return None if error else f"published as {event}"

    return run


@attack("kernel", "a publication with another body than was signed", guard=ANYTHING_PUBLISHED)
def forged_bodies(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """The claim waits to be published, so that the true body would be taken."""
    true = state.body_of(newsroom.owner, newsroom.numbers["due"])
    for name, lie in (*lies(true).items(), *mutations(true, random)):
        if lie != true:
            yield Attempt(name, publish("due", "signed", lie))
    text = json.dumps(true)
    for name, lie in {
        "twice": text + text,
        "a key twice, the second true": text.replace('{"', '{"text": "x", "', 1),
        "a number too large": text[:-1] + ', "x": 1e400}',
        "an escape for a letter of a key": text.replace('"text"', '"te\\u0078t"', 1)[:-1]
        + ', "more": 1}',
        "null": "null",
        "empty": "",
    }.items():
        yield Attempt(name, publish("due", "signed", lie))


@attack(
    "kernel",
    "a publication of what is not due: held, embargoed, unsigned, withdrawn, protected",
    guard=ANYTHING_PUBLISHED,
)
def not_due(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    events = (*EVENTS, "hidden", "taken_down", "restored")
    for claim in ("unreviewed", "in_review", "proposed", "signed", "reopened", "held", "withdrawn",
                  "embargoed", "down", "protected", "refuted"):  # fmt: skip
        number = newsroom.numbers[claim]
        body = state.body_of(newsroom.owner, number)
        round_ = newsroom.rows(
            "SELECT body FROM claims_round WHERE claim_id = %s ORDER BY id DESC", number
        )
        old = newsroom.rows("SELECT body FROM claims_publication WHERE claim_id = %s", number)
        bodies = [body] if body else []
        bodies += [json.loads(text) for (text,) in (*round_[:1], *old[:1])]
        for event in events:
            for standing in ("signed", "under_review", "withdrawn", "hidden"):
                for at, each in enumerate(bodies):
                    yield Attempt(
                        f"{claim} {event} {standing} {at}", publish(claim, event, each, standing)
                    )


@attack(
    "kernel", "numbers, dates and hashes of publications, given by hand", guard=ANYTHING_PUBLISHED
)
def numbered(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """What the trigger sets counts, whatever was given: the chain is judged afterwards."""
    claim = newsroom.numbers["due"]
    true = json.dumps(state.body_of(newsroom.owner, claim))
    round_ = newsroom.rows("SELECT (signed_round(%s)).id", claim)[0][0]
    for column, kind in columns(newsroom, "claims_publication"):
        if column in ("claim_id", "event", "standing", "body", "round_id"):
            continue
        given = {
            "bigint": ("1", "-1", "999999"), "boolean": ("true",), "text": ("'x'", "NULL"),
            "character varying": ("'x'", "NULL"),
        }.get(kind) or (
            ("'2020-01-01'",) if kind[:4] in ("date", "time")
            else (last_row(kind),) if kind.startswith("row of ") else (another(column, kind),)
        )  # fmt: skip
        for value in given:

            def run(newsroom: Newsroom, column: str = column, value: str = value) -> None:
                newsroom.sql(
                    (
                        (
                            f'INSERT INTO claims_publication (claim_id, event, standing, body, round_id, "{column}")'
                            f" VALUES (%s, 'signed', 'signed', %s, %s, {value})"
                        ),
                        [claim, true, round_],
                    )
                )

            yield Attempt(f"{column} {value}", run, frozenset({"publication", "withheld"}))


@attack(
    "kernel",
    "holds, embargoes, takedowns and protections lifted",
    guard=unguarded("claims_hold", "claims_claim", "sources_takedown", "sources_speaker"),
)
def lifted(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    for statement in (
        "UPDATE claims_hold SET lifted_at = now()",
        "DELETE FROM claims_hold",
        "UPDATE claims_hold SET kind = 'safety'",
        f"UPDATE claims_hold SET claim_id = {n['embargoed']}",
        *(
            f"UPDATE claims_hold SET lifted_at = now(), lifted_by_approval_id = {approval}"
            for approval in (n["hold approval"], n["role approval"], 999)
        ),
        *(
            f"UPDATE claims_claim SET embargo_until = {value} WHERE id = {n['embargoed']}"
            for value in ("NULL", "now()", "now() - interval '1 hour'", "'-infinity'", "'epoch'")
        ),
        f"UPDATE claims_claim SET embargo_until = NULL, id = id WHERE id = {n['embargoed']}",
        "DELETE FROM sources_takedown",
        "UPDATE sources_takedown SET lifted_at = now()",
        f"UPDATE sources_takedown SET snapshot_id = {n['snapshot']}",
        *(
            f"UPDATE sources_speaker SET {change} WHERE id = {n['protected speaker']}"
            for change in ("protected = false", f"name = '{PROTECTED}', protected = false",
                           "name = 'Somebody', protected = false")
        ),
        f"DELETE FROM sources_speaker WHERE id = {n['protected speaker']}",
        f"UPDATE claims_claim SET speaker_id = {n['speaker']} WHERE id = {n['protected']}",
        (f"INSERT INTO sources_speakermerge (merged_id, into_id, reason, merged_by_id, merged_at) VALUES"
        f" ({n['protected speaker']}, {n['speaker']}, 'x', {n['senior']}, now())"),
        "UPDATE claims_publication SET withheld = false",
        "UPDATE claims_publication SET salt = 'x'",
        "SELECT withhold(ARRAY[1]::bigint[])",
    ):  # fmt: skip
        yield Attempt(statement, changed(statement))
    for person in newsroom.names:
        decide = (
            f"UPDATE newsroom_approval SET outcome = 'done', decided_by_id = {person}, decided_at = now()"
            f" WHERE id = {n['hold approval']}"
        )
        lift = (
            "UPDATE claims_hold SET lifted_at = now(),"
            f" lifted_by_approval_id = {n['hold approval']}"
        )
        yield Attempt(f"approved and lifted by {person}", changed(decide, lift))
        yield Attempt(f"approved by {person}", changed(decide))


@attack("kernel", "a protected name put into other people's claims", guard=ANYTHING_PUBLISHED)
def protected_names(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """Then published; whether an outsider's body has the name is what counts."""
    first, last = PROTECTED.split()

    def attempt(table: str, column: str, where: str, name: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            newsroom.sql(
                f"UPDATE {table} SET {column} = '{name} was there' WHERE {where}",
                f"SELECT public_body({newsroom.numbers['in_review']})",
            )
            found = newsroom.rows(
                "SELECT number FROM claims_publication WHERE NOT withheld AND shown_until IS NULL"
                " AND body ILIKE %s",
                f"%{name}%",
            )
            return f"publication {found} has the name" if found else None

        return run

    claim = newsroom.numbers["due"]
    true = state.body_of(newsroom.owner, claim)
    for name in (
        PROTECTED,
        PROTECTED.upper(),
        PROTECTED.replace(" ", "  "),
        f"{last}, {first}",
        last,
    ):
        for table, column, where in (
            ("claims_claim", "text", f"id = {newsroom.numbers['in_review']}"),
            ("claims_claim", "text", f"id = {claim}"),
            ("claims_review", "rationale", f"claim_id = {claim}"),
            ("claims_evidence", "description", f"claim_id = {claim}"),
            ("sources_source", "title", "true"),
            ("sources_source", "byline", "true"),
            ("sources_publisher", "name", "id = (SELECT min(id) FROM sources_publisher)"),
            ("sources_speaker", "description", "true"),
        ):
            yield Attempt(f"{name} in {table}.{column}", attempt(table, column, where, name))
        for key in ("text", "rationale"):
            yield Attempt(
                f"{name} in the body's {key}", publish("due", "signed", {**true, key: name})
            )


@attack(
    "kernel",
    "a withheld body guessed from its hash",
    guard=(
        "ALTER TABLE claims_publication DISABLE TRIGGER USER; UPDATE claims_publication SET"
        " body_sha256 = encode(sha256(convert_to(chr(10) || body, 'UTF8')), 'hex') WHERE withheld"
    ),
)
def guessed(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """The attacker knows all of the body but the name or a word; the hash is public, the salt is not."""
    rows = list(Publication.objects.filter(withheld=True))

    def attempt(row: Publication, guess: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            public = Publication.objects.values_list("body_sha256", flat=True).get(pk=row.pk)
            for salt in ("", "0" * 32, "null", row.sha256[:32]):
                for text in (f"{salt}\n{guess}", guess):
                    if hashlib.sha256(text.encode()).hexdigest() == public:
                        return "the hash confirms the body"
            return None

        return run

    for row in rows:
        yield Attempt(f"{row.number}: the body itself", attempt(row, row.body))
        for name in ("Ana", "Luis", "Rosa", PROTECTED.split()[0]):
            yield Attempt(
                f"{row.number}: with {name}", attempt(row, row.body.replace("bridges", name))
            )


def read_by_sql(query: str) -> Any:
    def run(newsroom: Newsroom) -> str | None:
        with newsroom.app(autocommit=True) as connection:
            try:
                found = connection.execute(query.encode()).fetchall()
            except psycopg.Error:
                return None
        return f"read {found[:1]}" if found else None

    return run


@attack(
    "kernel",
    "secrets read: keys of history, passwords of roles, digests as tokens",
    guard="GRANT SELECT ON newsroom_historykey TO {app}",
)
def secrets(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for query in (
        "SELECT * FROM newsroom_historykey",
        "SELECT inner_key FROM newsroom_historykey",
        "SELECT count(*) FROM newsroom_historykey",
        "TABLE newsroom_historykey",
        "SELECT h FROM newsroom_historykey h",
        "COPY newsroom_historykey TO STDOUT",
        "SELECT query_to_xml('SELECT * FROM newsroom_historykey', true, true, '')",
        "SELECT table_to_xml('newsroom_historykey', true, true, '')",
        "SELECT 1 WHERE database_to_xml(true, true, '')::text LIKE '%<inner_key>%'",
        "SELECT * FROM pg_stats WHERE tablename = 'newsroom_historykey'",
        "SELECT rolpassword FROM pg_authid",
        "SELECT * FROM pg_shadow",
        "SELECT pg_read_binary_file(pg_relation_filepath('newsroom_historykey'))",
        "SELECT * FROM django_admin_log",
        "EXPLAIN ANALYZE SELECT * FROM newsroom_historykey",
        "SELECT current_setting('data_directory')",
    ):
        yield Attempt(query, read_by_sql(query))
