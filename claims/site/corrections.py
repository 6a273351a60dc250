"""Corrections and updates: two lists of what was signed again, each as a page and a feed.

Corrections holds what was signed again after our error or an upheld complaint, and withdrawals;
Updates what was signed again for new evidence. All other changes are in the claim's own history.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import CORRECTING, LISTED, PublicationEvent, ReasonKind
from claims.models import Publication
from claims.models.publication import CORRECTION, UPDATE
from claims.presentation.changes import public_changes
from claims.presentation.entries import entry
from claims.presentation.prose import Row
from claims.publication.addresses import absolute, address
from claims.publication.representation import ClaimBody
from claims.querysets import PublicationQuerySet
from claims.search import keyset
from claims.site.atom import Feed
from claims.site.frame import public, show
from claims.site.rows import COLUMNS
from newsroom.cors import any_origin
from newsroom.identity import newsroom_name

PAGE_SIZE = 50
FEW = 4  # changes that are shown without a click
_NEWEST_FIRST = keyset.by_number("number")


@dataclass(frozen=True)
class Listing:
    """A public list: which publications, and its words."""

    name: str
    condition: Q
    title: Promise
    description: Promise
    nothing: Promise

    @property
    def url(self) -> str:
        return reverse(f"site:{self.name}")

    @property
    def feed(self) -> str:
        return reverse(f"site:{self.name}-feed")


CORRECTIONS = Listing(
    "corrections",
    CORRECTION,
    gettext_lazy("Corrections"),
    gettext_lazy(
        "What we signed again because we were wrong or a complaint was upheld, and what we withdrew."
    ),
    gettext_lazy("No corrections so far."),
)
UPDATES = Listing(
    "updates",
    UPDATE,
    gettext_lazy("Updates"),
    gettext_lazy("What we signed again because there was new evidence."),
    gettext_lazy("No updates so far."),
)


@dataclass(frozen=True)
class Entry:
    """``before``: what the public last read of the claim until then, if it may be shown."""

    publication: Publication
    body: ClaimBody
    before: ClaimBody | None

    @property
    def url(self) -> str:
        return reverse("site:claim", args=[self.publication.claim_id])

    @property
    def text(self) -> str:
        return self.body.get("text", "")

    @property
    def what(self) -> str:
        """What was done, and for what: "Corrected: our error"."""
        if self.publication.event == PublicationEvent.WITHDRAWN:
            return _("Withdrawn")
        kind = ReasonKind(self.body["reason_kind"])
        done = _("Corrected") if kind in CORRECTING else _("Updated")
        return f"{done}: {kind.label}"

    @property
    def reason(self) -> str:
        """Why it was withdrawn or, as its page said until then, reopened."""
        return self.body.get("reason") or (self.before or {}).get("reason", "")

    @property
    def answers_changed(self) -> bool:
        before = self.before or {}
        return "status" in before and any(
            before.get(key) != self.body.get(key) for key in ("attribution", "status")
        )

    @property
    def changes(self) -> list[Row]:
        return public_changes(self.before, self.body) if self.before else []

    @property
    def has_few_changes(self) -> bool:
        return len(self.changes) <= FEW


def _page(listing: Listing) -> Callable[..., Any]:
    @public
    def page(request: HttpRequest) -> HttpResponse:
        before = request.GET.get("before", "")
        is_number = before.isascii() and before.isdecimal() and len(before) <= 18
        position = (int(before),) if is_number else None
        rows, last = _NEWEST_FIRST.page(_publications(listing), position, PAGE_SIZE)
        context = {
            "listing": listing,
            "url": listing.url,
            "feed": listing.feed,
            "found": _entries(rows),
            "next_page": f"?before={last[0]}" if last else "",
            "is_first": position is None,
        }
        return show(request, "site/corrections.html", context)

    return page


def _feed(listing: Listing) -> Callable[..., Any]:
    @any_origin
    @public
    def feed(request: HttpRequest) -> HttpResponse:
        atom = Feed(
            title=f"{listing.title}: {newsroom_name()}",
            link=absolute(listing.url),
            description=str(listing.description),
            feed_url=absolute(listing.feed),
            language=getattr(request, "LANGUAGE_CODE", None),
        )
        rows, _last = _NEWEST_FIRST.page(_publications(listing), None, PAGE_SIZE)
        for each in _entries(rows):
            row = each.publication
            words = " ".join(filter(None, (f"{capfirst(each.what)}.", each.reason)))
            identifier = f"{address('page', row.claim_id)}#{row.number}"
            atom.add(entry(row), identifier, words, each.changes)
        return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")

    return feed


corrections, corrections_feed = _page(CORRECTIONS), _feed(CORRECTIONS)
updates, updates_feed = _page(UPDATES), _feed(UPDATES)


def latest(listing: Listing, most: int) -> list[Entry]:
    """The first entries of its page."""
    return _entries(list(_publications(listing).order_by("-number")[:most]))


def _publications(listing: Listing) -> PublicationQuerySet:
    """Without claims that are hidden now: their rows are withheld.

    ``earlier``: the number of what the public read of the claim before.
    """
    earlier = Publication.objects.filter(
        claim=OuterRef("claim"), number__lt=OuterRef("number"), standing__in=LISTED
    )
    last = Subquery(earlier.order_by("-number").values("number")[:1])
    rows: PublicationQuerySet = (
        Publication.objects.filter(listing.condition).only(*COLUMNS).served().annotate(earlier=last)
    )
    return rows


def _entries(publications: list[Any]) -> list[Entry]:
    numbers = [row.earlier for row in publications if row.earlier]
    before = {
        row.number: json.loads(row.served)
        for row in Publication.objects.filter(number__in=numbers).only(*COLUMNS).served()
        if row.served
    }
    return [
        Entry(row, json.loads(row.served), before.get(row.earlier))
        for row in publications
        if row.served is not None
    ]
