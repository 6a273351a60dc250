"""A newsroom to measure in: claims signed by verbs, and copies whose rows belong together."""

from typing import Any

import psycopg
import pytest
from django.conf import settings

from benchmarks import newsroom
from tests import database


@pytest.mark.long
def test_copies_are_claims_of_their_own(
    django_db_setup: None, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newsroom, "BY_VERBS", 2)
    with database.copy(template):
        owner: dict[str, Any] = database.parameters("owner")
        application: dict[str, Any] = database.parameters("default")
        newsroom.fill(newsroom.Database(owner, application), 6, SECRET_KEY=settings.SECRET_KEY)
        with psycopg.connect(**owner) as connection:

            def of(query: str) -> Any:
                return connection.execute(query).fetchall()

            assert of("SELECT count(*) FROM claims_claim") == [(6,)]
            listed = (
                "FROM claims_publication p JOIN claims_exportrow e ON e.publication_id = p.number"
            )
            assert of(f"SELECT claim_id {listed} ORDER BY 1") == [(each,) for each in range(1, 7)]
            assert of("SELECT DISTINCT count(*) FROM claims_appearance GROUP BY claim_id") == [(1,)]
            # A review and its round are of the claim that they were copied for.
            assert of(
                "SELECT count(*) FROM claims_round o JOIN claims_review r ON r.id = o.review_id"
                " WHERE r.claim_id = o.claim_id"
            ) == [(6,)]
            assert of("SELECT nextval(pg_get_serial_sequence('claims_claim', 'id'))") == [(7,)]
            assert of(
                "SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgrelid = 'claims_claim'::regclass"
            ) == [("O",)]
