"""What only the owner of the database can do behind the guards' backs, committed at once."""

from typing import Any

import psycopg

from claims.models import Claim, ReplyRequest
from tests import database


def unguarded(table: str, statement: str, *values: Any) -> None:
    """A statement on the table with its triggers switched off, by the owner."""
    with database.connect("owner", autocommit=True) as owner:
        owner.execute(psycopg.sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(_name(table)))
        try:
            owner.execute(statement, values)
        finally:
            owner.execute(
                psycopg.sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(_name(table))
            )


def _name(table: str) -> psycopg.sql.Identifier:
    return psycopg.sql.Identifier(table)


def end_embargo(claim: Claim) -> None:
    """As if the time had come."""
    unguarded(
        "claims_claim",
        "UPDATE claims_claim SET embargo_until = now() - interval '1 second' WHERE id = %s",
        claim.pk,
    )


def pass_deadline(request: ReplyRequest, days: int = 7) -> None:
    """As if the reply had been asked for a week ago."""
    unguarded(
        "claims_replyrequest",
        "UPDATE claims_replyrequest SET sent_at = sent_at - make_interval(days => %s),"
        " deadline = deadline - make_interval(days => %s) WHERE id = %s",
        *(days, days, request.pk),
    )
