"""Corrections, updates and what is under review again: public lists, each as a page and a feed.

Corrections holds what was signed again after our error or an upheld complaint, or is under review again for
one of them, withdrawals, and translations that took the place of a published one; Updates what was signed
again for new evidence. All other changes are in the claim's own history.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from claims.choices import (
    CORRECTING,
    LISTED,
    PublicationEvent,
    ReasonKind,
    Standing,
    Status,
)
from claims.models import Publication
from claims.models.publication import CORRECTION, LISTED_NOW, UPDATE
from claims.presentation.changes import (
    corrected_translations,
    public_changes,
    translation_changes,
)
from claims.presentation.entries import entry
from claims.presentation.prose import Row
from claims.publication.addresses import absolute, address, link, with_language
from claims.publication.representation import ClaimBody
from claims.publication.translations import (
    in_language_of,
    in_readers_language,
    may_be_corrected,
    translated_since,
)
from claims.querysets import PublicationQuerySet
from claims.search import keyset
from claims.search.keyset import Key
from claims.site.atom import Feed
from claims.site.frame import public, show, takes
from claims.site.rows import COLUMNS, READABLE
from newsroom.cors import any_origin
from newsroom.identity import newsroom_name

PAGE_SIZE = 50
FEW = 4  # changes that are shown without a click
_NEWEST_FIRST = keyset.by_number("number")


@dataclass(frozen=True)
class Listing:
    """A public list: which publications, and its words; ``corrects``: corrected translations, too, and
    what is under review again for our error or an upheld complaint.
    """

    name: str
    condition: Q
    title: Promise
    description: Promise
    nothing: Promise
    corrects: bool = False

    @property
    def url(self) -> str:
        return link(f"site:{self.name}")

    @property
    def feed(self) -> str:
        return link(f"site:{self.name}-feed")


CORRECTIONS = Listing(
    "corrections",
    CORRECTION,
    gettext_lazy("Corrections"),
    gettext_lazy(
        "What we signed again or are checking again because we were wrong or a complaint was upheld,"
        " what we withdrew, and translations that we corrected."
    ),
    gettext_lazy("No corrections so far."),
    corrects=True,
)
UPDATES = Listing(
    "updates",
    UPDATE,
    gettext_lazy("Updates"),
    gettext_lazy("What we signed again because there was new evidence."),
    gettext_lazy("No updates so far."),
)
UNDER_REVIEW = Listing(
    "under-review",
    LISTED_NOW & Q(standing=Standing.UNDER_REVIEW),
    gettext_lazy("Under review again"),
    gettext_lazy(
        "What we signed and are checking again, and why. Until it is signed again, no conclusion is in"
        " force."
    ),
    gettext_lazy("Nothing is under review again."),
)
LISTINGS = (CORRECTIONS, UPDATES, UNDER_REVIEW)


@dataclass(frozen=True)
class Entry:
    """``before``: what the public last read of the claim until then, if it may be shown; ``translations``: the
    languages whose translation is corrected, where nothing else is.
    """

    publication: Publication
    body: ClaimBody
    before: ClaimBody | None
    translations: tuple[str, ...] = ()
    # With translations of it that were signed later.
    translated: ClaimBody | None = None

    @property
    def shown(self) -> ClaimBody:
        """In the reader's language; a corrected translation in its own."""
        if self._is_in_another:
            return in_language_of(self.body, self.translations[0])
        return in_readers_language(self.translated or self.body)

    @property
    def url(self) -> str:
        if self._is_in_another:
            path = reverse("site:claim", args=[self.publication.claim_id])
            return with_language(path, self.translations[0])
        return link("site:claim", self.publication.claim_id)

    @property
    def _is_in_another(self) -> bool:
        """Whether it is of a translation that is not in the reader's language."""
        return bool(self.translations) and get_language() not in self.translations

    @property
    def text(self) -> str:
        return self.shown.get("text", "")

    @property
    def what(self) -> str:
        """What was done, and for what: "Corrected: our error"."""
        if self.publication.event == PublicationEvent.WITHDRAWN:
            return _("Withdrawn")
        if self.translations:
            return _("The translation was corrected")
        kind = self.body.get("reason_kind", "")
        if self.publication.standing == Standing.UNDER_REVIEW:
            done = _("Reopened")
        else:
            done = _("Corrected") if kind in CORRECTING else _("Updated")
        return f"{done}: {ReasonKind(kind).label}" if kind else done

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
        if self.before is None:
            return []
        if self.translations:
            return [
                row
                for code in self.translations
                for row in translation_changes(self.before, self.body, code)
            ]
        return public_changes(self.before, self.body)

    @property
    def has_few_changes(self) -> bool:
        return len(self.changes) <= FEW


def _page(listing: Listing) -> Callable[..., Any]:
    @public
    def page(request: HttpRequest) -> HttpResponse:
        before = request.GET.get("before", "")
        is_number = before.isascii() and before.isdecimal() and len(before) <= 18
        position = (int(before),) if is_number else None
        found, last = _page_of(listing, position, PAGE_SIZE)
        context = {
            "listing": listing,
            "others": [each for each in LISTINGS if each is not listing],
            "url": listing.url,
            "feed": listing.feed,
            "found": found,
            "next_page": f"?before={last[0]}" if last else "",
            "is_first": position is None,
        }
        return show(request, "site/corrections.html", context)

    return page


