"""Somebody who is not signed in follows every link there is, and reads nothing that was not signed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import publishing, review, takedowns
from claims.moments import last_number
from tests import factories
from tests.claims.api import rich
from tests.claims.outsider import everything_read, read
from tests.claims.told import hold

pytestmark = pytest.mark.django_db


def test_a_crawler_finds_what_was_signed_and_of_the_withdrawn_the_tombstone() -> None:
    stands = rich.signed_claim(1)
    held = factories.signed_claim(text="Held words about dams.")
    with_held = factories.claim_in_review(text="Words beside what is held.")
    factories.relation(with_held, held)
    round_ = review.propose(with_held.pk, factories.editor(), "reported", "verified")
    review.sign(with_held.pk, factories.senior(), round_.version)
    hold(held)
    embargoed = factories.proposed_claim(text="Embargoed words about dams.")
    publishing.set_embargo(embargoed.pk, factories.editor(), timezone.now() + timedelta(days=1))
    review.sign(embargoed.pk, factories.senior(), factories.version_of(embargoed))
    factories.proposed_claim(text="Unsigned words about dams.")
    gone = factories.signed_claim(text="Withdrawn words about dams.")
    review.withdraw(gone.pk, factories.senior(), "It was a hoax.")
    down = factories.signed_claim(text="This rests on what is taken down.")
    takedowns.take_down(down.appearances.get().snapshot.pk, factories.editor(), "A court.")

    found = everything_read()
    assert stands.text in found
    assert rich.QUOTE in found
    assert "It was a hoax." in found
    assert down.text in found
    assert with_held.text in found
    for words in ("Held words", "Embargoed words", "Unsigned words", "Withdrawn words", "A court."):
        assert words not in found, words
    # Of the sources that two claims quote one is taken down: what stands in it is nowhere else.
    page = everything_read_of(down.pk)
    for words in ("since January", "spoke on Monday", "Critics"):
        assert words not in page


def everything_read_of(claim_id: int) -> str:
    return read(f"/claims/{claim_id}/") + read(f"/claims/{claim_id}/?as_of={last_number()}")
