"""For migrations: load functions and triggers from the files of an app's ``sql`` folder."""

import re
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.migrations.operations.base import Operation

CONSTRAINT_TRIGGER = re.compile(
    r"^CREATE CONSTRAINT TRIGGER (\w+)\s[^;]*?\sON (\w+)\s[^;]*;", re.MULTILINE
)
BEGINS = re.compile(
    r"^(?=CREATE (?:OR REPLACE |CONSTRAINT )+(?:FUNCTION|PROCEDURE|TRIGGER) )", re.MULTILINE
)
OTHERS = re.compile(
    r"^CREATE (?!(?:OR REPLACE |CONSTRAINT )+(?:FUNCTION|PROCEDURE|TRIGGER) )", re.MULTILINE
)
FUNCTION = re.compile(r"CREATE OR REPLACE (?:FUNCTION|PROCEDURE) (\w+)")


class LoadSQL(Operation):
    """Create or replace what ``<app>/sql/<name>.sql`` defines.

    ``digest`` is the beginning of the file's SHA-256. An edited file needs a migration that loads it
    again with its new digest, so that existing databases get it: a test compares them. Migrated from
    zero, the first loads the file as it is now. A migration with an earlier digest only adds functions
    that are missing to those that are there: what the others refer to by now may not be there yet, and
    those who work meanwhile still need them as they were.
    """

    reversible = False

    def __init__(self, app: str, name: str, digest: str) -> None:
        self.app, self.name, self.digest = app, name, digest
        self.path = settings.BASE_DIR / app / "sql" / f"{name}.sql"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        # Constraint triggers can't be replaced, and dropping one would block readers: existing ones
        # stay. Functions may refer to what later files or migrations define.
        text = self.path.read_text(encoding="utf-8")
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgconstraint <> 0"
            )
            present = set(cursor.fetchall())
            cursor.execute(
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            )
            functions = {name for (name,) in cursor.fetchall()}
        if not sha256(text.encode()).hexdigest().startswith(self.digest):
            defined = definitions(text)
            missing = [name for name in defined if name not in functions]
            if defined and not missing:
                return
            if len(missing) < len(defined):
                text = "".join(defined[name] for name in missing)
        schema_editor.execute(
            "SET LOCAL check_function_bodies = off;\n"
            + CONSTRAINT_TRIGGER.sub(
                lambda match: "" if match.groups() in present else match[0], text
            ),
            params=None,
        )

    def describe(self) -> str:
        return f"Load {self.app}/sql/{self.name}.sql"


def definitions(text: str) -> dict[str, str]:
    """The statements that define a file's functions, by name: those of one name together. None of a
    file that makes tables, too, which they may need.
    """
    found: dict[str, str] = {}
    if OTHERS.search(text):
        return found
    for statement in BEGINS.split(text):
        if function := FUNCTION.match(statement):
            found[function[1]] = found.get(function[1], "") + statement
    return found
