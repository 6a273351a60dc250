"""The front page: what it says, what it counts, and what is not on it."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.choices import Bears, Direction
from claims.models import Claim, Publication
from claims.site import front
from claims.workflow import review
from tests import factories
from tests.claims import full_claims
from tests.claims.published import hold
from tests.claims.site.search.test_search import page, wordings

pytestmark = pytest.mark.django_db


def front_page() -> Any:
    answer = Client().get("/")
    assert "site/front.html" in [each.name for each in answer.templates]
    return answer


def test_with_nothing_published_it_asks_for_something_to_check() -> None:
    factories.proposed_claim()
    answer = front_page()
    assert "No claims are published yet. Send us something to check" in page(answer)
    assert not wordings(answer)


def test_shows_what_was_signed_and_nothing_else() -> None:
    signed, held, reopened = (factories.signed_claim() for _ in range(3))
    factories.proposed_claim()
    hold(held)
    review.reopen(reopened.pk, factories.senior(), "A second count.", "new_evidence")
    answer = front_page()
    assert wordings(answer) == [signed.text]
    # One that is under review again is still public.
    assert answer.context["totals"].claims == 2
    assert "2 claims since" in page(answer)
    assert '<a rel="nofollow" href="/?status=verified">' in page_source(answer)


def test_latest_is_what_was_concluded_last_whatever_was_added_since() -> None:
    first, other = factories.claim_in_review(), factories.claim_in_review()
    factories.relation(first, other)
    for claim in (first, other):
        round_ = review.propose(claim.pk, factories.editor(), "reported", "verified")
        review.sign(claim.pk, factories.senior(), round_.version)
    second, third = factories.signed_claim(), factories.signed_claim()
    factories.translation(first)
    review.withdraw(other.pk, factories.senior(), "It was a hoax.")
    # Signed; related, translated, no longer related.
    events = Publication.objects.filter(claim=first).order_by("number").values_list("event")
    assert [event for (event,) in events] == ["signed", *["supplemented"] * 3]
    assert wordings(front_page()) == [third.text, second.text, first.text]
    signed = Publication.objects.get(claim=first, event="signed")
    for path in ("/search.atom", "/search.json"):
        feed = Client().get(path).content.decode()
        places = [feed.index(f"/claims/{each.pk}/#") for each in (third, second, first)]
        assert places == sorted(places)
        assert f"/claims/{first.pk}/#publication-{signed.number}" in feed
    review.reopen(first.pk, factories.senior(), "A second count.", "our_error")
    round_ = review.propose(first.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(first.pk, factories.senior(), round_.version)
    assert wordings(front_page()) == [first.text, third.text, second.text]


def test_the_latest_are_read_from_an_index() -> None:
    for _ in range(3):
        factories.signed_claim()
    latest = Publication.objects.listed().filter(standing="signed").latest_first()[:8]
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
    plan = latest.explain()
    assert "using current_by_conclusion" in plan
    assert "Sort" not in plan


def test_each_total_is_what_its_link_finds() -> None:
    for rating in ("refuted", "verified", "unrated"):
        factories.concluded_claim(rating)
    altered, again = misattributed_claim(), factories.concluded_claim("verified")
    review.reopen(again.pk, factories.senior(), "A second count.", "new_evidence")
    answer = front_page()
    totals = answer.context["totals"]
    assert [each.code for each in totals.answers] == [
        *("verified", "refuted", "misattributed", "unrated")
    ]
    assert "Not their words 1" in page(answer)
    for each in totals.answers:
        found = wordings(Client().get(f"/?{each.query}"))
        assert len(found) == each.claims == 1
        assert (found == [altered.text]) is (each.code == "misattributed")
    # Those under review again have no answer in force, and no search finds them by one.
    assert totals.under_review == 1
    assert "Under review again 1" in page(answer)
    assert sum(each.claims for each in totals.answers) + totals.under_review == totals.claims


def misattributed_claim() -> Claim:
    by = factories.editor()
    made = factories.claim_in_review(by)
    factories.add_independent_evidence(made, by, Direction.REFUTES, Bears.SAID)
    round_ = review.propose(made.pk, by, "misattributed", "unrated", harms=[])
    review.sign(made.pk, factories.senior(), round_.version)
    return made


def page_source(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_beyond_its_bound_it_counts_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "COUNTED", 2)
    for rating in ("refuted", "verified", "verified"):
        factories.concluded_claim(rating)
    answer = front_page()
    assert "More than 2 claims since" in page(answer)
    answers = answer.context["totals"].answers
    assert [(each.code, each.claims) for each in answers] == [("verified", 2)]


def test_lists_changes_dossiers_and_topics() -> None:
    claim = full_claims.signed_claim(1)
    factories.dossier(claim)
    withdrawn = factories.withdrawn_claim()
    answer = front_page()
    text = page(answer)
    assert f"Withdrawn, {answer.context['totals'].last:%b. %-d, %Y}" in text
    assert f'href="/claims/{withdrawn.pk}/#history"' in page_source(answer)
    assert "No updates so far." in text
    assert 'href="/dossiers/bridges/">Bridges</a>' in page_source(answer)
    for topic in claim.topics.all():
        assert f'href="/topics/{topic.slug}/">{topic.name}</a>' in page_source(answer)


def test_each_example_finds_something() -> None:
    full_claims.signed_claim(1)
    examples = front_page().context["examples"]
    assert len(examples) == 3
    for each in examples:
        assert wordings(Client().get(f"/?{each.query}")), each.words


def test_offers_three_examples_without_numbers_or_topics() -> None:
    for text in ("The bridges in the north were closed.", "Nobody asked the ministry."):
        factories.signed_claim(text=text)
    examples = front_page().context["examples"]
    assert len({each.words for each in examples}) == 3
    for each in examples:
        assert wordings(Client().get(f"/?{each.query}")), each.words


def test_says_how_many_people_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "once two people have signed it" in page(front_page())
    monkeypatch.setattr(front, "one_person_is_enough", lambda: True)
    assert "once it is signed" in page(front_page())


def test_all_claims_are_a_click_away_and_a_cleared_box_lists_them() -> None:
    claim = factories.signed_claim()
    for answer in (
        Client().get("/?order=newest"),
        Client().get("/", headers={"HX-Request": "true", "HX-Target": "found"}),
    ):
        assert wordings(answer) == [claim.text]
        assert "1 claim" in page(answer)
        assert "site/front.html" not in [each.name for each in answer.templates]


def test_the_number_of_queries_does_not_grow() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            front_page()
        return len(captured)

    factories.signed_claim()
    factories.withdrawn_claim()
    few = queries()
    for _ in range(4):
        factories.signed_claim()
        factories.withdrawn_claim()
    assert queries() == few
