"""The history in partitions: they are made ahead, none is missing, and each is guarded as the whole."""

import importlib
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from claims.workflow import drafting
from factcheck import figures
from newsroom import event_partitions, privileges
from newsroom.models import Event
from newsroom.session_settings import give_to_function
from tests import database, factories, sql
from tests.history_replay import assert_history_equals_tables

Owner = psycopg.Connection[Any]

APPLICATION = settings.DATABASE_APPLICATION_ROLE
TOPIC = (
    "INSERT INTO claims_topic (name, slug) SELECT s, s FROM (SELECT gen_random_uuid()::text) n (s)"
)
# Each partition, where it ends, and its guard, indexes and rights of others than the owner.
PARTITIONS = """
SELECT c.relname, substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''(\\d+)')::bigint,
       ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid AND tgenabled = 'O' ORDER BY 1),
       (SELECT count(*) FROM pg_index i JOIN pg_inherits h ON h.inhrelid = i.indexrelid WHERE i.indrelid = c.oid),
       EXISTS (SELECT FROM aclexplode(c.relacl) WHERE grantee <> c.relowner)
  FROM pg_inherits p JOIN pg_class c ON c.oid = p.inhrelid
 WHERE p.inhparent = 'newsroom_event'::regclass ORDER BY 2
"""
SIZE = 20_000_000


@pytest.fixture
def owner(owner_connection: Owner) -> Iterator[Owner]:
    """The owner's connection in a transaction that is undone."""
    with owner_connection.transaction(force_rollback=True):
        yield owner_connection


def one(connection: Owner, statement: str, *values: Any) -> Any:
    (found,) = connection.execute(statement, values).fetchone() or (None,)
    return found


def ends(connection: Owner) -> list[int | None]:
    return [end for _, end, *_ in connection.execute(PARTITIONS)]


def number_events_from(connection: Owner, number: int) -> None:
    connection.execute(f"ALTER SEQUENCE newsroom_event_id_seq RESTART WITH {number}".encode())


def where_the_last_event_is(connection: Owner) -> str:
    return str(
        one(connection, "SELECT tableoid::regclass FROM newsroom_event ORDER BY id DESC LIMIT 1")
    )


def assert_whole(connection: Owner) -> None:
    """Every partition is guarded and has its indexes, and nobody else may use it by itself."""
    for name, _end, guards, indexes, given in connection.execute(PARTITIONS).fetchall():
        assert (guards, indexes, given) == (["history_is_append_only"], 3, False), name
    with connection.cursor() as cursor:
        assert list(privileges.excesses(cursor, APPLICATION)) == []


def test_a_database_has_three_empty_partitions_ahead_and_one_for_the_rest(owner: Owner) -> None:
    owner.execute(TOPIC)
    assert ends(owner) == [SIZE, 2 * SIZE, 3 * SIZE, 4 * SIZE, None]
    assert_whole(owner)
    assert where_the_last_event_is(owner) == f"newsroom_event_below_{SIZE}"


@pytest.mark.django_db
def test_where_they_are_there_none_is_made() -> None:
    assert event_partitions.make_ahead() == 0


def test_the_next_ones_are_made_as_events_come(owner: Owner) -> None:
    number_events_from(owner, 2 * SIZE - 1)
    for _ in range(2):
        owner.execute(TOPIC)
    assert where_the_last_event_is(owner) == f"newsroom_event_below_{3 * SIZE}"
    assert one(owner, "SELECT make_event_partitions()") == 2
    assert one(owner, "SELECT make_event_partitions()") == 0
    assert ends(owner) == [SIZE * number for number in range(1, 7)] + [None]
    assert_whole(owner)


def test_what_no_range_takes_is_kept_and_becomes_one(owner: Owner) -> None:
    """No change fails where nobody made partitions for long."""
    last = 5 * SIZE + 7
    number_events_from(owner, last)
    owner.execute(TOPIC)
    assert where_the_last_event_is(owner) == "newsroom_event_rest"
    assert one(owner, "SELECT events_fit_below() - max(id) FROM newsroom_event") < 0
    assert one(owner, "SELECT make_event_partitions()") == 4
    assert where_the_last_event_is(owner) == f"newsroom_event_below_{6 * SIZE}"
    assert ends(owner) == [SIZE * number for number in (1, 2, 3, 4, 6, 7, 8, 9)] + [None]
    assert one(owner, "SELECT count(*) FROM newsroom_event_rest") == 0
    assert_whole(owner)
    # And once more.
    number_events_from(owner, 20 * SIZE)
    owner.execute(TOPIC)
    assert one(owner, "SELECT make_event_partitions()") == 4
    assert where_the_last_event_is(owner) == f"newsroom_event_below_{21 * SIZE}"
    assert_whole(owner)


