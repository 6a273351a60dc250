"""What keeps two statements from being a repeat: each guard gives a relation, or None where it has no
objection."""

from collections.abc import Callable, Iterable
from datetime import date

from nlp.comparison import vocabulary
from nlp.comparison.amounts import Match, Pair
from nlp.comparison.both import ABBREVIATED, FEWEST, Both
from nlp.comparison.outcome import Comparison, Reason, Related
from nlp.comparison.statement import Named, Reading, Word
from nlp.comparison.stems import small, stem

# Shares of words in common (of all words of both, or of the shorter one's) from which two statements
# speak of the same; fitted to real headlines and statements (benchmarks/comparison.py).
SAME_FRAME = 0.5
SAME_FRAME_BUT_NAMES = 0.7
DENIED_FRAME = 0.5
SAME_BUT_SMALL = 0.9  # of the words in common, where only small words are opposite
_EXCHANGED = 4  # words
_SURE, _LIKELY, _POSSIBLE = 0.9, 0.7, 0.5


def _numbers(both: Both) -> Comparison | None:
    pairs, only_a, only_b = both.pairs
    differing = [pair for pair in pairs if pair.match in (Match.OTHER, Match.CURRENCY)]
    for pair in differing:
        if not _elsewhere(both, pair):
            return _other_number(both, pair)
    if differing:
        values = _words(both, differing[0])
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_NUMBER, values)
    within = next((pair for pair in pairs if pair.match is Match.WITHIN), None)
    if within and both.union >= SAME_FRAME and not _objection(both):
        values = _words(both, within)
        return Comparison(Related.NARROWS, _LIKELY * both.likeness, Reason.WITHIN_BOUND, values)
    if only_a and only_b and both.union >= SAME_FRAME:
        values = {"a": both.a.quoted(only_a[0]), "b": both.b.quoted(only_b[0])}
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_NUMBER, values)
    return None


def _elsewhere(both: Both, pair: Pair) -> bool:
    """Whether the other statement has the number, too, of something else: "$500 billion in all, $75
    billion a year"."""
    return any(pair.a.low == each.low for each in both.b.quantities if each is not pair.b) or any(
        pair.b.low == each.low for each in both.a.quantities if each is not pair.a
    )


def _other_number(both: Both, pair: Pair) -> Comparison:
    values = _words(both, pair)
    if pair.match is Match.CURRENCY:
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_CURRENCY, values)
    # Of women in Georgia one number may be so, of women another.
    few = len(both.common) < FEWEST and not (both.common and both.likeness == 1)
    if both.union < SAME_FRAME or few or any(both.names):
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_NUMBER, values)
    day_a = pair.a.as_of or both.a.statement.said_on
    day_b = pair.b.as_of or both.b.statement.said_on
    # Both speak of one day, whenever they were said.
    one_day = bool(both.a.days) and both.a.days == both.b.days
    if not one_day and day_a and day_b and day_a != day_b:
        later = {"day_a": f"{day_a}", "day_b": f"{day_b}", "later": "a" if day_a > day_b else "b"}
        return Comparison(
            Related.UPDATES, _LIKELY * both.likeness, Reason.LATER_NUMBER, values | later
        )
    sure = _SURE if one_day or (day_a and day_b) else _LIKELY
    return Comparison(Related.CONTRADICTS, sure * both.likeness, Reason.OTHER_NUMBER, values)


def _words(both: Both, pair: Pair) -> dict[str, str]:
    return {"a": both.a.quoted(pair.a), "b": both.b.quoted(pair.b)}


def _bare_numbers(both: Both) -> Comparison | None:
    """Ordinals, years and other numbers that count nothing."""
    only_a, only_b = both.a.numbers - both.b.numbers, both.b.numbers - both.a.numbers
    if not only_a or not only_b:
        return None
    values = {"a": both.a.numbers_written(only_a), "b": both.b.numbers_written(only_b)}
    same = both.union >= SAME_FRAME_BUT_NAMES and len(both.common) >= FEWEST
    relation = Related.CONTRADICTS if same else Related.UNRELATED
    return Comparison(relation, _POSSIBLE * both.likeness, Reason.OTHER_NUMBER, values)


