"""The command of the signer: what it needs, and that it does not run with a role that writes."""

from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connections
from psycopg.conninfo import make_conninfo

from claims.models import LogAhead
from claims.transparency import signing_key
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.notes import Note, VerifierKey
from factcheck.database import EMBEDDED_SIGNER
from newsroom.history import acting
from tests import database, factories
from tests.claims.publication.test_epochs import open_epoch


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Path:
    settings.SIGNED_LOG = tmp_path / "log"
    settings.SIGNER_KEY = tmp_path / "key"
    settings.SIGNER_MEMORY = tmp_path / "memory"
    settings.SIGNER_COMMAND = ""
    settings.SIGNED_LOG_ORIGIN = "news.example/log"
    settings.SIGNER_DATABASE_URL = ""
    return tmp_path


def address(**parameters: str) -> str:
    return make_conninfo(**{**database.parameters("default"), **parameters})


def as_signer() -> str:
    """The embedded server's role; elsewhere there may be none."""
    name = str(connections.settings["default"]["NAME"])
    try:
        # A copy of a database has none of its template's privileges on the database itself.
        with database.connect("owner", autocommit=True) as owner:
            owner.execute(f'GRANT CONNECT ON DATABASE "{name}" TO {EMBEDDED_SIGNER}')
    except psycopg.errors.UndefinedObject:
        pytest.skip("This server has no role for the signer.")
    return address(user=EMBEDDED_SIGNER, dbname=name)


def test_it_says_what_is_missing(log: Path, settings: Any) -> None:
    with pytest.raises(CommandError, match="Set SIGNER_DATABASE_URL"):
        call_command("sign_log", "--once")
    settings.SIGNED_LOG = None
    with pytest.raises(CommandError, match="Set SIGNED_LOG"):
        call_command("sign_log", "--once")


def test_a_new_key_replaces_none(log: Path, settings: Any) -> None:
    output = StringIO()
    call_command("sign_log", "--new-key", stdout=output)
    shown = VerifierKey.read(output.getvalue().split()[-1])
    assert shown == signing_key.load(settings.SIGNER_KEY).of("news.example/log")
    assert settings.SIGNER_KEY.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="No key was made"):
        call_command("sign_log", "--new-key")


def test_an_operators_command_signs(tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    public = tmp_path / "public"
    public.write_bytes(
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    (tmp_path / "signature").write_bytes(private.sign(b"text"))
    key = signing_key.load(public, f"cat {tmp_path / 'signature'}")
    assert key.sign(b"text") == private.sign(b"text")
    with pytest.raises(signing_key.NoKey, match="failed"):
        signing_key.load(public, "false").sign(b"text")
    with pytest.raises(signing_key.NoKey, match="64 bytes"):
        signing_key.load(public, "true").sign(b"text")
    for file in (public, tmp_path / "nothing"):
        with pytest.raises(signing_key.NoKey, match="can't be read"):
            signing_key.load(file)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_a_role_that_writes(
    log: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    signing_key.make(settings.SIGNER_KEY)
    settings.SIGNER_DATABASE_URL = address()
    with pytest.raises(CommandError, match="may write publications"):
        call_command("sign_log", "--once")
    assert "SIGNER_MEMORY" not in caplog.text
    # It works without a memory, and says what that costs.
    settings.SIGNER_MEMORY = None
    with pytest.raises(CommandError, match="may write publications"):
        call_command("sign_log", "--once")
    assert "Set SIGNER_MEMORY" in caplog.text


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_its_own_role_reads_what_it_needs_and_nothing_else(log: Path, settings: Any) -> None:
    settings.SIGNER_DATABASE_URL = as_signer()
    signing_key.make(settings.SIGNER_KEY)
    factories.signed_claim()
    output = StringIO()
    call_command("sign_log", "--once", stdout=output)
    key, _, note = output.getvalue().partition("\n")
    assert Note.read(note).check(VerifierKey.read(key)) is None
    assert "\n2\n" in note
    with psycopg.connect(settings.SIGNER_DATABASE_URL, autocommit=True) as signer:
        for statement in (
            "SELECT body FROM claims_publication",
            "SELECT 1 FROM newsroom_user",
            "SELECT old FROM newsroom_event",
            "UPDATE claims_publication SET withheld = true",
            "INSERT INTO newsroom_logentry (line) VALUES ('withheld 1')",
            "SELECT write_to_log('withheld 1')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                signer.execute(statement)

    # Started anew after each restore, it goes on in the next log.
    for number in (2, 3):
        head = Checkpoint.read(Note.read(note).text)
        with acting(None, "read"):
            LogAhead.objects.create(
                origin=head.origin, size=head.size, root=head.root.hex(), number=number
            )
        open_epoch()
        factories.signed_claim()
        output = StringIO()
        call_command("sign_log", "--once", stdout=output)
        note = output.getvalue().partition("\n")[2]
        assert note.startswith(f"news.example/log/{number}\n")
        assert (log / "log" / "current").read_text() == f"{number}\n"
