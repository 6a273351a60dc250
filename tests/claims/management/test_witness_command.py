"""``witness``: its key, and what it does not start with."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.transparency.notes import COSIGNATURE, VerifierKey


@pytest.fixture
def command(tmp_path: Path) -> Any:
    def command(*logs: str, name: str = "paper.example/w") -> str:
        output = StringIO()
        files = {"key": tmp_path / "key.pem", "folder": tmp_path / "w"}
        call_command("witness", *logs, name=name, **files, stdout=output)
        return output.getvalue()

    return command


def test_it_makes_its_key_once_and_prints_it(command: Any, tmp_path: Path) -> None:
    first = command()
    key = VerifierKey.read(first.splitlines()[0])
    assert (key.name, key.kind) == ("paper.example/w", COSIGNATURE)
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
    assert command() == first


def test_it_refuses_what_is_no_name_and_no_log(command: Any) -> None:
    with pytest.raises(CommandError, match="neither spaces nor plus"):
        command(name="a paper")
    with pytest.raises(CommandError, match="looks like name"):
        command("news.example/log")
    witness = command().splitlines()[0]
    with pytest.raises(CommandError, match="not that of a log"):
        command(witness)