def _negated(both: Both) -> Comparison | None:
    """One of the two is negated, or calls the other's words untrue."""
    for denier, other in ((both.a, both.b), (both.b, both.a)):
        if denier.denial and not other.denial:
            stated = len(both.common) / max(1, len(other.subject))
            values = {"word": denier.denial}
            if stated >= DENIED_FRAME and len(both.common) >= FEWEST:
                score = _LIKELY * stated
                return Comparison(Related.CONTRADICTS, score, Reason.DENIED, values)
            return Comparison(Related.UNRELATED, both.likeness, Reason.DENIED, values)
    word = both.a.negation or both.b.negation
    if bool(both.a.negation) == bool(both.b.negation):
        return None
    if len(both.common) >= FEWEST and both.union >= SAME_FRAME:
        score = _SURE * both.likeness
        return Comparison(Related.CONTRADICTS, score, Reason.NEGATED, {"word": word})
    return _denied_phrase(both) or Comparison(
        Related.UNRELATED, both.likeness, Reason.NEGATED, {"word": word}
    )


def _denied_phrase(both: Both) -> Comparison | None:
    """ "Not drug traffickers", where the other says that they smuggled drugs."""
    for denier, other in ((both.a, both.b), (both.b, both.a)):
        at = next((n for n, word in enumerate(denier.words) if word.lower == "not"), None)
        if at is None or not denier.negation or other.hedged:
            continue
        phrase = [word for word in denier.phrase(at + 1) if word.stem in denier.content]
        stems = frozenset(word.stem for word in phrase)
        if len(stems) >= FEWEST and stems <= other.content and both.common - stems:
            words = " ".join(word.text for word in phrase)
            return Comparison(
                Related.CONTRADICTS, _POSSIBLE, Reason.DENIES_PHRASE, {"phrase": words}
            )
    return None


def _opposed(both: Both) -> Comparison | None:
    for one in sorted(both.only_a):
        for other in sorted(both.only_b):
            if not _opposite(one, other):
                continue
            values = {
                "a": both.a.words_of(frozenset([one])),
                "b": both.b.words_of(frozenset([other])),
            }
            same = both.union >= SAME_FRAME and len(both.common) >= FEWEST
            same = same or (len(both.only_a) == 1 == len(both.only_b) and _same_figures(both))
            relation = Related.CONTRADICTS if same else Related.UNRELATED
            return Comparison(relation, _LIKELY * both.likeness, Reason.OPPOSITE, values)
    return _small_opposed(both) or _lawful_and_not(both)


def _same_figures(both: Both) -> bool:
    """A word in common, and all numbers: "rose in 2019", "fell in 2019"."""
    pairs, only_a, only_b = both.pairs
    alike = both.a.numbers == both.b.numbers and not (only_a or only_b)
    return bool(both.common and alike and (pairs or both.a.numbers))


def _small_opposed(both: Both) -> Comparison | None:
    """The same but for "up" and "down", "for" and "against"."""
    one, other = ({word.lower: word.text for word in each.words} for each in (both.a, both.b))
    for first in one.keys() - other.keys():
        for second in other.keys() - one.keys():
            if (first, second) in vocabulary.OPPOSITES and small(first) and small(second):
                same = both.likeness >= SAME_BUT_SMALL and (
                    len(both.common) >= FEWEST or _same_figures(both)
                )
                relation = Related.CONTRADICTS if same else Related.UNRELATED
                values = {"a": one[first], "b": other[second]}
                return Comparison(relation, _LIKELY * both.likeness, Reason.OPPOSITE, values)
    return None


def _opposite(one: str, other: str) -> bool:
    if (one, other) in _OPPOSITE_STEMS:
        return True
    if any(one in kind and other in kind for kind in _CLASS_STEMS):
        return True
    return any(
        longer == f"{prefix}{shorter}"
        for shorter, longer in ((one, other), (other, one))
        for prefix in ("un", "in", "im", "dis", "non", "il", "ir")
        if len(shorter) > 4
    )


def _lawful_and_not(both: Both) -> Comparison | None:
    """The same action called lawful by one and unlawful by the other."""
    for one, other, swapped in ((both.a, both.b, False), (both.b, both.a, True)):
        lawful = [word for word in one.words if word.lower in vocabulary.LAWFUL]
        unlawful = [word for word in other.words if word.lower in vocabulary.UNLAWFUL]
        own = any(word.lower in vocabulary.UNLAWFUL for word in one.words)
        if lawful and unlawful and not own and len(both.common) >= 2 * FEWEST:
            words = [" ".join(word.text for word in each) for each in (lawful, unlawful)]
            first, second = reversed(words) if swapped else words
            return Comparison(
                Related.CONTRADICTS, _POSSIBLE, Reason.OPPOSITE, {"a": first, "b": second}
            )
    return None


