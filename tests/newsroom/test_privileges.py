"""What the application's role may do in the database, and what it can't make PostgreSQL do for it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from factcheck.database import is_embedded
from factcheck.embedded import binaries
from newsroom import privileges
from newsroom.sql_files import called_by
from tests import database, factories

Connect = Callable[..., psycopg.Connection[Any]]

APPLICATION = settings.DATABASE_APPLICATION_ROLE

# A type of one's own whose cast to jsonb runs a function of one's own: a trigger function that casts
# the column runs it, with its owner's rights.
OWN_CAST = """
CREATE TYPE pg_temp.mine AS (words text);
CREATE FUNCTION pg_temp.to_json(pg_temp.mine) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('attack.ran_as', current_user, false);
  RETURN '{}';
END $$;
CREATE CAST (pg_temp.mine AS jsonb) WITH FUNCTION pg_temp.to_json(pg_temp.mine);
CREATE TEMP TABLE publication (number bigint, claim_id bigint, body pg_temp.mine);
CREATE TRIGGER attack AFTER INSERT ON publication
  FOR EACH ROW EXECUTE FUNCTION public.publication_quantities();
INSERT INTO publication VALUES (1, 1, ROW('x'));
"""
# History of a change that never was, from a table of the same name.
FORGED_EVENT = """
CREATE TEMP TABLE claims_claim (id bigint, status text);
CREATE TRIGGER attack AFTER INSERT ON pg_temp.claims_claim REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.history_record('id', 'id', '');
INSERT INTO pg_temp.claims_claim VALUES (1, 'verified');
"""
# Quantities that searches find, of a publication that doesn't say them.
INVENTED_QUANTITY = """
CREATE TEMP TABLE publication AS SELECT number, claim_id, body FROM claims_publication LIMIT 0;
CREATE TRIGGER attack AFTER INSERT ON publication
  FOR EACH ROW EXECUTE FUNCTION public.publication_quantities();
INSERT INTO publication SELECT number, claim_id, '{"quantities": [{"unit": "x", "low": 1, "high": 1}]}'
  FROM claims_publication;
