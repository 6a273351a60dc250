"""A reporter at the inbox, by keyboard: accepts, rejects, mends; the claims hold the quotes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.choices import FoundSpeaker
from claims.inbox import candidates
from claims.models import Candidate, Claim
from newsroom.choices import Role
from newsroom.models import User
from sources.models import Snapshot
from tests import factories
from tests.browser.at_work import at_work, barriers, follow, overflow
from tests.browser.test_sign_journey import sign_in
from tests.claims.admin.desk import at_the_desk
from tests.claims.statements import find, statement

# The first line shifts every later place: emoji and flags are two UTF-16 units a code point, and
# CRLF is two code points that HTML would make one.
ARTICLE = (
    "🎉🏳️‍🌈 Bridges: a count 🏗️\r\n\r\n"
    "The minister spoke on Monday. “We have built 150 bridges since January, and we will build"
    " 200 more,” Ana Nuñez said. She <b>denied</b> that money was missing.\r\n\r\n"
    "“Nobody counted them,” Rui Sá, an opposition lawmaker, told reporters on March 2, 2026."
    " Critics called the figure 👻 “a fantasy”. At least 12 bridges are closed.\r\n\r\n"
    "قالت الوزيرة: «بنينا 150 جسرا».\r\n\r\n"
    "“Good morning to you all,” she said.\r\n"
)
BUILT = "We have built 150 bridges since January, and we will build 200 more"
COUNTED = "Nobody counted them"
FANTASY = "Critics called the figure 👻 “a fantasy”"
CLOSED = "At least 12 bridges are closed"
GREETING = "Good morning to you all"


@pytest.fixture
def newsroom(transactional_db: None) -> tuple[User, Snapshot]:
    """A reporter, and a captured text in which five statements wait; one speaker is known."""
    reporter = factories.person(Role.REPORTER, username="rita")
    factories.speaker("Ana Nuñez", description="minister of bridges")
    repeated = factories.claim(
        text="The ministry built 140 bridges.",
        speaker=factories.speaker("The ministry", kind="organisation"),
        quantities=[{"low": 140, "high": 140, "unit": "bridges", "bound": "exactly"}],
    )
    source = factories.source(
        ARTICLE, reporter, title="Bridges: a count", publisher=factories.publisher(name="The Daily")
    )
    snapshot = factories.snapshot(ARTICLE, source, reporter)

    def found_statement(words: str, **fields: Any) -> Any:
        return statement(words, ARTICLE, **fields)

    find(
        snapshot,
        found_statement(BUILT),
        found_statement(
            COUNTED, speaker="Rui Sá, an opposition lawmaker", speaker_name="Rui Sá", verb="told"
        ),
        found_statement(
            FANTASY, kind=FoundSpeaker.ANONYMOUS, speaker="Critics", verb="called", nature=""
        ),
        found_statement(CLOSED, kind=FoundSpeaker.ARTICLE, verb="", quotation="indirect"),
        found_statement(GREETING),
    )
    Candidate.objects.filter(exact=BUILT).update(likely_repeats=[repeated.pk])
    # In the order of the text, whatever the model says; the greeting is probably not checkable.
    for words, score in ((BUILT, 0.99), (COUNTED, 0.8), (FANTASY, 0.7), (CLOSED, 0.6)):
        Candidate.objects.filter(exact=words).update(score=score)
    return reporter, snapshot


def current(page: Page, words: str) -> None:
    expect(page.locator(".inbox-current .desk-quote")).to_have_text(words)
    expect(page.locator("mark.is-now").first).to_be_in_viewport()
    page.wait_for_load_state()  # what answers with a whole page hears keys from then on


def select(page: Page, words: str) -> None:
    """Select the words in the article, as a pointer would."""
    page.evaluate(
        """(words) => {
          const text = document.getElementById("inbox-text");
          const whole = text.textContent;
          const first = whole.indexOf(words);
          const range = document.createRange();
          let at = 0;
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode;
            const place = (offset) => offset - at;
            if (first >= at && first < at + node.length) range.setStart(node, place(first));
            if (first + words.length > at && first + words.length <= at + node.length) {
              range.setEnd(node, place(first + words.length));
            }
            at += node.length;
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        words,
    )


def open_inbox(page: Page, site: str, reporter: User) -> None:
    sign_in(page, site, reporter)
    follow(page.get_by_role("link", name=re.compile("^move_to_inbox Inbox|Inbox")).first)
    follow(page.get_by_role("link", name="Bridges: a count"))


