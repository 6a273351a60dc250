"""Migrations that would lock others out for long are found."""

import pytest

from tools.migration_locks import complaints

ATOMIC = [
    ("CREATE INDEX topic_by_name ON claims_topic (name);", "require-concurrent-index-creation"),
    (
        "ALTER TABLE claims_topic ADD CONSTRAINT short CHECK (slug <> '');",
        "constraint-missing-not-valid",
    ),
    ("ALTER TABLE claims_topic ADD COLUMN label text NOT NULL;", "adding-required-field"),
    ("ALTER TABLE claims_topic ALTER COLUMN name TYPE varchar(9);", "changing-column-type"),
    ("ALTER TABLE claims_topic RENAME COLUMN name TO label;", "renaming-column"),
]
NOT_ATOMIC = [
    "ALTER TABLE claims_topic ADD COLUMN label text NULL;",
    "DROP TRIGGER topic_is_short ON claims_topic;",
    "LOCK TABLE claims_topic;",
]
WHOLE_TABLES = [
    "UPDATE claims_topic SET label = name;",
    "-- Every row.\nupdate claims_topic set label = name;",
    "DELETE FROM claims_topic;",
]
PYTHON = ["--\n-- Raw Python operation\n--", "-- THIS OPERATION CANNOT BE WRITTEN AS SQL"]
HARMLESS = [
    ("CREATE INDEX CONCURRENTLY topic_by_name ON claims_topic (name);", False),
    ("DROP INDEX CONCURRENTLY topic_by_name;", False),
    ("ALTER TABLE claims_topic VALIDATE CONSTRAINT short;", False),
    ("UPDATE claims_topic SET label = name WHERE id < 1000;", False),
    ("UPDATE claims_topic SET label = name\nWHERE id < 1000;", True),
    ("CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON claims_topic EXECUTE FUNCTION f();", True),
    ("ALTER TABLE claims_topic ADD COLUMN label text NULL;", True),
    ("ALTER TABLE claims_topic ADD CONSTRAINT short CHECK (slug <> '') NOT VALID;", True),
    ("ALTER TABLE claims_topic DROP CONSTRAINT short;", True),
    ("CREATE TABLE claims_new (id bigint PRIMARY KEY, name varchar(100) NOT NULL);", True),
]


@pytest.mark.parametrize(("statement", "rule"), ATOMIC)
def test_what_blocks_others_is_named(statement: str, rule: str) -> None:
    assert rule in complaints([statement], True, "claims.0099_example")


@pytest.mark.parametrize("statement", NOT_ATOMIC)
def test_outside_a_transaction_nothing_may_wait_for_a_table(statement: str) -> None:
    assert "without a limit" in complaints([statement], False, "claims.0099_example")


@pytest.mark.parametrize("statement", WHOLE_TABLES)
@pytest.mark.parametrize("atomic", [True, False])
def test_no_statement_changes_a_whole_table(statement: str, atomic: bool) -> None:
    assert "fill in batches" in complaints([statement], atomic, "claims.0099_example")


def test_python_runs_outside_a_transaction() -> None:
    assert "atomic = False" in complaints(PYTHON, True, "claims.0099_example")
    assert complaints(PYTHON, False, "claims.0099_example") == ""


@pytest.mark.parametrize(("statement", "atomic"), HARMLESS)
def test_what_blocks_nobody_passes(statement: str, atomic: bool) -> None:
    assert complaints([statement], atomic, "claims.0099_example") == ""


def test_what_is_no_sql_is_not_taken_for_harmless() -> None:
    assert complaints(["ALTER NOTHING OF THE SORT;"], True, "claims.0099_example")
