"""Somebody who is not signed in follows every link there is, and reads nothing that was not signed."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone

from claims.formats.releases import making, stored
from claims.matching import indexing
from claims.models import Topic
from claims.publication import publishing, takedowns
from claims.publication.point_in_time import last_number
from claims.site import urls
from claims.workflow import approvals, dossiers, review
from tests import factories
from tests.claims import full_claims
from tests.claims.outsider import SCHEMA, everything, read
from tests.claims.published import hold

pytestmark = pytest.mark.django_db

# What takes a reporter, a form that is sent, or an e-mail's own link.
FOR_OTHERS = {
    *(each.name for each in urls.urlpatterns if str(each.pattern).startswith("working/")),
    *("language", "search-stop"),
}


def name_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


def test_the_schema_says_nothing_from_the_database(django_assert_num_queries: Any) -> None:
    """So everybody who reads everything reads the same one."""
    with django_assert_num_queries(0):
        assert "/api/v1/claims/" in read(SCHEMA)


@pytest.mark.long
def test_a_crawler_finds_what_was_signed_and_of_the_withdrawn_the_tombstone() -> None:
    stands = full_claims.signed_claim(1)
    held = factories.signed_claim(
        text="Held words about dams.", speaker=factories.speaker("Heldrun Vask")
    )
    with_held = factories.claim_in_review(text="Words beside what is held.")
    factories.relation(with_held, held)
    round_ = review.propose(with_held.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(with_held.pk, factories.senior(), round_.version)
    making.make(lambda _line: None)
    hold(held)
    embargoed = factories.proposed_claim(
        text="Embargoed words about dams.", speaker=factories.speaker("Embla Argoed")
    )
    publishing.set_embargo(embargoed.pk, factories.editor(), timezone.now() + timedelta(days=1))
    review.sign(embargoed.pk, factories.senior(), factories.version_of(embargoed))
    factories.proposed_claim(
        text="Unsigned words about dams.",
        speaker=factories.speaker("Unsel Ignatz"),
        topics=[Topic.objects.create(slug="unsigned-topic", name="A topic of what is unsigned")],
    )
    gone = factories.signed_claim(
        text="Withdrawn words about dams.", speaker=factories.speaker("Wit Drawinski")
    )
    review.withdraw(gone.pk, factories.senior(), "It was a hoax.")
    down = factories.signed_claim(text="This rests on what is taken down.")
    takedowns.take_down(down.appearances.get().snapshot.pk, factories.editor(), "A court.")
    claims = [each.pk for each in (stands, held, embargoed, gone, down)]
    dossier = dossiers.add(factories.editor(), "dams", "Dams", "What was said of dams.", claims)
    approvals.approve(dossier.pk, factories.senior())
    indexing.bring_up_to_date()
    assert making.remake(lambda _line: None)

    by_address = everything()
    assert stands.text in by_address[f"/data/releases/{stored.releases()[0].day}/claims.csv.gz"]
    opened = {name_of(address) for address in by_address}
    assert {each.name for each in urls.urlpatterns} - FOR_OTHERS <= opened
    found = "\n".join(by_address.values())
    # Asked for by name, somebody of whom something is signed is found.
    assert "Ana Nuñez 1" in by_address["/search/speakers/?q=na+Nu%C3%B1ez+1"]
    assert stands.text in found
    assert full_claims.QUOTE in found
    assert "It was a hoax." in found
    assert down.text in found
    assert with_held.text in found
    assert all(stands.text in by_address[f"/dossiers/dams/{part}"] for part in ("", "feed/"))
    (matched,) = [
        body
        for address, body in by_address.items()
        if address.startswith("/api/v1/match/") and urlencode({"text": stands.text}) in address
    ]
    assert stands.text in matched
    for words in (
        *("Held words", "Embargoed words", "Unsigned words", "Withdrawn words", "A court."),
        *("Heldrun", "Embla", "Unsel", "Drawinski", "unsigned-topic", "what is unsigned"),
    ):
        assert words not in found, words
    # Of the sources that two claims quote one is taken down: what stands in it is nowhere else.
    page = everything_read_of(down.pk)
    for words in ("since January", "spoke on Monday", "Critics"):
        assert words not in page


def everything_read_of(claim_id: int) -> str:
    return read(f"/claims/{claim_id}/") + read(f"/claims/{claim_id}/?as_of={last_number()}")
