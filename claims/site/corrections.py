"""Corrections: every withdrawal, reopening and change of a signed claim, as a page and a feed."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.choices import PublicationEvent
from claims.models import Publication
from claims.presentation.chip import chip_text
from claims.publication.addresses import absolute, address
from claims.publication.representation import ClaimBody
from claims.querysets import PublicationQuerySet
from claims.search import keyset
from claims.site.frame import public, show, site_name
from claims.site.rows import COLUMNS
from claims.site.tags import label

PAGE_SIZE = 50
EVENTS = (
    PublicationEvent.REOPENED,
    PublicationEvent.CORRECTED,
    PublicationEvent.WITHDRAWN,
    PublicationEvent.TAKEN_DOWN,
)
_NEWEST_FIRST = keyset.by_number("number")


@dataclass(frozen=True)
class Correction:
    """``before``: the body published until then, if it may be shown."""

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
    def answers_changed(self) -> bool:
        before = self.before or {}
        return "status" in before and any(
            before.get(key) != self.body.get(key) for key in ("attribution", "status")
        )


@public
def corrections(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    is_number = before.isascii() and before.isdecimal() and len(before) <= 18
    position = (int(before),) if is_number else None
    page, last = _NEWEST_FIRST.page(_publications(), position, PAGE_SIZE)
    context = {
        "found": _corrections(page),
        "next_page": f"?before={last[0]}" if last else "",
        "is_first": position is None,
    }
    return show(request, "site/corrections.html", context)


@public
def feed(request: HttpRequest) -> HttpResponse:
    atom = Atom1Feed(
        title=_("Corrections: %(site)s") % {"site": site_name()},
        link=absolute(reverse("site:corrections")),
        description=_("Every withdrawal, reopening and change of a signed claim."),
        feed_url=absolute(reverse("site:corrections-feed")),
        language=getattr(request, "LANGUAGE_CODE", None),
    )
    page, _last = _NEWEST_FIRST.page(_publications(), None, PAGE_SIZE)
    for each in _corrections(page):
        row, url = each.publication, address("page", each.publication.claim_id)
        text = each.text or _("claim %(number)s") % {"number": row.claim_id}
        reason = each.body.get("reason", "") or each.body.get("rationale", "")
        atom.add_item(
            title=f"{chip_text(each.body, row.standing)}: {text}",
            link=url,
            description=f"{capfirst(label(row.event, 'event'))}. {reason}",
            unique_id=f"{url}#{row.number}",
            updateddate=row.published_at,
            pubdate=row.published_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")


def _publications() -> PublicationQuerySet:
    """Without claims that are hidden now: their rows are withheld.

    ``earlier``: the number of the claim's publication before.
    """
    earlier = Publication.objects.filter(claim=OuterRef("claim"), number__lt=OuterRef("number"))
    signed_again = Q(event=PublicationEvent.SIGNED) & Exists(
        earlier.filter(event=PublicationEvent.SIGNED)
    )
    found = Publication.objects.filter(Q(event__in=EVENTS) | signed_again, withheld=False)
    last = Subquery(earlier.order_by("-number").values("number")[:1])
    rows: PublicationQuerySet = found.only(*COLUMNS).served().annotate(earlier=last)
    return rows


def _corrections(publications: list[Any]) -> list[Correction]:
    numbers = [row.earlier for row in publications if row.earlier]
    before = {
        row.number: json.loads(row.served)
        for row in Publication.objects.filter(number__in=numbers).only(*COLUMNS).served()
        if row.served
    }
    return [
        Correction(row, json.loads(row.served), before.get(row.earlier))
        for row in publications
        if row.served is not None
    ]
