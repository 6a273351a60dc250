"""Privileges of the application's database role, set by the owner after every `migrate`, with the settings of functions.

What is new, the role may use as soon as a guard that uses it is loaded (sql_loading.py): it runs for whoever works
meanwhile.

The owner migrates and owns everything. The application's role may change rows, never structure: no
TRUNCATE, no TRIGGER, no ownership, no table, type or function of its own, not even a temporary one.
The AppConfigs list what is particular to their apps:

- ``application_may``: model name in lower case -> privileges, with columns where only these ever change. On other
  tables of the project it has no DELETE.
- ``signer_reads``: model name in lower case -> the columns that the signer of the public log reads.

Who calls a function says its file (sql_files.py). Everybody else's right to call ours is revoked.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from newsroom.session_settings import AS_LIST, LACKS, give_to_function
from newsroom.sql_files import called_by

OWN_APPS = "SELECT, INSERT, UPDATE"
OTHER_APPS = "SELECT, INSERT, UPDATE, DELETE"
# Of other apps, what the application never writes: roles are in newsroom_role, providers in the settings.
READ_ONLY = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "socialaccount_socialapp",
}
# The desk writes history instead; its rows could be deleted.
UNUSED = {"django_admin_log"}

# Of the job queue, which is not ours. They do nothing that their caller could not do.
JOB_QUEUE_CALLS = (
    "procrastinate_cancel_job_v1",
    "procrastinate_defer_jobs_v1",
    "procrastinate_defer_periodic_job_v2",
    "procrastinate_fetch_job_v2",
    "procrastinate_finish_job_v1",
    "procrastinate_prune_stalled_workers_v1",
    "procrastinate_register_worker_v1",
    "procrastinate_retry_job_v1",
    "procrastinate_retry_job_v2",
    "procrastinate_unregister_worker_v1",
    "procrastinate_update_heartbeat_v1",
)

# Sequences in a column's default; those of identity columns need no grant.
SEQUENCES = """
SELECT sequence.relname FROM pg_class sequence
  JOIN pg_depend d ON d.objid = sequence.oid AND d.classid = 'pg_class'::regclass
 WHERE sequence.relkind = 'S' AND d.deptype = 'a' AND d.refobjid = %s::regclass
"""

# Every function that no extension brought.
FUNCTIONS = f"""
SELECT p.oid::regprocedure::text AS function, p.proname AS name,
       p.prorettype = 'trigger'::regtype AS is_trigger, pg_get_userbyid(p.proowner) AS owner,
       has_function_privilege('public', p.oid, 'EXECUTE') AS by_everybody,
       has_function_privilege(%s, p.oid, 'EXECUTE') AS by_role,
       p.prosecdef AND NOT 'search_path=public, pg_temp' = ANY (coalesce(p.proconfig, '{{}}')) AS unsafe,
       {LACKS} AS lacks_settings
  FROM pg_proc p
 WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
 ORDER BY 1
"""  # noqa: S608 - a constant

# Tables on which the role may do nothing.
UNREACHABLE = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND NOT has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE')
"""

# A sentence for each right that somebody has against what is set below.
EXCESSES = """
SELECT 'The application''s role can make temporary tables, and with them types and functions.'
 WHERE has_database_privilege(%(role)s, current_database(), 'TEMP')
UNION ALL
SELECT 'Every role of the server can connect to the database.'
 WHERE has_database_privilege('public', current_database(), 'CONNECT')
UNION ALL
SELECT 'The application''s role can make schemas.'
 WHERE has_database_privilege(%(role)s, current_database(), 'CREATE')
UNION ALL
SELECT format('The application''s role can make tables and functions in the schema %%s.', nspname)
  FROM pg_namespace WHERE has_schema_privilege(%(role)s, oid, 'CREATE')
UNION ALL
SELECT 'Everybody will be able to call functions that the owner makes from now on.'
  FROM pg_class c
 WHERE c.relname = 'newsroom_event' AND c.relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_default_acl
                    WHERE defaclrole = c.relowner AND defaclnamespace = 0 AND defaclobjtype = 'f'
                      AND NOT EXISTS (SELECT FROM aclexplode(defaclacl) WHERE grantee = 0))
UNION ALL
SELECT format('The application''s role can truncate %%s, put a trigger on it, or refer to it.', oid::regclass)
  FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND has_table_privilege(%(role)s, oid, 'TRUNCATE, REFERENCES, TRIGGER')
"""


