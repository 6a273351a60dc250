"""What we took back, opened again or changed: a page, newest first, and a feed."""

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
from claims.publication.addresses import absolute
from claims.publication.representation import ClaimBody
from claims.site.frame import name, public, show
from claims.site.rows import READ
from claims.site.tags import label

STEP = 50
ALWAYS = (
    PublicationEvent.REOPENED,
    PublicationEvent.CORRECTED,
    PublicationEvent.WITHDRAWN,
    PublicationEvent.TAKEN_DOWN,
)


@dataclass(frozen=True)
class Correction:
    """One of them; ``before``: what was said until then, if that may be shown."""

    row: Publication
    says: ClaimBody
    before: ClaimBody | None

    @property
    def url(self) -> str:
        return reverse("site:claim", args=[self.row.claim_id])

    @property
    def text(self) -> str:
        return self.says.get("text", "")

    @property
    def answers_changed(self) -> bool:
        before = self.before or {}
        return "status" in before and any(
            before.get(key) != self.says.get(key) for key in ("attribution", "status")
        )


@public
def corrections(request: HttpRequest) -> HttpResponse:
    """Every reopening, change and withdrawal of what was signed."""
    asked = request.GET.get("before", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 18 else None
    found = _latest(number, STEP + 1)
    after = found[STEP - 1].row.number if len(found) > STEP else None
    context = {"found": found[:STEP], "after": after, "begun": number is not None}
    return show(request, "site/corrections.html", context)


@public
def feed(request: HttpRequest) -> HttpResponse:
    """The latest of them, as Atom."""
    made = Atom1Feed(
        title=_("Corrections: %(site)s") % {"site": name(request)["site_name"]},
        link=absolute(reverse("site:corrections")),
        description=_("Every reopening, change and withdrawal of what was signed."),
        feed_url=absolute(reverse("site:corrections-feed")),
        language=getattr(request, "LANGUAGE_CODE", None),
    )
    for each in _latest(None, STEP):
        made.add_item(
            title=f"{chip_text(each.says, each.row.standing)}: {_titled(each)}",
            link=absolute(each.url),
            description=_description(each),
            unique_id=f"{absolute(each.url)}#{each.row.number}",
            updateddate=each.row.published_at,
            pubdate=each.row.published_at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml")


def _description(each: Correction) -> str:
    reason = each.says.get("reason", "") or each.says.get("rationale", "")
    return f"{capfirst(label(each.row.event, 'event'))}. {reason}"


def _titled(each: Correction) -> str:
    return each.text or _("claim %(number)s") % {"number": each.row.claim_id}


def _latest(before: int | None, most: int) -> list[Correction]:
    """What is hidden now is named on no day: its rows are withheld."""
    earlier = Publication.objects.filter(claim=OuterRef("claim"), number__lt=OuterRef("number"))
    signed_anew = Q(event=PublicationEvent.SIGNED) & Exists(
        earlier.filter(event=PublicationEvent.SIGNED)
    )
    found = Publication.objects.filter(Q(event__in=ALWAYS) | signed_anew, withheld=False)
    if before is not None:
        found = found.filter(number__lt=before)
    last = Subquery(earlier.order_by("-number").values("number")[:1])
    rows: list[Any] = list(
        found.order_by("-number").only(*READ).served().annotate(earlier=last)[:most]
    )
    numbers = [row.earlier for row in rows if row.earlier]
    said = {
        row.number: json.loads(row.served)
        for row in Publication.objects.filter(number__in=numbers).only(*READ).served()
        if row.served
    }
    return [
        Correction(row, json.loads(row.served), said.get(row.earlier))
        for row in rows
        if row.served is not None
    ]
