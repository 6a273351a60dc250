"""SQL of the application's role against the history, and against who it says did something."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection

from newsroom.choices import Via
from newsroom.history import acting, through
from newsroom.history import signed as sign
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.sql_database import accepted, changed

# Whatever a transaction says of itself is believed, signed or not.
ANY_CONTEXT = """
CREATE OR REPLACE FUNCTION history_context() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(substring(current_setting('history.context', true) from '{{.*}}')::jsonb,
    '{{"actor_id": null, "actor": "", "via": "sql", "reason": ""}}')
$$
"""
TOPIC = "INSERT INTO claims_topic (name, slug) VALUES (gen_random_uuid(), gen_random_uuid())"
SIGNED = "SELECT current_setting('history.context', true)"


def signed_by(newsroom: Newsroom, name: str) -> str:
    """A context that the application signed for a transaction that has ended."""
    with through(Via.ADMIN), acting(newsroom.person(name), "So."), connection.cursor() as cursor:
        cursor.execute(SIGNED)
        return str(cursor.fetchone()[0])


def with_context(value: str, *statements: str, local: bool = True) -> Any:
    return changed(
        ("SELECT set_config('history.context', %s, %s)", [value, local]), *(statements or (TOPIC,))
    )


@attack(
    "kernel",
    "history changed, deleted or written by hand",
    guard="GRANT UPDATE, DELETE ON newsroom_event TO {app}",
)
def history(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    columns = [
        name
        for (name,) in newsroom.rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'newsroom_event'::regclass AND attnum > 0"
        )
    ]
    for column in columns:
        yield Attempt(
            f"UPDATE {column}", accepted(f'UPDATE newsroom_event SET "{column}" = DEFAULT')
        )
        yield Attempt(
            f"UPDATE {column} to itself",
            accepted(f'UPDATE newsroom_event SET "{column}" = "{column}"'),
        )
    for statement in (
        "DELETE FROM newsroom_event",
        "DELETE FROM ONLY newsroom_event WHERE id = (SELECT max(id) FROM newsroom_event)",
        "WITH gone AS (DELETE FROM newsroom_event RETURNING *) SELECT * FROM gone",
        "INSERT INTO newsroom_event SELECT * FROM newsroom_event ON CONFLICT DO NOTHING",
        "MERGE INTO newsroom_event USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
        "SELECT * FROM newsroom_event FOR UPDATE",
        "LOCK TABLE newsroom_event IN ACCESS EXCLUSIVE MODE",
        "SELECT setval(pg_get_serial_sequence('newsroom_event', 'id'), 1)",
        "SELECT nextval('newsroom_event_id_seq')",
        "ALTER SEQUENCE newsroom_event_id_seq RESTART",
        "SET CONSTRAINTS ALL DEFERRED; DELETE FROM newsroom_event",
        "SET pgtrigger.ignore = 'all'; DELETE FROM newsroom_event",
        "UPDATE newsroom_jobnote SET sentence = 'x'",
        "DELETE FROM newsroom_jobnote",
        "SELECT history_record()",
        "CALL track_history('claims_claim', without => '{text}')",
    ):
        yield Attempt(statement, accepted(statement))
    for person in newsroom.names:
        for action in ("insert", "update", "delete"):
            yield Attempt(
                f"INSERT {action} by {person}",
                accepted(
                    (
                        (
                            'INSERT INTO newsroom_event (at, transaction, "table", "row", action, new, about,'
                            " actor_id, actor, via, reason, database_role) VALUES (now(), 1, 'claims_claim',"
                            " '1', %s, '{}', '{}', %s, 'x', 'admin', '', 'x')"
                        ),
                        [action, person],
                    )
                ),
            )


@attack("kernel", "a forged context of history (actor, interface, reason)", guard=ANY_CONTEXT)
def forged(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    signed = signed_by(newsroom, "senior")
    mac, words = signed[:64], signed[64:]
    other = newsroom.numbers["senior2"]
    changes = [words.replace('"reason": "So."', f'"reason": "{n}"') for n in range(10)]
    changes += [words.replace('"via": "admin"', f'"via": "{via}"') for via in Via.values]
    changes += [
        words.replace(f'"actor_id": {newsroom.numbers["senior"]}', f'"actor_id": {number}')
        for number in (other, "null", '"1"', -1, 10**20, 1.5)
    ]
    keys = (b"", b"\0" * 64, b"x", settings.DATABASE_APPLICATION_ROLE.encode(), mac.encode())
    values = [mac + changed_words for changed_words in changes]
    values += [hmac.digest(key, words.encode(), "sha256").hex() + words for key in keys]
    values += [
        hashlib.sha256(words.encode()).hexdigest() + words,
        signed + " ",
        mac,
        words,
        "{}",
        "",
    ]
    values += [mac.upper() + words, "0" * 64 + words, mac[:63], "x" * 64 + "{", f"{mac} {words}"]
    values += ["".join(random.choices("0123456789abcdef", k=64)) + words for _ in range(40)]
    values += [
        signed[:at] + random.choice("0123456789abcdef{}") + signed[at + 1 :]
        for at in range(0, 64, 2)
    ]
    for value in values:
        yield Attempt(value[:100], with_context(value))
    for name in ("actor_id", "actor", "via", "reason", "transaction", "database_role"):
        for prefix in ("history", "pghistory", "newsroom"):
            yield Attempt(
                f"{prefix}.{name}",
                changed(f"SET {prefix}.{name} = '{newsroom.numbers['senior']}'", TOPIC),
            )


@attack("kernel", "a signed context of history used again", guard=ANY_CONTEXT)
def replayed(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    signed = {name: signed_by(newsroom, name) for name in ("reporter", "editor", "senior")}
    for name, value in signed.items():
        person = newsroom.numbers[name]
        for local in (True, False):
            for what, statements in {
                "a topic": (TOPIC,),
                "after a savepoint": ("SAVEPOINT a", TOPIC),
                "after a rollback": ("SAVEPOINT a", TOPIC, "ROLLBACK TO a", TOPIC),
                "a password": (f"UPDATE newsroom_user SET password = 'x' WHERE id = {person}",),
                "a second factor": (
                    (
                        "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
                        f" VALUES ({person}, 'totp', '{{}}', now())"
                    ),
                ),
                "a password link": (
                    "INSERT INTO newsroom_passwordlink SELECT * FROM newsroom_passwordlink",
                ),
                "a request": (
                    (
                        "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id,"
                        " outcome, answer) VALUES ('make_superuser', "
                        f"{newsroom.numbers['nobody']}, '{{}}', 'x', {person}, 'open', '')"
                    ),
                ),
                "a role": (
                    (
                        "INSERT INTO newsroom_role (person_id, role, granted_by_id)"
                        f" VALUES ({newsroom.numbers['nobody']}, 'Reporter', {person})"
                    ),
                ),
            }.items():
                yield Attempt(
                    f"{what} as {name}, local {local}",
                    with_context(value, *statements, local=local),
                )

    def while_it_is_valid(newsroom: Newsroom) -> str | None:
        """A session of the same role sees the statement of one at work, and uses its signature."""
        with acting(newsroom.person("senior"), "So."), newsroom.app() as other:
            other.execute(
                "SELECT set_config('history.context', substring(query from '[0-9a-f]{64}{.*}'), true)"
                " FROM pg_stat_activity WHERE query ~ '[0-9a-f]{64}' AND pid <> pg_backend_pid()"
            )
            other.execute(TOPIC)
            found = other.execute("SELECT history_context() ->> 'actor_id'").fetchone()
            other.commit()
        return None if found == (None,) else f"history names person {found}"

    for number in range(5):
        yield Attempt(f"one at work, {number}", while_it_is_valid)

    def read(newsroom: Newsroom) -> str | None:
        with acting(newsroom.person("senior"), "So."), newsroom.app() as other:
            found = other.execute(
                "SELECT query FROM pg_stat_activity"
                " WHERE query ~ '[0-9a-f]{64}{.*}' AND pid <> pg_backend_pid()"
            ).fetchall()
        return "another session reads a context" if found else None

    yield Attempt("one read from another session", read)


BY_NUMBER = """
CREATE OR REPLACE FUNCTION this_transaction() RETURNS text LANGUAGE sql STABLE
AS 'SELECT pg_current_xact_id_if_assigned()::text'
"""


@attack("kernel", "a signed context of a transaction that a restore undid", guard=BY_NUMBER)
def restores(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """After a restore transactions are counted from an earlier number on: it was signed for one of this number."""

    def attempt(name: str, then: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            words = json.loads(signed_by(newsroom, name)[64:])
            with newsroom.app() as other:
                (number,) = other.execute("SELECT pg_current_xact_id()::text").fetchone() or ("",)
                words["transaction"] = then.format(number)
                value = sign(words, settings.SECRET_KEY)
                other.execute("SELECT set_config('history.context', %s, true)", [value])
                other.execute(TOPIC)
                found = other.execute("SELECT history_context() ->> 'actor_id'").fetchone()
                other.commit()
            return None if found == (None,) else f"history names person {found}"

        return run

    for name in ("reporter", "editor", "senior", "superuser"):
        for then in ("{}", "{} 1700000000.000001 1700000000.000001", "{} 1700000000.000001", "{} "):
            yield Attempt(f"of {name}: {then}", attempt(name, then))


@attack(
    "kernel",
    "changes that leave no event of history",
    guard="ALTER TABLE claims_claim DISABLE TRIGGER history_update",
)
def unrecorded(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """Whether history played back gives the tables is judged after each that changes anything."""
    claim, other = newsroom.numbers["unreviewed"], newsroom.numbers["in_review"]
    for statement in (
        f"UPDATE claims_claim SET note = 'x' WHERE id = {claim}",
        f"UPDATE claims_claim SET id = 999 WHERE id = {claim}",
        f"UPDATE ONLY claims_claim SET note = 'x' WHERE id IN ({claim}, {other})",
        "WITH x AS (UPDATE claims_claim SET note = 'a' RETURNING id) UPDATE claims_claim SET priority = 2",
        f"MERGE INTO claims_claim USING (SELECT {claim} AS n) s ON id = n WHEN MATCHED THEN UPDATE SET note = 'x'",
        "INSERT INTO claims_topic (name, slug) VALUES ('a', 'a') ON CONFLICT DO NOTHING",
        (
            f"SAVEPOINT a; UPDATE claims_claim SET note = 'x' WHERE id = {claim}; ROLLBACK TO a;"
            f" UPDATE claims_claim SET note = 'y' WHERE id = {claim}"
        ),
        f"UPDATE claims_claim SET note = repeat('x', 5000) WHERE id = {claim}",
        f"DELETE FROM claims_quantity WHERE claim_id = {claim}",
        f"SET timezone = 'Asia/Tokyo'; UPDATE claims_claim SET note = 'x' WHERE id = {claim}",
        f"SET datestyle = 'German'; UPDATE claims_claim SET said_from = '2026-03-01' WHERE id = {claim}",
        f"SET extra_float_digits = -5; UPDATE claims_claim SET note = 'x' WHERE id = {claim}",
        f"SET bytea_output = 'escape'; UPDATE claims_claim SET note = 'x' WHERE id = {claim}",
        f"SET search_path = pg_catalog; UPDATE public.claims_claim SET note = 'x' WHERE id = {claim}",
        "SET constraint_exclusion = on; UPDATE claims_claim SET note = 'x'",
    ):
        yield Attempt(statement, changed(statement))


@attack(
    "kernel",
    "in the name of an active, entitled person, with the application's secrets",
    out_of_scope=True,
)
def with_the_secret(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """Somebody with the database role and SECRET_KEY does what the person may do."""

    def attempt(name: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            before = newsroom.rows("SELECT max(id) FROM newsroom_event")
            with acting(newsroom.person(name), "Forged."), connection.cursor() as cursor:
                cursor.execute(TOPIC)
            found = newsroom.rows(
                "SELECT actor_id FROM newsroom_event WHERE id > %s AND actor_id IS NOT NULL",
                before[0][0],
            )
            return "an event in somebody's name" if found else None

        return run

    for name in ("reporter", "editor", "senior", "senior2", "superuser"):
        yield Attempt(f"as {name}", attempt(name), frozenset({"event names"}))
