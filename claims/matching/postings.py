"""The words of claims, and the claims by their words: an inverted index in PostgreSQL's rows.

A row holds the claims of one block that have one word, as bytes that numpy reads: so the claims of
a word that thousands have are a few rows. PostgreSQL's own indexes of words don't count how often a word
occurs and would have every one of those claims read.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from claims.matching.frequencies import Frequencies, weight
from claims.models.matching import Scope

BLOCK = 32_768  # claims; their numbers within it fit into two bytes
ALL = ""  # the word that every claim has
STEP = 100.0  # weights are stored in hundredths
# Claims read for one statement; its most common words are left out beyond that, but never these.
MOST = 150_000
ALWAYS = 3


@dataclass(frozen=True)
class Ranking:
    """Claims by falling score; of equal ones the lower number first."""

    claims: NDArray[np.int64]
    scores: NDArray[np.float64]

    def first(self, most: int) -> "Ranking":
        return Ranking(self.claims[:most], self.scores[:most])


def frequencies(scope: Scope, words: Collection[str]) -> Frequencies:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, claims FROM claims_matchword WHERE scope = %s AND word = ANY (%s)",
            [scope.value, [*words, ALL]],
        )
        having = dict(cursor.fetchall())
    return Frequencies(having.pop(ALL, 0), having)


def rank(scope: Scope, known: Frequencies, *searches: Collection[str]) -> list[Ranking]:
    """The claims with words of each search. The words' claims are read once for all of them."""
    wanted = affordable(known, set().union(*searches))
    found = _read(scope, wanted)
    return [_ranked(found, known, [word for word in wanted if word in words]) for words in searches]


def affordable(known: Frequencies, words: Collection[str]) -> list[str]:
    """The rarest of the words that claims have, as many as can be read in time."""
    rarest = sorted((known.having[word], word) for word in words if known.having.get(word))
    wanted: list[str] = []
    total = 0
    for count, word in rarest:
        total += count
        if total > MOST and len(wanted) >= ALWAYS:
            break
        wanted.append(word)
    return wanted


_Lists = dict[str, list[tuple[NDArray[np.int64], NDArray[np.float64]]]]


def _read(scope: Scope, words: list[str]) -> _Lists:
    found: _Lists = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, block, claims, weights FROM claims_matchposting"
            " WHERE scope = %s AND word = ANY (%s) ORDER BY word, block",
            [scope.value, words],
        )
        for word, block, claims, weights in cursor.fetchall():
            numbers = np.frombuffer(claims, dtype="<u2").astype(np.int64) + block * BLOCK
            found[word].append((numbers, np.frombuffer(weights, dtype=np.uint8) / STEP))
    return found


def _ranked(found: _Lists, known: Frequencies, words: list[str]) -> Ranking:
    claims = [numbers for word in words for numbers, _weights in found[word]]
    if not claims:
        return Ranking(np.zeros(0, np.int64), np.zeros(0))
    scores = [weights * known.rarity(word) for word in words for _numbers, weights in found[word]]
    unique, total = _added(np.concatenate(claims), np.concatenate(scores))
    best = np.lexsort((unique, -total)) if len(total) < KEPT else _best(unique, total)
    return Ranking(unique[best], total[best])


