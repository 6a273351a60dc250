"""The log's files over HTTP, and the proof of a claim, checked with what is served alone."""

import base64
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from claims.models import Delivery, Publication
from claims.notifications import deliveries, webhooks
from claims.transparency import tree
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.log import current_checkpoint
from claims.transparency.notes import Note, VerifierKey
from claims.transparency.tiles import Folder, TiledTree, unpack
from newsroom import public_version
from tests import factories
from tests.claims.published import hold
from tests.claims.transparency.test_signer import sign
from tools import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Path:
    settings.SIGNED_LOG = tmp_path
    return tmp_path


def test_a_reader_proves_what_was_published(log: Path, client: Client, tmp_path: Path) -> None:
    claim = factories.signed_claim()
    address = f"/api/v1/claims/{claim.pk}/proof/"
    waiting = client.get(address)
    assert waiting.status_code == 404
    assert "not in the log yet" in waiting.json()["detail"]
    sign(log)
    key = VerifierKey.read(client.get("/log/key").content.decode())
    note = Note.read(client.get("/log/checkpoint").content.decode())
    assert note.check(key) is None
    answer = client.get(address)
    found = answer.json()
    row = Publication.objects.get(claim=claim)
    assert found["leaf"] == f"publication {row.number} {row.sha256}"
    assert (found["number"], found["index"], found["size"]) == (1, 0, 2)
    assert found["checkpoint"] == str(note)
    head = Checkpoint.read(note.text)
    assert found["origin"] == head.origin
    hashes = [base64.b64decode(each) for each in found["hashes"]]
    leaf = tree.leaf_hash(found["leaf"].encode())
    tree.check_inclusion(leaf, found["index"], found["size"], hashes, head.root)
    bundle = list(unpack(client.get("/log/tile/entries/000.p/2").content))
    assert bundle[0] == found["leaf"].encode()
    assert bundle[1].startswith(b"history ")
    assert client.get("/log/tile/0/000.p/2").content == leaf + tree.leaf_hash(bundle[1])
    # The same with the verifier that readers have, which knows none of our code.
    saved = tmp_path / "claim.json"
    saved.write_bytes(client.get(f"/api/v1/claims/{claim.pk}/").content)
    proof = tmp_path / "proof.json"
    proof.write_bytes(answer.content)
    policy = tmp_path / "policy"
    policy.write_text(f"log {key}\nquorum none\n")
    lines: list[str] = []
    code = verify.main(
        [str(saved), str(proof), "--policy", str(policy), "--log", str(log)], lines.append
    )
    assert code == verify.HOLDS, lines


def test_an_earlier_publication_and_a_hidden_one_are_proven_too(log: Path, client: Client) -> None:
    claim = factories.signed_claim()
    hold(claim)
    sign(log)
    address = f"/api/v1/claims/{claim.pk}/proof/"
    assert client.get(address).json()["number"] == 2
    earlier = client.get(f"{address}?number=1").json()
    assert earlier["number"] == 1
    # No words of what is hidden.
    assert set(earlier) == {
        *("origin", "number", "leaf", "index", "size", "hashes", "checkpoint", "proof"),
    }
    other = factories.signed_claim()
    assert client.get(f"/api/v1/claims/{other.pk}/proof/?number=1").status_code == 404
    assert client.get(f"{address}?number=x").status_code == 400
    assert client.get(f"{address}?nonsense=1").status_code == 400


def test_what_is_not_signed_yet_and_what_is_no_tile_are_not_served(
    log: Path, client: Client
) -> None:
    factories.signed_claim()
    sign(log)
    checkpoint = client.get("/log/checkpoint")
    assert checkpoint.headers["Cache-Control"] == "public, max-age=5"
    assert checkpoint.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["Access-Control-Allow-Origin"] == "*"
    tile = client.get("/log/tile/0/000.p/2")
    assert tile.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    # The signer ended before it signed them.
    TiledTree(Folder(log), 2).append([b"more"] * 300)
    for name in (
        *("0/000", "0/000.p/3", "entries/000", "entries/001.p/46", "1/000.p/1", "0/000.p/0"),
        *("0/000.p/256", "../signer/state", "0/../../signer/state", "00/000.p/1", "64/000", "0/0"),
        *("0/x000/000.p/1", "entries/../../status"),
    ):
        assert client.get(f"/log/tile/{name}").status_code == 404, name
    assert client.post("/log/checkpoint").status_code == 405