@pytest.mark.parametrize("where", [SIZE // 2, SIZE + 1, 5 * SIZE])
@pytest.mark.parametrize(
    "change", ["UPDATE newsroom_event SET actor = 'x'", "DELETE FROM newsroom_event"]
)
def test_no_event_can_be_changed_in_any_of_them(owner: Owner, where: int, change: str) -> None:
    number_events_from(owner, where)
    owner.execute(TOPIC)
    name = where_the_last_event_is(owner)
    for table in ("newsroom_event", name):
        with pytest.raises(psycopg.errors.CheckViolation) as caught, owner.transaction():
            owner.execute(
                f"{change.replace('newsroom_event', table)} WHERE id = %s".encode(), [where]
            )
        assert caught.value.diag.constraint_name == "history_is_append_only"


@pytest.fixture
def partitions_put_back(transactional_db: None, owner_connection: Owner) -> Iterator[None]:
    """What the test makes and commits is gone after it."""
    before = {name for name, *_ in owner_connection.execute(PARTITIONS).fetchall()}
    yield
    database.empty()
    for name, *_ in owner_connection.execute(PARTITIONS).fetchall():
        if name not in before:
            owner_connection.execute(f"DROP TABLE {name}".encode())


def test_the_applications_role_makes_them_and_a_history_goes_on_over_their_ends(
    partitions_put_back: None, owner_connection: Owner
) -> None:
    claim = factories.claim(by := factories.editor())
    owner_connection.execute("SELECT setval('newsroom_event_id_seq', %s)", [SIZE - 3])
    for number in range(4):
        drafting.edit_claim(claim.pk, by, text=f"{number + 160} bridges were built.")
    numbers = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert numbers[0] < SIZE < numbers[-1]
    assert_history_equals_tables(connection)
    assert event_partitions.make_ahead() == 1
    assert figures.read().history_room == 5 * SIZE - numbers[-1]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.connect("default") as other:
        other.execute(f"SELECT FROM newsroom_event_below_{5 * SIZE}".encode())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM {}",
        "SELECT id FROM {}",
        "INSERT INTO {} SELECT * FROM newsroom_event",
        "UPDATE {} SET reason = ''",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "LOCK TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER history_is_append_only",
        "ALTER TABLE newsroom_event DETACH PARTITION {}",
        "ALTER TABLE newsroom_event ATTACH PARTITION claims_topic FOR VALUES FROM (1000000000) TO (2000000000)",
        "CREATE TABLE attack PARTITION OF newsroom_event FOR VALUES FROM (1000000000) TO (2000000000)",
        "SELECT events_per_partition()",
    ],
)
def test_the_applications_role_may_do_nothing_with_one_of_them(statement: str) -> None:
    names = sql.run(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'newsroom_event'::regclass"
    )
    assert len(names) == 5
    for (name,) in names:
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            refused_alone(statement.format(name))


def refused_alone(statement: str) -> None:
    with database.connect("default") as alone:
        alone.execute(statement.encode())


# The way there


# The history as one table again, with its rows.
AS_IT_WAS = """
CREATE TABLE plain (LIKE newsroom_event INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY);
INSERT INTO plain SELECT * FROM newsroom_event;
DROP TABLE newsroom_event CASCADE;
ALTER TABLE plain RENAME TO newsroom_event;
ALTER TABLE newsroom_event ADD CONSTRAINT newsroom_event_pkey PRIMARY KEY (id);
ALTER TABLE newsroom_event ALTER id ADD GENERATED BY DEFAULT AS IDENTITY;
CREATE INDEX event_by_row ON newsroom_event ("table", "row");
CREATE INDEX event_about ON newsroom_event USING gin (about);
CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE ON newsroom_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change('history_is_append_only', 'History can''t be changed or deleted.');
SELECT setval('newsroom_event_id_seq', 12345678)
"""
OF_EVENTS = """
SELECT proname::text, proacl::text FROM pg_proc
 WHERE 'newsroom_event'::regtype = ANY (proargtypes::oid[]) ORDER BY 1
"""


def statement_of(module: str, name: str) -> bytes:
    return bytes(getattr(importlib.import_module(f"newsroom.migrations.{module}"), name).encode())