class Function(NamedTuple):
    """A row of FUNCTIONS."""

    function: str  # with its arguments' types
    name: str
    is_trigger: bool
    owner: str
    by_everybody: bool
    by_role: bool
    unsafe: bool
    lacks_settings: bool


def set_privileges(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """On the sender's tables; with our first app also on the database and its functions.

    Where owner and application are one role, only everybody else's privileges are taken away.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
        application = settings.DATABASE_APPLICATION_ROLE
        if sender.name == "newsroom":
            with transaction.atomic(using):
                _set_on_database(cursor, connection.settings_dict["NAME"], owner, application)
                _set_on_functions(cursor, owner, application)
        if owner != application:
            _set_on_tables(connection, cursor, sender, application)
        if _exists(cursor, settings.DATABASE_SIGNER_ROLE):
            with transaction.atomic(using):
                _set_for_signer(connection, cursor, sender, settings.DATABASE_SIGNER_ROLE)


def database_rights(database: str, application: str) -> sql.Composed:
    """Only the owner and the application may connect, and only the owner may create anything.

    Neither a copy of the database (``CREATE DATABASE … TEMPLATE``) nor a dump carries this.
    """
    return sql.SQL(
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC, {application};"
        " GRANT CONNECT ON DATABASE {database} TO {application}"
    ).format(database=sql.Identifier(database), application=sql.Identifier(application))


def functions(cursor: Any, role: str) -> list[Function]:
    """Every function that no extension brought, and whether the role may call it."""
    cursor.execute(FUNCTIONS, [role, AS_LIST])
    return [Function(*row) for row in cursor.fetchall()]


def application_calls() -> frozenset[str]:
    """The names of the functions that the application's role may call."""
    return called_by("application").union(JOB_QUEUE_CALLS)


def excesses(cursor: Any, role: str) -> Iterator[str]:
    """A sentence for each privilege that is not as this module sets it for the application's role."""
    cursor.execute(EXCESSES, {"role": role})
    yield from [sentence for (sentence,) in cursor.fetchall()]
    may_call = application_calls()
    for each in functions(cursor, role):
        if each.by_everybody:
            yield f"Everybody can call the function {each.function}."
        elif each.by_role and each.name not in may_call:
            yield f"The application's role can call {each.function}, which is not on its list."
        if each.name in may_call and not each.by_role:
            yield f"The application's role can't call the function {each.function}."
        if each.unsafe:
            yield f"{each.function} runs with its owner's rights and without a search_path of its own."
        if each.lacks_settings:
            yield f"The function {each.function} takes settings from whoever calls it."


def _set_on_database(cursor: Any, database: str, owner: str, application: str) -> None:
    names = {"owner": sql.Identifier(owner), "role": sql.Identifier(application)}
    # Not IN SCHEMA: defaults of a schema only add to what everybody has.
    for statement in (
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    ):
        cursor.execute(sql.SQL(statement).format(**names))
    if owner == application:
        everybody = sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC")
        cursor.execute(everybody.format(sql.Identifier(database)))
        return
    cursor.execute(database_rights(database, application))
    schema = sql.SQL(
        "REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}; GRANT USAGE ON SCHEMA public TO {role}"
    )
    cursor.execute(schema.format(**names))


def _set_on_functions(cursor: Any, owner: str, application: str) -> None:
    may_call = application_calls()
    for each in functions(cursor, application):
        # An extension's function, made by hand, or of another owner: check --deploy names it.
        if each.owner != owner:
            continue
        if each.lacks_settings:
            give_to_function(cursor, each.function)
        function, role = sql.SQL(each.function), sql.Identifier(application)
        if each.by_everybody:
            cursor.execute(sql.SQL("REVOKE ALL ON ROUTINE {} FROM PUBLIC").format(function))
        if owner == application:
            continue
        if each.name in may_call:
            _let_call(cursor, each.function, application)
        elif each.by_role:
            cursor.execute(sql.SQL("REVOKE ALL ON ROUTINE {} FROM {}").format(function, role))


def _exists(cursor: Any, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return cursor.fetchone() is not None


def _set_for_signer(connection: Any, cursor: Any, sender: AppConfig, signer: str) -> None:
    """It reads these columns, and nothing else."""
    role = sql.Identifier(signer)
    database = sql.Identifier(connection.settings_dict["NAME"])
    cursor.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}; GRANT USAGE ON SCHEMA public TO {}").format(
            database, role, role
        )
    )
    existing = set(connection.introspection.table_names(cursor))
    for name, columns in getattr(sender, "signer_reads", {}).items():
        table = sender.get_model(name)._meta.db_table
        if table in existing:
            cursor.execute(
                sql.SQL("REVOKE ALL ON {t} FROM {r}; GRANT SELECT ({c}) ON {t} TO {r}").format(
                    t=sql.Identifier(table),
                    r=role,
                    c=sql.SQL(", ").join(map(sql.Identifier, columns)),
                )
            )
    for each in functions(cursor, signer) if sender.name == "newsroom" else ():
        if each.name in called_by("signer"):
            _let_call(cursor, each.function, signer)


