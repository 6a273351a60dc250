"""Settings that a role may change for itself: guards, connections and changes don't take them over."""

from typing import Any

import psycopg
import pytest
from django.db import connection

from newsroom import privileges, session_settings
from newsroom.errors import Refused
from newsroom.history import acting
from tests import database, factories, sql

pytestmark = pytest.mark.django_db(transaction=True)
OTHERS = {
    "gin_fuzzy_search_limit": "1",
    "standard_conforming_strings": "off",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "quote_all_identifiers": "on",
    "bytea_output": "escape",
    "extra_float_digits": "-5",
    "IntervalStyle": "iso_8601",
}


def test_each_has_another_value_here() -> None:
    assert OTHERS.keys() == session_settings.OF_CONNECTIONS.keys()


@pytest.mark.parametrize(("name", "value"), OTHERS.items())
def test_a_new_connection_has_them_whatever_the_role_says(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", f"-c {name}={value}")
    connection.close()
    try:
        assert sql.run(f"SHOW {name}") == [(session_settings.OF_CONNECTIONS[name],)]
        assert connection.get_autocommit()
    finally:
        connection.close()


@pytest.mark.parametrize(("name", "value"), OTHERS.items())
def test_a_change_is_refused_where_they_differ(name: str, value: str) -> None:
    """As a pooler may give a connection that did not get them."""
    senior = factories.senior()
    try:
        sql.run(f"SET {name} = '{value}'")
        with pytest.raises(Refused) as caught, acting(senior):
            pass
    finally:
        connection.close()
    assert caught.value.rule == "settings_differ"
    assert name in caught.value.sentence


def test_the_authors_of_a_proposal_are_all_found(owner_connection: psycopg.Connection[Any]) -> None:
    """By an index that such a setting lets miss rows."""
    factories.proposed_claim(factories.editor())
    owner_connection.execute("VACUUM ANALYZE newsroom_event")
    query = "SELECT authors_of(v, r.body::jsonb) FROM claims_round r JOIN claims_review v ON v.id = r.review_id"
    found = sql.run(query)
    assert found[0][0]
    with database.connect("default") as raw:
        raw.execute("SET gin_fuzzy_search_limit = 1; SET enable_seqscan = off")
        for _attempt in range(20):
            assert raw.execute(query.encode()).fetchall() == found


def test_nor_is_a_text_read_otherwise() -> None:
    query = r"SELECT name_words('a [b] c'), bare_address('https://www.news.example/'), look_alike_key('Ass  x')"
    with database.connect("default") as raw:
        before = raw.execute(query.encode()).fetchall()
    with database.connect("default") as raw:
        raw.execute("SET standard_conforming_strings = off")
        assert raw.execute(query.encode()).fetchall() == before


def test_every_function_that_reads_tables_has_them(
    owner_connection: psycopg.Connection[Any],
) -> None:
    role = connection.settings_dict["USER"]
    with owner_connection.transaction(force_rollback=True), owner_connection.cursor() as cursor:
        assert not any(each.lacks_settings for each in privileges.functions(cursor, role))
        cursor.execute("ALTER FUNCTION is_senior RESET gin_fuzzy_search_limit")
        assert "The function is_senior(bigint) takes settings from whoever calls it." in list(
            privileges.excesses(cursor, role)
        )
