"""Privileges of the application's database role, granted by the owner after every migration.

The owner migrates and owns everything. The application's role may change rows, never structure: no
TRUNCATE, no TRIGGER, no ownership. On tables of our own apps it has no DELETE unless their AppConfig
has it in ``application_may`` (model name in lower case -> privileges). Functions need no grant:
anyone may call them, with their own privileges.
"""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from psycopg import sql

OWN_APPS = "SELECT, INSERT, UPDATE"
OTHER_APPS = "SELECT, INSERT, UPDATE, DELETE"
# Of other apps, what the application never writes: roles are in newsroom_role.
READ_ONLY = {"auth_group", "auth_group_permissions", "auth_permission"}

# Sequences in a column's default; those of identity columns need no grant.
SEQUENCES = """
SELECT sequence.relname FROM pg_class sequence
  JOIN pg_depend d ON d.objid = sequence.oid AND d.classid = 'pg_class'::regclass
 WHERE sequence.relkind = 'S' AND d.deptype = 'a' AND d.refobjid = %s::regclass
"""


def grant_to_application(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Grant on the sender's tables, unless owner and application are one role."""
    connection = connections[using]
    application = settings.DATABASE_APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() == (application,):
            return
        role = sql.Identifier(application)
        existing = set(connection.introspection.table_names(cursor))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        if "django_migrations" in existing:
            cursor.execute(sql.SQL("GRANT SELECT ON django_migrations TO {}").format(role))
        special: dict[str, str] | None = getattr(sender, "application_may", None)
        for model in sender.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in existing or model._meta.proxy:
                continue
            default = OTHER_APPS if special is None else OWN_APPS
            if table in READ_ONLY:
                default = "SELECT"
            privileges = (special or {}).get(model._meta.model_name or "", default)
            cursor.execute(
                sql.SQL("REVOKE ALL ON {t} FROM {r}; GRANT {p} ON {t} TO {r}").format(
                    t=sql.Identifier(table), r=role, p=sql.SQL(privileges)
                )
            )
            cursor.execute(SEQUENCES, [connection.ops.quote_name(table)])
            for (sequence,) in cursor.fetchall():
                cursor.execute(
                    sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(
                        sql.Identifier(sequence), role
                    )
                )