@pytest.fixture
def as_it_was(owner: Owner) -> Owner:
    owner.execute(TOPIC)
    owner.execute(AS_IT_WAS)
    authors = (settings.BASE_DIR / "claims/sql/authors.sql").read_text()
    owner.execute("SET LOCAL check_function_bodies = off")
    owner.execute(authors.encode())
    owner.execute(f'GRANT SELECT ON newsroom_event TO "{APPLICATION}"'.encode())
    owner.execute(f'GRANT SELECT (id, at) ON newsroom_event TO "{APPLICATION}"'.encode())
    owner.execute(
        f'GRANT EXECUTE ON FUNCTION only_copies, changes_any, requester_of TO "{APPLICATION}"'.encode()
    )
    with owner.cursor() as cursor:
        for each in privileges.functions(cursor, APPLICATION):
            if each.lacks_settings:
                give_to_function(cursor, each.function)
    return owner


def partition(owner: Owner) -> None:
    owner.execute(statement_of("0036_event_range", "RANGE"))
    owner.execute("ALTER TABLE newsroom_event VALIDATE CONSTRAINT event_in_first_range")
    owner.execute(statement_of("0038_partition_events", "PARTITION"))
    owner.execute(statement_of("0039_empty_event_partitions", "AHEAD"))


def test_a_table_with_events_becomes_the_first_partition(as_it_was: Owner) -> None:
    owner = as_it_was
    events = owner.execute("SELECT * FROM newsroom_event ORDER BY id").fetchall()
    file = one(owner, "SELECT pg_relation_filenode('newsroom_event')")
    functions = owner.execute(OF_EVENTS).fetchall()
    assert len(functions) == 3
    partition(owner)
    assert owner.execute("SELECT * FROM newsroom_event ORDER BY id").fetchall() == events
    # The same file: no row was written again.
    assert one(owner, f"SELECT pg_relation_filenode('newsroom_event_below_{2 * SIZE}')") == file
    assert ends(owner) == [2 * SIZE, 3 * SIZE, 4 * SIZE, None]
    assert_whole(owner)
    # Rights and functions are as they were.
    assert owner.execute(OF_EVENTS).fetchall() == functions
    for column, may in (("id", True), ("actor", True)):
        assert (
            one(
                owner,
                "SELECT has_column_privilege(%s, 'newsroom_event', %s, 'SELECT')",
                APPLICATION,
                column,
            )
            is may
        )
    assert one(owner, "SELECT count(*) FROM newsroom_event e WHERE changes_any(e, '{name}')") > 0
    # Numbers go on.
    owner.execute(TOPIC)
    assert one(owner, "SELECT max(id) FROM newsroom_event") == 12_345_679


def test_a_view_would_go_on_reading_the_first_partition_so_it_has_to_go(as_it_was: Owner) -> None:
    as_it_was.execute("CREATE VIEW of_mine AS SELECT id FROM newsroom_event")
    with pytest.raises(
        psycopg.errors.RaiseException, match="these views would miss new events: of_mine"
    ):
        partition(as_it_was)


@pytest.mark.parametrize(
    ("last", "end"), [(1, 1), (SIZE // 2 - 1, 1), (SIZE // 2, 2), (SIZE, 2), (7 * SIZE, 8)]
)
def test_the_first_range_ends_far_ahead(as_it_was: Owner, last: int, end: int) -> None:
    as_it_was.execute("SELECT setval('newsroom_event_id_seq', %s)", [last])
    partition(as_it_was)
    assert ends(as_it_was)[0] == end * SIZE


@pytest.fixture
def migrated_again(partitions_put_back: None) -> Iterator[None]:
    """Also the rights of roles."""
    yield
    call_command("migrate", verbosity=0, interactive=False)


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_session_that_knew_the_table_before_finds_the_new_one(
    migrated_again: None, owner_connection: Owner
) -> None:
    """Its plans are kept, also those of functions: the next ones are made for the new table."""
    factories.signed_claim()
    last = Event.objects.latest("pk").pk
    with owner_connection.transaction():
        owner_connection.execute(AS_IT_WAS)
        owner_connection.execute("SELECT setval('newsroom_event_id_seq', %s)", [last])
        authors = (settings.BASE_DIR / "claims/sql/authors.sql").read_text()
        owner_connection.execute(("SET LOCAL check_function_bodies = off;" + authors).encode())
        owner_connection.execute(f'GRANT SELECT ON newsroom_event TO "{APPLICATION}"'.encode())
        owner_connection.execute(
            f"REVOKE ALL ON FUNCTION only_copies, changes_any, requester_of FROM PUBLIC;"
            f'GRANT EXECUTE ON FUNCTION only_copies, changes_any, requester_of TO "{APPLICATION}"'.encode()
        )
    factories.signed_claim()
    with owner_connection.transaction():
        partition(owner_connection)
    signed = factories.signed_claim()
    assert Event.objects.of(signed).filter(new__status="verified").exists()
    assert_history_equals_tables(connection)
