"""Guards see what others have just committed, and nobody waits for the chain without end."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import IsolationLevel
from psycopg.errors import CheckViolation

from claims.models import Claim
from claims.publication import point_in_time
from claims.workflow import approvals, review
from newsroom.errors import Refused
from tests import factories, sql
from tests.as_owner import end_embargo
from tests.claims.publication.test_embargoes import signed_under_an_embargo
from tests.claims.published import hold

pytestmark = pytest.mark.django_db(transaction=True)

Connect = Callable[..., psycopg.Connection[Any]]

PUBLISH = "INSERT INTO claims_publication (claim_id, event) VALUES (%(claim)s, 'signed')"
HOLD = (
    "INSERT INTO claims_hold (claim_id, kind, reason, set_by_id, set_at)"
    " VALUES (%s, 'legal', 'A letter came.', %s, now())"
)
OTHERS = [
    IsolationLevel.REPEATABLE_READ,
    IsolationLevel.SERIALIZABLE,
    IsolationLevel.READ_UNCOMMITTED,
]


@pytest.fixture
def due() -> Claim:
    """Signed, its embargo has ended, nobody has published it yet."""
    claim = signed_under_an_embargo()
    end_embargo(claim)
    return claim


def publications(claim: Claim) -> int:
    ((number,),) = sql.run("SELECT count(*) FROM claims_publication WHERE claim_id = %s", claim.pk)
    return int(number)


@pytest.mark.parametrize(
    "level", [IsolationLevel.READ_COMMITTED, *OTHERS], ids=lambda level: level.name
)
def test_a_hold_that_came_in_between_keeps_a_claim_from_being_published(
    app_connection: Connect, due: Claim, level: IsolationLevel
) -> None:
    person = factories.reporter()
    publisher = app_connection()
    publisher.isolation_level = level
    publisher.execute("SELECT count(*) FROM claims_hold")
    sql.run(HOLD, due.pk, person.pk)
    if level == IsolationLevel.READ_COMMITTED:
        publisher.execute(PUBLISH, {"claim": due.pk})
        publisher.commit()
    else:
        with pytest.raises(CheckViolation) as refused:
            publisher.execute(PUBLISH, {"claim": due.pk})
        publisher.rollback()
        assert refused.value.diag.constraint_name == "guards_read_what_is_committed"
        sentence = str(refused.value.diag.message_primary)
        assert level.name.replace("_", " ") in sentence
        assert "READ COMMITTED" in sentence
    assert publications(due) == 0


CHANGES = {
    "a claim": "UPDATE claims_claim SET note = 'x' WHERE id = {claim}",
    "a new claim": (
        "INSERT INTO claims_claim (text, speaker_id, nature, said_basis, said_note, language, note, status,"
        " attribution, withdrawn_reason, withdrawn_wording, revision, added_by_id)"
        " SELECT 'x', speaker_id, '', 'unknown', '', 'en', '', 'unreviewed', '', '', false, 1, added_by_id"
        " FROM claims_claim WHERE id = {claim}"
    ),
    "its parts": (
        "INSERT INTO claims_quantity (claim_id, low, high, unit, bound, qualifier, counted)"
        " VALUES ({claim}, 1, 1, 'x', 'exactly', '', '')"
    ),
    "its review": "UPDATE claims_review SET rationale = 'x' WHERE claim_id = {claim}",
    "its round": "UPDATE claims_round SET reason = 'x' WHERE claim_id = {claim}",
    "a hold": (
        "INSERT INTO claims_hold (claim_id, kind, reason, set_by_id, set_at)"
        " SELECT id, 'legal', 'x', added_by_id, now() FROM claims_claim WHERE id = {claim}"
    ),
    "a takedown": (
        "INSERT INTO sources_takedown (snapshot_id, reason, set_by_id, set_at)"
        " SELECT a.snapshot_id, 'x', c.added_by_id, now() FROM claims_appearance a"
        " JOIN claims_claim c ON c.id = a.claim_id WHERE c.id = {claim}"
    ),
    "its speaker": (
        "UPDATE sources_speaker SET name = 'x' WHERE id ="
        " (SELECT speaker_id FROM claims_claim WHERE id = {claim})"
    ),
    "an approval": (
        "UPDATE newsroom_approval SET outcome = 'declined', decided_at = now(), decided_by_id = requested_by_id"
    ),
}


@pytest.mark.parametrize("level", OTHERS, ids=lambda level: level.name)
def test_no_guard_works_at_another_level(
    app_connection: Connect, due: Claim, level: IsolationLevel
) -> None:
    hold(due)
    approvals.request_hold_lift(due.pk, factories.editor(), "legal", "It was answered.")
    connection = app_connection()
    connection.isolation_level = level
    for what, statement in CHANGES.items():
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(statement.format(claim=due.pk).encode())
        assert refused.value.diag.constraint_name == "guards_read_what_is_committed", what
        connection.rollback()


# Waiting for the chain


@pytest.fixture
def soon(owner_connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Nobody waits longer than a moment."""
    functions = ("lock_publication_chain", "wait_for_publication_chain", "lock_protected_names")
    for function in functions:
        owner_connection.execute(f"ALTER FUNCTION {function} SET lock_timeout = '100ms'".encode())
    yield
    for function in functions:
        owner_connection.execute(f"ALTER FUNCTION {function} SET lock_timeout = '20s'".encode())


