"""The feed of one claim, for readers who follow it: each publication of it, latest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.choices import LISTED, PublicationEvent, Standing
from claims.models import Publication
from claims.presentation.entries import Entry, entry, what_happened
from claims.publication.addresses import absolute, address, with_language
from claims.site.atom import Feed
from claims.site.claim_history import Change, history_of
from claims.site.frame import public, takes
from newsroom.cors import any_origin
from newsroom.identity import newsroom_name
from newsroom.quotation import ended

SHOWN = {*LISTED, Standing.WITHDRAWN}


@any_origin
@public
@takes()
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """404 where the claim was never published or is offline."""
    get_object_or_404(Publication.objects.readable().only("number"), claim=pk)
    path = reverse("site:claim-feed", args=[pk])
    prefix = getattr(request, "language_prefix", "").strip("/")
    atom = Feed(
        # Without wording or conclusion: programs keep a feed's title as it was.
        title=f"{_('Claim %(number)s') % {'number': pk}} · {newsroom_name()}",
        link=address("page", pk),
        description="",
        feed_url=absolute(with_language(path, prefix) if prefix else path),
        language=getattr(request, "LANGUAGE_CODE", None),
        author_name=newsroom_name(),
    )
    for each in history_of(pk):
        if each.body and each.publication.standing in SHOWN:
            shown = entry(each.publication, each.body)
            anchor = f"#publication-{shown.number}"
            atom.add(
                shown,
                f"{address('page', pk)}{anchor}",
                _words(shown, each),
                () if each.added else each.differences,
                anchor,
            )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")


def _words(shown: Entry, change: Change) -> str:
    """Who said it, what happened, and why: "Ana Nuñez. Corrected. There is a second count."; of a supplement
    what was added.
    """
    happened = what_happened(shown)
    if shown.event == PublicationEvent.SUPPLEMENTED:
        happened = capfirst(change.happened)
    parts = (ended(shown.who), ended(happened), change.reason, change.added)
    return " ".join(filter(None, parts))
