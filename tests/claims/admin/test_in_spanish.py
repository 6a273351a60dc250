"""The desk in Spanish: on none of its pages a message stays English."""

import html
import re
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests import factories
from tests.claims.admin.addresses import addresses, is_verb, one_of_each, url_of
from tests.claims.admin.desk import at_the_desk
from tools import catalogue

pytestmark = pytest.mark.django_db

# The guide is the manual in docs/; signing out ends the rest of the test.
LEFT_OUT = {"guide", "logout", "login"}
QUOTED = {"since"}  # a word of a quote between two marks
_CODE = re.compile(
    r'<(script|style|svg)\b.*?</\1>|<span class="material-symbols.*?</span>|<!--.*?-->'
    r'|\sx-on:[^=]*="[^"]*"',
    re.DOTALL,
)
_ATTRIBUTES = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"]*)"')


@pytest.fixture
def spanish(settings: Any) -> None:
    settings.DESK_LANGUAGE = "es"


@cache
def in_english() -> frozenset[str]:
    """Messages without placeholders that are something else in Spanish."""
    written = catalogue.catalogue("es")
    return frozenset(
        words
        for _context, words in catalogue.messages()
        if isinstance(words, str)
        and not re.search(r"%\(|%s|[{<]", words)
        and (found := written.get(words)) is not None
        and found.string not in ("", words)
    )


def shown(page: str) -> set[str]:
    """The texts between the page's tags, and those of its attributes that people meet."""
    page = _CODE.sub("", page)
    texts = [*re.split(r"<[^>]*>", page), *_ATTRIBUTES.findall(page)]
    return {" ".join(html.unescape(each).split()) for each in texts} - QUOTED


@pytest.mark.long
def test_no_page_of_the_desk_says_anything_in_english(spanish: None) -> None:
    with translation.override("es"):
        things = one_of_each()
    client = at_the_desk(factories.senior())
    left: dict[str, set[str]] = {}
    pages = 0
    for address in addresses():
        if is_verb(address) or address.name in LEFT_OUT:
            continue
        answer = client.get(url_of(address, things))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            pages += 1
            if found := shown(answer.content.decode()) & in_english():
                left[address.name] = found
    assert pages > 60
    assert left == {}, "\n".join(f"{name}: {sorted(found)}" for name, found in left.items())


def test_the_desk_has_the_newsrooms_language_and_the_api_has_english(spanish: None) -> None:
    asks_for_english = {"Accept-Language": "en"}
    desk = Client()
    desk.force_login(factories.reporter())
    assert 'lang="es"' in desk.get("/admin/", headers=asks_for_english).content.decode()
    answer = Client().get("/api/v1/claims/?staus=x", headers={"Accept-Language": "es"})
    assert "There is no such parameter" in answer.content.decode()
