"""The functions and triggers of the database are those of the files, whatever became of them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from newsroom import sql_loading
from newsroom.sql_files import definitions

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# All that no extension and no package of others brought, with who may call it.
CATALOGUE = r"""
SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proacl::text, pg_get_userbyid(p.proowner)
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.proname NOT LIKE 'procrastinate\_%'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
 UNION ALL
SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text, t.tgrelid::regclass::text
  FROM pg_trigger t WHERE NOT t.tgisinternal
"""
STRAY = """
CREATE FUNCTION stray() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER stray BEFORE INSERT ON claims_topic FOR EACH ROW EXECUTE FUNCTION stray();
CREATE TRIGGER stray BEFORE INSERT ON claims_claim FOR EACH ROW EXECUTE FUNCTION stray();
ALTER TABLE claims_claim DISABLE TRIGGER claim_guard;
DROP TRIGGER history_update ON claims_topic;
DROP FUNCTION is_editable(text);
CREATE FUNCTION is_editable(of_status text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION is_senior(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
"""


@pytest.fixture
def cursor() -> Iterator[Any]:
    with connections["owner"].cursor() as cursor:
        yield cursor


def catalogue(cursor: Any) -> set[tuple[str, ...]]:
    cursor.execute(CATALOGUE)
    return set(cursor.fetchall())


def with_other_bodies(cursor: Any) -> list[str]:
    cursor.execute("SET LOCAL check_function_bodies = off")
    cursor.execute(sql_loading.PRESENT)
    rows = [sql_loading.Present(*row) for row in cursor.fetchall()]
    changed = [each for each in rows if not each.of_table]
    for each in changed:
        other = re.sub(
            r"AS \$(function|procedure)\$", r"\g<0>\n-- Another body.\n", each.definition, count=1
        )
        assert other != each.definition
        cursor.execute(other)
    return [each.key for each in changed]


def files_of(cursor: Any, *indexes: str) -> list[int]:
    cursor.execute(
        "SELECT relfilenode FROM pg_class JOIN unnest(%s::text[]) WITH ORDINALITY n (name, place)"
        " ON name = relname ORDER BY place",
        [list(indexes)],
    )
    return [number for (number,) in cursor.fetchall()]


def test_a_migrated_database_holds_what_the_files_define_and_nothing_else(cursor: Any) -> None:
    assert list(sql_loading.differences(cursor)) == []
    with connections["default"].cursor() as application:
        assert list(sql_loading.differences(application)) == []


def test_what_differs_is_named(cursor: Any) -> None:
    cursor.execute(STRAY)
    assert set(sql_loading.differences(cursor)) == {
        "The function stray is in no file.",
        "A trigger of claims_claim is not as its file has it.",
        "The trigger claim_guard of claims_claim is not as its file has it.",
        "A trigger of claims_topic is not as its file has it.",
        "The function is_editable is not as its file has it.",
        "The function is_senior is not as its file has it.",
    }


def test_loading_makes_a_changed_database_a_fresh_one(cursor: Any) -> None:
    fresh = catalogue(cursor)
    assert set(with_other_bodies(cursor)) == {
        key for key, each in definitions().items() if not each.table
    }
    cursor.execute(STRAY)
    assert not fresh & {
        row for row in catalogue(cursor) if row[3] == cursor.db.settings_dict["USER"]
    }
    sql_loading.load("owner")
    assert catalogue(cursor) == fresh
    assert list(sql_loading.differences(cursor)) == []
    cursor.execute(
        "SELECT has_function_privilege(%s, 'is_editable(text)', 'EXECUTE')",
        [settings.DATABASE_APPLICATION_ROLE],
    )
    assert cursor.fetchone() == (True,)


def test_indexes_that_call_a_changed_function_are_built_again(cursor: Any) -> None:
    """Also those that call it through another: look_alike_key calls fold."""
    indexes = "role_by_title", "topic_looks_like_no_other", "claims_by_pairs"
    before = files_of(cursor, *indexes)
    cursor.execute(
        "CREATE OR REPLACE FUNCTION fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT"
        " PARALLEL SAFE AS 'SELECT words'"
    )
    sql_loading.load("owner")
    after = files_of(cursor, *indexes)
    assert [one != other for one, other in zip(before, after, strict=True)] == [True, True, False]


def test_what_is_as_its_file_stays_untouched(cursor: Any) -> None:
    cursor.execute(
        "SELECT pg_current_xact_id()"
    )  # a change of any row of the catalogue would have this number
    sql_loading.load("owner")
    cursor.execute("SELECT count(*) FROM pg_proc WHERE xmin = pg_current_xact_id()::xid")
    assert cursor.fetchone() == (0,)


def test_before_the_migrations_only_what_is_missing_is_made(cursor: Any) -> None:
    cursor.execute(
        "DROP FUNCTION letter_went_out, may_be_shown;"
        " CREATE OR REPLACE FUNCTION is_senior(person bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'"
    )
    sql_loading.make_missing("owner")
    cursor.execute(
        "SELECT to_regproc('letter_went_out') IS NOT NULL, to_regproc('may_be_shown') IS NOT NULL,"
        " (SELECT prosrc FROM pg_proc WHERE proname = 'is_senior')"
    )
    assert cursor.fetchone() == (True, True, "SELECT true")
