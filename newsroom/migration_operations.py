"""For migrations: load functions and triggers from the files of an app's ``sql`` folder."""

import re
from typing import Any

from django.conf import settings
from django.db.migrations.operations.base import Operation

CONSTRAINT_TRIGGER = re.compile(
    r"^CREATE CONSTRAINT TRIGGER (\w+)\s[^;]*?\sON (\w+)\s[^;]*;", re.MULTILINE
)


class LoadSQL(Operation):
    """Create or replace what ``<app>/sql/<name>.sql`` defines.

    ``digest`` is the beginning of the file's SHA-256. An edited file needs a migration that loads it
    again with its new digest, so that existing databases get it: a test compares them. Migrated from
    zero, each loads the file as it is now.
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
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgconstraint <> 0"
            )
            present = set(cursor.fetchall())
        schema_editor.execute(
            "SET LOCAL check_function_bodies = off;\n"
            + CONSTRAINT_TRIGGER.sub(
                lambda match: "" if match.groups() in present else match[0],
                self.path.read_text(encoding="utf-8"),
            ),
            params=None,
        )

    def describe(self) -> str:
        return f"Load {self.app}/sql/{self.name}.sql"
