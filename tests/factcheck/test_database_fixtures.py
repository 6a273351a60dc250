"""The tests' own ground: two roles, nothing left behind."""

from typing import Any

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import ProgrammingError, connection, transaction


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_tests_run_as_the_applications_role(settings: Any) -> None:
    assert current_user() == settings.DATABASE_APPLICATION_ROLE
    assert current_user() != settings.DATABASES["owner"]["USER"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE newsroom_user CASCADE",
        "ALTER TABLE newsroom_user DISABLE TRIGGER ALL",
        "DROP TABLE newsroom_user",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
    ],
)
def test_the_applications_role_has_rows_and_no_structure(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(time: int, app_connection: Any) -> None:
    users = get_user_model().objects
    assert not users.exists()
    users.create(username="somebody", password="!")
    with app_connection() as other:
        assert other.execute("SELECT count(*) FROM newsroom_user").fetchone() == (1,)


def test_the_owner_is_at_hand(owner_connection: psycopg.Connection[Any], settings: Any) -> None:
    found = owner_connection.execute("SELECT current_user, current_database()").fetchone()
    assert found is not None
    assert found[0] == settings.DATABASES["owner"]["USER"]
    assert found[1].startswith("test_")


@pytest.mark.django_db
def test_text_folds_in_every_script() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ЖУК NICOLÁS'), show_trgm('Жук') = show_trgm('жук')")
        assert cursor.fetchone() == ("жук nicolás", True)
