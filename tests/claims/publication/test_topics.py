"""The topics that publications name, in tables of their own."""

from typing import Any

import psycopg
import pytest

from tests.claims import full_claims


@pytest.mark.parametrize(
    ("rule", "table", "copied"),
    [
        ("published_topic_once", "claims_publishedtopic", "slug"),
        (
            "publication_names_topic_once",
            "claims_publicationtopic",
            "publication_id, topic_id, name",
        ),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_each_stands_once(
    rule: str, table: str, copied: str, owner_connection: psycopg.Connection[Any]
) -> None:
    full_claims.signed_claim(1)
    again = f"INSERT INTO {table} ({copied}) SELECT {copied} FROM {table}"
    with (
        pytest.raises(psycopg.errors.UniqueViolation) as caught,
        owner_connection.transaction(force_rollback=True),
    ):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER; {again}".encode())
    assert caught.value.diag.constraint_name == rule
