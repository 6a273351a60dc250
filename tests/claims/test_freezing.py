"""From proposal on, all that the publication would say is frozen, whatever the door."""

import pytest

from tests import factories, sql

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "shadow",
    [
        ("CREATE TEMP TABLE newsroom_deed AS SELECT 'correct' AS kind, {claim}::bigint AS subject_id,"
        " 'done' AS outcome, now() AS decided_at"),
        "CREATE TEMP TABLE newsroom_policy AS SELECT 1 AS id, true AS one_person",
        "CREATE TEMP TABLE claims_claim AS SELECT {claim}::bigint AS id, 'in_review' AS status",
    ],
)
def test_a_temporary_table_does_not_stand_in_for_ours(shadow: str) -> None:
    claim = factories.proposed_claim()
    proposer = sql.run("SELECT proposed_by_id FROM claims_round WHERE claim_id = %s", claim.pk)
    sql.run(shadow.format(claim=claim.pk) + "; SET LOCAL search_path = pg_temp, public")
    sql.refused(
        "INSERT INTO public.claims_quantity (claim_id, low, high, unit, bound, qualifier, counted)"
        " VALUES (%s, 1, 1, 'x', 'exactly', '', '')",
        claim.pk,
        by="claim_is_frozen",
    )
    sql.refused(
        "UPDATE public.claims_round SET outcome = 'signed', alone = true, decided_by_id = %s,"
        " decided_at = now() WHERE claim_id = %s",
        proposer[0][0],
        claim.pk,
        by="sign_off_takes_two",
    )


def test_each_guard_says_where_its_tables_are() -> None:
    """Else a temporary table of the same name, which PostgreSQL looks up first, answers for it."""
    found = sql.run(
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
        " AND p.provolatile <> 'i' AND NOT 'search_path=public, pg_temp' = ANY(coalesce(proconfig, '{}'))"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    assert found == []
