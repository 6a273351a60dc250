"""Feeds of a search: claims that match it as they are published, and later changes of them."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from claims.notifications import saved_searches
from claims.presentation.entries import Entry, details, headline
from claims.publication.addresses import absolute, with_language
from claims.search.planner import time_limit
from claims.site.atom import Feed
from claims.site.frame import public, takes
from claims.site.search.facets import BY_NAME
from claims.site.search.request import SearchRequest
from newsroom.cors import any_origin
from newsroom.errors import Refused
from newsroom.identity import newsroom_name

LISTED = 50


@any_origin
@public
@takes("q", "order", *BY_NAME)
def atom(request: HttpRequest) -> HttpResponse:
    search = SearchRequest.of(request.GET, inside=False)
    items, refused = _items(search)
    if refused:
        return _refused(refused)
    prefix = getattr(request, "language_prefix", "")
    home = _address("site:search", search, prefix)
    own = _address("site:search-atom", search, prefix)
    feed = Feed(
        title=_title(search),
        link=home,
        description="",
        feed_url=own,
        language=_language(),
        author_name=newsroom_name(),
    )
    for each in items:
        feed.add(each, _id(each))
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


@any_origin
@public
@takes("q", "order", *BY_NAME)
def feed(request: HttpRequest) -> HttpResponse:
    search = SearchRequest.of(request.GET, inside=False)
    items, refused = _items(search)
    if refused:
        return _refused(refused)
    prefix = getattr(request, "language_prefix", "")
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(search),
        "home_page_url": _address("site:search", search, prefix),
        "feed_url": _address("site:search-feed", search, prefix),
        "language": _language(),
        "authors": [{"name": newsroom_name()}],
        "items": [
            {
                "id": _id(each),
                "url": each.url,
                "title": headline(each),
                **({"summary": each.summary} if each.summary else {}),
                "content_text": "\n\n".join(filter(None, (details(each), each.rationale))),
                "date_published": each.at.isoformat(),
                "authors": [{"name": name} for name in each.signers or (newsroom_name(),)],
                **({"tags": each.topics} if each.topics else {}),
                **(
                    {"_rights": {"license": settings.DATA_LICENCE}} if settings.DATA_LICENCE else {}
                ),
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
    if wrong := search.errors or search.filters.unknown:
        name, sentences = next(iter(wrong.items()))
        return [], f"{name}: {sentences[0]}"
    try:
        with time_limit():
            return saved_searches.latest(search.filters_of, LISTED), ""
    except Refused as refused:
        return [], refused.sentence


def _address(name: str, search: SearchRequest, prefix: str) -> str:
    """``prefix``: "/es", where the feed was asked for with it."""
    path = with_language(reverse(name), prefix.strip("/")) if prefix else reverse(name)
    return absolute(f"{path}?{search.query()}".rstrip("?"))


def _title(search: SearchRequest) -> str:
    words = [search.q, *(label for _name, label in search.labels(""))]
    return " · ".join([*filter(None, words), newsroom_name()])


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _page(item: Entry) -> str:
    return absolute(reverse("site:claim", args=[item.claim]))


def _id(item: Entry) -> str:
    """Of the publication: a claim that is signed again is a new entry."""
    return f"{_page(item)}#publication-{item.number}"
