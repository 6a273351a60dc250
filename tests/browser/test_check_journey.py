"""A reader without a terminal keeps a copy of a claim, and sees later whether it was changed."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.transparency.log import KEY
from tests import factories
from tests.tools.newsroom_of_files import FIRST, LOG, Newsroom, policy, write

pytestmark = pytest.mark.django_db(transaction=True)


def check(page: Page, saved: str = "", kept: str = "") -> str:
    for label, path in (("The copy that you kept", kept), ("The copy that you saved now", saved)):
        page.get_by_label(label).set_input_files([])  # the same path again would be no change
        page.get_by_label(label).set_input_files([path] if path else [])
    # The result for what was chosen before is gone.
    expect(page.locator("#check-result")).to_be_empty()
    page.get_by_role("button", name="Check", exact=True).click()
    # A result has a heading; the one before is replaced.
    page.locator("#check-result h2").wait_for()
    expect(page.locator("#check")).not_to_have_attribute("aria-busy", "true")
    return page.locator("#check-result").inner_text()


def trust_the_log(page: Page, folder: Path) -> None:
    page.get_by_text("Keys for the log’s signatures (optional)").click()
    page.get_by_label("One on each line").fill(Path(policy(folder)).read_text())


def test_a_copy_that_was_kept(live_server: LiveServer, page: Page, tmp_path: Path) -> None:
    claim = factories.signed_claim(text="At least 150 were killed, «más»")
    page.goto(f"{live_server.url}/claims/{claim.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save a copy to check later").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    assert re.fullmatch(rf"claim-{claim.pk}-publication-1-saved-\d{{4}}-\d\d-\d\d\.json", kept.name)
    page.get_by_role("link", name="Check it yourself").first.click()
    found = check(page, str(kept), str(kept))
    assert found.startswith("Unchanged since you kept it.")
    assert "There is nothing to do." in found
    hint = page.get_by_text(f"This is a copy of claim {claim.pk}.")
    expect(hint.locator("..").get_by_role("link")).to_have_attribute("href", f"/claims/{claim.pk}/")
    assert f"Claim {claim.pk}, publication 1: published on" in found
    assert "Signed by two people:" in found
    assert "1 publication was compared word for word: the same." in found

    changed = tmp_path / "changed.json"
    changed.write_text(
        json.dumps(json.loads(kept.read_text()) | {"text": "At least 15 were killed"})
    )
    found = check(page, str(changed), str(kept))
    first = f"publication 1 of claim {claim.pk}"
    assert found.startswith(f"Not as published. The first difference is in {first}.")
    assert f"P{first[1:]}: its words do not fit its fingerprint." in found
    assert "it differs from the file that you kept" in found
    assert "Signed by" not in found  # what it says was not signed
    assert "tell us with “Report an error”" in found
    assert "compared word for word" not in found
    found = check(page, str(kept), str(changed))
    assert found.startswith("The copy that you kept is not in order.")
    expect(page.get_by_role("status")).to_have_class("check-unread")
    for saved, only in (str(kept), ""), ("", str(kept)):
        found = check(page, saved, only)
        assert found.startswith("This file is in order. It was compared with no other.")
    # Alone, it accuses nobody.
    found = check(page, kept=str(changed))
    assert found.startswith(
        "This file does not fit its own fingerprint.\n\nMost likely it was edited"
    )
    assert "its words do not fit its fingerprint." in found
    assert "evidence" not in found
    expect(page.get_by_role("status")).to_have_class("check-unread")
    assert check(page) == "Choose a file first."
    (tmp_path / "other.json").write_text("<html>")
    found = check(page, str(tmp_path / "other.json"))
    assert found.startswith("“other.json” can’t be checked here")


def test_copies_of_two_publications_are_not_called_unchanged(
    live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    newsroom = Newsroom.with_claims()
    first = newsroom.claim(tmp_path, 3)
    newsroom.publish(3, "Said again.")
    again = len(newsroom.rows)
    later = newsroom.claim(tmp_path, again)
    other = newsroom.claim(tmp_path, 4)
    page.goto(f"{live_server.url}/check/")
    trust_the_log(page, tmp_path)
    for saved, kept, line in (
        (later, first, f"you kept publication 3, and the newer file has publication {again}."),
        (
            first,
            later,
            f"you kept publication {again}, and the newer file has publication 3, which",
        ),
        (other, first, "You kept claim"),
        # The later one names the hash of the one before it; that compares no words.
        (first, other, "You kept claim"),
    ):
        found = check(page, saved, kept)
        assert found.startswith("The two files can’t be compared."), found
        assert line in found.splitlines()[2]  # the explanation
        assert "word for word" not in found
        expect(page.get_by_role("status")).to_have_class("check-unread")
    # The log had grown when the older one was shown.
    later = newsroom.copy(tmp_path / "kept", again)
    newsroom.publish(9, "Another claim.")
    found = check(page, newsroom.copy(tmp_path, 3), later)
    assert found.startswith(
        f"Not as published. The first difference is in publication {again} of claim 3."
    )
    assert "the newer file has an older publication in its place" in found
    # An earlier version is given without a proof, and lists have several versions.
    assert "which is older. If you mixed up" in check(page, first, later)
    newsroom.publish(3, "And again.")
    listed = [newsroom.change(newsroom.rows[at]) for at in (2, -1)]
    found = check(page, write(tmp_path / "list.json", json.dumps({"results": listed})), later)
    assert found.startswith("The two files can’t be compared.")
    assert f"Claim 3 was published again: you kept publication {again}" in found


def test_what_was_not_compared_is_neither_called_unchanged_nor_changed(
    live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    newsroom = Newsroom.with_claims()
    fine, words = newsroom.copy(tmp_path, 3), newsroom.claim(tmp_path, 3)
    export = newsroom.export(tmp_path)
    page.goto(f"{live_server.url}/check/")
    trust_the_log(page, tmp_path)
    # The copy that was kept has other words, hashed again; its proof shows it.
    content = json.loads(Path(fine).read_text())
    rewrite(other := Newsroom.with_claims())
    content["publication"] = json.loads(Path(other.claim(tmp_path / "other", 3)).read_text())
    found = check(page, fine, write(tmp_path / "rewritten.json", json.dumps(content)))
    assert found.startswith("The copy that you kept is not in order.")
    assert "in the file that you kept, the proof does not lead from it to the log" in found
    assert "published otherwise" not in found
    # Without its salt, words could be any.
    without = json.loads(Path(words).read_text()) | {"text": "Other words"}
    del without["salt"]
    found = check(page, write(tmp_path / "without.json", json.dumps(without)), words)
    assert found.startswith("“without.json” can’t be checked here")
    # Of a key that stands twice one program would read the first.
    twice = Path(words).read_text().replace('"text":', '"text":"Another.","text":', 1)
    found = check(page, words, write(tmp_path / "twice.json", twice))
    assert found.startswith("“twice.json” can’t be checked here")
    # What was added where no hash covers it was not kept.
    for place, added in enumerate(
        (
            json.loads(Path(fine).read_text()),
            {"results": [newsroom.change(newsroom.rows[2])]},
            newsroom.change(newsroom.rows[2]),
        )
    ):
        changed = write(tmp_path / f"{place}.json", json.dumps({**added, "verdict": "True"}))
        for given in ((changed, words), (words, changed), (changed, "")):
            found = check(page, *given)
            file = "This file" if "" in given else "One of the files"
            assert found.startswith(
                f"{file} has what no publication has: verdict. It is not exactly what was published."
            ), found
            assert ("The newer file" in found) == (place < 2 and given == (changed, words))
            assert "Nothing differs" not in found
    found = check(page, newsroom.checkpoint(tmp_path), export)
    assert found.startswith("The two files can’t be compared.")
    later = "".join(Path(export).read_text().splitlines(keepends=True)[2:])
    found = check(page, write(tmp_path / "later.ndjson", later), export)
    assert found.startswith("What was checked here holds, but something could not be checked.")
    assert "none of these publications, which you kept: 1–2." in found
    # Their claims are another newsroom's.
    expect(page.get_by_text("This is a copy of claim")).to_be_hidden()
    without |= {"salt": None, "status": "refuted"}
    bare = write(tmp_path / "bare.json", json.dumps(without))
    redacted = write(tmp_path / "redacted.json", json.dumps(without | {"redacted": True}))
    for saved, kept in ((redacted, redacted), (redacted, ""), (bare, bare), (bare, "")):
        found = check(page, saved, kept)
        assert found.startswith("Nothing that this file says could be checked.")
        assert "Its words, its conclusion and its names may have been changed." in found
        assert "Save the publication’s own file on the claim’s page" in found
        for absent in ("Words that you kept", "igned by", "two people", "Its words fit"):
            assert absent not in found
    page.get_by_label("One on each line").fill("log news.example/log+typo")
    assert "a line that is no key: “log news.example/log+typo”" in check(page, fine, fine)


def test_what_chooses_a_file_speaks_the_pages_language(
    live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    """The browser's own button would speak the browser's."""
    page.goto(f"{live_server.url}/check/?lang=es")
    chooser = page.locator(".file").first
    assert "Ningún archivo elegido" in chooser.inner_text()
    with page.expect_file_chooser() as opened:
        chooser.get_by_text("Elegir un archivo").click(force=True)
    kept = tmp_path / "copia.json"
    kept.write_text("{}")
    opened.value.set_files(kept)
    expect(chooser.get_by_text("copia.json")).to_be_visible()
    assert "Ningún archivo elegido" not in chooser.inner_text()


Attack = Callable[[Newsroom], object]


def rewrite(newsroom: Newsroom) -> None:
    newsroom.rows[2]["body"]["status"] = "refuted"
    newsroom.log_again()


def truncate(newsroom: Newsroom) -> None:
    del newsroom.rows[4:]


def reorder(newsroom: Newsroom) -> None:
    newsroom.rows[2], newsroom.rows[3] = newsroom.rows[3], newsroom.rows[2]
    newsroom.log_again()


def backdate(newsroom: Newsroom) -> None:
    newsroom.publish(7, "backdated", published_at=FIRST + timedelta(hours=2))


def test_what_an_owner_did(live_server: LiveServer, page: Page, tmp_path: Path) -> None:
    """As tools/verify.py finds it, the signatures too."""
    newsroom = Newsroom.with_claims()
    kept = newsroom.export(tmp_path / "kept")
    kept_checkpoint = newsroom.checkpoint(tmp_path / "kept")
    page.goto(f"{live_server.url}/check/")
    found = check(page, Newsroom.with_claims(5).checkpoint(tmp_path), kept_checkpoint)
    assert found.startswith("Your file could not be compared with the log.")
    trust_the_log(page, tmp_path)
    found = check(page, newsroom.copy(tmp_path, 3), kept)
    assert found.startswith("Unchanged since you kept it.")
    for sentence in (
        "It is entry 2 of 6 in the log news.example/log.",
        "The log news.example/log signed it.",
        "Witnessed by partner.example/w on November 3, 2026",
    ):
        assert sentence in found
    assert "keys that this page filled in" not in found
    page.evaluate(
        "document.querySelector('#check-keys').defaultValue ="
        " document.querySelector('#check-keys').value"
    )
    found = check(page, newsroom.copy(tmp_path, 3))
    assert "keys that this page filled in" in found
    attacks: list[tuple[Attack, str, str]] = [
        (rewrite, "3 of claim 3", "it is not what you kept"),
        (truncate, "5 of claim 5", "you kept it, and it is missing at the end"),
        (reorder, "3 of claim 3", "it is not what you kept"),
        (backdate, "7 of claim 7", "it does not follow from the one before it"),
    ]
    for attack, first, what in attacks:
        newsroom = Newsroom.with_claims()
        attack(newsroom)
        found = check(page, newsroom.export(tmp_path), kept)
        assert found.startswith(
            f"Not as published. The first difference is in publication {first}."
        ), found
        assert what in found
    newsroom = Newsroom.with_claims()
    rewrite(newsroom)
    found = check(page, newsroom.checkpoint(tmp_path), kept_checkpoint)
    assert found.startswith("Not as published.")
    assert "The log signed two different lists of 6 entries." in found
    forged = Path(newsroom.copy(tmp_path, 3))
    forged.write_text(forged.read_text().replace("\\n6\\n", "\\n7\\n"))
    found = check(page, str(forged))
    assert found.startswith("This file does not fit its own fingerprint.")
    assert "The signature of news.example/log is wrong" in found
    expect(page.get_by_role("status")).to_have_class("check-unread")
    # After a restore.
    before = Newsroom.with_claims(6)
    kept, kept_proof = before.export(tmp_path / "kept"), before.proof(tmp_path / "kept", 3)
    after = before.restored(4)
    after.publish(9, "After the restore.")
    saved = after.export(tmp_path)
    found = check(page, saved, kept)
    assert found.startswith("What was checked here holds, but something could not be checked.")
    assert "Numbers 5 to 6 are not there. That is right only if the log says" in found
    assert "Publication 6 of claim 6: you kept it; it was lost in a restore," in found
    expect(page.get_by_role("status")).to_have_class("check-unread")
    found = check(page, after.copy(tmp_path, 3), kept_proof)
    assert found.startswith("The two files can’t be compared.")
    assert "from the log news.example/log; what you saved now, from news.example/log/2." in found
    assert "not what you kept" not in found
    one = before.restored(5)
    one.publish(9, "After the restore.")
    found = check(page, one.export(tmp_path / "one"), kept)
    assert "Number 6 is not there. That is right only if the log says" in found


def test_a_checkpoint_that_was_kept(
    live_server: LiveServer, page: Page, tmp_path: Path, settings: Any
) -> None:
    """The page compares it with the log of its site."""
    settings.SIGNED_LOG = log = tmp_path / "log"
    log.mkdir()
    (log / KEY).write_text(f"{LOG.verifier_key}\n")
    newsroom = Newsroom.with_claims(5)
    kept = newsroom.checkpoint(tmp_path / "kept")
    for claim in range(6, 301):
        newsroom.publish(claim, "More.")
    newsroom.log(log)
    page.goto(f"{live_server.url}/check/")
    found = check(page, kept=kept)
    assert found.startswith(
        "The log still contains what your file says. The claim’s words were not"
    )
    assert (
        "with 300 entries, still begins with the 5 entries of the checkpoint inside your file."
        in found
    )
    damaged = tmp_path / "damaged"
    damaged.write_text(Path(kept).read_text().replace("\n5\n", "\n4\n"))
    found = check(page, kept=str(damaged))
    assert found.startswith("This file does not fit its own fingerprint.")
    assert "The signature of news.example/log is wrong" in found
    assert "Our log of today" not in found
    its_copy, words = newsroom.copy(tmp_path, 3), newsroom.claim(tmp_path, 3)
    found = check(page, kept=its_copy)
    assert found.startswith("This file is in order.")
    assert "still begins with the 300 entries" in found
    # A copy of an earlier version has no proof.
    found = check(page, words, its_copy)
    assert found.startswith("Unchanged since you kept it.\n")
    assert "It is entry 2 of 300 in the log" in found
    found = check(page, words, words)
    assert found.startswith("Unchanged since you kept it, but the log was not checked.")
    proof = newsroom.proof(tmp_path, 3)
    assert check(page, proof, proof).startswith("The log still contains what your file says.")
    # One bit of a file is damaged, or it is as it was before the others were made again.
    tile = log / "tile" / "0" / "000"
    sound = tile.read_bytes()
    tile.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
    assert "or its files don’t fit each other" in check(page, kept=kept)
    rewrite(newsroom)
    newsroom.log(log)
    again = tile.read_bytes()
    tile.write_bytes(sound)
    assert "or its files don’t fit each other" in check(page, kept=kept)
    tile.write_bytes(again)
    made_up = f"{LOG.name}\n5\n{'A' * 43}=\n\n— nobody AAAAAAAA\n"
    found = check(page, kept=write(tmp_path / "made-up", made_up))
    assert found.startswith("Something differs, but who made it could not be checked.")
    found = check(page, kept=kept)
    assert found.startswith("Not as published.")
    assert "does not begin with the 5 entries of the checkpoint inside your file" in found
    page.get_by_text("Keys for the log’s signatures (optional)").click()
    page.get_by_label("One on each line").fill("")
    assert check(page, kept=kept).startswith("Something differs, but who made it could not")
    page.reload()
    Newsroom.with_claims(3).log(log)
    found = check(page, kept=kept)
    assert found.startswith("Your file could not be compared with the log.")
    assert "Our log shows 3 entries, and the checkpoint inside your file has 5." in found
    (log / "checkpoint").unlink()
    assert "could not be read just now" in check(page, kept=kept)
