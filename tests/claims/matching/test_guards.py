"""What the database holds of the words and vectors that statements are matched against."""

import pytest

from tests import factories, sql

pytestmark = pytest.mark.django_db

ROWS = {
    "match_word_once": "claims_matchword (scope, word, claims) VALUES (0, 'bridges', 1)",
    "match_posting_once": "claims_matchposting (scope, word, block, claims, weights)"
    " VALUES (0, 'bridges', 0, '\\x0100', '\\x64')",
    "claim_vector_once": "claims_claimvector (scope, claim_id, model, statement)"
    " SELECT 0, id, 'a model', array_fill(0, ARRAY[384])::halfvec FROM claims_claim",
}


@pytest.mark.parametrize("rule", ROWS)
def test_nothing_is_stored_twice(rule: str) -> None:
    factories.claim()
    statement = f"INSERT INTO {ROWS[rule]}"
    sql.run(statement)
    sql.refused(statement, by=rule)
