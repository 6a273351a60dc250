"""Keeping what statements are matched against up to date with the claims, by a job.

PostgreSQL notes each claim whose words change (``claims/sql/matching.sql``). A few seconds to a minute
later a worker reads the noted claims, in batches; nothing is read in a web process.
"""

from collections.abc import Mapping

from django.db import connection, transaction

from claims.matching import documents, embedders, postings, vectors
from claims.matching.embedders import Embedder
from claims.models.matching import ClaimToMatch, Scope

BATCH, EMBEDDED = 20_000, 500  # claims of one transaction: without an embedder, with one
READ = 1_000  # claims whose texts are held at once


def bring_up_to_date() -> int:
    """Read all claims that are noted; returns how many. Raises NotInstalled."""
    embedder = embedders.current()
    count = 0
    while read := _read_batch(BATCH if embedder is None else EMBEDDED, embedder):
        count += read
    return count


def read_again() -> None:
    """Note every claim, so that all are read again: after another embedder was set."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_claimtomatch (claim_id) SELECT id FROM claims_claim ORDER BY id"
        )


def _read_batch(batch_of: int, embedder: Embedder | None) -> int:
    """One transaction, and no other at the same time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reading claims for matching'))")
        notes = dict(ClaimToMatch.objects.order_by("pk").values_list("pk", "claim")[:batch_of])
        if not notes:
            return 0
        # A claim that changes while it is read is noted again.
        ClaimToMatch.objects.filter(pk__in=list(notes)).delete()
        claims = sorted(set(notes.values()))
        for scope in Scope:
            words: dict[int, Mapping[str, float] | None] = {}
            # Few documents at a time, of which only the words are kept: so a batch takes little memory.
            for start in range(0, len(claims), READ):
                part = claims[start : start + READ]
                found = documents.read(scope, part)
                if embedder is not None:
                    vectors.replace(scope, embedder, {claim: found.get(claim) for claim in part})
                words |= {claim: found[claim].indexed if claim in found else None for claim in part}
            postings.replace(scope, words)
        return len(claims)
