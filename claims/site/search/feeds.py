"""Feeds of a search: claims that match it as they are published, and later changes of them."""

import json
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from claims.notifications import saved_searches
from claims.notifications.saved_searches import Entry
from claims.publication.addresses import absolute, address
from claims.search.planner import time_limit
from claims.site.frame import public, site_name
from claims.site.search.request import SearchRequest
from newsroom.cors import any_origin
from newsroom.errors import Refused

LISTED = 50
# The date of a feed without entries.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@any_origin
@public
def atom(request: HttpRequest) -> HttpResponse:
    search = SearchRequest.of(request.GET, inside=False)
    items, refused = _items(search)
    if refused:
        return _refused(refused)
    home, own = _address("site:search", search), _address("site:search-atom", search)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(_language())}>',
        f"<title>{_text(_title(search))}</title>",
        f"<id>{escape(home)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(home)}/>',
        f"<updated>{max([each.at for each in items], default=BEGINNING).isoformat()}</updated>",
        f"<author><name>{_text(site_name())}</name></author>",
    ]
    for each in items:
        lines += [
            "<entry>",
            f"<title>{_text(saved_searches.headline(each))}</title>",
            f"<id>{escape(_id(each))}</id>",
            f'<link rel="alternate" type="text/html" href={quoteattr(address("page", each.claim))}/>',
            f"<published>{each.at.isoformat()}</published>",
            f"<updated>{each.at.isoformat()}</updated>",
            *([f'<summary type="text">{_text(each.summary)}</summary>'] if each.summary else []),
            f'<content type="text">{_text(saved_searches.details(each))}</content>',
            "</entry>",
        ]
    lines.append("</feed>")
    return HttpResponse("\n".join(lines) + "\n", content_type="application/atom+xml; charset=utf-8")


@any_origin
@public
def feed(request: HttpRequest) -> HttpResponse:
    search = SearchRequest.of(request.GET, inside=False)
    items, refused = _items(search)
    if refused:
        return _refused(refused)
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(search),
        "home_page_url": _address("site:search", search),
        "feed_url": _address("site:search-feed", search),
        "language": _language(),
        "authors": [{"name": site_name()}],
        "items": [
            {
                "id": _id(each),
                "url": address("page", each.claim),
                "title": saved_searches.headline(each),
                **({"summary": each.summary} if each.summary else {}),
                "content_text": saved_searches.details(each),
                "date_published": each.at.isoformat(),
            }
            for each in items
        ],
    }
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type="application/feed+json; charset=utf-8")


def _refused(sentence: str) -> HttpResponse:
    return HttpResponse(sentence + "\n", content_type="text/plain; charset=utf-8", status=400)


def _items(search: SearchRequest) -> tuple[list[Entry], str]:
    """The newest publications of the search; or why there are none."""
    if search.errors:
        name, sentences = next(iter(search.errors.items()))
        return [], f"{name}: {sentences[0]}"
    try:
        with time_limit():
            return saved_searches.latest(search.filters_of, LISTED), ""
    except Refused as refused:
        return [], refused.sentence


def _address(name: str, search: SearchRequest) -> str:
    return absolute(f"{reverse(name)}?{search.query()}".rstrip("?"))


def _title(search: SearchRequest) -> str:
    words = [search.q, *(label for _name, label in search.labels(""))]
    return " · ".join([*filter(None, words), site_name()])


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _page(item: Entry) -> str:
    return absolute(reverse("site:claim", args=[item.claim]))


def _id(item: Entry) -> str:
    """Of the publication: a claim that is signed again is a new entry."""
    return f"{_page(item)}#publication-{item.number}"


def _text(words: str) -> str:
    """Escaped, without characters that XML does not allow."""
    return escape("".join(each for each in words if each >= " " or each in "\t\n"))