def test_a_reporter_decides_by_keyboard(
    newsroom: tuple[User, Snapshot], live_server: LiveServer, page: Page
) -> None:
    reporter, snapshot = newsroom
    site, wrong = live_server.url, []
    page.on("request", lambda r: None if r.url.startswith(site) else wrong.append(r.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if "Error" in m.text else None)
    open_inbox(page, site, reporter)

    # What is shown is the stored text, code point by code point, and no markup of its own.
    assert page.locator("#inbox-text").evaluate("e => e.textContent") == snapshot.text
    expect(page.locator("#inbox-text b")).to_have_count(0)

    # The first: its speaker is known, its number differs from a claim that we hold.
    current(page, BUILT)
    expect(page.locator(".inbox-likely")).to_contain_text("140 bridges (differs)")
    expect(page.locator("#id_speaker")).to_have_text(re.compile("Ana Nuñez"))
    page.keyboard.press("j")
    current(page, COUNTED)
    page.keyboard.press("k")
    current(page, BUILT)

    # It holds two statements: split where the selection is.
    select(page, "and we will build 200 more")
    page.keyboard.press("s")
    current(page, "We have built 150 bridges since January,")
    expect(page.locator(".inbox-list li")).to_have_count(6)
    # Its words begin too early, behind emoji: other words for it.
    select(page, "built 150 bridges since January")
    page.keyboard.press("e")
    current(page, "built 150 bridges since January")

    # One Enter accepts what is as found; the next one is there, and the words are read out.
    expect(page.locator("#inbox-accept-button")).to_be_focused()
    page.keyboard.press("Enter")
    current(page, COUNTED)
    expect(page.locator("#inbox-says")).to_have_text(re.compile(r"Accepted by rita as claim \d+"))
    expect(page.locator("mark.is-accepted")).to_have_text("built 150 bridges since January")
    expect(page.locator("#inbox-accept-button")).to_be_focused()
    page.keyboard.press("r")
    current(page, FANTASY)
    expect(page.locator("#inbox-after")).to_contain_text("Rejected by rita")
    page.keyboard.press("u")
    current(page, COUNTED)

    # Nobody is called Rui Sá yet: who that is, a person says.
    page.keyboard.press("a")
    expect(page.get_by_text("“Rui Sá” is not in the list of speakers yet")).to_be_visible()
    expect(page.get_by_label("person")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    current(page, FANTASY)

    # The letters of a field are no commands.
    page.keyboard.press("t")
    expect(page.locator("#id_text")).to_be_focused()
    page.locator("#id_text").press_sequentially(" (rjak)")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    current(page, CLOSED)
    page.keyboard.press("a")
    current(page, "and we will build 200 more")
    page.keyboard.press("r")
    current(page, GREETING)
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="No pending statements in this text")).to_be_visible()

    # What the reading missed.
    select(page, "بنينا 150 جسرا")
    page.keyboard.press("n")
    page.get_by_label("Who said it").fill("Ana Nuñez")
    page.keyboard.press("Enter")
    current(page, "بنينا 150 جسرا")
    page.keyboard.press("?")
    expect(page.locator("#inbox-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#inbox-help")).to_be_hidden()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="No pending statements in this text")).to_be_visible()

    # The claims, with their quotes highlighted.
    quoted = {
        "Built 150 bridges since January": ("Ana Nuñez", "built 150 bridges since January"),
        COUNTED: ("Rui Sá", COUNTED),
        f"{FANTASY} (rjak)": ("Critics", FANTASY),
        f"{CLOSED}.": ("article", CLOSED),
        "بنينا 150 جسرا": ("Ana Nuñez", "بنينا 150 جسرا"),
    }
    assert set(Claim.objects.exclude(text__contains="140").values_list("text", flat=True)) == set(
        quoted
    )
    for text, (speaker, quote) in quoted.items():
        claim = Claim.objects.get(text=text)
        assert speaker in (claim.speaker.name, claim.speaker.description, claim.speaker.kind)
        page.goto(f"{site}/admin/claims/claim/{claim.pk}/change/")
        expect(page.locator(".desk-main mark").first).to_have_text(quote)
    assert wrong == []


