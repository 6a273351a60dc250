"""Taking a snapshot down at the desk: what is said before, what after, and by whom it is lifted."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Evidence, Publication
from newsroom.models import Approval
from sources.models import Snapshot, Takedown
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words
from tests.claims.published import body, snapshot_of, story

pytestmark = pytest.mark.django_db


def office_of(claim: Claim) -> Snapshot:
    found: Snapshot = Evidence.objects.get(claim=claim).anchor.snapshot
    return found


def taken_down(claim: Claim, by: Any = None) -> Snapshot:
    snapshot = snapshot_of(claim)
    do(at_the_desk(by or factories.editor()), snapshot, "take-down", reason="A letter came.")
    return snapshot


def test_an_editor_reads_what_it_does_and_does_it() -> None:
    claim = factories.signed_claim()
    snapshot = snapshot_of(claim)
    same = factories.snapshot()
    client = at_the_desk(factories.editor())
    assert url_of(snapshot, "take-down") in words(client.get(url_of(snapshot)))
    form = words(client.get(url_of(snapshot, "take-down")))
    assert claim.text in form
    assert "Our own words stay" in form
    assert url_of(same) in form
    assert "the same text in another source" in form
    empty = do(client, snapshot, "take-down", reason="")
    assert (empty.status_code, Takedown.objects.count()) == (200, 0)
    sent = do(client, snapshot, "take-down", reason="A letter came.")
    assert sent.status_code == 302
    assert story(claim)[-1] == ("taken_down", "signed")
    page = words(client.get(url_of(snapshot)))
    assert "A letter came." in page
    assert factories.QUOTE in page
    assert url_of(same) in page
    assert url_of(snapshot, "take-down") not in page
    assert url_of(snapshot, "lift-takedown") in page
    again = do(client, snapshot, "take-down", reason="Another.")
    assert again.status_code == 409
    assert "taken down already" in words(again)


def test_evidence_counts_among_what_rests_on_it() -> None:
    claim = factories.signed_claim()
    form = at_the_desk(factories.editor()).get(url_of(office_of(claim), "take-down"))
    assert claim.text in words(form)


def test_a_reporter_is_not_offered_it() -> None:
    snapshot = snapshot_of(factories.signed_claim())
    client = at_the_desk(factories.reporter())
    assert url_of(snapshot, "take-down") not in words(client.get(url_of(snapshot)))
    assert do(client, snapshot, "take-down", reason="x").status_code == 403
    assert not Takedown.objects.exists()


@pytest.mark.long
def test_the_claim_page_keeps_the_quote_and_says_who_reads_it() -> None:
    claim = factories.signed_claim()
    client = at_the_desk(factories.reporter())
    sentence = "Taken down: its quotes are hidden from the public."
    assert sentence not in words(client.get(url_of(claim)))
    taken_down(claim)
    page = words(client.get(url_of(claim)))
    assert "We have built 150 bridges since January" in page
    assert page.count(sentence) == 1
    assert "One quote below is from a snapshot that is taken down" in page
    do(at_the_desk(factories.editor()), office_of(claim), "take-down", reason="Too.")
    page = words(client.get(url_of(claim)))
    assert page.count(sentence) == 2
    assert "2 quotes below are from snapshots" in page


def test_what_was_published_reads_as_taken_down() -> None:
    claim = factories.signed_claim()
    taken_down(claim)
    client = at_the_desk(factories.reporter())
    old, new = Publication.objects.filter(claim=claim).order_by("number")
    assert "(quote taken down)" in words(client.get(url_of(new)))
    assert "withheld" in words(client.get(url_of(old)))


def test_one_asks_to_lift_it_and_another_does() -> None:
    claim = factories.signed_claim()
    snapshot = taken_down(claim)
    before = body(claim)
    asking = at_the_desk(factories.senior())
    assert do(asking, snapshot, "lift-takedown", reason="It was answered.").status_code == 302
    deed = Approval.objects.get()
    for page in (words(asking.get(list_of(Approval))), words(asking.get(url_of(snapshot)))):
        assert "Lift a takedown" in page
        assert "It was answered." in page
    shown = words(asking.get(url_of(deed)))
    for withheld in (str(snapshot.source), "A letter came.", claim.text, url_of(snapshot)):
        assert withheld in shown
    assert do(asking, deed, "approve").status_code == 409
    assert body(claim) == before
    done = do(at_the_desk(factories.senior()), deed, "approve")
    assert done.status_code == 302
    assert story(claim)[-1] == ("restored", "signed")
    assert "A letter came." in words(asking.get(url_of(deed)))


def test_the_list_of_snapshots_marks_it() -> None:
    claim = factories.signed_claim()
    client = at_the_desk(factories.reporter())
    assert "taken down" not in words(client.get(list_of(Snapshot)))
    taken_down(claim)
    assert words(client.get(list_of(Snapshot))).count("taken down") == 1


def test_the_page_does_not_grow_in_queries_with_copies_and_claims() -> None:
    client = at_the_desk(factories.editor())
    snapshot = snapshot_of(factories.signed_claim())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url_of(snapshot)).status_code == 200
            assert client.get(url_of(snapshot, "take-down")).status_code == 200
        return len(captured)

    factories.snapshot()
    queries()
    before = queries()
    for _more in range(3):
        factories.snapshot(of=factories.source(syndicated_from=snapshot.source))
    assert queries() == before
