"""Maps and the method: how claims hang together, and how we work."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.choices import CONCLUDED, Attribution
from claims.models import Claim, Topic
from claims.workflow import review
from tests import factories
from tests.claims.published import hold
from tests.claims.site.test_claim_page import read

pytestmark = pytest.mark.django_db


def related(*targets: Claim, kind: str = "contradicts", **fields: Any) -> Claim:
    """Signed, with these relations to the others."""
    made = factories.claim_in_review(**fields)
    for other in targets:
        factories.relation(made, other, kind)
    round_ = review.propose(made.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(made.pk, factories.senior(), round_.version)
    return Claim.objects.get(pk=made.pk)


def nodes(path: str, client: Client | None = None) -> list[int]:
    page = (client or Client()).get(path).content.decode()
    drawing = re.search(r'<svg class="map".*?</svg>', page, re.DOTALL)
    found = re.findall(r'<a href="[^"]*/claims/(\d+)/"', drawing[0]) if drawing else []
    return [int(number) for number in found]


@pytest.mark.long
def test_a_map_leads_along_what_is_signed_and_public_at_both_ends(desk: Client) -> None:
    one = factories.signed_claim()
    two = related(one)
    three = related(two, kind="updates")
    unsigned = factories.claim_in_review()
    factories.relation(unsigned, three)
    assert sorted(nodes(f"/claims/{one.pk}/map/")) == [one.pk, two.pk, three.pk]
    page = read(f"/claims/{one.pk}/map/")
    chip = "True · others’ reports only"
    assert f"{three.text} {chip} · {three.speaker} updates (the count) {two.text}" in page
    inside = nodes(f"/working/claims/{one.pk}/map/", desk)
    assert unsigned.pk in inside
    hold(two)
    assert nodes(f"/claims/{one.pk}/map/") == [one.pk]
    assert Client().get(f"/claims/{two.pk}/map/").status_code == 404


def test_maps_of_speakers_and_topics_start_from_theirs(desk: Client) -> None:
    topic = Topic.objects.create(slug="bridges", name="Bridges")
    one = factories.signed_claim(topics=[topic])
    two = related(one)
    factories.signed_claim(topics=[topic])
    for path in ("/topics/bridges/map/", f"/speakers/{one.speaker_id}/map/"):
        assert sorted(nodes(path)) == [one.pk, two.pk]
    for path in ("/working/topics/bridges/map/", f"/working/speakers/{one.speaker_id}/map/"):
        assert sorted(nodes(path, desk)) == [one.pk, two.pk]
    assert Client().get("/topics/no-such/map/").status_code == 404


@pytest.mark.long
def test_sixty_claims_stand_apart_and_cost_no_more_queries(desk: Client) -> None:
    topic = Topic.objects.create(slug="crowd", name="A crowd")
    client = desk

    def grow(numbers: range) -> None:
        made = [factories.claim(topics=[topic]) for _number in numbers]
        for one, other in pairwise(made):
            factories.relation(one, other)

    def drawn() -> tuple[int, list[int], list[int]]:
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/working/topics/crowd/map/").content.decode()
        large, small = (
            [int(y) for y in re.findall(r'<circle class="node[^"]*"\s+cx="132"\s+cy="(\d+)"', each)]
            for each in page.split('class="map compact"')
        )
        assert len(re.findall(r"<li><p class=.small soft.><strong", page)) == len(small)
        return len(queries), large, small

    grow(range(5))
    drawn()  # the first request of a session also notes its use
    few, five, _small = drawn()
    grow(range(20))
    many, more, small = drawn()
    assert (len(five), len(more), len(small)) == (5, 25, 25)
    assert few == many
    assert min(b - a for a, b in pairwise(more)) >= 50
    assert min(b - a for a, b in pairwise(small)) >= 24


def test_the_method_says_what_the_software_works_by() -> None:
    page = read("/method/")
    for means in (each.meaning for each in (*CONCLUDED, *Attribution)):
        assert str(means)[1:] in page
    assert "Two people: one editor proposes" in page
    assert (
        "False 1, Partly true or misleading 3, True 5, Evidence conflicts (in words only)" in page
    )


@pytest.fixture
def one_person(owner_connection: psycopg.Connection[Any]) -> Iterator[None]:
    owner_connection.execute("UPDATE newsroom_policy SET one_person = true, reason = 'We are one.'")
    yield
    owner_connection.execute("UPDATE newsroom_policy SET one_person = false, reason = ''")


def test_a_newsroom_whose_drafters_sign_says_so(drafters_may_sign: None) -> None:
    assert "Whoever wrote a claim down before its review may sign" in read("/method/")


def test_a_newsroom_of_one_says_so(one_person: None) -> None:
    page = read("/method/")
    assert "In this newsroom one person may conclude alone." in page
    assert "We are one." in page


def test_the_method_states_policy_ownership_and_funding(settings: Any) -> None:
    page = read("/method/")
    assert "Report an error" in page
    assert "An editor decides on it within 7 days" in page
    assert not any(words in page for words in ("Who we are", "Ownership", "Funding"))
    settings.CORRECTIONS_POLICY = "We correct within a day.\n\nWrite to the <readers’ editor>."
    settings.NEWSROOM_OWNERSHIP = "Owned by its readers."
    settings.NEWSROOM_FUNDING = "Paid for by subscriptions."
    html = Client().get("/method/").content.decode()
    assert "<p>We correct within a day.</p>" in html
    assert "&lt;readers’ editor&gt;" in html
    page = read("/method/")
    assert "Ownership Owned by its readers." in page
    assert "Funding Paid for by subscriptions." in page
