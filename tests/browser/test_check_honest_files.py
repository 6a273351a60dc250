"""Whatever an honest newsroom hides, neither the page nor the program says that it forged something."""

import random
import re
from contextlib import suppress
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from claims.choices import Standing
from claims.models import Claim, Hold, Publication
from claims.publication import speakers, takedowns
from claims.workflow import approvals, erasures, review
from newsroom.errors import Refused
from sources.models import Snapshot
from tests import factories
from tests.browser.test_check_journey import check
from tests.claims.published import hold, lift
from tests.tools.test_verify import DIFFERS, run

pytestmark = pytest.mark.django_db(transaction=True)

# What a reader is told of a file that the site gave.
HONEST = (
    *("This file is in order.", "Unchanged since you kept it", "The two files can’t be compared."),
    "What was checked here holds, but something could not be checked.",
    "Nothing that this file says could be checked.",
)


def related_claims() -> list[Claim]:
    """Each contradicts the one before it, so that hiding one changes what is shown of another."""
    found: list[Claim] = []
    for number in range(5):
        claim = factories.claim_in_review(speaker=factories.speaker(f"Zora {number} Quillfeather"))
        if found:
            factories.relation(claim, found[-1])
        review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
        review.sign(claim.pk, factories.senior(), factories.version_of(claim))
        found.append(claim)
    return found


def hide(claim: Claim, dice: random.Random) -> str:
    """Something that an honest newsroom does."""
    deed = dice.choice(["hold", "lift", "withdraw", "reopen", "protect", "take_down", "erase"])
    with suppress(Refused):
        if deed == "hold":
            hold(claim)
        elif deed == "lift" and Hold.objects.filter(claim=claim, lifted_at=None, kind="legal"):
            lift(claim)
        elif deed == "withdraw":
            review.withdraw(claim.pk, factories.senior(), "It was a hoax.")
        elif deed == "reopen":
            review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
        elif deed == "protect":
            speakers.protect(claim.speaker_id, factories.editor(), "a witness", "She asked for it.")
        elif deed == "take_down":
            snapshot = Snapshot.objects.filter(anchors__claim=claim).first()
            assert snapshot
            takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
        elif deed == "erase":
            editor, speaker = factories.editor(), claim.speaker_id
            why = ("She asked us to.", "data_subject")
            wanted = erasures.request("erase_person", speaker, editor, *why)
            approvals.approve(wanted.pk, factories.senior())
    return deed


def offered(client: Client) -> set[str]:
    """The addresses of files that pages name, and of the same for each claim and an earlier day."""
    last = Publication.objects.latest("number").number
    found = {
        "/api/v1/changes/",
        "/api/v1/claims/",
        f"/api/v1/claims/?as_of={last - 1}",
        f"/api/v1/export/claims.ndjson?as_of={last - 1}",
    }
    readable = Publication.objects.readable().filter(standing__in=[*Standing])
    pages = ["/data/", *(f"/claims/{row.claim_id}/" for row in readable)]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        for link in re.findall(r"<a\b[^>]*\bdownload\b[^>]*>", answer.content.decode()):
            address = re.search(r'href="([^"]+)"', link)
            assert address
            found.add(re.sub("^https?://[^/]+", "", unescape(address[1])))
    found |= {f"/api/v1/claims/{row.claim_id}/" for row in readable}
    # Other tables have neither bodies nor hashes.
    return {each for each in found if "/export/" not in each or re.search("claims|publica", each)}


def save(client: Client, folder: Path) -> dict[str, str]:
    folder.mkdir()
    saved = {}
    for place, address in enumerate(sorted(offered(client))):
        answer = client.get(address)
        if answer.status_code == 404:
            continue
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        name = re.sub("[?].*", "", address).rstrip("/").rsplit("/", 1)[-1]
        path = folder / f"{place}-{name}"
        path.write_bytes(content)
        saved[address] = str(path)
    return saved


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.few(1)
def test_whatever_was_hidden_the_newsroom_is_not_called_a_forger(
    live_server: LiveServer, page: Page, client: Client, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    claims = related_claims()
    page.goto(f"{live_server.url}/check/")
    kept = save(client, tmp_path / "0")
    for round_of in range(1, 3):
        for _ in range(4):
            hide(dice.choice(claims), dice)
        saved = save(client, tmp_path / str(round_of))
        for address, path in saved.items():
            code, output = run(path)
            assert code != DIFFERS, (address, output)
            if address in kept:
                code, output = run(path, "--kept", kept[address])
                assert code != DIFFERS, (address, output)
            if re.search(r"csv|parquet", address):
                continue  # forms that neither takes
            everything = kept["/api/v1/export/publications.ndjson"]
            older = dice.choice(["", kept.get(address, ""), everything])
            found = check(page, path, older)
            assert found.startswith((*HONEST, "“")), (address, older, found)
        kept |= saved


def test_of_a_claim_under_review_again_no_word_is_called_changed(
    live_server: LiveServer, page: Page, client: Client, tmp_path: Path
) -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    path = tmp_path / "copy.json"
    path.write_bytes(client.get(f"/claims/{claim.pk}/copy.json").content)
    page.goto(f"{live_server.url}/check/")
    found = check(page, str(path))
    assert "Derived, and under review again. Made from what two people signed: " in found
    assert "Changed since" not in found
    assert "Derived, and under review again: published on" in run(str(path))[1]
