from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    """Django's ``migrate`` on the alias ``owner``: the application's role owns nothing."""

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
        super().handle(*args, **options)
