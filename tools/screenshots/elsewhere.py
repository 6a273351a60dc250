"""Our checks on sites of others: a frame, before and after its claim is reopened, and a page that reads the API."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.choices import Standing
from claims.models import Claim
from claims.presentation.frames import HEIGHT, WIDTH
from claims.workflow import review
from tests import factories
from tests.browser.another_site import another_site
from tools.screenshots.camera import Shot

PAPER = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The Paper</title>
<style>body {{ font-family: sans-serif; color-scheme: light dark }} iframe {{ max-width: 100% }}</style>
<h1>The Paper, another site</h1>
{content}
"""
FRAME = f'<iframe src="{{url}}" title="A check" width="{WIDTH}" height="{HEIGHT}"></iframe>'
READS = """<p>From <code>{url}</code>:</p><ul id="claims"></ul>
<script>
fetch("{url}").then((answer) => answer.json()).then((list) => {{
  for (const claim of list.results) {{
    const item = document.createElement("li");
    item.textContent = `${{claim.status}}, ${{claim.attribution}}: ${{claim.text}}`;
    document.getElementById("claims").append(item);
  }}
}});
</script>"""


def shots() -> list[Shot]:
    claim = factories.concluded_claim("refuted")
    frame = reverse("site:embed", args=[claim.pk])
    claims = reverse("api:claims")
    return [
        Shot("elsewhere-frame", frame, does=framed(claim)),
        Shot("elsewhere-frame-reopened", frame, does=framed_then_reopened(claim)),
        Shot("elsewhere-api", claims, does=read_by_a_script, needs_script=True),
    ]


def framed(claim: Claim) -> Callable[[Page], object]:
    """On another origin, after its last round of review has ended."""

    def open_paper(page: Page) -> None:
        if factories.current_publication(claim).standing == Standing.UNDER_REVIEW:
            round_ = review.propose(claim.pk, factories.editor(), "reported", "refuted")
            review.sign(claim.pk, factories.senior(), round_.version)
        show(page, FRAME.format(url=page.url))

    return open_paper


def framed_then_reopened(claim: Claim) -> Callable[[Page], object]:
    """The same page, opened again after the claim was reopened."""
    is_framed = framed(claim)

    def open_again(page: Page) -> None:
        address = page.url
        is_framed(page)
        review.reopen(claim.pk, factories.senior(), "There is a second count.", "routine")
        show(page, FRAME.format(url=address))
        expect(page.frame_locator("iframe").get_by_text("Under review again")).to_be_visible()

    return open_again


def read_by_a_script(page: Page) -> None:
    claims = urlsplit(page.url)._replace(query="page_size=5").geturl()
    show(page, READS.format(url=claims))
    expect(page.get_by_role("listitem")).to_have_count(5)


def show(page: Page, content: str) -> None:
    """Open a page of another origin that has this."""
    with another_site(PAPER.format(content=content)) as site:
        page.goto(site, wait_until="networkidle")
