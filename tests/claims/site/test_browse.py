"""Lists of what published claims name: all of it, nobody else, in bounded work."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Topic
from claims.publication import speakers
from claims.site import browse
from claims.workflow import review
from sources.models import Speaker
from tests import factories
from tests.claims import full_claims
from tests.claims.published import hold
from tests.claims.site.test_claim_page import read

pytestmark = pytest.mark.django_db

LISTS = ("speakers", "topics", "publishers", "sources")


def linked(path: str, kind: str) -> list[str]:
    """What a page of a list links to, in its order, and where it goes on."""
    page = Client().get(path).content.decode()
    content = page.partition('<main id="content"')[2].partition("</main>")[0]
    return re.findall(rf'href="(?:/{kind}/([^/"]+)/)"', content)


def walked(kind: str) -> list[str]:
    """All pages of a list."""
    found, path = [], f"/{kind}/"
    while path:
        page = Client().get(path).content.decode()
        found += linked(path, kind)
        further = re.search(r'<a href="(\?after=[^"]+)" rel="next"', page)
        path = f"/{kind}/{further[1]}" if further else ""
    return found


@pytest.mark.parametrize("kind", LISTS)
def test_what_is_named_is_listed_while_it_is_public(kind: str) -> None:
    claim = full_claims.signed_claim(1)
    full_claims.claim_in_review(2)
    page = read(f"/{kind}/")
    expected = {
        "speakers": ("Ana Nuñez 1", "Ministry of Works 1"),
        "topics": ("Roads",),
        "publishers": ("The Paper 1", "Audit Office 1"),
        "sources": ("Bridges The Paper 1, ",),
    }[kind]
    for name in expected:
        assert name in page
    assert "Nuñez 2" not in page
    assert "The Paper 2" not in page
    hold(claim)
    hidden = read(f"/{kind}/")
    assert "None so far." in hidden
    for name in expected:
        assert name not in hidden


def test_speakers_are_by_name_whatever_its_case_and_found_by_letter() -> None:
    for name in ("Zoe Quill", "ángel Ruiz", "Bea Lund", "Ana Holt"):
        factories.signed_claim(speaker=factories.speaker(name))
    page = read("/speakers/")
    places = [page.index(name) for name in ("Ana Holt", "ángel Ruiz", "Bea Lund", "Zoe Quill")]
    assert places == sorted(places)
    from_b = read("/speakers/?after=0.b")
    assert "Ana Holt" not in from_b
    assert "Bea Lund" in from_b


def test_topics_are_by_title_and_not_by_what_their_addresses_say() -> None:
    claim = factories.claim_in_review()
    named = {"zz-energy": "Énergie", "a-tolls": "tolls", "mm": "Airports"}
    for slug, name in named.items():
        claim.topics.add(Topic.objects.create(slug=slug, name=name))
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    assert linked("/topics/", "topics") == ["mm", "zz-energy", "a-tolls"]


def test_letters_are_there_where_one_page_is_not_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Zoe Quill", "Ana Holt"):
        factories.signed_claim(speaker=factories.speaker(name))
    letters = 'aria-label="Letters"'
    assert letters not in Client().get("/speakers/").content.decode()
    monkeypatch.setattr(browse, "PAGE_SIZE", 1)
    assert letters in Client().get("/speakers/").content.decode()
    assert letters in Client().get("/speakers/?after=0.b").content.decode()


@pytest.mark.parametrize("kind", ["speakers", "topics", "publishers", "sources"])
def test_a_page_names_its_own_feed_first_and_links_to_it(kind: str) -> None:
    claim = full_claims.signed_claim(1)
    pages: Any = [Client().get(f"/{kind}/{key}/") for key in linked(f"/{kind}/", kind)]
    found = [each for each in pages if claim.text in each.content.decode()]
    own = f"search.atom?{kind.removesuffix('s')}="  # none where it is only evidence
    answer = next(each for each in found if own in each.content.decode())
    page = answer.content.decode()
    named = re.findall(r'type="application/atom\+xml"\s+href="([^"]+)"', page)
    assert named[0].startswith(f"/search.atom?{kind.removesuffix('s')}=")
    assert f'<a href="{named[0]}">Atom</a>' in page
    assert f'<a href="{named[0].replace(".atom", ".json")}">JSON Feed</a>' in page
    assert claim.text in Client().get(html.unescape(named[0])).content.decode()
    working = Client()
    working.force_login(factories.reporter())
    assert (
        "search.atom?" not in working.get(f"/working{answer.request['PATH_INFO']}").content.decode()
    )


def test_who_is_listed_for_being_named_has_the_claims_that_do() -> None:
    claim = full_claims.signed_claim(1)
    organisation = Speaker.objects.get(name="Ministry of Works 1")
    assert str(organisation.pk) in linked("/speakers/", "speakers")
    page = read(f"/speakers/{organisation.pk}/")
    assert "No published claim is attributed to them." in page
    assert claim.text in page
    assert "Claims that name them" not in read(f"/speakers/{claim.speaker_id}/")
    hold(claim)
    assert Client().get(f"/speakers/{organisation.pk}/").status_code == 404


def test_a_speaker_is_listed_once_by_name_and_not_if_merged_unnamed_or_protected() -> None:
    one, other = factories.speaker("Ana Holt"), factories.speaker("Anne Holt")
    factories.merge(other, one)
    factories.signed_claim(speaker=one)
    factories.signed_claim(speaker=factories.unnamed_speaker("anonymous"))
    hidden = factories.signed_claim(speaker=factories.speaker("Carla Moss"))
    speakers.protect(hidden.speaker_id, factories.editor(), "a villager", "A victim.")
    assert linked("/speakers/", "speakers") == [str(one.pk)]
    assert "Carla" not in read("/speakers/")


@pytest.mark.parametrize("kind", LISTS)
def test_pages_lose_and_repeat_nothing(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        full_claims.signed_claim(number)
    whole = walked(kind)
    monkeypatch.setattr(browse, "PAGE_SIZE", 1)
    assert walked(kind) == whole
    # Many that are not shown between them.
    monkeypatch.setattr(browse, "PAGE_SIZE", 2)
    monkeypatch.setattr(browse, "WINDOWS", (1, 1))
    assert walked(kind) == whole
    assert len(whole) == len(set(whole)) >= (1 if kind == "topics" else 3)


@pytest.mark.parametrize("kind", LISTS)
def test_the_queries_do_not_grow_and_count_nothing(kind: str) -> None:
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            Client().get(f"/{kind}/")
        return [each["sql"] for each in queries]

    full_claims.signed_claim(1)
    few = statements()
    for number in (2, 3):
        full_claims.signed_claim(number)
    assert len(statements()) == len(few) <= 8
    assert not any("COUNT(" in each.upper() for each in few)


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize(
    "after", ["x.y", "-1", "9" * 40, "1.%00", "%F0%9F%A6%86", "'; --", "0." + "a" * 400]
)
@pytest.mark.few(8)
def test_a_position_that_is_none_leads_to_a_page(kind: str, after: str) -> None:
    answer: Any = Client().get(f"/{kind}/?after={after}")
    assert answer.status_code == 200
