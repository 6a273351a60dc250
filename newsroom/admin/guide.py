"""The guide at the desk: pages of docs/ shown to the newsroom, and the place in it for each page."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsroom.permissions import may

# Of docs/, what is written for people at the desk.
PAGES = ("tour", "reporting", "editing", "check-worthiness", "importing")
FIRST = "tour"
# What operators do there; the desk leaves it out.
TERMINAL = "From a terminal"
_LINK = re.compile(r"(?:(?P<page>[\w-]+)\.md)?(?:#(?P<heading>[\w-]+))?")

# Patterns of addresses below /admin/, each with its place: a page, or a page and a heading. The
# first that matches counts.
_places: list[tuple[re.Pattern[str], str]] = []


def register_guide(*places: tuple[str, str]) -> None:
    _places.extend((re.compile(pattern), place) for pattern, place in places)


def place_of(path: str) -> str:
    """The address of the guide's part about a page of the desk."""
    below = path.removeprefix("/admin/")
    found = next((place for pattern, place in _places if pattern.match(below)), FIRST)
    page, _hash, heading = found.partition("#")
    return reverse("guide", args=[page]) + (f"#{heading}" if heading else "")


def page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PAGES:
        raise Http404
    if not may(request.user, "read"):
        raise PermissionDenied
    title, body = rendered(name)
    context = {**site.each_context(request), "title": title, "body": body, "pages": titles()}
    return TemplateResponse(request, "admin/newsroom/guide.html", context | {"name": name})


def titles() -> list[tuple[str, str]]:
    return [(name, rendered(name)[0]) for name in PAGES]


@cache
def rendered(name: str) -> tuple[str, SafeString]:
    """Title and body as HTML; nothing in it is anybody's but ours."""
    text = (Path(settings.BASE_DIR) / f"docs/{name}.md").read_text("utf-8")
    text = _without_terminal(text)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title = name
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[at + 1].content
            token.attrSet("id", anchor(words))
            if token.tag == "h1":
                title = words
        for child in token.children or ():
            _lead_on(child)
    return title, mark_safe(parser.renderer.render(tokens, parser.options, {}))  # noqa: S308


def _without_terminal(text: str) -> str:
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    return "".join(each for each in sections if not each.startswith(f"## {TERMINAL}\n"))


def headings(name: str) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', rendered(name)[1]))


def anchor(words: str) -> str:
    """As GitHub makes it from a heading."""
    return re.sub(r"[^\w -]", "", words.lower()).strip().replace(" ", "-")


def _lead_on(token: Token) -> None:
    """A link to another page of the guide; to anything else of docs/ there is none at the desk."""
    address = token.attrGet("href") if token.type == "link_open" else None
    if not isinstance(address, str) or "://" in address:
        return
    match = _LINK.fullmatch(address)
    page_name = match["page"] if match else None
    if match and (page_name is None or page_name in PAGES):
        there = reverse("guide", args=[page_name]) if page_name else ""
        token.attrSet("href", there + (f"#{match['heading']}" if match["heading"] else ""))
    else:
        del token.attrs["href"]