def _feed(listing: Listing) -> Callable[..., Any]:
    @any_origin
    @public
    @takes()
    def feed(request: HttpRequest) -> HttpResponse:
        atom = Feed(
            title=f"{listing.title}: {newsroom_name()}",
            link=absolute(listing.url),
            description=str(listing.description),
            feed_url=absolute(listing.feed),
            language=getattr(request, "LANGUAGE_CODE", None),
        )
        for each in latest(listing, PAGE_SIZE):
            row = each.publication
            words = " ".join(filter(None, (f"{capfirst(each.what)}.", each.reason)))
            identifier = f"{address('page', row.claim_id)}#{row.number}"
            shown = each.translated or each.body
            atom.add(entry(row, shown), identifier, words, each.changes)
        return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")

    return feed


corrections, corrections_feed = _page(CORRECTIONS), _feed(CORRECTIONS)
updates, updates_feed = _page(UPDATES), _feed(UPDATES)
under_review, under_review_feed = _page(UNDER_REVIEW), _feed(UNDER_REVIEW)


def latest(listing: Listing, most: int) -> list[Entry]:
    """The first entries of its page."""
    return _page_of(listing, None, most)[0]


def _page_of(listing: Listing, position: Key | None, size: int) -> tuple[list[Entry], Key | None]:
    """Its entries after a position, and the position after which there are more.

    What else corrects is found apart: a condition for all would not use the index of corrections.
    """
    rows, last = _NEWEST_FIRST.page(_publications(listing.condition), position, size)
    if not listing.corrects:
        return _entries(rows), last
    before = position[0] if position else None
    translated = may_be_corrected(before, size + 1)
    numbers = [*translated, *_reopened(before, size + 1)]
    if not numbers:
        return _entries(rows), last
    rows = sorted(
        [*rows, *_publications(Q(number__in=numbers))], key=lambda row: row.number, reverse=True
    )
    if len(rows) > size:
        rows, last = rows[:size], (rows[size - 1].number,)
    return _entries(rows, {*translated}), last


def _reopened(before: int | None, most: int) -> list[int]:
    """Publications of what is under review again because we were wrong, latest first."""
    found = Publication.objects.filter(UNDER_REVIEW.condition, reason_kind__in=CORRECTING)
    if before is not None:
        found = found.filter(number__lt=before)
    return list(found.order_by("-number").values_list("number", flat=True)[:most])


def _without_conclusion(body: ClaimBody) -> ClaimBody:
    """What is doubted is not said again where it is said that it is doubted."""
    nothing: Any = {"summary": "", "rationale": ""}
    translations: Any = [{**each, **nothing} for each in body.get("translations", ())]
    hidden: Any = {**nothing, "status": Status.IN_REVIEW.value, "translations": translations}
    return {**body, **hidden}


def _publications(condition: Q) -> PublicationQuerySet:
    """Without claims that are hidden now: their rows are withheld.

    ``earlier``: the number of what the public read of the claim before.
    """
    earlier = Publication.objects.filter(
        claim=OuterRef("claim"), number__lt=OuterRef("number"), standing__in=LISTED
    )
    last = Subquery(earlier.order_by("-number").values("number")[:1])
    rows: PublicationQuerySet = (
        Publication.objects.filter(condition).only(*COLUMNS).served().annotate(earlier=last)
    )
    return rows


def _entries(publications: list[Any], translated: Collection[int] = ()) -> list[Entry]:
    """``translated``: the publications that may be there for their translations alone."""
    numbers = [row.earlier for row in publications if row.earlier]
    before = {
        row.number: json.loads(row.served)
        for row in Publication.objects.filter(number__in=numbers).only(*COLUMNS).served()
        if row.served
    }
    now = _current(publications)
    entries = []
    for row in publications:
        if row.served is None:
            continue
        body, earlier = json.loads(row.served), before.get(row.earlier)
        languages: tuple[str, ...] = ()
        if row.number in translated:
            languages = tuple(corrected_translations(earlier or {}, body))
            if not languages:
                continue  # nobody had read the one that it replaces
        since = translated_since(body, now[row.claim_id]) if row.claim_id in now else None
        if row.standing == Standing.UNDER_REVIEW:
            body, since = _without_conclusion(body), since and _without_conclusion(since)
            earlier = None
        entries.append(Entry(row, body, earlier, languages, since))
    return entries


def _current(publications: list[Any]) -> dict[int, ClaimBody]:
    """What the claims say now, for a reader of another language: what was signed again is translated later."""
    if get_language() == settings.LANGUAGE_CODE:
        return {}
    claims = {row.claim_id for row in publications}
    found = READABLE.filter(claim__in=claims)
    return {row.claim_id: json.loads(row.served) for row in found}
