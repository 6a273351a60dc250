"""The queue: what waits for whom, in which order; filters, search, views, and work on many."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.admin.queue import search
from claims.models import Batch, Claim, ExternalReview, SavedView, Topic
from claims.publication import speakers as published_speakers
from claims.workflow import drafting, planning, review
from newsroom.models import User
from sources import speakers
from sources.models import Speaker
from tests import factories, sql, workers
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words
from tests.claims.published import ask_lift, hold, lift

pytestmark = [pytest.mark.django_db, pytest.mark.long]

QUEUE = "/admin/claims/claim/"


def listed(by: User, **query: Any) -> list[str]:
    """The statements that the list shows, in its order."""
    page = words(at_the_desk(by).get(QUEUE, query))
    found = [claim.text for claim in Claim.objects.all() if claim.text in page]
    return sorted(found, key=page.index)


def test_each_tab_holds_what_waits_there_urgent_first() -> None:
    editor, today = factories.editor(), timezone.localdate()
    old, due, urgent = (factories.claim(text=f"Statement {n}.") for n in ("one", "two", "three"))
    planning.plan(due.pk, editor, 1, today)
    planning.plan(urgent.pk, editor, 3, today + timedelta(days=3))
    begun = factories.claim_in_review(editor, text="Statement four.")
    signed = factories.signed_claim(text="Statement five.")
    assert listed(editor, queue="open") == [urgent.text, due.text, old.text, begun.text]
    assert listed(editor, queue="unassigned") == [urgent.text, due.text, old.text]
    assert listed(editor, queue="mine") == [begun.text]
    assert listed(editor, queue="due") == [due.text]
    # Elsewhere the newest comes first.
    assert listed(editor)[:2] == [signed.text, begun.text]
    assert listed(editor, queue="nonsense") == listed(editor)


def test_a_review_whose_reviewer_left_is_unassigned() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    assert listed(factories.editor(), queue="unassigned") == []
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert listed(factories.editor(), queue="unassigned") == [claim.text]


def test_what_is_overdue_is_marked() -> None:
    editor = factories.editor()
    claim = factories.claim()
    planning.plan(claim.pk, editor, 3, date(2026, 3, 1))
    page = words(at_the_desk(editor).get(QUEUE, {"queue": "open"}))
    assert "urgent" in page
    assert '<b class="desk-flag">due ' in page


@pytest.mark.long
def test_every_filter_finds_its_claims() -> None:
    by = factories.editor()
    bridges = Topic.objects.create(name="Bridges", slug="bridges")
    ana, outlet = factories.speaker("Ana Nuñez"), factories.publisher()
    claim = factories.signed_claim(
        by, text="The one.", speaker=ana, topics=[bridges], said_from=factories.DAY,
        said_to=factories.DAY, said_basis="stated", nature="fact",
    )  # fmt: skip
    other = factories.claim_in_review(text="Another.", nature="opinion")
    source = other.appearances.get().snapshot.source
    source.publisher = outlet
    source.save(update_fields=["publisher"])
    reviewer = other.reviews.get().reviewer
    planning.plan(other.pk, by, 2, factories.DAY)
    joined = factories.claim(text="A third.")
    factories.relation(other, joined)
    hold(joined)
    ask_lift(joined)
    hidden = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    witness = factories.speaker("Lucía Andrade")
    published_speakers.protect(witness.pk, by, "a witness", "She was threatened.")
    for query, found in (
        ({"status": "verified"}, {claim, hidden}),
        ({"attribution": "reported"}, {claim, hidden}),
        ({"nature": "opinion"}, {other}),
        ({"priority": "2"}, {other}),
        ({"reviewer": reviewer.pk}, {other}),
        ({"speaker": ana.pk}, {claim}),
        ({"publisher": outlet.pk}, {other}),
        ({"topic": bridges.pk}, {claim}),
        ({"said_from": "2026-03-01", "said_to": "2026-03-31"}, {claim}),
        ({"said_to": "2026-02-28"}, set()),
        ({"due_by": "2026-03-01"}, {other}),
        ({"contradicted": "on"}, {other, joined}),
        ({"contradicted": "on", "queue": "in_review"}, {other}),
        ({"offline": "on"}, {joined, hidden}),
        ({"request": "on"}, {joined}),
        ({"q": "third", "contradicted": "on"}, {joined}),
        ({"q": "third", "topic": bridges.pk}, set()),
    ):
        assert set(listed(by, **query)) == {each.text for each in found}, query


def test_the_row_and_the_claim_say_at_once_that_it_is_offline_or_blocked() -> None:
    client = at_the_desk(factories.editor())
    public, unpublished = factories.signed_claim(), factories.claim_in_review()
    flags = ("Offline: hold</b>", "Hold: not published</b>")

    def flagged(address: str) -> list[bool]:
        page = words(client.get(address))
        return [flag in page for flag in flags]

    for address in (QUEUE, url_of(public), url_of(unpublished)):
        assert flagged(address) == [False, False]
    hold(public)
    hold(unpublished)
    assert flagged(QUEUE) == [True, True]
    # With an icon, in the colour of a hold.
    page = words(client.get(QUEUE))
    assert page.count(">visibility_off</span>") == 1
    assert page.count('<b class="desk-hold">') == 2
    assert flagged(url_of(public)) == [True, False]
    assert flagged(url_of(unpublished)) == [False, True]
    lift(public)
    lift(unpublished)
    assert flagged(QUEUE) == [False, False]


def test_a_row_says_what_others_concluded() -> None:
    editor = factories.editor()
    rated, other = factories.claim(text="Rated by others."), factories.claim(text="Rated by none.")
    ExternalReview.objects.create(
        claim=rated,
        publisher=factories.publisher(name="The Checkers"),
        rating="Half so",
        url="https://checkers.example/rated",
        added_by=editor,
    )
    page = words(at_the_desk(editor).get(QUEUE))
    # In its own row; the newest claim stands first.
    assert page.index(other.text) < page.index(rated.text) < page.index("The Checkers")
    assert "“Half so”" in page
    assert page.count("Their rating, not ours.") == 1


@pytest.mark.parametrize(
    "query",
    [
        {"status": "x"}, {"speaker": "x"}, {"speaker": "9" * 40}, {"topic": "-1"}, {"priority": "9"},
        {"reviewer": "0"}, {"said_from": "yesterday"}, {"due_by": "2026-02-30"}, {"nature": "\x00"},
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(query: dict[str, str]) -> None:
    factories.claim()
    answer = at_the_desk(factories.reporter()).get(QUEUE, query)
    assert answer.status_code == 200
    assert "desk-errors" in words(answer)
    assert listed(factories.reporter(), **query) == []


@pytest.mark.parametrize("query", [{"p": "x"}, {"o": "1.2"}, {"x__y": "1"}, {"e": "1"}])
def test_what_the_list_does_not_know_asks_for_nothing(query: dict[str, str]) -> None:
    claim = factories.claim()
    assert listed(factories.reporter(), **query) == [claim.text]


def test_an_address_finds_the_claims_in_its_source() -> None:
    claim, other = factories.anchored_claim(), factories.anchored_claim()
    source = claim.appearances.get().snapshot.source
    by = factories.reporter()
    bare = source.uri.removeprefix("https://")
    for words_ in (source.uri, f"http://{bare}", bare):
        assert listed(by, q=words_) == [claim.text], words_
    assert set(listed(by, q="https://news.example/")) == {claim.text, other.text}
    assert listed(by, q="https://elsewhere.example/") == []


@pytest.mark.parametrize("few", [0, 2000])
def test_words_names_and_numbers_are_found_beside_each_other(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    who = factories.speaker("Nicolás Maduro")
    speakers.add_alias(who, factories.reporter(), "Жук")
    one = factories.claim(speaker=who, text="The dockyard was rebuilt.")
    other = factories.claim(text="Maduro is named here, with 150 boats.")
    drafting.add_quantity(
        other.pk, factories.editor(), {"low": Decimal(150), "high": Decimal(150), "unit": "boats"}
    )
    by = factories.reporter()
    assert set(listed(by, q="maduro")) == {one.text, other.text}
    assert listed(by, q="maduro dockyard") == [one.text]
    assert listed(by, q="150 boats") == [other.text]
    assert listed(by, q="maduro", queue="concluded") == []
    assert listed(by, q="жук") == [one.text]
    assert listed(by, q=f"#{other.pk}") == [other.text]
    assert listed(by, q=str(other.pk)) == [other.text]


def test_a_misspelt_name_finds_the_claims_of_whom_it_most_resembles() -> None:
    """The same rules as on the site: only where nothing else is found, and for plain words."""
    who, by = factories.speaker("Nicolás Maduro"), factories.reporter()
    claim = factories.claim(speaker=who, text="The dockyard was rebuilt.")
    factories.claim(text="Another.")
    page = words(at_the_desk(by).get(QUEUE, {"q": "“Nicolas” Madoro"}))
    assert claim.text not in page
    page = words(at_the_desk(by).get(QUEUE, {"q": "Nicolas Madoro"}))
    assert claim.text in page
    assert "These are claims by <strong>Nicolás Maduro</strong>." in page
    assert "Another." not in page
    for other in ("Nikolas -Madoro", "xylophone", "150 madoros"):
        assert listed(by, q=other) == [], other
    assert listed(by, q="Nicolas Madoro", queue="concluded") == []
    # Invisible characters, as copied from elsewhere, are not searched for.
    assert listed(by, q="dock\u00adyard\u200e") == [claim.text]


def test_where_nothing_has_all_words_a_link_leads_to_what_has_some() -> None:
    factories.claim(text="The ferry sank.")
    desk = at_the_desk(factories.editor())
    answer = desk.get(list_of(Claim), {"q": "ferry & dogs"})
    assert "Claims with some of these words" in words(answer)
    assert 'href="/working/?q=ferry+%26+dogs"' in answer.content.decode()
    assert "some of these words" not in words(desk.get(list_of(Claim), {"status": "verified"}))


def test_speakers_are_found_by_misspelt_names_too() -> None:
    who, by = factories.speaker("Nicolás Maduro"), factories.reporter()
    factories.speaker("Ana Nuñez")
    client = at_the_desk(by)
    page = words(client.get(list_of(Speaker), {"q": "Nicolas Madoro"}))
    assert "Nicolás Maduro" in page
    assert "Ana Nuñez" not in page
    found = client.get(
        "/admin/autocomplete/",
        {
            "term": "nicolas madoro",
            "app_label": "claims",
            "model_name": "claim",
            "field_name": "speaker",
        },
    ).json()["results"]
    assert [each["id"] for each in found] == [str(who.pk)]


def test_plus_leads_to_the_form_that_adds_a_claim() -> None:
    by, snapshot = factories.reporter(), factories.snapshot()
    client = at_the_desk(by)
    add = f"{QUEUE}add/"
    assert add in words(client.get(QUEUE))
    page = words(client.get(add))
    assert "Text in which the claim stands" in page
    assert reverse("admin:sources_capturerequest_add") in page
    answer: Any = client.post(add, {"snapshot": snapshot.pk})
    assert answer["Location"] == url_of(snapshot, "quote")
    assert "Exact words" in words(client.get(answer["Location"]))


# Views


def test_a_view_is_kept_and_its_link_given_to_a_colleague() -> None:
    by, other = factories.editor(), factories.reporter()
    claim, _not = factories.claim(nature="opinion"), factories.claim()
    client = at_the_desk(by)
    page = words(client.get(QUEUE, {"nature": "opinion", "queue": "open", "p": "1", "x": "y"}))
    assert "/admin/claims/claim/?queue=open&amp;nature=opinion" in page
    saved = client.post(
        f"{list_of(SavedView)}add/", {"name": "Opinions", "query": "queue=open&nature=opinion&x=y"}
    )
    assert saved["Location"] == f"{QUEUE}?queue=open&nature=opinion"
    view = SavedView.objects.get()
    assert (view.person, view.query) == (by, "queue=open&nature=opinion")
    assert "Opinions" in words(client.get(QUEUE))
    assert "Opinions" not in words(at_the_desk(other).get(QUEUE))
    assert at_the_desk(other).get(url_of(view))["Location"] == f"{QUEUE}?{view.query}"
    assert listed(other, queue="open", nature="opinion") == [claim.text]
    # It is removed by its owner alone.
    assert do(at_the_desk(other), view, "remove").status_code == 404
    assert do(client, view, "remove").status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_has_a_name_of_its_own_and_asks_for_something() -> None:
    client = at_the_desk(by := factories.editor())
    url = f"{list_of(SavedView)}add/"
    client.post(url, {"name": "Due", "query": "queue=due"})
    again = client.post(url, {"name": "Due", "query": "queue=mine"})
    assert again.status_code == 409
    assert "You have a view of this name." in words(again)
    assert client.post(url, {"name": "All", "query": "x=y"}).status_code == 409
    assert SavedView.objects.count() == 1
    with sql.broken("view_name_once"):
        SavedView.objects.create(person=by, name="Due", query="q=x")
    with sql.broken("view_has_a_name"):
        SavedView.objects.create(person=by, name="", query="q=x")


# Many at once


def test_ticked_claims_are_assigned_after_a_page_that_asks() -> None:
    by, reviewer = factories.senior(), factories.editor()
    fresh, signed, left = factories.anchored_claim(), factories.signed_claim(), factories.claim()
    client = at_the_desk(by)
    ticked = {"action": "assign", "index": "0", "_selected_action": [fresh.pk, signed.pk]}
    asks = client.post(QUEUE, ticked)["Location"]
    page = words(client.get(asks))
    assert fresh.text in page
    assert left.text not in page
    assert not Batch.objects.exists()
    done = client.post(asks, {"claims": [fresh.pk, signed.pk], "reviewer": reviewer.pk})
    batch = Batch.objects.get()
    assert done["Location"] == url_of(batch)
    before = words(client.get(url_of(batch)))
    assert 'max="2" value="0"' in before
    assert "data-follow" in before
    workers.work_off()
    after = words(client.get(f"{list_of(Batch)}{batch.pk}/state/"))
    assert "1 done, 1 refused" in after
    assert signed.text in after
    assert "signed the conclusion “Verified”" in after
    assert fresh.reviews.get().reviewer == reviewer


def test_all_that_a_view_shows_is_tagged() -> None:
    by = factories.editor()
    topic = Topic.objects.create(name="Bridges", slug="bridges")
    opinions = [factories.claim(nature="opinion") for _each in range(3)]
    fact = factories.claim()
    client = at_the_desk(by)
    asks = f"{list_of(Batch)}add/?kind=tag&view=queue%3Dopen%26nature%3Dopinion"
    page = words(client.get(asks))
    assert all(f'value="{claim.pk}"' in page for claim in opinions)
    assert f'value="{fact.pk}"' not in page
    client.post(asks, {"claims": [claim.pk for claim in opinions[:2]], "topics": [topic.pk]})
    workers.work_off()
    assert set(topic.claims.all()) == set(opinions[:2])


def test_nothing_is_done_to_what_nobody_chose() -> None:
    client, reporter = at_the_desk(factories.editor()), at_the_desk(factories.reporter())
    claim = factories.claim()
    for data in (
        {"action": "assign", "index": "0"},
        {"action": "assign", "index": "0", "_selected_action": ["x", "-1", "9" * 40]},
        {"action": "delete_selected", "index": "0", "_selected_action": [claim.pk]},
        {"index": "x", "_selected_action": [claim.pk]},
    ):
        assert client.post(QUEUE, data).status_code == 302
    asks = f"{list_of(Batch)}add/?kind=assign&claims={claim.pk}"
    none = client.post(asks, {"reviewer": factories.editor().pk})
    assert "Choose at least one claim." in words(none)
    assert client.get(f"{list_of(Batch)}add/?kind=nothing").status_code == 404
    assert client.get(f"{list_of(Batch)}add/?kind=assign&view=speaker%3Dx").status_code == 200
    assert reporter.get(asks).status_code == 403
    assert reporter.post(asks, {"claims": [claim.pk], "reviewer": 1}).status_code == 403
    assert not Batch.objects.exists()


def test_it_is_stopped_from_its_page() -> None:
    batch = factories.batch([factories.anchored_claim()])
    client = at_the_desk(factories.editor())
    assert "Stop" in words(client.get(url_of(batch)))
    assert do(client, batch, "stop").status_code == 302
    workers.work_off()
    page = words(client.get(url_of(batch)))
    assert "1 stopped" in page
    assert "/do/stop/" not in page


def test_priority_and_due_date_are_set_on_the_page_of_the_claim() -> None:
    claim = factories.claim()
    client = at_the_desk(factories.editor())
    assert do(client, claim, "plan", priority="3", due_on="2026-03-01").status_code == 302
    claim.refresh_from_db()
    assert (claim.priority, claim.due_on) == (3, factories.DAY)
    assert do(client, claim, "plan", priority="9", due_on="").status_code == 200
    assert "/do/plan/" not in words(at_the_desk(factories.reporter()).get(url_of(claim)))


def test_an_unreviewed_claim_is_given_to_a_reviewer() -> None:
    claim, reviewer = factories.anchored_claim(), factories.editor()
    client = at_the_desk(factories.editor())
    assert do(client, claim, "assign", reviewer=reviewer.pk).status_code == 302
    assert claim.reviews.get(state="open").reviewer == reviewer


def test_one_goes_on_to_the_next_claim_of_the_list_that_one_came_from() -> None:
    first, second, third = (factories.anchored_claim() for _each in range(3))
    factories.claim_in_review()
    client = at_the_desk(factories.editor())

    def step(claim: Claim, way: str, came_from: str = "queue=unassigned") -> str:
        there = reverse(f"admin:claims_claim_{way}", args=[claim.pk])
        answer = client.get(there, {"_changelist_filters": came_from})
        assert answer.status_code == 302
        return str(answer["Location"])

    assert step(first, "next").startswith(f"{url_of(second)}?_changelist_filters=queue")
    assert step(third, "previous").startswith(url_of(second))
    # At the ends, and where it is no longer among them, the list itself.
    the_list = f"{list_of(Claim)}?queue=unassigned"
    assert step(third, "next") == step(first, "previous") == the_list
    review.start(first.pk, factories.editor())
    assert step(first, "next") == the_list
    assert "no longer in this list" in words(client.get(the_list))
    for hostile in ("p=9999999999", "p=x", "p=-1&queue=%00", "q=%00&status=nothing", "\r\nX: y"):
        assert step(second, "next", hostile).startswith("/admin/claims/claim/")
