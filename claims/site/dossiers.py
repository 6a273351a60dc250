"""Dossiers: their list, and of each a page and a feed. They read signed editions and publications."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims.models import DossierEdition, Publication
from claims.presentation.entries import entry
from claims.publication.addresses import absolute, address, link
from claims.site import timeline_svg
from claims.site.atom import Feed
from claims.site.frame import public, show, takes
from claims.site.rows import COLUMNS, linked_speakers, published_rows
from newsroom.cors import any_origin
from newsroom.identity import newsroom_name

MOST = 100  # dossiers in the list, and entries of a feed


@public
def dossiers(request: HttpRequest) -> HttpResponse:
    found = DossierEdition.objects.current().readable().select_related("dossier")
    return show(
        request, "site/dossiers.html", {"found": found.order_by("-signed_at", "-pk")[:MOST]}
    )


@public
def dossier(request: HttpRequest, slug: str) -> HttpResponse:
    edition = _edition(slug)
    found = published_rows(edition.claims)
    rows = [found[number] for number in edition.claims if number in found]
    rows = [row for row in rows if not row.is_withdrawn]
    earlier = DossierEdition.objects.filter(dossier=edition.dossier_id, number__lt=edition.number)
    context = {
        "edition": edition,
        "rows": rows,
        "dots": timeline_svg.drawn(Publication.objects.listed().filter(claim__in=edition.claims)),
        "linked": linked_speakers(rows),
        "feed": link("site:dossier-feed", slug),
        "earlier": earlier.readable().only("number", "signed_at", "title"),
    }
    return show(request, "site/dossier.html", context)


@any_origin
@public
@takes()
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest publications of its claims."""
    edition = _edition(slug)
    url = absolute(reverse("site:dossier", args=[slug]))
    atom = Feed(
        title=f"{edition.title}: {newsroom_name()}",
        link=url,
        description=edition.introduction,
        feed_url=absolute(reverse("site:dossier-feed", args=[slug])),
        language=edition.language or None,
    )
    listed = Publication.objects.listed().filter(claim__in=edition.claims).only(*COLUMNS)
    for row in listed.order_by("-number")[:MOST]:
        atom.add(entry(row), f"{address('page', row.claim_id)}#{row.number}")
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")


def _edition(slug: str) -> Any:
    """404 where there is none, also where the dossier is offline."""
    current = DossierEdition.objects.filter(dossier__slug=slug).current()
    found = current.readable().select_related("dossier").first()
    if found is None:
        raise Http404
    return found
