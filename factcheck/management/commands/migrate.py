import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations import Migration
from psycopg.errors import LockNotAvailable

from newsroom.timeouts import OF_MIGRATIONS

# Seconds before the second attempt, in which everybody else goes on; each pause is twice the one before,
# up to the longest. Behind a long export others so wait a second of each minute, for about an hour.
PAUSE = 2
LONGEST_PAUSE = 60
ATTEMPTS = 64


class Command(migrate.Command):
    """Django's ``migrate`` on the alias ``owner``: the application's role owns nothing.

    A migration that doesn't get a lock in a second is undone and tried again, since everybody else
    waits behind it meanwhile.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] != "owner" and (
            connections["default"].settings_dict["USER"]
            != connections["owner"].settings_dict["USER"]
        ):
            raise CommandError(
                "Migrations run as the owner's role: omit --database, or use --database owner."
            )
        self.database = options["database"]
        for attempt in range(1, ATTEMPTS + 1):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable) or attempt == ATTEMPTS:
                    raise
            else:
                return
            # Django leaves the transaction open where the failing statement was a deferred one, such as a
            # foreign key's.
            connections[self.database].close()
            connections[self.database].connect()
            pause = pause_after(attempt)
            self.stdout.write(f"A table is in use. Trying again in {pause} seconds.")
            time.sleep(pause)

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        """Before a migration: how long it waits for a lock."""
        if action == "apply_start" and migration:
            # Outside a transaction indexes are made, constraints validated and rows filled in
            # batches. These block nobody while they wait, and an index begun is left invalid.
            limit = OF_MIGRATIONS["lock_timeout"] if migration.atomic else "0"
            with connections[self.database].cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [limit])
        super().migration_progress_callback(action, migration, fake)


def pause_after(attempt: int) -> int:
    return int(min(PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE))
