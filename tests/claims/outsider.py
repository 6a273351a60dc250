"""All that somebody who is not signed in can read: every public answer, followed and collected."""

import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.test import Client, override_settings

from claims.api.matching import LONGEST
from claims.formats.exports.datasets import DATASETS
from claims.formats.releases import stored
from claims.models import Claim, Dossier, Publication, Topic
from sources.models import Alias, Publisher, Snapshot, Source, Speaker

SCHEMA = "/api/v1/schema/"
SEARCH = "/v1alpha1/claims:search"
LISTS = ("claims", "speakers", "sources", "publishers")
OF_TEXTS = (
    *("recordings/{}", "recordings/{}.vtt", "texts/{}.sha256", "texts/{}/authority.tsr"),
    *("texts/{}.wacz", "texts/{}.warc.gz"),
)
UNTHROTTLED = settings.REST_FRAMEWORK | {
    "DEFAULT_THROTTLE_RATES": {"anon": None, "user": None, "export": None}
}

SEVERAL_FACETS = re.compile(r"/([a-z]{2}/)?\?.*&")  # of a search
# What shows a claim's words whole, with as_of besides.
OF_CLAIM = ("/claims/{}/", "/claims/{}/copy.json", "/claims/{}/feed/", "/claims/{}/embed/")
OF_CLAIM_IN_API = (
    "/api/v1/claims/{}/",
    "/api/v1/claims/{}.jsonld",
    "/api/v1/claims/{}/annotations.json",
)
OF_ALL_CLAIMS = (
    *("/", "/search.json", "/api/v1/claims/"),
    *(
        f"/api/v1/export/{name}.ndjson"
        for name in ("claims", "appearances", "evidence", "publications")
    ),
)


def claims_read() -> str:
    """What an outsider reads of the claims where they are shown whole, of today and of the last
    publication's day. ``everything`` also reads what is made of the same bodies and texts.
    """
    last = Publication.objects.order_by("number").values_list("number", flat=True).last()
    found = [*OF_ALL_CLAIMS]
    for claim in Claim.objects.values_list("pk", flat=True):
        found += [form.format(claim) for form in OF_CLAIM + OF_CLAIM_IN_API]
        found += [
            f"{form.format(claim)}?as_of={last}" for form in (OF_CLAIM[0], OF_CLAIM_IN_API[0])
        ]
    found += [f"/sources/{source}/" for source in Source.objects.values_list("pk", flat=True)]
    with override_settings(REST_FRAMEWORK=UNTHROTTLED):
        return "\n".join(map(read, found))


def everything_read(*queries: str) -> str:
    """Every public address and whatever its answers link to, and the claims found by the words."""
    return "\n".join(everything(*queries).values())


def to_begin_with(queries: tuple[str, ...]) -> list[str]:
    """Addresses of every kind, of all rows that somebody may guess the numbers and names of."""
    waiting = ["/", "/livez", "/readyz", SCHEMA, "/api/v1/docs/"]
    waiting += [f"/api/v1/{name}/" for name in LISTS]
    waiting += ["/api/v1/", "/api/v1/topics/", "/data/"]
    waiting += [
        f"/data/releases/{each.day}/{name}"
        for each in stored.releases()
        for name in ("", *(file.name for file in each.files))
    ]
    waiting += ["/api/v1/claims/?expand=related_claims"]
    waiting += [f"/api/v1/topics/?{urlencode({'q': each.name})}" for each in Topic.objects.all()]
    waiting += ["/api/v1/claims/?ordering=said", "/api/v1/working/claims/"]
    waiting += ["/api/v1/working/candidates/"]
    waiting += ["/api/v1/claims.jsonld", "/api/v1/rating-scale/", "/$discovery/rest"]
    waiting += [f"/api/v1/working/claims/export.{form}" for form in ("csv", "ndjson")]
    site = urlsplit(settings.SITE_URL).hostname
    waiting += [f"{SEARCH}?pageSize=1000&reviewPublisherSiteFilter={site}"]
    waiting += [f"{SEARCH}?query={query}" for query in queries]
    for form in ("/", ".jsonld", "/prov.json", "/annotations.json", "/proof/"):
        waiting += [f"/api/v1/claims/{claim.pk}{form}" for claim in Claim.objects.only("pk")]
    waiting += [
        "/account/sign-in/",
        "/send/",
        "/follow/search/?status=verified",
        "/letters/stop/x/",
    ]
    waiting += ["/brand/logo", "/brand/colours.css"]
    waiting += [f"/follow/claim/{claim.pk}/" for claim in Claim.objects.only("pk")]
    waiting += [f"/follow/speaker/{each.pk}/" for each in Speaker.objects.only("pk")]
    waiting += [f"/follow/topic/{topic.slug}/" for topic in Topic.objects.all()]
    for part in ("", "copy.json", "feed/", "map/", "card.png", "error/", "embed/"):
        waiting += [f"/claims/{claim.pk}/{part}" for claim in Claim.objects.only("pk")]
    waiting += [f"/es/claims/{claim.pk}/" for claim in Claim.objects.only("pk")]
    pages_of_claims = [
        f"{settings.SITE_URL}/claims/{claim.pk}/" for claim in Claim.objects.only("pk")
    ]
    waiting += [f"/oembed?{urlencode({'url': page})}" for page in pages_of_claims]
    for name, model in (("speakers", Speaker), ("sources", Source), ("publishers", Publisher)):
        waiting += [f"/{name}/{each.pk}/" for each in model._default_manager.only("pk")]
    waiting += [
        f"/speakers/{each.pk}/{part}/"
        for each in Speaker.objects.all()
        for part in ("map", "embed")
    ]
    waiting += [
        f"/topics/{topic.slug}/{of}" for topic in Topic.objects.all() for of in ("", "map/")
    ]
    for slug in Dossier.objects.values_list("slug", flat=True):
        waiting += [f"/dossiers/{slug}/", f"/dossiers/{slug}/feed/"]
    # Whoever guesses the words of a claim.
    for text in Claim.objects.values_list("text", flat=True):
        waiting.append(f"/api/v1/match/?{urlencode({'text': text[:LONGEST]})}")
    waiting += [f"/working/claims/{claim.pk}/" for claim in Claim.objects.only("pk")]
    waiting += [f"/api/v1/claims/?source={each.source_id}" for each in Snapshot.objects.all()]
    waiting += [f"/api/v1/claims/?q={query}" for query in queries]
    waiting += [f"/{name}/" for name in (*LISTS[1:], "topics")]
    waiting += ["/robots.txt", "/sitemap.xml"]
    waiting += [f"/sitemap/{part}-0.xml" for part in ("pages", "claims", "speakers")]
    waiting += ["/search.atom", "/search.json", "/search/counts/", "/search/speakers/"]
    # Whoever is known by whatever name, asked for whole and misspelt. What was typed does not come back.
    for typed in Alias.objects.values_list("name", flat=True):
        for name in (typed, typed[:-1], typed[1:]):
            waiting.append(f"/search/speakers/?{urlencode({'q': name})}")
            waiting.append(f"/search/speakers/?{urlencode({'of': 'speaker', 'speaker': name})}")
    tables = DATASETS.keys() | set(LISTS)
    waiting += [f"/api/v1/export/{name}.{form}" for name in tables for form in ("csv", "ndjson")]
    waiting += [
        f"/sources/{each.source_id}/{form.format(each.text_sha256)}"
        for each in Snapshot.objects.all()
        for form in OF_TEXTS
    ]
    waiting += ["/check/policy.txt"]
    waiting += [f"/{each.raw_name}" for each in Snapshot.objects.exclude(raw_name="")]
    waiting += [f"{settings.MEDIA_URL}{each.raw_name}" for each in Snapshot.objects.all()]
    return waiting


