"""ops/manage.sh: each command as the user, and with the settings, that it is for."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from factcheck.database import BASE_DIR
from tests.factcheck.conftest import shared_folder

__all__ = ["shared_folder"]
pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root runs commands as the users of an installation"
)

# In place of Django: who runs it, where, with which arguments and variables.
PYTHON = """#!/bin/bash
echo "user=$(id -un)"
echo "place=$PWD"
echo "arguments=$*"
env
"""

# An /etc that only this process and those that it starts see: with the users, and with settings that only root may read.
INSTALLED = r"""
set -e
umask 022
mount -t tmpfs none "$1/etc"
mkdir "$1/etc/upper" "$1/etc/work"
mount -t overlay none -o "lowerdir=/etc,upperdir=$1/etc/upper,workdir=$1/etc/work" /etc
for user in factcheck factcheck-signer; do
    id "$user" > /dev/null 2>&1 || useradd --system "$user"
    install --mode=0600 /dev/null "/etc/$user.env"
done
printf 'SITE_URL=https://facts.example\nDATABASE_URL=application\n' > /etc/factcheck.env
printf 'DATABASE_URL=nobody\nSIGNER_KEY=key\n' > /etc/factcheck-signer.env
shift
exec "$@"
"""

# What the first installation leaves in root's shell.
EXPORTED = {
    "DATABASE_OWNER_PASSWORD": "one",
    "DATABASE_SIGNER_PASSWORD": "two",
    "DATABASE_OWNER_URL": "of the owner",
    "SECRET_KEY_FILE": "/srv/factcheck/secrets/secret-key",
    "TMPDIR": "/srv/large",
}


class Installation:
    """The script beside a program in place of Python, as an operator has it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.app = folder, folder / "app"
        self.secrets = folder / "secrets"
        for each in (folder / "etc", self.app / "ops", self.app / ".venv" / "bin", self.secrets):
            each.mkdir(parents=True, exist_ok=True)
        # Whatever the umask that the commands of other tests have set.
        for each in (self.app, *(each for each in self.app.rglob("*") if each.is_dir())):
            each.chmod(0o755)
        self.script = self.app / "ops" / "manage.sh"
        shutil.copy(BASE_DIR / "ops" / "manage.sh", self.script)
        python = self.app / ".venv" / "bin" / "python"
        python.write_text(PYTHON)
        python.chmod(0o755)
        (self.secrets / "owner-password").write_text("three\n")

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["unshare", "--mount", "bash", "-c", INSTALLED, "bash", str(self.folder), *command],
            env={"PATH": os.environ["PATH"], **EXPORTED},
            capture_output=True,
            text=True,
            check=False,
        )

    def manage(self, *arguments: str) -> dict[str, str]:
        """What the program was given."""
        done = self.run(str(self.script), *arguments)
        assert done.returncode == 0, done.stderr
        return dict(line.partition("=")[::2] for line in done.stdout.splitlines())


@pytest.fixture
def installation(shared_folder: Path) -> Installation:
    shared_folder.chmod(0o755)
    made = Installation(shared_folder)
    if error := made.run("true").stderr:
        pytest.skip(f"this machine lets nobody mount a folder over /etc: {error}")
    return made


def test_commands_run_as_the_web_servers_user_with_its_settings(installation: Installation) -> None:
    given = installation.manage("release", "--remake")
    assert given["user"] == "factcheck"
    assert given["place"] == str(installation.app)
    assert given["arguments"] == "manage.py release --remake"
    assert given["SITE_URL"] == "https://facts.example"
    assert given["DATABASE_URL"] == "application"
    assert given["TMPDIR"] == "/srv/large"
    # Whatever root's shell has: that user may read no password of another role.
    assert not {name for name in given if "OWNER" in name or "SIGNER" in name}


def test_the_owners_role_is_for_root(installation: Installation) -> None:
    given = installation.manage("--owner", "migrate")
    assert (given["user"], given["arguments"]) == ("root", "manage.py migrate")
    assert given["DATABASE_OWNER_URL"] == ("postgresql://factcheck_owner:three@127.0.0.1/factcheck")
    assert given["DATABASE_URL"] == "application"


def test_the_signer_has_a_user_and_settings_of_its_own(installation: Installation) -> None:
    given = installation.manage("--signer", "sign_log", "--new-key")
    assert (given["user"], given["arguments"]) == (
        "factcheck-signer",
        "manage.py sign_log --new-key",
    )
    assert (given["DATABASE_URL"], given["SIGNER_KEY"]) == ("nobody", "key")
    # It may not read the web server's key.
    assert not {name for name in given if "OWNER" in name or "SECRET_KEY" in name}


def test_nothing_is_run_without_settings_or_the_owners_password(installation: Installation) -> None:
    script = str(installation.script)
    refused = {
        "No such file": installation.run("bash", "-c", f"rm /etc/factcheck.env; {script} check"),
        "Permission denied": installation.run("runuser", "--user", "nobody", "--", script, "check"),
    }
    (installation.secrets / "owner-password").unlink()
    refused["owner-password"] = installation.run(script, "--owner", "migrate")
    for words, done in refused.items():
        assert done.returncode != 0
        assert words in done.stderr
        assert "arguments=" not in done.stdout
