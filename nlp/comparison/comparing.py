"""The relation of two statements: guards first, likeness last.

A number, a negation, an opposite, a name or a day that differs decides before any likeness of words:
such statements contradict each other where the rest is the same, and are otherwise unrelated; they
never repeat each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from nlp.comparison import amounts, vocabulary
from nlp.comparison.amounts import Match, Pair
from nlp.comparison.outcome import Comparison, Reason, Related
from nlp.comparison.statement import Reading, Statement, Word
from nlp.comparison.stems import stem
from nlp.quantities import Found

# Shares of words in common (of all words of both, or of the shorter one's) from which two statements
# speak of the same; fitted to real headlines and statements (benchmarks/comparison.py).
SAME_FRAME = 0.5
SAME_FRAME_BUT_NAMES = 0.7
DENIED_FRAME = 0.5
REPEATED = 0.75
OWN_WORD = 0.05  # what two statements must be more alike for each word that both exchange
CONTAINED = 0.85
FEWEST = 2  # words in common, without which nothing is said
_EXCHANGED = 4  # words
_SURE, _LIKELY, _POSSIBLE = 0.9, 0.7, 0.5


@dataclass(frozen=True)
class _Both:
    """Two readings, and how alike their words are."""

    a: Reading
    b: Reading

    @cached_property
    def content(self) -> frozenset[str]:
        return self.a.content & self.b.content

    @cached_property
    def common(self) -> frozenset[str]:
        return self.a.subject & self.b.subject

    @cached_property
    def frame(self) -> float:
        """The words in common without names, of all words."""
        return len(self.content) / max(1, len(self.a.content | self.b.content))

    @cached_property
    def likeness(self) -> float:
        """The words in common, names included, of the mean."""
        total = len(self.a.subject) + len(self.b.subject)
        return 2 * len(self.common) / max(1, total)

    @cached_property
    def union(self) -> float:
        return len(self.common) / max(1, len(self.a.subject | self.b.subject))

    @cached_property
    def contained(self) -> float:
        """The part of the shorter one's words that the other has."""
        return len(self.common) / max(1, min(len(self.a.subject), len(self.b.subject)))

    @cached_property
    def pairs(self) -> tuple[list[Pair], list[Found], list[Found]]:
        return amounts.matched(self.a.quantities, self.b.quantities)

    @cached_property
    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names that only one has; the speakers' own don't count ("Obama said that …")."""
        speakers = {
            stem(word.lower())
            for each in (self.a, self.b)
            for word in each.statement.speaker.split()
        }
        return (
            self.a.names - self.b.subject - speakers,
            self.b.names - self.a.subject - speakers,
        )

    @cached_property
    def only_a(self) -> frozenset[str]:
        return self.a.subject - self.b.subject

    @cached_property
    def only_b(self) -> frozenset[str]:
        return self.b.subject - self.a.subject


def compare(a: Statement | Reading, b: Statement | Reading) -> Comparison:
    """How the first statement relates to the second. Where the order matters (updates, narrows), the
    reason's values say which of the two is the later or narrower one. To compare one statement with
    many, make its ``Reading`` once."""
    both = _Both(*(each if isinstance(each, Reading) else Reading(each) for each in (a, b)))
    if _folded(both.a) == _folded(both.b):
        return Comparison(Related.REPEATS, 1.0, Reason.SAME_WORDS)
    for guard in _GUARDS:
        found = guard(both)
        if found:
            return found
    return _by_likeness(both)


def _folded(reading: Reading) -> list[str]:
    return [word.lower for word in reading.words]


# Guards: each gives a relation, or None where it has no objection


def _numbers(both: _Both) -> Comparison | None:
    pairs, only_a, only_b = both.pairs
    for pair in pairs:
        if pair.match in (Match.OTHER, Match.CURRENCY):
            return _other_number(both, pair)
    within = next((pair for pair in pairs if pair.match is Match.WITHIN), None)
    if within and both.union >= SAME_FRAME and not _objection(both):
        values = _words(both, within)
        return Comparison(Related.NARROWS, _LIKELY * both.likeness, Reason.WITHIN_BOUND, values)
    if only_a and only_b and both.union >= SAME_FRAME:
        values = {"a": both.a.quoted(only_a[0]), "b": both.b.quoted(only_b[0])}
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_NUMBER, values)
    return None


def _other_number(both: _Both, pair: Pair) -> Comparison:
    values = _words(both, pair)
    if pair.match is Match.CURRENCY:
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_CURRENCY, values)
    if both.union < SAME_FRAME or len(both.common) < FEWEST or _name_differs(both):
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_NUMBER, values)
    day_a = pair.a.as_of or both.a.statement.said_on
    day_b = pair.b.as_of or both.b.statement.said_on
    if both.a.days and both.a.days == both.b.days:
        day_a = day_b = min(both.a.days)[0]  # both speak of one day, whenever they were said
    if day_a and day_b and day_a != day_b:
        later = {"day_a": f"{day_a}", "day_b": f"{day_b}", "later": "a" if day_a > day_b else "b"}
        return Comparison(
            Related.UPDATES, _LIKELY * both.likeness, Reason.LATER_NUMBER, values | later
        )
    sure = _SURE if day_a and day_b else _LIKELY
    return Comparison(Related.CONTRADICTS, sure * both.likeness, Reason.OTHER_NUMBER, values)


def _words(both: _Both, pair: Pair) -> dict[str, str]:
    return {"a": both.a.quoted(pair.a), "b": both.b.quoted(pair.b)}


def _bare_numbers(both: _Both) -> Comparison | None:
    """Ordinals, years and other numbers that count nothing."""
    only_a, only_b = both.a.numbers - both.b.numbers, both.b.numbers - both.a.numbers
    if not only_a or not only_b:
        return None
    values = {"a": ", ".join(sorted(only_a)), "b": ", ".join(sorted(only_b))}
    same = both.union >= SAME_FRAME_BUT_NAMES and len(both.common) >= FEWEST
    relation = Related.CONTRADICTS if same else Related.UNRELATED
    return Comparison(relation, _POSSIBLE * both.likeness, Reason.OTHER_NUMBER, values)


def _negated(both: _Both) -> Comparison | None:
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


def _denied_phrase(both: _Both) -> Comparison | None:
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


def _opposed(both: _Both) -> Comparison | None:
    for one in sorted(both.only_a):
        for other in sorted(both.only_b):
            if not _opposite(one, other):
                continue
            values = {
                "a": both.a.words_of(frozenset([one])),
                "b": both.b.words_of(frozenset([other])),
            }
            same = both.union >= SAME_FRAME and len(both.common) >= FEWEST
            relation = Related.CONTRADICTS if same else Related.UNRELATED
            return Comparison(relation, _LIKELY * both.likeness, Reason.OPPOSITE, values)
    return _lawful_and_not(both)


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


def _lawful_and_not(both: _Both) -> Comparison | None:
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


def _name_differs(both: _Both) -> bool:
    return all(both.names)


def _names(both: _Both) -> Comparison | None:
    only_a, only_b = both.names
    if only_a and only_b:
        values = {"a": both.a.words_of(only_a), "b": both.b.words_of(only_b)}
        shared = len(both.common) >= 2 * FEWEST and both.frame >= SAME_FRAME_BUT_NAMES
        relation = Related.CONTRADICTS if shared else Related.UNRELATED
        return Comparison(relation, _POSSIBLE * both.likeness, Reason.OTHER_NAME, values)
    first_a, first_b = both.a.opening, both.b.opening
    if first_a and first_b and first_a not in both.b.subject and first_b not in both.a.subject:
        # Perhaps two names: no contradiction, and no repeat.
        stems = frozenset([first_a]), frozenset([first_b])
        values = {"a": both.a.words_of(stems[0]), "b": both.b.words_of(stems[1])}
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_NAME, values)
    return None


def _days(both: _Both) -> Comparison | None:
    one, other = both.a.days, both.b.days
    if (
        not one
        or not other
        or any(first <= end and start <= last for first, last in one for start, end in other)
    ):
        return None
    values = {"a": f"{min(one)[0]}", "b": f"{min(other)[0]}"}
    same = both.union >= SAME_FRAME_BUT_NAMES and len(both.common) >= FEWEST
    relation = Related.CONTRADICTS if same else Related.UNRELATED
    return Comparison(relation, _POSSIBLE * both.likeness, Reason.OTHER_DATE, values)


def _exchanged(both: _Both) -> Comparison | None:
    """The same sentence but for a few words in one place: "near" for "far from"."""
    one, other = both.a.words, both.b.words
    begin = 0
    while begin < min(len(one), len(other)) and _same(one[begin], other[begin]):
        begin += 1
    end = 0
    while end < min(len(one), len(other)) - begin and _same(one[-1 - end], other[-1 - end]):
        end += 1
    first, second = one[begin : len(one) - end], other[begin : len(other) - end]
    if not first or not second or max(len(first), len(second)) > _EXCHANGED:
        return None
    if begin + end < 2 * FEWEST or (
        both.a.in_quantities.issuperset(first) and both.b.in_quantities.issuperset(second)
    ):
        return None
    if all(word.lower in vocabulary.INTERCHANGEABLE for word in (*first, *second)):
        return None
    values = {
        key: " ".join(word.text for word in words) for key, words in (("a", first), ("b", second))
    }
    return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_WORD, values)


def _same(one: Word, other: Word) -> bool:
    return one.stem == other.stem


_Guard = Callable[[_Both], Comparison | None]
_OTHER_GUARDS: tuple[_Guard, ...] = (_negated, _opposed, _names, _days, _bare_numbers, _exchanged)
_GUARDS: tuple[_Guard, ...] = (_numbers, *_OTHER_GUARDS)
_OPPOSITE_STEMS = frozenset((stem(one), stem(other)) for one, other in vocabulary.OPPOSITES)
_CLASS_STEMS = [frozenset(stem(word) for word in words) for words in vocabulary.CLASSES]


def _objection(both: _Both) -> bool:
    return any(guard(both) for guard in _OTHER_GUARDS)


def _by_likeness(both: _Both) -> Comparison:
    """No guard objects: the same words, the same and more, or something else."""
    if len(both.common) < FEWEST:
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_WORDS)
    more = _more(both)
    if len(both.only_a) == 1 == len(both.only_b):
        values = {"a": both.a.words_of(both.only_a), "b": both.b.words_of(both.only_b)}
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_WORD, values)
    own = min(len(both.only_a), len(both.only_b))  # words that each has for itself
    if more is None and both.likeness >= REPEATED + min(own, 3) * OWN_WORD:
        return Comparison(Related.REPEATS, both.likeness, Reason.NEARLY_SAME_WORDS)
    if more and len(both.common) >= 2 * FEWEST and both.contained >= CONTAINED:
        narrower, reason, words = more
        values = {"more": words, "narrower": narrower}
        return Comparison(Related.NARROWS, _LIKELY * both.contained, reason, values)
    return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_WORDS)


def _more(both: _Both) -> tuple[str, Reason, str] | None:
    """What only one of the two says: which one, and the words. A number or name always counts; other
    words where they are many."""
    _pairs, left, right = both.pairs
    for which, reading, found in (("a", both.a, left), ("b", both.b, right)):
        if found:
            words = ", ".join(reading.quoted(each) for each in found[:3])
            return which, Reason.NUMBER_ONLY_IN_ONE, words
    for which, more in (
        ("a", both.a.numbers - both.b.numbers),
        ("b", both.b.numbers - both.a.numbers),
    ):
        if more:
            return which, Reason.NUMBER_ONLY_IN_ONE, ", ".join(sorted(more))
    for which, reading, names in (("a", both.a, both.names[0]), ("b", both.b, both.names[1])):
        if names:
            return which, Reason.NAME_ONLY_IN_ONE, reading.words_of(names)
    for which, reading, only, back in (
        ("a", both.a, both.only_a, both.only_b),
        ("b", both.b, both.only_b, both.only_a),
    ):
        if len(only) > len(both.common) and len(only) > 2 * len(back):
            return which, Reason.SAME_BUT_MORE, reading.words_of(only)
    return None