def _one_of_several(both: Both) -> Comparison | None:
    """The highest of all, and one of the highest: the first says more."""
    one, other = both.a.superlative, both.b.superlative
    if not one or not other or one[1] == other[1] or one[0].split()[-1] != other[0].split()[-1]:
        return None
    values = {"a": one[0], "b": other[0], "narrower": "b" if one[1] else "a"}
    same = both.union >= SAME_FRAME and len(both.common) >= FEWEST
    relation = Related.NARROWS if same else Related.UNRELATED
    return Comparison(relation, _LIKELY * both.likeness, Reason.ONE_OF_SEVERAL, values)


def _names(both: Both) -> Comparison | None:
    only_a, only_b = both.names
    if only_a and only_b:
        values = {"a": both.a.words_of(only_a), "b": both.b.words_of(only_b)}
        # Both may be so: of one person, and of another.
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_NAME, values)
    first_a, first_b = both.a.opening, both.b.opening
    if first_a and first_b and first_a not in both.b.subject and first_b not in both.a.subject:
        # Perhaps two names: no contradiction, and no repeat.
        stems = frozenset([first_a]), frozenset([first_b])
        values = {"a": both.a.words_of(stems[0]), "b": both.b.words_of(stems[1])}
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_NAME, values)
    return None


def _days(both: Both) -> Comparison | None:
    one, other = both.a.days, both.b.days
    if not one or not other or any(day.agrees(another) for day in one for another in other):
        return None
    values = {"a": f"{_earliest(one)}", "b": f"{_earliest(other)}"}
    same = both.union >= SAME_FRAME_BUT_NAMES and len(both.common) >= FEWEST
    relation = Related.CONTRADICTS if same else Related.UNRELATED
    return Comparison(relation, _POSSIBLE * both.likeness, Reason.OTHER_DATE, values)


def _earliest(days: Iterable[Named]) -> Named:
    return min(days, key=lambda day: (day.dated or (date.min, date.min), day.first))


def _exchanged(both: Both) -> Comparison | None:
    """The same sentence but for a few words in one place: "near" for "far from"."""
    one, other = _telling(both.a), _telling(both.b)
    begin = 0
    while begin < min(len(one), len(other)) and _same(one[begin], other[begin]):
        begin += 1
    end = 0
    while end < min(len(one), len(other)) - begin and _same(one[-1 - end], other[-1 - end]):
        end += 1
    first, second = one[begin : len(one) - end], other[begin : len(other) - end]
    if not first or not second or max(len(first), len(second)) > _EXCHANGED:
        return None
    if sorted(word.stem for word in first) == sorted(word.stem for word in second):
        return None  # their order is looked at where the rest is a repeat
    if begin + end <= FEWEST or (
        both.a.in_quantities.issuperset(first) and both.b.in_quantities.issuperset(second)
    ):
        return None
    values = {
        key: " ".join(word.text for word in words) for key, words in (("a", first), ("b", second))
    }
    return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_WORD, values)


def _telling(reading: Reading) -> list[Word]:
    """The words whose exchange says something else."""
    return [
        word
        for word in reading.words
        if not word.title and word.lower not in vocabulary.INTERCHANGEABLE
    ]


def _same(one: Word, other: Word) -> bool:
    return one.stem == other.stem or (
        one.name
        and other.name
        and min(len(one.stem), len(other.stem)) >= ABBREVIATED
        and (one.stem.startswith(other.stem) or other.stem.startswith(one.stem))
    )


def _objection(both: Both) -> bool:
    return any(guard(both) for guard in _OTHER_GUARDS)


_Guard = Callable[[Both], Comparison | None]
_OTHER_GUARDS: tuple[_Guard, ...] = (
    *(_negated, _opposed, _names, _days, _bare_numbers, _one_of_several, _exchanged),
)
GUARDS: tuple[_Guard, ...] = (_numbers, *_OTHER_GUARDS)
_OPPOSITE_STEMS = frozenset((stem(one), stem(other)) for one, other in vocabulary.OPPOSITES)
_CLASS_STEMS = [frozenset(stem(word) for word in words) for words in vocabulary.CLASSES]