@pytest.fixture
def holder(app_connection: Connect) -> psycopg.Connection[Any]:
    """Somebody else, who adds to the chain and does not finish."""
    other = app_connection()
    other.execute("SELECT pg_advisory_xact_lock(publication_chain_key())")
    return other


def test_who_waits_too_long_for_the_chain_reads_who_holds_it(
    soon: None, holder: psycopg.Connection[Any]
) -> None:
    claim = factories.proposed_claim()
    version, signer = factories.version_of(claim), factories.senior()
    with pytest.raises(Refused) as refused:
        review.sign(claim.pk, signer, version)
    assert refused.value.rule == "publication_chain_is_free"
    process, role = holder.info.backend_pid, holder.info.user
    assert f"held by process {process} of the database role {role}" in refused.value.sentence
    assert "more than 100ms" in refused.value.sentence
    assert publications(claim) == 0
    holder.rollback()
    review.sign(claim.pk, signer, version)
    assert publications(claim) == 1


def test_so_does_who_reads_the_present_as_a_past_day(
    soon: None, holder: psycopg.Connection[Any]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_char(now(), 'YYYY-MM-DD\"T\"HH24:MI:SS') || 'Z'")
        (instant,) = cursor.fetchone()
    with pytest.raises(Refused) as refused:
        point_in_time.read(instant)
    assert refused.value.rule == "publication_chain_is_free"
    # Of the same role's sessions PostgreSQL shows more.
    assert f"held by process {holder.info.backend_pid}" in refused.value.sentence
    assert " UTC. Try again" in refused.value.sentence
    holder.rollback()
    point_in_time.read(instant)


def test_a_refused_wait_leaves_no_lock_and_no_timeout_behind(
    soon: None, holder: psycopg.Connection[Any]
) -> None:
    with transaction.atomic():
        before = sql.run("SHOW lock_timeout")
        with sql.broken("publication_chain_is_free"):
            sql.run("SELECT wait_for_publication_chain()")
        holder.rollback()
        sql.run("SELECT wait_for_publication_chain()")
        assert sql.run("SHOW lock_timeout") == before
        assert sql.run(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        ) == [(0,)]


def test_who_publishes_beside_a_long_protection_reads_who_protects(
    soon: None, app_connection: Connect
) -> None:
    claim = factories.proposed_claim()
    version, signer = factories.version_of(claim), factories.senior()
    holder = app_connection()
    holder.execute("SELECT lock_protected_names(true)")
    with pytest.raises(Refused) as refused:
        review.sign(claim.pk, signer, version)
    assert refused.value.rule == "protected_names_are_free"
    assert f"by process {holder.info.backend_pid} of the" in refused.value.sentence
    assert publications(claim) == 0
    holder.rollback()
    # Who publishes does not keep others from publishing.
    holder.execute("SELECT lock_protected_names(false)")
    review.sign(claim.pk, signer, version)
    assert publications(claim) == 1