def test_fast_keys_are_queued_and_undo_outlives_a_reload(
    newsroom: tuple[User, Snapshot], live_server: LiveServer, browser: Browser
) -> None:
    reporter, snapshot = newsroom

    def states() -> dict[str, str]:
        return {each.exact: each.state for each in snapshot.candidates.order_by("pk")}

    with at_work(browser, live_server.url, reporter) as page:
        page.goto(f"{live_server.url}/admin/claims/candidate/in/{snapshot.pk}/")
        current(page, BUILT)
        for key in "rrrj":  # faster than the server answers
            page.keyboard.press(key)
        current(page, GREETING)
        # The navigation, which is not fetched again, counts on.
        inbox = page.get_by_role("navigation", name="The desk").get_by_role("link", name="Inbox")
        expect(inbox.locator(".desk-badge")).to_have_text("2")
        rejected = [exact for exact, state in states().items() if state == "rejected"]
        assert rejected == [BUILT, COUNTED, FANTASY]

        page.reload()
        page.wait_for_load_state()
        page.keyboard.press("u")
        current(page, FANTASY)
        page.keyboard.press("u")
        page.keyboard.press("u")
        current(page, BUILT)
        assert "rejected" not in states().values()
        page.keyboard.press("u")
        expect(page.locator("#inbox-says")).to_have_text(re.compile("no rejection or merge"))

        # A merge comes back as a whole page; the keys pressed meanwhile are done there.
        select(page, "and we will build 200 more")
        page.keyboard.press("s")
        current(page, "We have built 150 bridges since January,")
        page.keyboard.press("m")
        page.keyboard.press("r")
        current(page, COUNTED)
        expect(page.locator("#inbox-after")).to_contain_text(f"Rejected by rita: {BUILT}")
        page.keyboard.press("u")
        current(page, BUILT)
        page.keyboard.press("u")
        current(page, "We have built 150 bridges since January,")
        expect(page.locator(".inbox-list li")).to_have_count(6)

        # Whoever is refused looks first: the keys after that one are not done.
        for words in (COUNTED, FANTASY):
            page.keyboard.press("j")
            current(page, words)
        candidates.reject(Candidate.objects.get(exact=FANTASY).pk, factories.reporter())
        page.keyboard.press("r")
        page.keyboard.press("r")
        expect(page.locator("#inbox-refused")).to_contain_text("has rejected this already")
        assert [exact for exact, state in states().items() if state == "rejected"] == [FANTASY]


def test_the_same_without_javascript(
    newsroom: tuple[User, Snapshot], live_server: LiveServer, browser: Browser
) -> None:
    reporter, _snapshot = newsroom
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    # The sign-in page of the admin's theme needs its script; what follows does not.
    session = at_the_desk(reporter).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/claims/candidate/")
    follow(page.get_by_role("link", name="Bridges: a count"))

    def stands(words: str) -> None:
        expect(page.locator(".inbox-current .desk-quote")).to_have_text(words)

    follow(page.get_by_role("button", name="Accept").first)
    stands(COUNTED)
    expect(page.locator("#inbox-after")).to_contain_text("Accepted by rita as claim")
    follow(page.get_by_role("button", name="Reject"))
    stands(FANTASY)
    follow(page.get_by_role("button", name="Undo"))
    stands(COUNTED)
    page.get_by_text("Change the words or split").click()
    page.locator("#inbox-words").fill("counted them")
    follow(page.get_by_role("button", name="Use these words"))
    stands("counted them")
    follow(page.get_by_role("link", name=re.compile(f"^{FANTASY}")))
    page.get_by_text("Change the words or split").click()
    page.locator("#inbox-parts").fill("Critics called the figure\n\n👻 “a fantasy”")
    follow(page.get_by_role("button", name="Split", exact=True))
    stands("Critics called the figure")
    follow(page.get_by_role("button", name="Merge with the next"))
    stands(FANTASY)
    context.close()


def no_barriers(page: Page) -> None:
    """Axe finds nothing on the page; the frame around it is the theme's."""
    assert barriers(page, within="main.desk") == []


@pytest.fixture(params=["desktop", "phone"])
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    sizes = {"desktop": (1360, 900), "phone": (390, 844)}
    width, height = sizes[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=request.param == "phone"
    )
    yield context.new_page()
    context.close()


