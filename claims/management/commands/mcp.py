"""manage.py mcp: what was published, for assistants, over the Model Context Protocol."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.assistants import server
from newsroom.errors import Refused
from newsroom.identity import require_public_address


class Command(BaseCommand):
    help = (
        "Serve what was published to assistants over the Model Context Protocol: on standard input and"
        " output, or with --http on an address of this machine (path /mcp). Read-only. Needs the packages"
        " of requirements-mcp.txt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--http", action="store_true", help="Streamable HTTP instead of stdio")
        parser.add_argument("--host", default="127.0.0.1", help="for --http (127.0.0.1)")
        parser.add_argument(
            "--port",
            type=int,
            choices=range(1, 65536),
            metavar="PORT",
            default=8010,
            help="for --http (8010)",
        )

        parser.add_argument(
            "--local",
            action="store_true",
            help="also where SITE_URL is an address of this machine, which the answers then hold",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["local"]:
            try:
                require_public_address()
            except Refused as refused:
                raise CommandError(refused.sentence) from refused
        made = server.make()
        if options["http"]:
            made.run(
                "streamable-http",
                host=options["host"],
                port=options["port"],
                stateless_http=True,
                json_response=True,
                transport_security=server.allowed(),
            )
        else:
            made.run("stdio")
