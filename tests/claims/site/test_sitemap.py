"""What search engines are told, and each page's own address."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.site import sitemap
from tests import factories
from tests.claims import full_claims
from tests.claims.published import hold

pytestmark = pytest.mark.django_db

SITE = settings.SITE_URL


def addresses(path: str) -> list[str]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/xml")
    return re.findall(r"<loc>([^<]+)</loc>", answer.content.decode())


def everything() -> set[str]:
    parts = [url.removeprefix(SITE) for url in addresses("/sitemap.xml")]
    found = [url for part in parts for url in addresses(part)]
    assert len(found) == len(set(found))
    return set(found)


def test_the_sitemap_leads_to_what_is_public_and_only_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sitemap, "PART", 2)
    claim, other = full_claims.signed_claim(1), full_claims.signed_claim(2)
    unsigned, _editor = full_claims.claim_in_review(3)
    withdrawn = factories.withdrawn_claim()
    found = everything()
    for path in (
        f"claims/{claim.pk}",
        f"speakers/{claim.speaker_id}",
        "topics/roads",
        "method",
        "data",
    ):
        assert f"{SITE}/{path}/" in found
    for path in (f"claims/{unsigned.pk}", f"speakers/{unsigned.speaker_id}"):
        assert f"{SITE}/{path}/" not in found
    assert f"{SITE}/claims/{withdrawn.pk}/" not in found
    for url in found:
        assert Client().get(url.removeprefix(SITE)).status_code == 200, url
    hold(claim)
    hidden = everything()
    assert found - hidden == {
        f"{SITE}/claims/{claim.pk}/",
        f"{SITE}/speakers/{claim.speaker_id}/",
    }
    assert f"{SITE}/claims/{other.pk}/" in hidden


def test_a_part_is_one_query_of_one_range() -> None:
    full_claims.signed_claim(1)
    for path in ("/sitemap.xml", "/sitemap/claims-0.xml", "/sitemap/speakers-0.xml"):
        with CaptureQueriesContext(connection) as queries:
            Client().get(path)
        assert len(queries) <= 2
        assert not any("COUNT(" in each["sql"] for each in queries)


@pytest.mark.parametrize("name", ["claims-999999999999999999999999", "pages-1", "users-0"])
def test_other_parts_are_empty_or_not_there(name: str) -> None:
    answer = Client().get(f"/sitemap/{name}.xml")
    assert answer.status_code == 404 or b"<loc>" not in answer.content


def test_robots_keep_out_of_what_is_no_page_for_readers() -> None:
    text = Client().get("/robots.txt").content.decode()
    assert text.startswith("User-agent: *\nDisallow: /admin/\n")
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in text


def links(path: str, rel: str) -> list[str]:
    page = Client().get(path).content.decode()
    return re.findall(rf'<link rel="{rel}"[^>]* href="([^"]+)"', page)


@pytest.mark.parametrize(
    "path", ["/", "/method/", "/data/", "/claims/{}/", "/topics/roads/", "/sources/"]
)
def test_each_page_names_its_own_address_and_those_in_other_languages(
    settings: Any, path: str
) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]
    path = path.format(full_claims.signed_claim(1).pk)
    own = f"{SITE}{path}"
    assert links(path, "canonical") == [own]
    assert links(f"/es{path}", "canonical") == [own]
    page = Client().get(path).content.decode()
    assert re.findall(r'hreflang="([^"]+)" href="([^"]+)"', page) == [
        ("en", f"{SITE}/en{path}"),
        ("es", f"{SITE}/es{path}"),
        ("x-default", own),
    ]
    spanish = Client().get(f"{path}?lang=es", follow=True)
    assert '<html lang="es"' in spanish.content.decode()
    assert spanish["Content-Language"] == "es"


def test_a_language_that_the_site_lacks_changes_nothing(settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]
    assert '<html lang="en"' in Client().get("/method/?lang=tlh").content.decode()
    assert '<html lang="en"' in Client().get("/method/?lang=../es").content.decode()


def test_what_is_not_there_names_no_address() -> None:
    page = Client().get("/no/such/page/").content.decode()
    assert 'rel="canonical"' not in page
    assert "hreflang" not in page


def test_feeds_and_icons_are_found() -> None:
    page = Client().get("/").content.decode()
    for path in ("/search.atom", "/corrections/feed/"):
        assert re.search(rf'type="application/atom\+xml"[^>]*href="{path}"', page)
        assert Client().get(path).status_code == 200
    assert 'rel="apple-touch-icon" href="/static/site/touch-icon.png"' in page
    assert finders.find("site/touch-icon.png")
    assert Client().get("/favicon.ico").status_code == 302
