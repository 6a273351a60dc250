"""SQL of the application's role at the very time of another transaction: what that one approved or stored, used here."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from newsroom import approvals
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.history import acting
from newsroom.models import Approval
from tests import database
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.sql_history import signed_by
from tests.attacks.sql_people import GRANT
from tests.attacks.sql_signed import copied

# Guards go by times, as before they went by the transaction.
BY_TIME = """
CREATE OR REPLACE FUNCTION changed_in_this_transaction(of_table text, of_row bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE of_table
    WHEN 'newsroom_approval' THEN EXISTS (SELECT FROM newsroom_approval WHERE id = of_row AND decided_at = now())
    WHEN 'sources_transcript' THEN EXISTS (SELECT FROM sources_transcript WHERE snapshot_id = of_row AND added_at = now())
    ELSE true END
$$
"""
# Table, key and column of the times that the guards once compared.
TIMES = (
    ("newsroom_approval", "id", "decided_at"),
    ("sources_transcript", "snapshot_id", "added_at"),
)
LIFTED = "lifted_at = now(), lifted_by_approval_id = {approval}"


def approved(newsroom: Newsroom, kind: ApprovalKind, subject: int, payload: dict[str, Any]) -> int:
    """By two people, in a transaction that has ended and changed nothing else."""
    by, second = newsroom.person("senior"), newsroom.person("senior2")
    with acting(by, "So."):
        waiting = Approval.objects.filter(kind=kind, subject_id=subject, outcome="open").first()
        made = waiting or approvals.create(kind, subject, by, "So.", **payload)
    with acting(second, "So."):
        approvals.decide(made.pk, second, ApprovalOutcome.DONE)
    return made.pk


def uses(newsroom: Newsroom) -> dict[str, str]:
    """What each approval would let its own transaction do; and what needs none."""
    n, kinds = newsroom.numbers, ApprovalKind
    speaker = "UPDATE sources_speaker SET {} WHERE id = {{subject}}"
    person = "UPDATE newsroom_user SET {} WHERE id = {{subject}}"
    namesake = (
        "INSERT INTO claims_namesake (claim_id, speaker_id, approval_id, recorded_by_id)"
        f" VALUES ({{}}, {{}}, {{}}, {n['senior']})"
    )
    listed: list[tuple[ApprovalKind, int, dict[str, Any], str]] = [
        (kinds.CHANGE_EMAIL, n["nobody"], {"email": "x@evil.example"}, person.format("email = 'x@evil.example'")),
        (kinds.MAKE_SUPERUSER, n["editor"], {}, person.format("is_superuser = true")),
        (kinds.REACTIVATE, n["gone"], {}, person.format("is_active = true")),
        (kinds.GRANT_ROLE, n["nobody"], {"role": "Editor"},
         GRANT.format("{subject}", "Editor", n["senior"], "{approval}")),
        (kinds.CHANGE_SPEAKER, n["speaker"], {}, speaker.format("name = 'Somebody Else'")),
        (kinds.UNPROTECT_SPEAKER, n["protected speaker"], {"description": ""},
         speaker.format("protected = false, description = ''")),
        (kinds.LIFT_HOLD, n["held"], {"kind": "legal"},
         f"UPDATE claims_hold SET {LIFTED} WHERE claim_id = {{subject}} AND kind = 'legal'"),
        (kinds.LIFT_TAKEDOWN, n["snapshot down"], {},
         f"UPDATE sources_takedown SET {LIFTED} WHERE snapshot_id = {{subject}}"),
        (kinds.ANOTHER_PERSON, n["signed"], {"speaker": n["protected speaker"]},
         namesake.format("{subject}", n["protected speaker"], "{approval}")),
        (kinds.ENROL_KEY, n["senior"], {"credential": "x", "public_key": "x"},
         copied(newsroom, "newsroom_signerkey", person_id="{subject}", credential="'x'", public_key="'x'",
                approval_id="{approval}")),
        (kinds.SUPPLEMENT, n["full"], {},
         copied(newsroom, "claims_relay", position=9).replace(" ORDER", " WHERE claim_id = {subject} ORDER")),
        (kinds.CORRECT, n["full"], {}, "UPDATE claims_claim SET text = text || ' Ever.' WHERE id = {subject}"),
        (kinds.ERASE_PERSON, n["speaker"], {"names": ["Somebody"], "legal_basis": "court", "files": []},
         "SELECT erasure_of_approval({approval}, gen_random_uuid(), repeat('0', 64), '')"),
    ]  # fmt: skip
    found: dict[str, str] = {}
    for kind, subject, payload, statement in listed:
        number = approved(newsroom, kind, subject, payload)
        found[str(kind)] = statement.format(subject=subject, approval=number)
    # In the text, between two captions.
    found["one caption more"] = (
        'INSERT INTO sources_cue (transcript_id, start_ms, end_ms, start, "end", speaker)'
        """ SELECT transcript_id, start_ms, end_ms, "end", "end" + 1, 'NUÑEZ' FROM sources_cue"""
        f" WHERE transcript_id = {n['transcript']} ORDER BY start LIMIT 1"
    )
    return found


@attack("kernel", "what another transaction of the same time approved or stored", guard=BY_TIME)
def equal_times(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(*statements: Any) -> Any:
        def run(newsroom: Newsroom) -> None:
            with newsroom.app() as other:
                (moment,) = other.execute("SELECT now()").fetchone() or (None,)
                with all_at(moment):
                    try:
                        for statement in statements:
                            text, *values = (
                                statement if isinstance(statement, tuple) else (statement,)
                            )
                            other.execute(text.encode(), *values)
                        other.commit()
                    except psycopg.Error as error:
                        newsroom.expect_refusal(error)
                        other.rollback()

        return run

    replayed = ("SELECT set_config('history.context', %s, true)", [signed_by(newsroom, "senior2")])
    for name, statement in uses(newsroom).items():
        parts = statement.split("; ")
        yield Attempt(name, attempt(*parts))
        yield Attempt(f"{name}, after a savepoint", attempt("SAVEPOINT a", *parts))
        yield Attempt(f"{name}, with a signature of before", attempt(replayed, *parts))


@contextmanager
def all_at(moment: Any) -> Iterator[None]:
    """Every decision and text is of this moment, inside: what an attacker reaches by trying often enough."""
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")  # no guard, no history
        before = {}
        for table, number, column in TIMES:
            names = [Identifier(name) for name in (number, column, table)]
            before[table] = owner.execute(SQL("SELECT {1}, {0} FROM {2}").format(*names)).fetchall()
            owner.execute(
                SQL("UPDATE {2} SET {1} = %s WHERE {1} IS NOT NULL").format(*names), [moment]
            )
        try:
            yield
        finally:
            for table, number, column in TIMES:
                names = [Identifier(name) for name in (number, column, table)]
                back = SQL("UPDATE {2} SET {1} = %s WHERE {0} = %s").format(*names)
                owner.cursor().executemany(back, before[table])
