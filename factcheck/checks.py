"""What ``check --deploy`` asks of the database, over what Django asks of the settings."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError, connection

from factcheck.database import EXTENSIONS

OLDEST = 16  # the first major version of PostgreSQL that serves

QUESTIONS = """
SELECT
    current_setting('server_version_num')::int / 10000,
    pg_encoding_to_char(encoding),
    lower('ЖÉ') = 'жé' AND to_tsvector('simple', 'ЖÉ') @@ 'жé'::tsquery,
    ARRAY(SELECT extname::text FROM pg_extension),
    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        OR pg_has_role(datdba, 'USAGE')
        OR EXISTS (
            SELECT 1 FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE')
        )
FROM pg_database WHERE datname = current_database()
"""


@checks.register(checks.Tags.security, deploy=True)
def check_database(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Whether the database that the application uses is one that the rules hold in."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUESTIONS)
            version, encoding, folds, extensions, owns = cursor.fetchone()
    except DatabaseError as error:
        return [
            checks.Warning(
                "The database does not answer, so its state was not checked.",
                hint=str(error),
                id="factcheck.W000",
            )
        ]
    found: list[checks.CheckMessage] = []
    if owns:
        found.append(
            checks.Warning(
                "The application's role owns its database or tables in it, or is a superuser: it"
                " can switch off the rules that PostgreSQL holds.",
                hint="Give DATABASE_URL a role that owns nothing, DATABASE_OWNER_URL the owner's.",
                id="factcheck.W001",
            )
        )
    if not folds:
        found.append(
            checks.Error(
                "The database does not fold letters outside ASCII: names would not be found.",
                hint="Make it from template0, with ENCODING 'UTF8' LOCALE 'C.UTF-8'.",
                id="factcheck.E001",
            )
        )
    if encoding != "UTF8":
        found.append(
            checks.Error(
                f"The database's encoding is {encoding}, not UTF8.",
                hint="Make it from template0, with ENCODING 'UTF8' LOCALE 'C.UTF-8'.",
                id="factcheck.E002",
            )
        )
    missing = sorted(set(EXTENSIONS) - set(extensions))
    if missing:
        found.append(
            checks.Error(
                f"The database lacks extensions: {', '.join(missing)}.",
                hint="As a superuser: " + " ".join(f"CREATE EXTENSION {e};" for e in missing),
                id="factcheck.E003",
            )
        )
    if version < OLDEST:
        found.append(
            checks.Error(
                f"The server is PostgreSQL {version}; {OLDEST} or later is needed.",
                id="factcheck.E004",
            )
        )
    return found