def _added(
    claims: NDArray[np.int64], scores: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each claim once, with the sum of its scores."""
    least, last = int(claims.min()), int(claims.max())
    total: NDArray[np.float64]
    if last - least < COUNTED:
        summed = np.bincount(claims - least, weights=scores)
        found = np.flatnonzero(summed)
        unique, total = (found + least).astype(np.int64), summed[found].astype(np.float64)
    else:
        unique, place = np.unique(claims, return_inverse=True)
        total = np.bincount(place, weights=scores).astype(np.float64)
    return unique, total


# Numbers of claims up to which one sum for each is quicker than sorting the claims found.
COUNTED = 4_000_000
KEPT = 500  # of a ranking


def _best(claims: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """The places of the best ones, in order; all that are as good as the last one are looked at."""
    least = np.partition(scores, -KEPT)[-KEPT]
    among = np.flatnonzero(scores >= least)
    order = np.lexsort((claims[among], -scores[among]))
    return among[order][:KEPT]


# Writing


def replace(scope: Scope, texts: Mapping[int, Mapping[str, float] | None]) -> None:
    """Store the words of these claims instead of those that were stored; None: it has none now.

    Inside the caller's transaction, which lets no other write (see ``indexing``).
    """
    blocks: dict[int, list[int]] = defaultdict(list)
    for claim in texts:
        blocks[claim // BLOCK].append(claim)
    changes: Counter[str] = Counter()
    for block, claims in sorted(blocks.items()):
        _replace_in_block(scope, block, {claim: texts[claim] for claim in sorted(claims)}, changes)
    _count(scope, changes)


def _replace_in_block(
    scope: Scope,
    block: int,
    texts: Mapping[int, Mapping[str, float] | None],
    changes: Counter[str],
) -> None:
    start = block * BLOCK
    added: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for claim, words in texts.items():
        if words is None:
            continue
        length = sum(words.values())
        added[ALL].append((claim - start, 1))
        for word, times in words.items():
            byte = min(255, round(weight(times, length) * STEP))
            added[word].append((claim - start, byte))
    gone = np.array(sorted(claim - start for claim in texts), dtype="<u2")
    there = _stored(scope, block, [ALL]).get(ALL)
    known = there is not None and bool(np.isin(gone, there[0]).any())
    stored = _stored(scope, block, None if known else list(added))
    rows: list[tuple[str, bytes, bytes]] = []
    emptied: list[str] = []
    for word in stored.keys() | added.keys():
        before, weights = stored.get(word, _NONE)
        stays = ~np.isin(before, gone) if known else np.ones(len(before), bool)
        more = added.get(word, [])
        if not more and stays.all():
            continue
        claims = np.concatenate([before[stays], np.array([c for c, _w in more], dtype="<u2")])
        bytes_ = np.concatenate([weights[stays], np.array([w for _c, w in more], dtype=np.uint8)])
        changes[word] += len(claims) - len(before)
        if len(claims):
            order = np.argsort(claims, kind="stable")
            rows.append((word, claims[order].astype("<u2").tobytes(), bytes_[order].tobytes()))
        else:
            emptied.append(word)
    _store(scope, block, rows, emptied)


_Stored = tuple[NDArray[np.uint16], NDArray[np.uint8]]
_NONE: _Stored = (np.zeros(0, "<u2"), np.zeros(0, np.uint8))


def _stored(scope: Scope, block: int, words: list[str] | None) -> dict[str, _Stored]:
    """Of these words, or of all (None)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, claims, weights FROM claims_matchposting"
            " WHERE scope = %s AND block = %s AND (%s::text[] IS NULL OR word = ANY (%s))",
            [scope.value, block, words, words],
        )
        return {
            word: (np.frombuffer(claims, "<u2"), np.frombuffer(weights, np.uint8))
            for word, claims, weights in cursor.fetchall()
        }


def _store(
    scope: Scope, block: int, rows: list[tuple[str, bytes, bytes]], emptied: Iterable[str]
) -> None:
    rows.sort()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_matchposting (scope, word, block, claims, weights)"
            " SELECT %s, word, %s, claims, weights"
            " FROM unnest(%s::text[], %s::bytea[], %s::bytea[]) AS row (word, claims, weights)"
            " ON CONFLICT (scope, word, block)"
            " DO UPDATE SET claims = excluded.claims, weights = excluded.weights",
            [scope.value, block, *([row[at] for row in rows] for at in range(3))],
        )
        cursor.execute(
            "DELETE FROM claims_matchposting WHERE scope = %s AND block = %s AND word = ANY (%s)",
            [scope.value, block, sorted(emptied)],
        )


def _count(scope: Scope, changes: Mapping[str, int]) -> None:
    changed = sorted((word, by) for word, by in changes.items() if by)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_matchword AS kept (scope, word, claims)"
            " SELECT %s, word, changed FROM unnest(%s::text[], %s::int[]) AS row (word, changed)"
            " ON CONFLICT (scope, word) DO UPDATE SET claims = kept.claims + excluded.claims",
            [scope.value, [word for word, _by in changed], [by for _word, by in changed]],
        )
        # A word that no claim has any more goes, such as a name that was erased.
        cursor.execute(
            "DELETE FROM claims_matchword WHERE scope = %s AND word = ANY (%s) AND claims <= 0",
            [scope.value, [word for word, by in changed if by < 0]],
        )
