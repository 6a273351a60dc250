"""The topics that publications name, in tables of their own."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from claims.models import Publication
from tests import as_owner
from tests.claims import full_claims

# As another's publication does at the same moment: a statement's snapshot doesn't have its topic.
AT_THE_SAME_TIME = """
CREATE FUNCTION at_the_same_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() = 1 THEN
    INSERT INTO claims_publishedtopic (slug) VALUES (NEW.slug);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER at_the_same_time BEFORE INSERT ON claims_publishedtopic
  FOR EACH ROW EXECUTE FUNCTION at_the_same_time();
"""
LINKS = """
SELECT n.publication_id, t.slug, n.name
  FROM claims_publicationtopic n JOIN claims_publishedtopic t ON t.id = n.topic_id ORDER BY 1, 2
"""


@pytest.mark.django_db(transaction=True)
def test_an_upgrade_keeps_links_to_topics_that_come_in_meanwhile(
    owner_connection: psycopg.Connection[Any],
) -> None:
    full_claims.signed_claim(1)
    links = owner_connection.execute(LINKS).fetchall()
    assert links
    assert Publication.objects.count() == 1
    as_owner.unguarded("claims_publicationtopic", "DELETE FROM claims_publicationtopic")
    as_owner.unguarded("claims_publishedtopic", "DELETE FROM claims_publishedtopic")
    owner_connection.execute(AT_THE_SAME_TIME)
    try:
        migration = import_module("claims.migrations.0062_fill_topics_of_publications")
        migration.fill(None, SimpleNamespace(connection=owner_connection))
    finally:
        owner_connection.execute("DROP FUNCTION at_the_same_time CASCADE")
    assert owner_connection.execute(LINKS).fetchall() == links


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
