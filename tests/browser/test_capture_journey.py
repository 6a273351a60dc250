"""From a link to claims: a reporter pastes it, a worker captures it, the inbox is gone through by keys."""

import re
import shutil
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Candidate, Claim
from claims.workflow import review
from newsroom.choices import Role
from newsroom.models import User
from sources import anchors
from sources.models import CaptureRequest, Publisher
from tests import factories
from tests.browser.at_work import follow, send
from tests.browser.test_sign_journey import sign_in, sign_out, verb
from tests.claims.capture.test_intake import says
from tests.sources.web import Site, answer, serving
from tests.workers import work_off, worker

BUILT = "We have built 150 bridges since January"
REPAIRED = "the count includes 30 bridges which were only repaired"
PUBLIC = "Nobody has counted them twice"
ARTICLE = f"""<!doctype html><html lang="en"><head><title>The count of the bridges</title>
<meta property="og:site_name" content="The Bridge Times"></head>
<body><article><h1>The count of the bridges</h1>
<p>The minister spoke to reporters in the capital on Monday about the works of the last months.</p>
<p>“{BUILT},” said Ana Nuñez, the minister of works, at the opening of a bridge near the coast.</p>
<p>Tomás Ríos, who heads the audit office, said that {REPAIRED} last year by his own people.</p>
<p>“{PUBLIC},” Nuñez told the paper on Tuesday, and she left the room without another word.</p>
</article></body></html>"""

# Chosen within the browser: handing it 50 MB from here takes longer than all the rest.
TOO_LARGE = """file => {
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(50_000_001)], "big.txt"));
  file.files = chosen.files;
  file.dispatchEvent(new Event("change", { bubbles: true }));
  return file.validationMessage;
}"""


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with serving() as made:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{made.port}"]
        says(made, ARTICLE)
        yield made


@pytest.fixture
def reporter(transactional_db: None) -> User:
    """Who knows both speakers already."""
    for name in ("Ana Nuñez", "Tomás Ríos"):
        factories.speaker(name)
    return factories.person(Role.REPORTER, username="rita")


def at_candidate(page: Page, words: str) -> None:
    """Go back and on with the keyboard until this statement is the one looked at."""
    current, side = page.locator(".inbox-current .desk-quote"), page.locator("#inbox-side")
    for key, neighbour in (("k", "data-previous"), ("j", "data-next")):
        while words not in (before := current.text_content() or ""):
            if not side.get_attribute(neighbour):
                break
            page.keyboard.press(key)
            expect(current).not_to_have_text(before)
        else:
            return
    raise AssertionError(f"the inbox does not hold {words!r}")


def test_a_link_becomes_claims_with_their_quotes(
    reporter: User, site: Site, live_server: LiveServer, page: Page
) -> None:
    elsewhere: list[str] = []
    page.on(
        "request", lambda r: None if r.url.startswith(live_server.url) else elsewhere.append(r.url)
    )
    sign_in(page, live_server.url, reporter)
    paste(page, live_server, site.url("/a"))

    expect(page.get_by_role("heading", name="Waiting to be fetched")).to_be_visible()
    with worker(FETCH_ALLOWED_HOSTS=f"127.0.0.1:{site.port}"):
        # The page follows it by itself.
        expect(page.get_by_role("heading", name="Done")).to_be_visible()
    assert CaptureRequest.objects.get().state == "done"
    assert Candidate.objects.count() >= 3
    # The publisher that the page states is proposed, and recorded by one click.
    expect(page.locator("main")).to_contain_text("The Bridge Times (127.0.0.1)")
    expect(page.locator("main")).to_contain_text("stated by the page; not registered yet")
    follow(page.get_by_role("button", name="Add this publisher"))
    expect(page.get_by_text("The publisher is recorded.")).to_be_visible()
    publisher = Publisher.objects.get()
    assert (publisher.name, publisher.domain) == ("The Bridge Times", "127.0.0.1")
    follow(page.get_by_role("link", name=re.compile("^Inbox: ")))
    expect(page.locator("main")).to_contain_text("The Bridge Times")
    expect(page.locator("main")).not_to_contain_text("not stated")

    at_candidate(page, BUILT)
    decide(page, "a")
    at_candidate(page, REPAIRED)
    decide(page, "a")
    at_candidate(page, PUBLIC)
    decide(page, "r")

    built, repaired = Claim.objects.order_by("pk")
    assert PUBLIC in Candidate.objects.get(state="rejected").exact
    for claim, quote, speaker in ((built, BUILT, "Nuñez"), (repaired, REPAIRED, "Ríos")):
        assert speaker in claim.speaker.name
        page.goto(f"{live_server.url}/admin/claims/claim/{claim.pk}/change/")
        expect(page.locator("mark", has_text=quote)).to_be_visible()
    assert elsewhere == []


