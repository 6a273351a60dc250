"""Hostile texts of sources and colleagues, published and then read: scripts in pages, formulas in tables."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any
from unittest.mock import patch
from zlib import crc32

from django.test import Client
from lxml import html

from claims.models import Claim, Topic
from claims.workflow import drafting, review
from sources import anchors, capture, publishers
from tests import factories
from tests.attacks.captures import FORMULAS, cells
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.web_access import NAMED

SCRIPTS = (
    "<script>quagga()</script>", "<img src=x onerror=quagga()>", '"><svg onload=quagga()>', "'onmouseover='quagga()",
    "</title><script>quagga()</script>", "</script><script>quagga()</script>", "<!--<script>quagga()", "javascript:quagga()",
    "<a href=javascript:quagga()>x</a>", "{{7*7}}{% debug %}", "${7*7}", "<iframe srcdoc=quagga>", "\\u003cscript>quagga()",
    "]]><script>quagga()</script>", "<style>@import'quagga'</style>", "&lt;script&gt;quagga()", "\u2028quagga()",
    '" autofocus onfocus=quagga() x="', "<base href=//quagga>", "<meta http-equiv=refresh content=0;url=//quagga>",
)  # fmt: skip
PAGES = ("/claims/{c}/", "/claims/{c}/map/", "/speakers/{s}/", "/sources/{o}/", "/publishers/{p}/", "/topics/{t}/", "/",
         "/corrections/", "/working/claims/{c}/", "/working/", "/working/speakers/{s}/", "/working/sources/{o}/",
         "/admin/claims/claim/{c}/change/", "/admin/claims/claim/", "/admin/sources/source/{o}/change/",
         "/admin/sources/speaker/{s}/change/", "/admin/newsroom/event/", "/search.atom", "/api/v1/docs/", "/method/")  # fmt: skip


def published(newsroom: Newsroom, payload: str) -> dict[str, Any]:
    """A signed claim with the text in every field that takes one; the numbers of its pages."""
    by = newsroom.person("editor")
    text = f"The minister said it. “We built {payload} bridges,” she said."
    paper = capture.add_source(
        by, text, f"https://news.example/{crc32(payload.encode())}", kind="article", title=f"Title {payload}",
        byline=f"By {payload}", publisher=publishers.add(by, name=f"Paper {payload}", kind="news"), licence=payload[:50],
    )  # fmt: skip
    speaker = factories.speaker(f"Ana {payload}", by, description=f"of {payload}")
    topic = Topic.objects.create(
        name=f"{crc32(payload.encode())} {payload}"[:90], slug=f"t{crc32(payload.encode())}"
    )
    claim = drafting.add_claim(
        by, f"They built {payload} bridges.", speaker, nature="fact", topics=[topic]
    )
    snapshot = capture.capture(paper, by, text)
    drafting.add_appearance(
        claim.pk, by, snapshot, [anchors.find_one(text, f"We built {payload} bridges")], directness="direct",
        verb="said", described_as=f"the {payload}"[:90],
    )  # fmt: skip
    review.start(claim.pk, by)
    review.write(
        claim.pk,
        by,
        summary=f"The office counted {payload[:150]} bridges.".replace("\n", " "),
        rationale=f"The office counted {payload} bridges.",
        reply_not_sought=f"No {payload}.",
    )
    factories.add_independent_evidence(claim, by)
    review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, newsroom.person("senior"), factories.version_of(claim))
    return {"c": claim.pk, "s": speaker.pk, "o": paper.pk, "p": paper.publisher_id, "t": topic.slug}


def unescaped() -> Any:
    return patch("django.template.base.conditional_escape", str)


@attack("web", "scripts in every field that pages show (XSS)", guard=unescaped)
def scripts(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for payload in SCRIPTS:
        try:
            where = published(newsroom, payload)
        except Exception as error:  # noqa: BLE001 - what is refused is not shown
            yield Attempt(f"{payload}: {error}", lambda newsroom: None, NAMED)
            continue
        for page in PAGES:
            yield Attempt(f"{payload} {page}", shows(page.format(**where)), NAMED)


def shows(path: str) -> Any:
    def run(newsroom: Newsroom) -> str | None:
        inside = path.startswith(("/admin/", "/working/"))
        client = newsroom.at_desk("editor") if inside else Client(raise_request_exception=False)
        answer: Any = client.get(path)
        text = b"".join(answer).decode(errors="replace")
        if answer.status_code >= 500:
            return f"answered with {answer.status_code}"
        if not answer["Content-Type"].startswith("text/html"):
            return None
        return next(live(text), None)

    return run


def live(page: str) -> Iterator[str]:
    """What of the payloads a browser would run, load or follow."""
    for element in html.fromstring(page).iter("*"):
        for name, value in element.items():
            if name.startswith("on") and "quagga" in value:
                yield f"an attribute {name}"
            if name in ("href", "src", "action", "formaction") and (
                value.strip().lower().startswith(("javascript:", "//quagga"))
            ):
                yield f"{element.tag} leads to {value[:40]}"
            if name == "srcdoc":
                yield "a frame with a page of its own"
        if element.tag == "script" and element.get("type") == "application/ld+json":
            json.loads(element.text or "")
        elif element.tag in ("script", "style") and "quagga" in (element.text or ""):
            yield f"a {element.tag} of a text"
        if element.tag == "meta" and element.get("http-equiv"):
            yield "a page that leads on"


@attack("API", "formulas for spreadsheets in exported tables")
def formulas(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for formula in FORMULAS:
        try:
            published(newsroom, formula)
            claim = factories.signed_claim(
                newsroom.person("editor"), newsroom.person("senior2"), text=f"{formula} bridges"
            )
            assert Claim.objects.filter(pk=claim.pk).exists()
        except Exception:  # noqa: BLE001, S112 - what is refused is not exported
            continue

    def attempt(what: str, formula: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            answer: Any = Client().get(f"/api/v1/export/{what}.csv")
            found = [
                cell
                for cell in cells(b"".join(answer).decode())
                if cell[:1] in ("=", "+", "-", "@", "\t", "\r")
            ]
            found = [cell for cell in found if formula.strip() in cell]
            return f"a cell begins like a formula: {found[0][:60]}" if found else None

        return run

    for what in (
        "claims",
        "speakers",
        "sources",
        "publishers",
        "appearances",
        "evidence",
        "quantities",
        "relations",
    ):
        for formula in FORMULAS:
            yield Attempt(f"{what} {formula!r}", attempt(what, formula))
