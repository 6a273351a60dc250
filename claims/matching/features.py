"""What is measured between a statement and a claim that may be the same; the weights are learned.

Pure functions over texts. All measures are of the pair and of its place among the candidates, none is
of the claim's rating or of who asks.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

from claims.matching.document import Document
from claims.matching.frequencies import ORDINARY, Frequencies, weight
from claims.matching.words import Text

# In words, with their rarities added up ("rarity of …"), of statement (S), claim (C) and headings (H).
WORDS = (
    *("bm25", "bm25_of_best", "bm25_place", "bm25_of_possible"),
    *("claim_covered", "heading_covered", "statement_covered", "statement_by_claim"),
    *("words_in_common", "rarity_in_common", "rarest_in_common"),
    *("pairs_in_claim", "pairs_in_heading", "pairs_of_statement"),
    *(
        "names_in_common",
        "names_of_all",
        "numbers_in_common",
        "other_numbers",
        "no_number_in_common",
    ),
    *("grams_of_claim", "grams_of_statement", "grams_alike", "grams_of_heading"),
    *("speaker_named", "context_in_common", "facts"),
    *("claim_length", "statement_length", "words_alike", "speaker_claims"),
    # Of days, where both have one: when the statement was made, and when the claim was made or checked.
    *("days_known", "weeks_apart", "years_apart", "checked_later"),
    # Of the wording alone, of the headings alone, and what counts the rarest words more.
    *("bm25_of_claim", "bm25_of_heading", "rarities_squared", "words_in_order"),
    # Beside the other candidates: runs of letters that few of them have, and what the best ones share.
    *("rare_grams_of_heading", "bm25_above_others", "words_of_best", "speaker_of_best"),
    *("month_of_best", "half_year_of_best", "two_years_of_best"),
)
# Of vectors: cosines of the statement, or the nearest of its sentences, with claim and headings.
VECTORS = (
    *("whole", "nearest", "heading", "better", "mean"),
    *("below_best", "deviations", "place"),
)


@dataclass(frozen=True)
class Near:
    """Cosines of one claim with the statement, and its place among the nearest."""

    whole: float
    nearest: float
    heading: float
    place: int


@dataclass(frozen=True)
class Vicinity:
    """What is near by an embedder: each candidate, and the spread of all that were found."""

    near: Mapping[int, Near]
    best: float
    mean: float
    deviation: float


def names(vectors: int = 0) -> tuple[str, ...]:
    """Of the columns, with so many embedders."""
    more = (f"{name}_{at}" if at else name for at in range(vectors) for name in VECTORS)
    return (*WORDS, *more)


def measured(
    statement: Text,
    documents: Sequence[Document],
    known: Frequencies,
    vicinities: Sequence[Vicinity] = (),
    day: date | None = None,
) -> NDArray[np.float64]:
    """A row for each document, a column for each measure of ``names``."""
    rarity = _remembered(known.rarity)
    wanted = _Wanted.of(statement, rarity)
    scores = [_bm25(wanted, each, rarity) for each in documents]
    best = max(scores, default=0.0) or 1.0
    order = np.argsort([-score for score in scores], kind="stable")
    place = np.empty(len(scores), int)
    place[order] = np.arange(len(scores))
    rows = []
    among = _among(wanted, documents, scores, rarity)
    for at, each in enumerate(documents):
        score = scores[at]
        row = [score, score / best, _by_place(int(place[at])), score / (2.2 * wanted.total)]
        row += _in_words(wanted, each, rarity)
        row.append(log1p(known.having.get(each.by, 0)) if each.by else 0.0)
        row += _by_days(day, each.days)
        row += _by_field(wanted, each, rarity)
        row += among[at]
        for vicinity in vicinities:
            row += _by_vectors(each.claim, vicinity)
        rows.append(row)
    return np.array(rows, dtype=np.float64).reshape(len(documents), len(names(len(vicinities))))


def _by_place(place: int) -> float:
    return 1 / (5 + place)


@dataclass(frozen=True)
class _Wanted:
    """A statement with the rarity of its words."""

    text: Text
    total: float  # the rarity of all its words
    of_names: float
    names_and_numbers: frozenset[str]

    @classmethod
    def of(cls, text: Text, rarity: "_Rarity") -> "_Wanted":
        total = _sum(text.words, rarity) or 1.0
        of_names = _sum(text.names, rarity) or 1.0
        return cls(text, total, of_names, text.names | text.numbers)


_Rarity = Callable[[str], float]


def _sum(words: Iterable[str], rarity: _Rarity) -> float:
    return fsum(map(rarity, words))  # exact: the words come in any order


def _bm25(wanted: _Wanted, document: Document, rarity: _Rarity) -> float:
    words = document.words
    length = document.length
    return sum(
        weight(times, length) * rarity(word)
        for word in wanted.text.ordered
        if (times := words.get(word, 0.0))
    )


def _in_words(wanted: _Wanted, document: Document, rarity: _Rarity) -> list[float]:
    claim, headings, speaker, context = document.texts
    text = wanted.text
    either = claim.words | headings.words
    in_claim = _sum(text.words & claim.words, rarity)
    common = text.words & either
    in_common = _sum(common, rarity)
    named = _sum(text.names & either, rarity)
    numbers = text.numbers & (claim.numbers | headings.numbers)
    pairs_in_claim = _pairs(text, claim, rarity)
    grams = len(text.grams & claim.grams)
    return [
        in_claim / (_sum(claim.words, rarity) or 1.0),
        _sum(text.words & headings.words, rarity) / (_sum(headings.words, rarity) or 1.0),
        in_common / wanted.total,
        in_claim / wanted.total,
        float(len(common)),
        in_common / 10,
        max(map(rarity, common), default=0.0) / 10,
        pairs_in_claim / 10,
        _pairs(text, headings, rarity) / 10,
        pairs_in_claim / wanted.total,
        named / 10,
        named / wanted.of_names,
        _sum(numbers, rarity) / 10,
        float(len(claim.numbers - text.numbers)) if text.numbers else 0.0,
        float(bool(text.numbers and claim.numbers and not numbers)),
        grams / max(1, len(claim.grams)),
        grams / max(1, len(text.grams)),
        2 * grams / max(1, len(claim.grams) + len(text.grams)),
        len(text.grams & headings.grams) / max(1, len(headings.grams)),
        _sum(text.words & speaker.words, rarity) / 10,
        _sum(text.words & context.words, rarity) / 10,
        _sum(wanted.names_and_numbers & either, rarity) / 10,
        log1p(len(claim.tokens)),
        log1p(len(text.tokens)),
        2 * len(text.words & claim.words) / max(1, len(text.words) + len(claim.words)),
    ]


def _pairs(one: Text, other: Text, rarity: _Rarity) -> float:
    """The rarity of the neighbouring words that both have."""
    return sum(min(rarity(a), rarity(b)) for a, b in sorted(one.pairs & other.pairs))


def _by_days(day: date | None, days: Sequence[date]) -> list[float]:
    if day is None or not days:
        return [0.0, 0.0, 0.0, 0.0]
    apart = min(((each - day).days for each in days), key=abs)
    return [1.0, 1 / (1 + abs(apart) / 14), 1 / (1 + abs(apart) / 365), float(0 <= apart <= 60)]


def _by_field(wanted: _Wanted, document: Document, rarity: _Rarity) -> list[float]:
    claim, headings, *_rest = document.texts
    either = claim.words | headings.words
    return [
        _bm25_of(wanted.text, claim, ORDINARY_CLAIM, rarity) / 10,
        _bm25_of(wanted.text, headings, ORDINARY_HEADING, rarity) / 10,
        sum(rarity(word) ** 2 for word in sorted(wanted.text.words & either)) / 100,
        _in_order(wanted.text, claim, rarity) / 10,
    ]


ORDINARY_CLAIM, ORDINARY_HEADING = 17.5, 12.7  # words


def _bm25_of(text: Text, field: Text, ordinary: float, rarity: _Rarity) -> float:
    length = len(field.tokens) * ORDINARY / ordinary
    return sum(
        weight(field.counts[word], length) * rarity(word)
        for word in text.ordered
        if word in field.words
    )


def _in_order(text: Text, claim: Text, rarity: _Rarity) -> float:
    """The rarity of the most words that both have in one order (a longest common subsequence)."""
    common = text.words & claim.words
    in_text = [each.stem for each in text.tokens if each.stem in common][:IN_ORDER]
    in_claim = [each.stem for each in claim.tokens if each.stem in common][:IN_ORDER]
    best = [0.0] * (len(in_claim) + 1)
    for word in in_text:
        before, best = best, [0.0]
        for at, other in enumerate(in_claim):
            same = before[at] + rarity(word) if word == other else 0.0
            best.append(max(same, before[at + 1], best[at]))
    return best[-1]


IN_ORDER = 60  # words in common that are put in order


def _among(
    wanted: _Wanted, documents: Sequence[Document], scores: Sequence[float], rarity: _Rarity
) -> list[list[float]]:
    """What each candidate has in common with the best ones, which may be what the statement is about."""
    if not documents:
        return []
    likely = np.exp(_SHARPNESS * (np.array(scores) - max(scores)))
    likely /= likely.sum()
    best = np.argsort(-likely, kind="stable")[:_BEST]
    added = _words_of(best, likely, documents, wanted.text, rarity)
    squared = _squared_gram_rarity(documents)
    # fsum is exact, so the order of the runs doesn't matter.
    wanted_grams = fsum(map(squared, wanted.text.grams))
    descending = np.sort(scores)[::-1]
    rows = []
    for document, score in zip(documents, scores, strict=True):
        other = descending[1] if score == descending[0] and len(descending) > 1 else descending[0]
        rows.append(
            [
                _gram_cosine(wanted.text, document.texts[1], squared, wanted_grams),
                score - float(other) if len(descending) > 1 else 0.0,
                sum(
                    times * weight(document.words[word], document.length)
                    for word, times in added
                    if word in document.words
                ),
            ]
        )
    near = _near_best(documents, likely)
    return [[*row, *near[at].tolist()] for at, row in enumerate(rows)]


_SHARPNESS, _BEST, _ADDED = 0.35, 10, 25


def _words_of(
    best: NDArray[np.int64],
    likely: NDArray[np.float64],
    documents: Sequence[Document],
    text: Text,
    rarity: _Rarity,
) -> list[tuple[str, float]]:
    """The words that the best candidates have beyond the statement's (a relevance model)."""
    found: dict[str, float] = {}
    for at in best:
        document = documents[at]
        for word, times in document.words.items():
            if word not in text.words:
                share = likely[at] * times / document.length * rarity(word)
                found[word] = found.get(word, 0.0) + share
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))[:_ADDED]


