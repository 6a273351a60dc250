"""The queue's search understands what the site's does."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.admin.queue import search
from claims.matching import indexing
from claims.models import Claim, ExternalReview
from tests import factories
from tests.claims.admin.desk import at_the_desk, list_of
from tests.claims.matching.archive import archive
from tests.claims.site.search import test_as_heard as as_heard

pytestmark = pytest.mark.django_db
SOME = "No claim has all of these words. These have some of them."
DATED = "These claims may have been made at the time that you typed."


@pytest.fixture
def claims() -> dict[str, Claim]:
    made = archive()
    for key, words in as_heard.MORE.items():
        made[key] = as_heard.add(*words)
    ExternalReview.objects.create(
        claim=made["photo"],
        publisher=factories.publisher(name="The Checkers"),
        rating="Pants on fire!",
        url="https://checkers.example/sharks",
        reviewed_on=date(2019, 3, 4),
        added_by=factories.editor(),
    )
    indexing.bring_up_to_date()
    return made


@pytest.fixture
def desk() -> Client:
    return at_the_desk(factories.editor())


def page(desk: Client, q: str, **query: Any) -> str:
    answer = desk.get(list_of(Claim), {"q": q, **query})
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def found(shown: str) -> list[int]:
    return [int(each) for each in re.findall(r"</bdi> · #(\d+)", shown)]


def test_a_text_longer_than_the_sites_search_takes_is_not_read(
    desk: Client, claims: dict[str, Claim]
) -> None:
    shown = page(desk, "sharks " * 100)
    assert "The search is too long: it may have 500 characters. Leave some words out." in shown
    assert found(shown) == []
    assert "The search is too long" not in page(desk, "sharks")


def test_the_first_claim_is_the_one_that_the_site_finds(
    desk: Client, claims: dict[str, Claim]
) -> None:
    keys = {claim.pk: key for key, claim in claims.items()}
    wrong = {}
    for typed in [*as_heard.TABLE, "pants-on-fire", "crime rate chicago", "obama"]:
        there = [keys[each] for each in as_heard.found(as_heard.page(desk, typed))[:1]]
        here = [keys[each] for each in found(page(desk, typed))[:1]]
        if not there or here != there:
            wrong[typed] = (here, there)
    assert wrong == {}


def test_it_says_why_these_are_found(desk: Client, claims: dict[str, Claim]) -> None:
    assert SOME in page(desk, "violent crime chicago")
    assert SOME not in page(desk, "violent crime")
    shown = page(desk, "Luis October 2019")
    assert DATED not in shown
    assert "Nothing matches." in page(desk, "xyzzy frobnicates")


def test_a_misspelt_name_is_offered_and_no_word_is_dropped(
    desk: Client, claims: dict[str, Claim]
) -> None:
    shown = page(desk, "Shwarzenegger jobs", queue="open")
    speaker = claims["governor"].speaker
    assert f"?queue=open&q=jobs&speaker={speaker.pk}" in shown
    assert "Arnold Schwarzenegger: jobs" in shown
    assert "These are claims by" not in shown
    assert found(page(desk, "jobs", speaker=speaker.pk)) == [claims["governor"].pk]
    # A name alone is the name.
    assert "These are claims by <strong>Arnold Schwarzenegger</strong>" in page(
        desk, "Shwarzenegger"
    )


def test_tab_filters_and_exclusions_hold_for_what_is_near(
    desk: Client, claims: dict[str, Claim]
) -> None:
    both = {claims["doctors"].pk, claims["obama doctor"].pk}
    assert both <= set(found(page(desk, "keep doctor forever")))
    narrowed = page(desk, "keep doctor forever", speaker=claims["doctors"].speaker_id)
    assert claims["obama doctor"].pk not in found(narrowed)
    assert claims["doctors"].pk in found(narrowed)
    assert claims["doctors"].pk not in found(page(desk, "keep doctor forever -law"))
    assert found(page(desk, "keep doctor forever", queue="concluded")) == []
    # What has all words elsewhere is a click away.
    shown = page(desk, "violent crime", queue="concluded")
    assert found(shown) == []
    assert "?q=violent+crime" in shown


def test_of_very_many_those_that_the_named_one_said_are_shown(
    desk: Client, claims: dict[str, Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FEW", 1)
    shown = page(desk, "obama")
    assert set(found(shown)) == {claims["obama"].pk, claims["obama doctor"].pk}
    assert "/working/?q=obama" in shown
    assert claims["of obama"].pk in found(page(desk, '"obama"'))


def test_queries_do_not_grow_with_the_claims(desk: Client, claims: dict[str, Claim]) -> None:
    def queries(typed: str) -> int:
        page(desk, typed)
        with CaptureQueriesContext(connection) as made:
            page(desk, typed)
        return len(made)

    typed = ["violent crime chicago", "fishermen", "pants-on-fire"]
    before = [queries(each) for each in typed]
    for number in range(8):
        factories.claim(text=f"Violent crime and fishermen have doubled {number} times.")
    indexing.bring_up_to_date()
    assert all(queries(each) <= most for each, most in zip(typed, before, strict=True))
