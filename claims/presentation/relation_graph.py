"""Which claims hang together: those that relations lead to, from some on."""

from collections.abc import Collection

from django.db import connection

from claims.choices import RelationKind

# Along what is published now: every end of a signed relation is listed.
PUBLISHED = """
WITH RECURSIVE found(claim, steps) AS (
  SELECT unnest(%(starts)s::bigint[]), 0
  UNION
  SELECT (r ->> 'claim')::bigint, f.steps + 1
    FROM found f
    JOIN claims_publication p ON p.claim_id = f.claim AND p.shown_until IS NULL
     AND NOT p.withheld AND p.standing IN ('signed', 'under_review')
   CROSS JOIN LATERAL jsonb_path_query(p.body::jsonb, '$.relations[*]') r
   WHERE f.steps < %(steps)s AND r ->> 'relation' = ANY (%(kinds)s))
SELECT claim FROM (SELECT DISTINCT ON (claim) claim, steps FROM (
  SELECT claim, steps FROM found LIMIT %(reach)s) AS ways ORDER BY claim, steps) AS once
 ORDER BY steps, claim LIMIT %(most)s
"""
WORKING = """
WITH RECURSIVE found(claim, steps) AS (
  SELECT unnest(%(starts)s::bigint[]), 0
  UNION
  SELECT CASE WHEN r.from_claim_id = f.claim THEN r.to_claim_id ELSE r.from_claim_id END, f.steps + 1
    FROM found f
    JOIN claims_relation r ON f.claim IN (r.from_claim_id, r.to_claim_id)
   WHERE f.steps < %(steps)s AND r.state = 'confirmed' AND r.kind = ANY (%(kinds)s))
SELECT claim FROM (SELECT DISTINCT ON (claim) claim, steps FROM (
  SELECT claim, steps FROM found LIMIT %(reach)s) AS ways ORDER BY claim, steps) AS once
 ORDER BY steps, claim LIMIT %(most)s
"""


def connected(
    starts: Collection[int],
    *,
    kinds: Collection[str] = tuple(RelationKind),
    steps: int,
    most: int,
    desk: bool = False,
) -> list[int]:
    """The numbers of claims within so many steps of the first ones, the nearest first, themselves
    among them; at most ``most``. ``desk``: along confirmed relations, published or not.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            WORKING if desk else PUBLISHED,
            {
                "starts": list(starts),
                "kinds": [str(kind) for kind in kinds],
                "steps": steps,
                "most": most,
                # A dense net has far more ways than claims; so many are looked at.
                "reach": most * 40,
            },
        )
        return [number for (number,) in cursor.fetchall()]
