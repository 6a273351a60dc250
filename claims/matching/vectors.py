"""The vectors of claims in PostgreSQL, and which are near those of a statement."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from django.db import connection, transaction

from claims.matching.document import Document
from claims.matching.embedders import Embedder, Vectors
from claims.matching.embedding import Embedded
from claims.matching.features import Near, Vicinity
from claims.models.matching import Scope

# The scope stands in the text: the index of each holds its rows alone.
NEAREST = {
    scope: [
        f"SELECT claim_id, -({column} <#> %s::halfvec) FROM claims_claimvector"  # noqa: S608
        f" WHERE scope = {scope.value} AND model = %s AND {column} IS NOT NULL"
        f" ORDER BY {column} <#> %s::halfvec LIMIT %s"
        for column in ("statement", "headings")
    ]
    for scope in Scope
}
# Neighbours that the index follows (hnsw.ef_search): more finds more and takes longer. Of the nearest 40
# of 30,000 claims 100 finds .96 and 200 .99; of 100,000 .90 and .95.
LOOKED_AT = 200


def nearest(scope: Scope, statement: Embedded, most: int) -> list[tuple[int, float]]:
    """Claims by falling cosine with the whole or one of the sentences, of wording or headings."""
    best: dict[int, float] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hnsw.ef_search', %s, true)", [str(LOOKED_AT)])
        for vector in statement.vectors:
            text = _text(vector)
            for query in NEAREST[scope]:
                cursor.execute(query, [text, statement.model, text, most])
                for claim, cosine in cursor.fetchall():
                    best[claim] = max(cosine, best.get(claim, -1.0))
    return sorted(best.items(), key=lambda each: (-each[1], each[0]))[:most]


def vicinity(
    scope: Scope,
    statement: Embedded,
    nearby: Sequence[tuple[int, float]],
    claims: Collection[int],
) -> Vicinity:
    """The cosines of all these claims, and the spread of the nearest."""
    place = {claim: at for at, (claim, _cosine) in enumerate(nearby)}
    cosines = [cosine for _claim, cosine in nearby] or [0.0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claim_id, -(statement <#> %s::halfvec),"
            " (SELECT max(-(statement <#> q)) FROM unnest(%s::text[]::halfvec[]) q),"
            " (SELECT max(-(headings <#> q)) FROM unnest(%s::text[]::halfvec[]) q)"
            "  FROM claims_claimvector WHERE scope = %s AND model = %s AND claim_id = ANY (%s)",
            [
                _text(statement.vectors[0]),
                *([[_text(each) for each in statement.vectors]] * 2),
                *(scope.value, statement.model, list(claims)),
            ],
        )
        near = {
            claim: Near(
                whole, best, best if heading is None else heading, place.get(claim, len(place))
            )
            for claim, whole, best, heading in cursor.fetchall()
        }
    # A claim that has no vector yet is far away.
    for claim in claims:
        near.setdefault(claim, Near(0.0, 0.0, 0.0, len(place)))
    return Vicinity(near, max(cosines), float(np.mean(cosines)), float(np.std(cosines)))


def replace(scope: Scope, embedder: Embedder, texts: Mapping[int, Document | None]) -> None:
    """Store the vectors of these claims instead of those that were stored; None: it has none now."""
    found = [each for each in texts.values() if each is not None]
    titled = [each for each in found if each.headings]
    statements = embedder.documents([each.statement for each in found])
    headings = embedder.documents([each.headings for each in titled])
    heading = {each.claim: _text(headings[at]) for at, each in enumerate(titled)}
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM claims_claimvector WHERE scope = %s AND claim_id = ANY (%s)",
            [scope.value, list(texts)],
        )
        cursor.execute(
            "INSERT INTO claims_claimvector (scope, claim_id, model, statement, headings)"
            " SELECT %s, claim, %s, statement::halfvec, headings::halfvec"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS row (claim, statement, headings)",
            [
                *(scope.value, embedder.name, [each.claim for each in found]),
                [_text(each) for each in statements],
                [heading.get(each.claim) for each in found],
            ],
        )


def _text(vector: Vectors) -> str:
    return "[" + ",".join(f"{number:.5f}" for number in vector.tolist()) + "]"