def test_without_a_log_nothing_is_there(client: Client) -> None:
    claim = factories.signed_claim()
    for address in ("/log/checkpoint", "/log/key", "/log/tile/0/000"):
        assert client.get(address).status_code == 404
    assert client.get(f"/api/v1/claims/{claim.pk}/proof/").status_code == 404


def test_the_checkpoint_goes_along(log: Path, client: Client) -> None:
    claim = factories.signed_claim()
    row = Publication.objects.get(claim=claim)
    webhook, _secret = webhooks.add(factories.senior(), "Partner", "https://partner.example/hook")
    delivery = Delivery.objects.create(webhook=webhook, publication=row)
    addresses = ("/api/v1/changes/", "/api/v1/export/datapackage.json", f"/claims/{claim.pk}/")
    for address in addresses:
        assert "checkpoint" not in client.get(address).content.decode().lower()
    assert "checkpoint" not in deliveries.message(delivery)
    sign(log)
    note = (log / "checkpoint").read_text()
    assert client.get("/api/v1/changes/").json()["checkpoint"] == note
    package = client.get("/api/v1/export/datapackage.json").json()
    assert package["logCheckpoint"] == note
    assert deliveries.message(delivery)["checkpoint"] == note
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    assert escape(note.splitlines()[2]) in page
    assert f"/api/v1/claims/{claim.pk}/proof/" in page


def test_a_log_that_cannot_be_read_is_an_outage_of_the_log_alone(
    log: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    claim = factories.signed_claim()
    sign(log)
    proof = f"/api/v1/claims/{claim.pk}/proof/"
    of_the_log = ("/log/checkpoint", "/log/key", "/log/tile/0/000.p/2")
    (log / "tile" / "0" / "000.p" / "2").rename(log / "lost")
    assert client.get(proof).status_code == 503
    (log / "checkpoint").write_text("no note\n")
    assert client.get(proof).status_code == 503
    assert client.get("/log/tile/0/000.p/2").status_code == 503
    assert client.get(f"/claims/{claim.pk}/copy.json").status_code == 503
    settings.EMBEDDED = False
    settings.SIGNED_LOG = log / "absent"
    caplog.clear()
    for address in of_the_log:
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "no-store"
    assert "/log/checkpoint is not served." in caplog.text
    answer = client.get(proof)
    assert answer.json()["detail"].startswith("The public log can't be read")
    # What is served without it goes on.
    addresses = ("/api/v1/changes/", "/api/v1/export/datapackage.json", f"/claims/{claim.pk}/")
    for address in addresses:
        assert client.get(address).status_code == 200
    webhook, _secret = webhooks.add(factories.senior(), "Partner", "https://partner.example/hook")
    row = Publication.objects.get(claim=claim)
    assert "checkpoint" not in deliveries.message(
        Delivery.objects.create(webhook=webhook, publication=row)
    )


def test_what_the_log_does_not_have_yet_is_not_kept(log: Path) -> None:
    factories.signed_claim()
    for is_logged in (False, True):
        with public_version.watching() as watch:
            current_checkpoint(1)
        assert watch.is_exact == is_logged
        sign(log)


@pytest.mark.parametrize(
    "address",
    [
        *(f"export/{name}" for name in ("claims.csv", "publications.ndjson", "claims.parquet")),
        "claims.jsonld",
    ],
)
def test_every_format_comes_with_the_checkpoint(log: Path, client: Client, address: str) -> None:
    factories.signed_claim()
    without = client.get(f"/api/v1/{address}")
    assert without.status_code == 200, address
    assert "Log-Checkpoint" not in without.headers
    b"".join(without)
    sign(log)
    answer = client.get(f"/api/v1/{address}")
    b"".join(answer)
    given = base64.b64decode(answer.headers["Log-Checkpoint"]).decode()
    assert given == client.get("/log/checkpoint").content.decode()
    assert verify.Checkpoint.read(given).size == Checkpoint.read(Note.read(given).text).size
