"""What search engines receive: which pages to leave alone, and which there are.

The sitemap is an index of parts. A part has the claims, or the speakers, of one range of numbers, so no
part takes longer the more there are.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator

from claims.models import DossierEdition, Publication, PublishedTopic
from claims.publication.addresses import absolute
from claims.search.speakers import nameable_speakers
from claims.site.frame import public

LISTED = Publication.objects.listed
PART = 2_000  # numbers
TOPICS = 20_000
PAGES = (
    *("search", "corrections", "updates", "under-review", "dossiers", "method", "match", "send"),
    *("data", "check"),
)
LISTS = ("speakers", "topics", "publishers", "sources")
NAMESPACE = AttributesImpl({"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
NOTHING: "AttributesImpl[str]" = AttributesImpl({})
# Searches are endless. The front page in a language is not one of them.
SEARCHES = ("/search/", "/follow/", "/letters/", "/?")
REFUSED = ("/admin/", "/account/", "/working/", *SEARCHES)
ALLOWED = ("/?lang=",)

Entry = tuple[str, datetime | None]


@public
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in REFUSED),
        *(f"Disallow: /{code}{path}" for code, _name in settings.LANGUAGES for path in SEARCHES),
        *(f"Allow: {path}" for path in ALLOWED),
        "",
        f"Sitemap: {absolute(reverse('site:sitemap'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@public
def index(request: HttpRequest) -> HttpResponse:
    parts = [("pages", 0), *_parts("claims"), *_parts("speakers")]
    urls = [absolute(reverse("site:sitemap-part", args=part)) for part in parts]
    return _xml("sitemapindex", "sitemap", ((url, None) for url in urls))


@public
def part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    numbers = range(number * PART, (number + 1) * PART)
    if kind == "claims":
        entries: Iterable[Entry] = _claims(numbers)
    elif kind == "speakers":
        entries = _speakers(numbers)
    elif kind == "pages" and number == 0:
        entries = _pages()
    else:
        raise Http404
    return _xml("urlset", "url", entries)


def _parts(kind: str) -> Iterator[tuple[str, int]]:
    """Up to the one with the greatest number."""
    column = {"claims": "claim_id", "speakers": "speaker_id"}[kind]
    rows = LISTED().filter(**{f"{column}__isnull": False}).order_by(f"-{column}")
    last = rows.values_list(column, flat=True).first()
    return ((kind, number) for number in range(last // PART + 1 if last else 0))


def _claims(numbers: range) -> Iterator[Entry]:
    rows = LISTED().filter(claim__gte=numbers.start, claim__lt=numbers.stop).order_by("claim")
    for number, at in rows.values_list("claim", "published_at"):
        yield reverse("site:claim", args=[number]), at


def _speakers(numbers: range) -> Iterator[Entry]:
    """Those with listed claims."""
    claims = LISTED().filter(speaker=OuterRef("pk"))
    found = nameable_speakers().unmerged().filter(pk__gte=numbers.start, pk__lt=numbers.stop)
    for number in found.filter(Exists(claims)).order_by("pk").values_list("pk", flat=True):
        yield reverse("site:speaker", args=[number]), None


def _pages() -> Iterator[Entry]:
    for name in (*PAGES, *LISTS):
        yield reverse(f"site:{name}"), None
    dossiers = DossierEdition.objects.current().readable().select_related("dossier")
    for edition in dossiers.order_by("-signed_at", "-pk")[:TOPICS]:
        yield reverse("site:dossier", args=[edition.dossier.slug]), edition.signed_at
    topics = PublishedTopic.objects.named_in(LISTED()).order_by("slug")
    for slug in topics.values_list("slug", flat=True)[:TOPICS]:
        yield reverse("site:topic", args=[slug]), None


def _xml(root: str, element: str, entries: Iterable[Entry]) -> HttpResponse:
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement(root, NAMESPACE)
    for url, at in entries:
        xml.startElement(element, NOTHING)
        xml.addQuickElement("loc", url if url.startswith("http") else absolute(url))
        if at is not None:
            xml.addQuickElement("lastmod", at.date().isoformat())
        xml.endElement(element)
    xml.endElement(root)
    return response