@override_settings(REST_FRAMEWORK=UNTHROTTLED)
def everything(*queries: str) -> dict[str, str]:
    """What ``everything_read`` reads, by address."""
    waiting = to_begin_with(queries)
    pages: dict[str, str] = {}
    kinds = set()
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in pages:
            continue
        pages[address] = body = schema() if address == SCHEMA else read(address)
        for link in links_in(body):
            if (kind := kind_of(link)) not in kinds:
                kinds.add(kind)
                waiting.append(link)
    return pages


def links_in(body: str) -> Iterator[str]:
    for link in re.findall(r'"(http[^"]+/api/v1/[^"]+)"', body):
        # What was asked for comes back in links to further pages: that is no finding.
        if "q=" not in link and not link.endswith(".parquet"):
            yield link.removeprefix(settings.SITE_URL)
    # The site's own pages, of any day; the desk's door is not one of them.
    for link in re.findall(r'(?:href|src|content)="(/[^"]*)"', body):
        if link.startswith(("/admin/", "/static/", "/account/")) or "q=" in link:
            continue
        # One facet at a time: all of them together are more than there are claims.
        if not SEVERAL_FACETS.match(link):
            yield html.unescape(link)


def kind_of(link: str) -> str:
    """Of links with the same one is followed. A facet of a search has one value, and what is Spanish,
    where the texts around the words are, one row; a day is a kind of its own.
    """
    path, _, query = link.partition("?")
    if not query.startswith("as_of="):
        query = query.partition("=")[0]
    if path.startswith("/es/"):
        path = re.sub(r"\d+", "", path)
    return f"{path}?{query}"


@cache
def schema() -> str:
    """Of the API; it is made from the code alone, which takes as long as thirty pages."""
    return read(SCHEMA)


def read(address: str) -> str:
    answer: Any = Client().get(address)
    content = b"".join(answer)
    body = unpacked(content).decode(errors="replace")
    if answer.headers["Content-Type"].startswith(("application/json", "application/ld+json")):
        return json.dumps(json.loads(body), ensure_ascii=False)
    return body


def unpacked(content: bytes) -> bytes:
    """What is in a gzip file, and in all files of a zip."""
    if content.startswith(b"\x1f\x8b"):
        return gzip.decompress(content)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join(unpacked(archive.read(name)) for name in archive.namelist())
    return content


def served() -> str:
    """Every body that may be served, of whatever day."""
    rows = Publication.objects.filter(withheld=False)
    return "\n".join(rows.values_list("body", flat=True))


def finds(words: str) -> list[int]:
    """The claims that an outsider's search finds."""
    answer = Client().get("/api/v1/claims/", {"q": words})
    assert answer.status_code == 200, answer.content
    return [claim["id"] for claim in answer.json()["results"]]
