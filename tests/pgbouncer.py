"""PgBouncer in transaction mode, before the tests' own server (``--pgbouncer``)."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from signal import SIGTERM

import psycopg
import pytest
from django.db import connections

from factcheck.service_account import ServiceAccount
from factcheck.signals import end_with_parent
from ops.drills.machine import filled, free_port
from tests import database

PROGRAM = shutil.which("pgbouncer", path=os.defpath + ":/usr/sbin")


@contextmanager
def in_front() -> Iterator[None]:
    """Django's default alias reaches the server through it inside; the owner's goes past it."""
    if PROGRAM is None:
        pytest.exit("--pgbouncer needs pgbouncer, from the package of that name.", 2)
    with tempfile.TemporaryDirectory(prefix="factcheck-pgbouncer-") as name:
        folder = Path(name)
        with database.connect("default", dbname="template1") as connection:
            server = connection.info
            user, password, host, port = server.user, server.password, server.host, server.port
        # It doesn't run as root. Only the embedded server's user may enter its folder.
        account = ServiceAccount.for_data(Path(host) if host.startswith("/") else folder)
        listen = free_port()
        (folder / "users").write_text(f'"{user}" "{password}"\n')
        configuration = filled(
            *("pgbouncer/pgbouncer.ini", folder / "pgbouncer.ini"),
            DATABASE="*",
            SERVER=host,
            SERVER_PORT=port,
            ADDRESS="127.0.0.1",
            PORT=listen,
            USERS=folder / "users",
            CONNECTIONS=3,  # few, so that requests share them
        )
        for path in (folder, *folder.iterdir()):
            account.give(path)
        process = subprocess.Popen(
            [PROGRAM, "--quiet", configuration],
            preexec_fn=partial(end_with_parent, SIGTERM),  # noqa: PLW1509 - no threads yet
            **account.identity,
        )
        known = connections.settings["default"]
        before = {key: known[key] for key in ("HOST", "PORT", "PASSWORD", "OPTIONS")}
        options = {k: v for k, v in before["OPTIONS"].items() if k != "passfile"}
        connections.close_all()
        known.update(HOST="127.0.0.1", PORT=str(listen), PASSWORD=password, OPTIONS=options)
        try:
            _wait_for(process)
            yield
        finally:
            connections.close_all()
            known.update(before)
            process.terminate()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(200):
        try:
            database.connect("default").close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    pytest.exit("pgbouncer did not start; what it says is above.", 2)