def _squared_gram_rarity(documents: Sequence[Document]) -> Callable[[str], float]:
    having: Counter[str] = Counter()
    for document in documents:
        claim, headings, *_rest = document.texts
        having.update(claim.grams | headings.grams)
    many = len(documents)
    return _remembered(lambda gram: log1p((many - having[gram] + 0.5) / (having[gram] + 0.5)) ** 2)


def _gram_cosine(
    text: Text, headings: Text, squared: Callable[[str], float], wanted: float
) -> float:
    common = fsum(map(squared, text.grams & headings.grams))
    of_heading = fsum(map(squared, headings.grams))
    return common / (sqrt(wanted * of_heading) or 1.0)


def _near_best(documents: Sequence[Document], likely: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the others is of the same speaker, and of about the same time."""
    speakers: dict[str, int] = {}
    speaker = np.array([speakers.setdefault(each.by, len(speakers)) for each in documents])
    known = np.array([bool(each.by) for each in documents])
    day = np.array([min(each.days).toordinal() if each.days else 0 for each in documents])
    same = (speaker[:, None] == speaker) & known
    np.fill_diagonal(same, val=False)
    dated = (day[:, None] > 0) & (day > 0)
    np.fill_diagonal(dated, val=False)
    apart = np.abs(day[:, None] - day)
    times = [(np.exp(-apart / days) * dated) @ likely for days in (30, 180, 720)]
    return np.stack([same @ likely, *times], axis=1)


def _by_vectors(claim: int, vicinity: Vicinity) -> list[float]:
    near = vicinity.near[claim]
    return [
        near.whole,
        near.nearest,
        near.heading,
        max(near.nearest, near.heading),
        (near.nearest + near.heading) / 2,
        near.nearest - vicinity.best,
        (near.nearest - vicinity.mean) / (vicinity.deviation or 1.0) / 10,
        _by_place(near.place),
    ]


class _Remembered(dict[str, float]):
    def __init__(self, find: Callable[[str], float]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> float:
        value = self[word] = self._find(word)
        return value


def _remembered(find: Callable[[str], float]) -> Callable[[str], float]:
    """Each value found once; thousands are asked for one statement, so without a call of our own."""
    return _Remembered(find).__getitem__