def test_the_rest_is_rejected_and_undone_by_keyboard(
    newsroom: tuple[User, Snapshot], live_server: LiveServer, browser: Browser
) -> None:
    reporter, snapshot = newsroom
    Candidate.objects.filter(exact=FANTASY).update(score=0.01)
    with at_work(browser, live_server.url, reporter) as page:
        page.goto(f"{live_server.url}/admin/claims/candidate/in/{snapshot.pk}/")
        current(page, BUILT)
        expect(page.locator(".inbox-worth")).to_contain_text("States a number (“150 bridges")
        expect(page.get_by_text("Probably not checkable (2)")).to_be_visible()
        expect(page.get_by_role("link", name=re.compile(GREETING))).to_be_hidden()
        with page.expect_navigation():
            page.keyboard.press("x")
        expect(
            page.get_by_role("heading", name="2 statements are probably not checkable")
        ).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text=GREETING)).to_be_visible()
        assert barriers(page) == []
        assert overflow(page) == 0
        expect(page.get_by_role("button", name="Reject 2 statements")).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        current(page, BUILT)
        states = snapshot.candidates.values_list("exact", "state")
        assert {exact for exact, state in states if state == "rejected"} == {FANTASY, GREETING}
        expect(
            page.get_by_role("button", name="Undo the rejection of 2 statements")
        ).to_be_visible()
        with page.expect_navigation():
            page.keyboard.press("u")
        expect(page.get_by_text("Probably not checkable (2)")).to_be_visible()
        assert not snapshot.candidates.filter(state="rejected").exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.few(1)
def test_everybody_can_use_it(
    newsroom: tuple[User, Snapshot],
    live_server: LiveServer,
    screen: Page,
    scheme: Any,
    tmp_path: Path,
) -> None:
    reporter, _snapshot = newsroom
    screen.emulate_media(color_scheme=scheme)
    sign_in(screen, live_server.url, reporter)
    screen.goto(f"{live_server.url}/admin/claims/candidate/")
    expect(screen.get_by_role("link", name="Bridges: a count")).to_be_visible()
    no_barriers(screen)
    screen.screenshot(path=tmp_path / "list.png")
    follow(screen.get_by_role("link", name="Bridges: a count"))
    current(screen, BUILT)
    assert overflow(screen) == 0
    screen.keyboard.press("a")
    current(screen, COUNTED)
    screen.keyboard.press("a")  # refused: nobody is called so
    expect(screen.get_by_label("person")).to_be_focused()
    for name in ("Accept", "Reject"):
        expect(screen.get_by_role("button", name=name).first).to_be_visible()
    no_barriers(screen)
    screen.screenshot(path=tmp_path / "inbox.png", full_page=True)
    screen.keyboard.press("?")
    expect(screen.locator("#inbox-help")).to_be_visible()
    no_barriers(screen)
    screen.screenshot(path=tmp_path / "keys.png")
    Candidate.objects.filter(exact=FANTASY).update(verb="denied")
    screen.goto(f"{screen.url.partition('?')[0]}?at={Candidate.objects.get(exact=FANTASY).pk}")
    follow(screen.get_by_role("link", name="Check what was denied"))
    no_barriers(screen)
    screen.screenshot(path=tmp_path / "denied.png", full_page=True)


def test_a_new_speaker_and_how_the_date_is_known_are_entered_by_keyboard(
    newsroom: tuple[User, Snapshot], live_server: LiveServer, browser: Browser
) -> None:
    reporter, snapshot = newsroom
    counted = Candidate.objects.get(exact=COUNTED)
    with at_work(browser, live_server.url, reporter) as page:
        page.goto(f"{live_server.url}/admin/claims/candidate/in/{snapshot.pk}/?at={counted.pk}")
        current(page, COUNTED)
        page.keyboard.press("w")
        expect(page.locator("#id_new_name")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.get_by_role("radio", name="person", exact=True)).to_be_checked()
        page.keyboard.press("Escape")
        page.keyboard.press("d")
        expect(page.locator("#id_said_from")).to_be_focused()
        page.locator("#id_said_basis").focus()
        page.keyboard.type("inf")
        expect(page.locator("#id_said_basis")).to_have_value("inferred")
        page.locator("#id_said_from").fill("2026-03-02")
        page.locator("#id_said_to").fill("2026-03-02")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        expect(page.locator("#inbox-after")).to_contain_text("Accepted")
    claim = Claim.objects.get(candidates=counted)
    assert (claim.speaker.name, claim.speaker.kind) == ("Rui Sá", "person")
    assert claim.said_basis == "inferred"
