"""For ``benchmarks.matching_fit``: the candidates of a set's statements, and what is measured of them.

    .venv/bin/python -m benchmarks.matching_measures FOLDER OUT [--part train] [--embedder NAME]

in memory, with the software's own texts, weights of words and measures: an archive as it is imported, all
of its claims ranked by words, names and vectors. The rankings differ from PostgreSQL's only where its
index of vectors misses a neighbour.
"""

import argparse
import json
import os
import re
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

import django
import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from benchmarks.matching import archive, questions  # noqa: E402
from claims.matching import embedders, features, finding, postings  # noqa: E402
from claims.matching.document import Document  # noqa: E402
from claims.matching.documents import LONGEST_HEADING  # noqa: E402
from claims.matching.frequencies import Frequencies, weight  # noqa: E402
from claims.matching.words import Text, cleaned, posted_on, sentences  # noqa: E402

_SAID = re.compile(r"stated on (\w+ \d{1,2}, \d{4})")


def documents(folder: Path) -> list[Document]:
    """As the importer makes claims of the archive, numbered in its order."""
    lines = archive(folder).read_text("utf-8").splitlines()
    return [_document(claim, json.loads(line)) for claim, line in enumerate(lines)]


def _document(claim: int, row: dict[str, str]) -> Document:
    found = _SAID.search(row["date"])
    said_on = _day(found[1], "%B %d, %Y") if found else None
    day = said_on or _day(row["date"], "%d %B %Y")
    return Document(
        *(claim, row["vclaim"], row.get("speaker") or "", (row["title"] or "")[:LONGEST_HEADING]),
        # Of PolitiFact the line with date and place, of Snopes the subtitle.
        ((row["date"] if "speaker" in row else row.get("subtitle")) or "")[:LONGEST_HEADING],
        *("en", said_on, (day,) if day else (), row["vclaim_id"]),
    )


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


class Words:
    """The claims by their words, with the weights as they are stored."""

    def __init__(self, found: Collection[Document]) -> None:
        lists: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for each in found:
            length = sum(each.indexed.values())
            for word, times in each.indexed.items():
                byte = min(255, round(weight(times, length) * postings.STEP))
                lists[word].append((each.claim, byte / postings.STEP))
        self.lists = {word: (np.array(rows).T) for word, rows in lists.items()}
        having = {word: len(rows) for word, rows in lists.items()}
        self.known = Frequencies(len(found), having)

    def scores(self, words: Collection[str]) -> NDArray[np.float64]:
        total = np.zeros(self.known.claims)
        for word in postings.affordable(self.known, words):
            claims, weights = self.lists[word]
            total[claims.astype(int)] += weights * self.known.rarity(word)
        return total


def first(scores: NDArray[np.float64], most: int) -> list[int]:
    order = np.argsort(-scores, kind="stable")[:most]
    return [int(claim) for claim in order if scores[claim] > 0]


class Vectors:
    """All claims' vectors, and those of statements as they come."""

    def __init__(self, name: str, found: Collection[Document]) -> None:
        self.embedder = embedders.load(name)
        self.claims = self.embedder.documents([each.statement for each in found])
        self.headings = self.embedder.documents([each.headings for each in found])
        self.headings[[not each.headings for each in found]] = self.claims[
            [not each.headings for each in found]
        ]

    def near(self, texts: Collection[str]) -> tuple[NDArray[np.float32], ...]:
        """The cosines of each claim with the whole, and at best, of wording and of headings."""
        queries = self.embedder.queries(list(texts))
        claims, headings = self.claims @ queries.T, self.headings @ queries.T
        return claims[:, 0], claims.max(1), headings.max(1)


def candidates(
    text: str, found: list[Document], words: Words, vectors: Vectors | None
) -> tuple[list[Document], NDArray[np.float64]]:
    """As ``finding.candidates``."""
    plain = cleaned(text)
    read = Text(plain)
    claims = {
        *first(words.scores(read.words), finding.BY_WORDS),
        *first(words.scores(read.names | read.numbers), finding.BY_NAMES),
    }
    around = []
    if vectors is not None:
        whole, nearest, heading = vectors.near([plain, *sentences(plain)][: finding.MOST_VECTORS])
        either = np.maximum(nearest, heading)
        nearby = first(either.astype(float), finding.BY_VECTORS)
        claims |= set(nearby)
        place = {claim: at for at, claim in enumerate(nearby)}
        near = {
            claim: features.Near(
                *(float(whole[claim]), float(nearest[claim]), float(heading[claim])),
                place.get(claim, len(place)),
            )
            for claim in claims
        }
        cosines = either[nearby]
        around = [
            features.Vicinity(
                near, float(cosines.max()), float(cosines.mean()), float(cosines.std())
            )
        ]
    among = [found[claim] for claim in sorted(claims)]
    return among, features.measured(read, among, words.known, around, posted_on(text))


def measure(folder: Path, out: Path, part: str, embedder: str) -> None:
    found = documents(folder)
    words = Words(found)
    vectors = None if embedder == embedders.NONE else Vectors(embedder, found)
    pairs = questions(folder, part)
    sizes, rows = [], []
    right: list[bool] = []
    for name, text in pairs.texts.items():
        among, measures = candidates(text, found, words, vectors)
        sizes.append(len(among))
        rows.append(measures)
        right += [each.external_id in pairs.right[name] for each in among]
    np.savez(
        out,
        names=np.array(list(pairs.texts)),
        sizes=np.array(sizes),
        measures=np.concatenate(rows),
        right=np.array(right),
        all_right=np.array([len(pairs.right[name]) for name in pairs.texts]),
        columns=np.array(features.names(int(vectors is not None))),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", default="train")
    parser.add_argument("--embedder", default=embedders.NONE)
    given = parser.parse_args()
    measure(given.folder, given.out, given.part, given.embedder)


if __name__ == "__main__":
    main()
