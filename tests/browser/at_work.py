"""A person at the desk in Chromium: signed in, watched for what a page must not do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from claims.models import Claim
from newsroom.models import User
from tests.claims.admin.desk import at_the_desk

# What axe may find on one screen alone, for its colours, its width or what is shown only there.
BY_SCREEN = (
    *("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"),
    *("button-name", "link-name", "label", "select-name", "aria-hidden-focus"),
)
# The same colours stand at most elements, and reading them took axe a third of its time.
EACH_COLOUR_ONCE = """(() => {
  const { Color } = axe.commons.color;
  const parse = Color.prototype.parseString;
  const known = new Map();
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) known.set(text, parse.call(new Color(), text));
    const { r, g, b, alpha } = known.get(text);
    return Object.assign(this, { r, g, b, alpha });
  };
})();"""
AXE = f"{Axe().axe_script}\n{EACH_COLOUR_ONCE}"


@contextmanager
def at_work(browser: Browser, site: str, user: User, **screen: Any) -> Iterator[Page]:
    """A page of a browser of their own. At the end: no script failed and no policy was broken."""
    context = browser.new_context(**screen)
    session = at_the_desk(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "request",
        lambda r: None if r.url.startswith((site, "blob:", "data:")) else wrong.append(r.url),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda m: wrong.append(f"{page.url}: {m.text}") if is_wrong(m.text) else None
    )
    yield page
    context.close()
    assert not wrong, "\n".join(wrong)


def is_wrong(message: str) -> bool:
    return "Content Security Policy" in message or "Uncaught" in message


def open_claim(page: Page, site: str, claim: Claim) -> None:
    page.goto(f"{site}/admin/claims/claim/{claim.pk}/change/")
    expect(page.locator("#statement")).to_have_text(claim.text)


def follow(element: Locator) -> None:
    """Click a link, or the button of a form, and wait until the page that it leads to is loaded."""
    with element.page.expect_navigation():
        element.click()


def overflow(page: Page) -> int:
    """By how many pixels the page, once it is loaded, is wider than its window."""
    page.wait_for_load_state()
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(wider, 0)


def stands_as(page: Page, status: str) -> None:
    expect(page.locator(".desk-answers").first).to_contain_text(status, ignore_case=True)


def send(page: Page, name: str) -> None:
    """Send the form from the keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def select(page: Page, words: str) -> None:
    """Select the words in the snapshot's text, as a pointer or a screen reader would."""
    page.evaluate(
        """(words) => {
          const text = document.querySelector("[data-quotable]");
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
            return;
          }
        }""",
        words,
    )


def add_axe(page: Page) -> None:
    """Before its first address: axe is sent to the browser once, not again for each address."""
    page.add_init_script(AXE)


def barriers(page: Page, *rules: str, within: str | None = None) -> list[str]:
    """What axe finds wrong with the page, or a part of it, once it is loaded; by all of its rules
    or by these.
    """
    page.wait_for_load_state()
    # No page has sound or film, for which alone it would fetch everything again.
    options: dict[str, Any] = {
        "resultTypes": ["violations"],
        "preload": False,
        # Of WCAG 2.2, which axe asks for only when told.
        "rules": {"target-size": {"enabled": True}},
    }
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "([within, options]) => axe.run(within || document, options).then((all) => all.violations)",
        [within, options],
    )
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def no_barriers(page: Page) -> None:
    """Nothing is in anybody's way."""
    assert barriers(page) == []
    assert overflow(page) == 0


def put_on(page: Page, scheme: Any) -> None:
    """The colours, as somebody chooses them on their device and, at the desk, in the navigation of a
    page that is loaded.
    """
    page.wait_for_load_state()
    page.emulate_media(color_scheme=scheme)
    if page.evaluate("'Alpine' in window"):
        page.evaluate(
            "(scheme) => Alpine.$data(document.documentElement).switchTheme(scheme)", scheme
        )
        expect(page.locator("html")).to_have_class(scheme)


def looks_right(page: Page) -> None:
    """No wider than its window. No barrier: by every rule in light; in dark by what colours decide."""
    assert overflow(page) == 0
    for scheme, rules in (("light", ()), ("dark", BY_SCREEN)):
        put_on(page, scheme)
        assert barriers(page, *rules) == [], (page.url, scheme)