DEBATE = """1
00:00:01,000 --> 00:00:03,000
MODERATOR: Minister, your answer.

2
00:00:03,250 --> 00:00:06,500
ANA NUÑEZ: We have built 150 bridges
since January.

3
00:00:06,100 --> 00:00:08,000
MODERATOR: Thank you.
"""


def recorded(folder: Path) -> Path:
    """The debate as a sound file: read aloud where espeak-ng is installed, otherwise silent."""
    path = folder / "debate.wav"
    if espeak := shutil.which("espeak-ng"):
        subprocess.run([espeak, "-w", path, f"Minister, your answer. {BUILT}."], check=True)
        return path
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 8000 * 8))
    return path


def test_a_debate_becomes_a_signed_claim_that_readers_hear_at_its_second(
    reporter: User, live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    site = live_server.url
    (tmp_path / "debate.srt").write_text(DEBATE, encoding="utf-8")
    editor, senior = factories.editor(), factories.person(Role.SENIOR, username="sam")
    sign_in(page, site, reporter)
    page.goto(f"{site}/admin/sources/capturerequest/transcript/")
    page.get_by_label("Transcript: a file").set_input_files(tmp_path / "debate.srt")
    page.get_by_label("Recording: a file").set_input_files(recorded(tmp_path))
    page.get_by_label("Made by", exact=False).first.select_option("captions")
    page.get_by_label("Title", exact=False).first.fill("The debate")
    page.get_by_text("More details").click()
    page.get_by_label("Licence", exact=False).fill("CC BY 4.0")
    send(page, "Add the transcript")
    work_off()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    follow(page.get_by_role("link", name=re.compile("^Inbox: ")))
    at_candidate(page, BUILT)
    expect(page.locator(".inbox-list")).to_contain_text("0:00:03")
    decide(page, "a")
    claim = Claim.objects.get()
    assert claim.speaker.name == "Ana Nuñez"

    review.start(claim.pk, editor)
    quote = claim.appearances.get().anchors.get()
    factories.said_in(
        claim, editor, quote.snapshot, anchors.find_one(quote.snapshot.text, quote.exact)
    )
    review.write(claim.pk, editor, summary="She said so.", rationale="We heard her say it.")
    page.goto(f"{site}/admin/claims/claim/{claim.pk}/change/")
    expect(page.get_by_text("Nobody has listened to this yet.").first).to_be_visible()
    verb(page, "Mark words and voice as listened to")
    for box in page.locator("input[name=quotes]").all():
        box.check()
    follow(page.get_by_role("button", name=re.compile("listened to")))
    expect(page.get_by_text("Words and voice checked by listening").first).to_be_visible()
    review.propose(claim.pk, editor, "confirmed", "unrated", harms=[])
    sign_out(page, site)

    sign_in(page, site, senior)
    page.goto(f"{site}/admin/claims/claim/{claim.pk}/change/")
    verb(page, "Sign")
    expect(page.get_by_text("This is what you sign")).to_be_visible()
    follow(page.get_by_role("button", name="Sign"))
    sign_out(page, site)

    page.goto(f"{site}/claims/{claim.pk}/")
    expect(page.locator("main")).to_contain_text("Words and voice checked by listening")
    player = page.locator("video").first
    expect(player).to_have_attribute("src", re.compile(r"#t=3\.25,6\.5$"))
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    assert player.evaluate("each => each.currentTime") == pytest.approx(3.25, abs=0.3)


def paste(page: Page, desk: LiveServer, link: str) -> None:
    page.goto(f"{desk.url}/admin/sources/capturerequest/add/")
    expect(page.get_by_label("Link")).to_be_focused()
    page.keyboard.insert_text(link)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def decide(page: Page, key: str) -> None:
    waiting = page.locator(".inbox-list li")
    left = waiting.count()
    page.keyboard.press(key)
    expect(waiting).to_have_count(left - 1)


def test_what_fails_is_told_on_the_page_that_follows_it(
    reporter: User, site: Site, live_server: LiveServer, page: Page
) -> None:
    site.says["/no"] = answer("403 Forbidden", b"")
    sign_in(page, live_server.url, reporter)
    paste(page, live_server, site.url("/no"))
    work_off()
    expect(page.get_by_role("alert")).to_contain_text("403")
    says(site, ARTICLE, "/no")
    follow(page.get_by_role("button", name="Try again"))
    work_off()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    follow(page.get_by_role("link", name="Add another source"))
    expect(page.get_by_label("Link")).to_be_focused()
    assert "larger than 50 MB" in page.locator("#id_file").evaluate(TOO_LARGE)
