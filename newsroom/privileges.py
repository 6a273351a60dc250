"""What the application's database role may do, granted by the owner after every migrate.

The owner migrates and owns everything. The application's role gets rows, never structure: no
TRUNCATE, no TRIGGER, no ownership. Tables of our own apps get no DELETE unless their AppConfig
says so in ``application_may`` (model name in lower case -> privileges). Functions need no grant:
PostgreSQL lets everybody call them, and each does what its caller may do.
"""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from psycopg import sql

OURS = "SELECT, INSERT, UPDATE"
THEIRS = "SELECT, INSERT, UPDATE, DELETE"

# Those that number a table's rows as its default; an identity column's need no grant.
SEQUENCES = """
SELECT sequence.relname FROM pg_class sequence
  JOIN pg_depend d ON d.objid = sequence.oid AND d.classid = 'pg_class'::regclass
 WHERE sequence.relkind = 'S' AND d.deptype = 'a' AND d.refobjid = %s::regclass
"""


def grant_to_application(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Grant on the sender's tables; nothing to do where owner and application are one role."""
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
            default = THEIRS if special is None else OURS
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
