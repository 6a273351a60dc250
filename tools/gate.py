"""The gate's part that needs a database: run the commands of an installation in its shape.

    .venv/bin/python -m tools.gate

On a throwaway server: the models match the migrations, these run and lock out nobody for long, the
static files can be collected, and Django's and our own checks of a production find nothing to warn of.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from factcheck.database import BASE_DIR, EMBEDDED_APPLICATION, EMBEDDED_OWNER, embedded_url
from factcheck.embedded import EmbeddedServer
from factcheck.signals import StopRequested, raise_on_stop

COMMANDS = (
    ("manage.py", "makemigrations", "--check", "--dry-run"),
    ("manage.py", "migrate", "--verbosity", "0"),
    ("-m", "tools.migration_locks"),
    ("manage.py", "collectstatic", "--no-input", "--verbosity", "0"),
    ("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
)


def main() -> int:
    """The exit code of the first command that fails, or 0."""
    raise_on_stop()
    with tempfile.TemporaryDirectory(prefix="factcheck-gate-") as folder:
        var = Path(folder)
        var.chmod(0o711)  # PostgreSQL's user must get through when we are root
        environ = {
            **os.environ,
            "FACTCHECK_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            "DATABASE_URL": embedded_url(var, EMBEDDED_APPLICATION),
            "DATABASE_OWNER_URL": embedded_url(var, EMBEDDED_OWNER),
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "facts.example",
            "SITE_URL": "https://facts.example",
            "SIGNED_LOG": str(var / "signed-log"),
            "SECURITY_CONTACT": "mailto:security@facts.example",
            "DEBUG": "",
        }
        with EmbeddedServer(var, throwaway=True).running():
            for command in COMMANDS:
                print(*command, flush=True)
                # Warnings are errors here as in the tests.
                done = subprocess.run(
                    [sys.executable, "-W", "error", *command],
                    cwd=BASE_DIR,
                    env=environ,
                    check=False,
                )
                if done.returncode:
                    return done.returncode
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StopRequested as stop:
        sys.exit(stop.exit_code)