"""
ATTACKS = {
    "a cast that runs as the owner": OWN_CAST,
    "a forged event": FORGED_EVENT,
    "an invented quantity": INVENTED_QUANTITY,
}


@pytest.fixture
def published(transactional_db: None) -> None:
    factories.signed_claim()


@pytest.fixture
def application(published: None, app_connection: Connect) -> psycopg.Connection[Any]:
    return app_connection(autocommit=True)


def effects(owner: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    return owner.execute(
        "SELECT (SELECT count(*) FROM newsroom_event), (SELECT count(*) FROM claims_publishedquantity)"
    ).fetchall()


def attack(
    application: psycopg.Connection[Any], owner: psycopg.Connection[Any], statements: str
) -> psycopg.Error:
    """The error that the attack ends with; it has changed nothing and run nothing as the owner."""
    before = effects(owner)
    with pytest.raises(psycopg.Error) as caught:
        application.execute(statements)
    assert effects(owner) == before
    ran_as = application.execute("SELECT current_setting('attack.ran_as', true)").fetchone()
    assert ran_as in {(None,), ("",)}
    return caught.value


@pytest.mark.parametrize("statements", ATTACKS.values(), ids=ATTACKS)
def test_a_table_of_ones_own_does_not_borrow_the_owners_rights(
    application: psycopg.Connection[Any],
    owner_connection: psycopg.Connection[Any],
    statements: str,
) -> None:
    error = attack(application, owner_connection, statements)
    assert isinstance(error, psycopg.errors.InsufficientPrivilege)
    assert "temporary tables" in str(error) or "schema" in str(error), error


# Where the owner lets the application make temporary tables


def _sql(owner: psycopg.Connection[Any], statement: str) -> sql.Composed:
    names = {"database": owner.info.dbname, "role": APPLICATION}
    # The statements of this file only.
    return sql.SQL(statement).format(**{k: sql.Identifier(v) for k, v in names.items()})


@pytest.mark.parametrize("statements", ATTACKS.values(), ids=ATTACKS)
def test_nor_with_temporary_tables(
    temporary_tables: None,
    application: psycopg.Connection[Any],
    owner_connection: psycopg.Connection[Any],
    statements: str,
) -> None:
    error = attack(application, owner_connection, statements)
    assert isinstance(error, psycopg.errors.InsufficientPrivilege)
    assert "permission denied for function" in str(error)


# Grants


def test_each_function_is_granted_to_whom_its_file_says(
    owner_connection: psycopg.Connection[Any],
) -> None:
    with owner_connection.cursor() as cursor:
        found = privileges.functions(cursor, APPLICATION)
    by_application = privileges.application_calls()
    assert by_application <= {each.name for each in found if not each.is_trigger}
    assert by_application & called_by("owner") == set()
    assert len(found) == len({each.name for each in found})
    for each in found:
        assert not each.by_everybody, each
        assert not each.unsafe, each
        assert each.by_role == (each.name in by_application), each


# What the application's role may not do, by table. Of the other tables it reads and writes every row.
MAY_NOT = {
    "delete": """
        claims_batch claims_batchitem claims_candidate claims_claim claims_conflict claims_delivery
        claims_dossier claims_erasurerun claims_externalreview claims_hold claims_importrun claims_label
        claims_notice claims_errorreport claims_readerrequest claims_relation claims_replyletter
        claims_replyrequest claims_review claims_round claims_synonyms claims_topic claims_webhook
        newsroom_approval newsroom_passwordlink newsroom_signerkey newsroom_user
        sources_anchorcheck sources_archivedcopy sources_archiverequest sources_capturerequest
        sources_publisher sources_source sources_speaker sources_speakermerge sources_takedown
    """,
    "insert update delete": """
        auth_group auth_group_permissions auth_permission claims_erasedpublication claims_erasure
        claims_exportrow claims_protectednameuse claims_publicationpublisher claims_publicationsource
        claims_publicationtopic claims_publicationwords claims_publishedquantity claims_publishedtopic
        claims_reviewpolicy claims_searchwords django_migrations newsroom_event newsroom_eventtext
        newsroom_logentry newsroom_policy newsroom_publicchange socialaccount_socialapp
        sources_protectedname
    """,
    "select insert update delete": """
        django_admin_log knox_authtoken newsroom_historykey
    """,
    "update": """
        claims_claim_topics claims_claimtomatch claims_claimtoshow claims_claimvector claims_listening
        claims_readersending newsroom_apitoken newsroom_role
    """,
    "update delete": """
        claims_assent claims_candidate_made_from claims_deliveryattempt claims_dossieredition claims_epoch
        claims_importedspeaker claims_importnote claims_importrecord claims_labeledition claims_logahead
        claims_namesake claims_note claims_publication claims_signature claims_translation newsroom_jobnote
        newsroom_signin sources_cue sources_recording sources_sighting sources_snapshot sources_timestamp
        sources_transcript
    """,
}


def test_the_application_writes_what_the_table_says(
    owner_connection: psycopg.Connection[Any],
) -> None:
    """Each right is one on all columns: the role has none on single ones."""
    found = owner_connection.execute(
        "SELECT string_agg(lower(p), ' ' ORDER BY place), c.relname FROM pg_class c,"
        " unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) WITH ORDINALITY AS t (p, place)"
        " WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace"
        "   AND NOT (CASE p WHEN 'DELETE' THEN has_table_privilege(%(role)s, c.oid, p)"
        "            ELSE has_any_column_privilege(%(role)s, c.oid, p) END)"
        " GROUP BY c.relname",
        {"role": APPLICATION},
    ).fetchall()
    expected = {(right, table) for right, tables in MAY_NOT.items() for table in tables.split()}
    assert set(found) == expected


SPOILT = {
    "GRANT TEMP ON DATABASE {database} TO PUBLIC": "can make temporary tables",
    "GRANT CONNECT ON DATABASE {database} TO PUBLIC": "can connect to the database",
    "GRANT CREATE ON DATABASE {database} TO {role}": "can make schemas",
    "GRANT CREATE ON SCHEMA public TO PUBLIC": "functions in the schema public",
    "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC": "makes from now on",
    "GRANT EXECUTE ON FUNCTION update_search_words TO PUBLIC": "Everybody can call the function",
    "GRANT EXECUTE ON FUNCTION withhold TO {role}": "can call withhold(bigint[])",
    "REVOKE EXECUTE ON FUNCTION fold FROM {role}": "can't call the function fold",
    "GRANT TRIGGER ON claims_claim TO {role}": "put a trigger on it",
    "GRANT TRUNCATE ON claims_topic TO {role}": "truncate claims_topic",
}
# What a migrate doesn't touch.
SPOILT_BY_HAND = {
    "ALTER FUNCTION withhold RESET search_path": "without a search_path",
    "CREATE SCHEMA more; GRANT CREATE ON SCHEMA more TO {role}": "in the schema more",
}


def amiss(owner: psycopg.Connection[Any]) -> list[str]:
    with owner.cursor() as cursor:
        return list(privileges.excesses(cursor, APPLICATION))


@pytest.mark.parametrize(("spoil", "sentence"), (SPOILT | SPOILT_BY_HAND).items())
def test_check_names_what_is_amiss(
    owner_connection: psycopg.Connection[Any], spoil: str, sentence: str
) -> None:
    with owner_connection.transaction(force_rollback=True):
        assert amiss(owner_connection) == []
        owner_connection.execute(_sql(owner_connection, spoil))
        (found,) = amiss(owner_connection)
        assert sentence in found


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_next_migrate_puts_it_right(owner_connection: psycopg.Connection[Any]) -> None:
    for spoil in SPOILT:
        owner_connection.execute(_sql(owner_connection, spoil))
    assert len(amiss(owner_connection)) == len(SPOILT)
    call_command("migrate", verbosity=0, interactive=False)
    assert amiss(owner_connection) == []


@pytest.mark.long
@pytest.mark.skipif(
    not is_embedded(os.environ), reason="only a superuser can restore the settings of an extension"
)
@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_restored_dump_lacks_the_rights_on_the_database_until_the_next_migrate(
    tmp_path: Path,
) -> None:
    dump = tmp_path / "dump"
    run("pg_dump", "--format=custom", f"--file={dump}", dbname=connection.settings_dict["NAME"])
    with database.made("template0") as restored:
        # As PostgreSQL makes a database.
        with database.connect("owner", autocommit=True) as owner:
            statement = sql.SQL("GRANT TEMP, CONNECT ON DATABASE {} TO PUBLIC")
            owner.execute(statement.format(sql.Identifier(restored)))
        run("pg_restore", "--exit-on-error", str(dump), dbname=restored, user="postgres")
        with database.connect("owner", dbname=restored, autocommit=True) as owner:
            temporary, connecting = amiss(owner)
            assert "temporary tables" in temporary
            assert "can connect" in connecting
            with database.used(restored):
                call_command("migrate", verbosity=0, interactive=False)
            assert amiss(owner) == []


def run(program: str, *options: str, **parameters: str) -> None:
    reached = make_conninfo(**database.parameters("owner") | parameters)
    subprocess.run([binaries() / program, f"--dbname={reached}", *options], check=True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE mine (id int)",
        "CREATE TYPE pg_temp.mine AS (x text)",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "SELECT withhold('{1}')",
        "SELECT update_search_words('{1}')",
        "TRUNCATE claims_importnote",
    ],
)
def test_the_application_makes_nothing_and_calls_only_what_it_needs(
    application: psycopg.Connection[Any], statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement)