def give_missing(using: str) -> None:
    """On new tables and functions, in the transaction that loads those. Takes nothing away."""
    connection = connections[using]
    application = settings.DATABASE_APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
        may_call = application_calls()
        for each in functions(cursor, application):
            if each.owner != owner:
                continue
            if each.lacks_settings:
                give_to_function(cursor, each.function)
            if owner != application and each.name in may_call and not each.by_role:
                _let_call(cursor, each.function, application)
        if owner == application:
            return
        cursor.execute(UNREACHABLE, [application])
        unreachable = {table for (table,) in cursor.fetchall()}
        for app in apps.get_app_configs():
            for table, privileges in _tables(app, unreachable).items():
                _let_use(connection, cursor, table, privileges, application)


def _let_call(cursor: Any, function: str, role: str) -> None:
    cursor.execute(
        sql.SQL("GRANT EXECUTE ON ROUTINE {} TO {}").format(sql.SQL(function), sql.Identifier(role))
    )


def _tables(app: AppConfig, existing: set[str]) -> dict[str, str]:
    """What the application's role may do with the app's tables, of those that exist."""
    special: dict[str, str] | None = getattr(app, "application_may", None)
    tables = {}
    for model in app.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.proxy or table not in existing or table in UNUSED:
            continue
        default = OTHER_APPS if special is None else OWN_APPS
        if table in READ_ONLY:
            default = "SELECT"
        tables[table] = (special or {}).get(model._meta.model_name or "", default)
    return tables


def _let_use(connection: Any, cursor: Any, table: str, privileges: str, role: str) -> None:
    cursor.execute(
        sql.SQL("REVOKE ALL ON {t} FROM {r}; GRANT {p} ON {t} TO {r}").format(
            t=sql.Identifier(table), r=sql.Identifier(role), p=sql.SQL(privileges)
        )
    )
    cursor.execute(SEQUENCES, [connection.ops.quote_name(table)])
    for (sequence,) in cursor.fetchall():
        cursor.execute(
            sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(
                sql.Identifier(sequence), sql.Identifier(role)
            )
        )


def _set_on_tables(connection: Any, cursor: Any, sender: AppConfig, application: str) -> None:
    role = sql.Identifier(application)
    existing = set(connection.introspection.table_names(cursor))
    if "django_migrations" in existing:
        cursor.execute(sql.SQL("GRANT SELECT ON django_migrations TO {}").format(role))
    unused = {model._meta.db_table for model in sender.get_models()} & UNUSED & existing
    for table in unused:
        cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), role))
    for table, privileges in _tables(sender, existing).items():
        _let_use(connection, cursor, table, privileges, application)
