"""The claims that are related to given ones, directly or through others."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from claims.choices import RelationKind

_CONNECTED = """
WITH RECURSIVE found(claim, steps) AS (
  SELECT unnest(%(starts)s::bigint[]), 0
  UNION
  {next_step})
SELECT claim FROM (SELECT DISTINCT ON (claim) claim, steps FROM (
  SELECT claim, steps FROM found LIMIT %(reach)s) AS paths ORDER BY claim, steps) AS once
 ORDER BY steps, claim LIMIT %(most)s
"""
# Both claims of a published relation are listed.
PUBLISHED = _CONNECTED.format(
    next_step="""SELECT (r ->> 'claim')::bigint, f.steps + 1
    FROM found f
    JOIN claims_publication p ON p.claim_id = f.claim AND p.shown_until IS NULL
     AND NOT p.withheld AND p.standing IN ('signed', 'under_review')
   CROSS JOIN LATERAL jsonb_path_query(p.body::jsonb, '$.relations[*]') r
   WHERE f.steps < %(steps)s AND r ->> 'relation' = ANY (%(kinds)s)"""
)
WORKING = _CONNECTED.format(
    next_step="""SELECT CASE WHEN r.from_claim_id = f.claim THEN r.to_claim_id
              ELSE r.from_claim_id END, f.steps + 1
    FROM found f
    JOIN claims_relation r ON f.claim IN (r.from_claim_id, r.to_claim_id)
   WHERE f.steps < %(steps)s AND r.state = 'confirmed' AND r.kind = ANY (%(kinds)s)"""
)


def connected(
    starts: Collection[int],
    *,
    kinds: Collection[str] = tuple(RelationKind),
    steps: int,
    most: int,
    desk: bool = False,
) -> list[int]:
    """Claims by number, at most ``steps`` relations away, nearest first, ``starts`` included.

    ``most``: how many at most. ``desk``: along confirmed relations, published or not.
    """
    parameters: dict[str, Any] = {
        "starts": list(starts),
        "kinds": [str(kind) for kind in kinds],
        "steps": steps,
        "most": most,
        # A dense graph has far more paths than claims.
        "reach": most * 40,
    }
    with connection.cursor() as cursor:
        cursor.execute(WORKING if desk else PUBLISHED, parameters)
        return [number for (number,) in cursor.fetchall()]
