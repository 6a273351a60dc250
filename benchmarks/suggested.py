"""Relations as they would be suggested on real news claims, printed for people to judge.

    .venv/bin/python -m benchmarks.suggested DATA [--most 200] [--seed 1] [--shuffle SEED]

Claims of PolitiFact in random order, each compared with the 20 before and after it that are nearest by words,
and filtered as ``claims.matching.suggestions`` does; until there are as many suggestions. One suggestion a
line pair, with its number, relation and reason; ``--shuffle`` prints the same ones in another order,
for a second reader. What two readers found is in docs/matching.md.
"""

import argparse
import os
import random
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from benchmarks.matching_measures import Words, documents, first  # noqa: E402
from claims.matching.document import Document  # noqa: E402
from claims.matching.finding import Match  # noqa: E402
from claims.matching.suggestions import COMPARED, MOST, is_near  # noqa: E402
from nlp.comparison import Reading, Related, Statement, compare  # noqa: E402


def suggested(found: list[Document], words: Words, seed: int) -> Iterator[tuple[Document, Match]]:
    order = list(range(len(found)))
    random.Random(seed).shuffle(order)
    done: set[frozenset[int]] = set()
    for at in order:
        claim = found[at]
        reading = Reading(_statement(claim))
        near = first(words.scores(claim.texts[0].words), COMPARED + 1)
        matches = [
            Match(found[other], 0.0, compare(reading, _statement(found[other])), reading)
            for other in near
            if other != at and frozenset((at, other)) not in done
        ]
        matches = [each for each in matches if each.relation != Related.UNRELATED and is_near(each)]
        for match in matches[:MOST]:
            done.add(frozenset((at, match.claim)))
            yield claim, match


def _statement(claim: Document) -> Statement:
    return Statement(claim.statement, claim.speaker, claim.said_on, claim.language)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shuffle", type=int, default=None)
    given = parser.parse_args()
    found = documents(given.data / "politifact")
    pairs = suggested(found, Words(found), given.seed)
    rows = [(number, pair) for number, pair in zip(range(1, given.most + 1), pairs, strict=False)]
    if given.shuffle is not None:
        random.Random(given.shuffle).shuffle(rows)
    for number, (claim, match) in rows:
        print(f"{number}. {match.relation.value}: {match.reason}")
        for each in (claim, match.document):
            print(f"   {each.said_on} {each.speaker}: {each.statement}")


if __name__ == "__main__":
    main()
