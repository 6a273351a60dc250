"""History: what PostgreSQL's triggers record of every change, by whichever door it came."""

import pytest
from django.db import connection

from claims import deeds, publishing, review
from tests import factories
from tests.replay import assert_history_equals_tables, replay

pytestmark = pytest.mark.django_db


def test_replaying_the_events_gives_the_tables() -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(one, other)
    review.reopen(one.pk, factories.senior(), "A second count came in.")
    factories.withdrawn_claim()
    publishing.hold(one.pk, factories.reporter(), "legal", "A letter came.")
    deed = deeds.ask_to_lift_hold(one.pk, factories.editor(), "legal", "The letter was answered.")
    deeds.carry_out(deed.pk, factories.senior())
    assert_history_equals_tables(connection)
    assert len(replay(connection)["claims_claim"]) == 3
