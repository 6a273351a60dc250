"""What readers are given to check us with: the program, keys, a copy of a claim."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from claims.site.check import VERIFIER
from claims.transparency.log import KEY
from tests import factories
from tests.claims.published import hold
from tests.tools.newsroom_of_files import LOG, WITNESSES
from tools import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def witnessed(settings: Any, tmp_path: Path) -> None:
    settings.SIGNED_LOG = tmp_path
    settings.SIGNED_LOG_POLICY = tmp_path / "policy"
    (tmp_path / KEY).write_text(f"{LOG.verifier_key}\n")
    lines = [f"witness w{at} {each.verifier_key}" for at, each in enumerate(WITNESSES)]
    (tmp_path / "policy").write_text("\n".join([*lines, "group g 1 w0 w1", "quorum g", ""]))


def read(address: str) -> str:
    return Client().get(address).content.decode()


def test_the_program_is_the_file_itself(client: Client) -> None:
    answer = client.get("/check/verify.py")
    assert answer.content == VERIFIER.read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="verify.py"'


@pytest.mark.usefixtures("witnessed")
def test_the_witnesses_and_their_quorum_are_named() -> None:
    page = read("/method/")
    assert "Its witnesses are: partner.example/w, other.example/w." in page
    assert "Trust it only if at least 1 of 2 have signed." in page
    page = read("/check/")
    assert f"log {LOG.verifier_key}\nwitness w0 {WITNESSES[0].verifier_key}\n" in page
    assert "Witnesses, other newsrooms that also sign the log" in page


@pytest.mark.usefixtures("witnessed")
def test_the_keys_are_a_file_for_the_program(client: Client, tmp_path: Path) -> None:
    answer = client.get("/check/policy.txt")
    assert answer["Content-Disposition"] == 'attachment; filename="policy.txt"'
    policy = verify.Policy.read(answer.content.decode())
    assert [each.name for each in policy.logs] == [LOG.name]
    assert not policy.is_reached(set())
    assert policy.is_reached({"w0"})


def test_without_a_log_there_is_no_word_of_one(settings: Any) -> None:
    settings.SIGNED_LOG = None
    assert "public log, which" not in read("/method/")
    assert read("/check/").count("</textarea>") == 1
    assert "--policy" not in read("/check/")
    assert Client().get("/check/policy.txt").status_code == 404


def test_nobody_witnesses_the_log_yet(settings: Any, tmp_path: Path) -> None:
    settings.SIGNED_LOG, settings.SIGNED_LOG_POLICY = tmp_path, None
    assert "Nobody witnesses it yet." in read("/method/")
    assert "quorum none" not in read("/check/")  # before the signer's first start there is no key


@pytest.mark.usefixtures("witnessed")
@pytest.mark.parametrize(
    "broken", [b"witness w0\n", b"\xff", None], ids=["line", "bytes", "missing"]
)
def test_where_the_witnesses_cannot_be_read_the_method_says_so(
    broken: bytes | None, tmp_path: Path
) -> None:
    policy = tmp_path / "policy"
    policy.unlink() if broken is None else policy.write_bytes(broken)
    answer = Client().get("/method/")
    assert answer.status_code == 200
    assert "Who witnesses it can’t be read just now." in answer.content.decode()
    assert "Nobody witnesses it yet." not in answer.content.decode()


@pytest.mark.usefixtures("witnessed")
@pytest.mark.parametrize("broken", ["folder", "current", "key", "words of the key"])
def test_where_the_log_cannot_be_read_the_page_says_so(
    broken: str, settings: Any, tmp_path: Path
) -> None:
    client = Client(raise_request_exception=False)
    if broken == "folder":
        settings.SIGNED_LOG, settings.EMBEDDED = tmp_path / "absent", False
    elif broken == "words of the key":
        (tmp_path / KEY).write_bytes(b"\xff")
    else:
        (tmp_path / broken).unlink(missing_ok=True)
        (tmp_path / broken).mkdir()  # which root can't read either
    for address in ("/check/", "/check/policy.txt"):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "The public log can&#x27;t be read just now." in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    assert client.get("/method/").status_code == 200


def test_a_copy_of_what_is_offline_is_none(client: Client) -> None:
    claim = factories.signed_claim()
    assert client.get(f"/claims/{claim.pk}/copy.json").json()["text"] == claim.text
    hold(claim)
    assert client.get(f"/claims/{claim.pk}/copy.json").status_code == 404
