"""A search to be followed: what matches it as it is published, and what becomes of that."""

import json
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.notifications import saved_searches
from claims.notifications.saved_searches import Told
from claims.site.addresses import absolute
from claims.site.frame import public
from claims.site.search.ranking import patient
from claims.site.search.request import Asked
from newsroom.errors import Refused

LISTED = 50
# Before anything was published a feed was last changed here.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@public
def atom(request: HttpRequest) -> HttpResponse:
    """RFC 4287."""
    asked = Asked.of(request.GET, inside=False)
    told, refused = _told(asked)
    if refused:
        return HttpResponse(refused + "\n", content_type="text/plain; charset=utf-8", status=400)
    own = absolute(f"{reverse('site:search-atom')}?{asked.query()}".rstrip("?"))
    home = _home(asked)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(_language())}>',
        f"<title>{_text(_title(asked))}</title>",
        f"<id>{escape(home)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(home)}/>',
        f"<updated>{max([each.at for each in told], default=BEGINNING).isoformat()}</updated>",
        f"<author><name>{_text(_author())}</name></author>",
    ]
    for each in told:
        lines += [
            "<entry>",
            f"<title>{_text(saved_searches.headline(each))}</title>",
            f"<id>{escape(_id(each))}</id>",
            f'<link rel="alternate" type="text/html" href={quoteattr(_page(each))}/>',
            f"<published>{each.at.isoformat()}</published>",
            f"<updated>{each.at.isoformat()}</updated>",
            f'<content type="text">{_text(saved_searches.details(each))}</content>',
            "</entry>",
        ]
    lines.append("</feed>")
    return HttpResponse("\n".join(lines) + "\n", content_type="application/atom+xml; charset=utf-8")


@public
def feed(request: HttpRequest) -> HttpResponse:
    """JSON Feed 1.1."""
    asked = Asked.of(request.GET, inside=False)
    told, refused = _told(asked)
    if refused:
        return HttpResponse(refused + "\n", content_type="text/plain; charset=utf-8", status=400)
    said: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(asked),
        "home_page_url": _home(asked),
        "feed_url": absolute(f"{reverse('site:search-feed')}?{asked.query()}".rstrip("?")),
        "language": _language(),
        "authors": [{"name": _author()}],
        "items": [
            {
                "id": _id(each),
                "url": _page(each),
                "title": saved_searches.headline(each),
                "content_text": saved_searches.details(each),
                "date_published": each.at.isoformat(),
            }
            for each in told
        ],
    }
    text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type="application/feed+json; charset=utf-8")


def _told(asked: Asked) -> tuple[list[Told], str]:
    """The newest of what is told of the search; or why nothing can be."""
    if asked.errors:
        name, said = next(iter(asked.errors.items()))
        return [], f"{name}: {said[0]}"
    try:
        with patient():
            return saved_searches.latest(asked.filters_of, LISTED), ""
    except Refused as refused:
        return [], refused.sentence


def _title(asked: Asked) -> str:
    words = [asked.q, *(word for _name, word in asked.in_words(""))]
    return " · ".join([*(word for word in words if word), _author()])


def _author() -> str:
    return settings.NEWSROOM_NAME or _("Fact-checking desk")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _home(asked: Asked) -> str:
    return absolute(f"{reverse('site:search')}?{asked.query()}".rstrip("?"))


def _page(told: Told) -> str:
    return absolute(reverse("site:claim", args=[told.claim]))


def _id(told: Told) -> str:
    """Of the publication: a claim that is signed again is told again."""
    return f"{_page(told)}#publication-{told.number}"


def _text(words: str) -> str:
    """Escaped, without what XML cannot hold."""
    return escape("".join(each for each in words if each >= " " or each in "\t\n"))
