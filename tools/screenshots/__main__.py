"""Pictures of every page of the demonstration newsroom.

    python -m tools.screenshots [FACE …] [--only NAME]

Into var/screenshots/FACE/, which git ignores. A face is a module of this package with ``shots()``: it
adds the rows that it needs to the newsroom, and names the pages.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from newsroom.choices import Role
from tests import database, factories
from tools import chromium
from tools.screenshots import desk, erasing, imports, queue, search, site
from tools.screenshots.camera import Shot, take

FACES: dict[str, Callable[[], list[Shot]]] = {
    "desk": desk.shots,
    "erasing": erasing.shots,
    "imports": imports.shots,
    "queue": queue.shots,
    "search": search.shots,
    "site": site.shots,
}


@contextmanager
def newsroom() -> Iterator[str]:
    """The demonstration on a database of its own, served; yields the address."""
    with ExitStack() as stack:
        stack.enter_context(database.server())
        stack.enter_context(database.copy(stack.enter_context(database.template())))
        settings.MEDIA_ROOT = stack.enter_context(tempfile.TemporaryDirectory())
        settings.ALLOWED_HOSTS = ["*"]
        factories.person(
            Role.REPORTER, username="reporter", first_name="Robin", last_name="Reporter"
        )
        factories.person(Role.EDITOR, username="editor", first_name="Erin", last_name="Editor")
        factories.person(Role.SENIOR, username="senior", first_name="Sam", last_name="Senior")
        call_command("seed", verbosity=0, stdout=sys.stderr)
        server = LiveServer("127.0.0.1")
        stack.callback(server.stop)
        yield server.url


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("faces", nargs="*", metavar="FACE", choices=[*FACES, []])
    parser.add_argument("--only", default="", help="only pages whose names begin with this")
    given = parser.parse_args(arguments)
    faces = given.faces or list(FACES)
    if not chromium.CHROMIUM.exists():
        print(chromium.MISSING, file=sys.stderr)
        return 1
    with newsroom() as address, chromium.running() as browser:
        for face in faces:
            folder = Path(settings.VAR_DIR) / "screenshots" / face
            shots = [shot for shot in FACES[face]() if shot.name.startswith(given.only)]
            made = sum(1 for _file in take(browser, address, shots, folder))
            print(f"{made} pictures in {folder}")
        # While Playwright's loop runs in this thread, it has other connections than before.
        connections.close_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
