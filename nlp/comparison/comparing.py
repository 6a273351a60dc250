"""The relation of two statements: guards first, likeness last.

A number, a negation, an opposite, a name or a day that differs decides before any likeness of words:
such statements contradict each other where the rest is the same, and are otherwise unrelated; they
never repeat each other.
"""

from nlp.comparison import extent, order, vocabulary
from nlp.comparison.both import FEWEST, Both
from nlp.comparison.guards import GUARDS
from nlp.comparison.outcome import Comparison, Reason, Related
from nlp.comparison.statement import Reading, Statement
from nlp.comparison.stems import small

# Shares of words in common, fitted to real headlines and statements (benchmarks/comparison.py).
REPEATED = 0.75
OWN_WORD = 0.05  # what two statements must be more alike for each word that both exchange
CONTAINED = 0.85
LONG_ENOUGH = 6  # words, from which a part of another statement is a statement
_SURE, _LIKELY = 0.9, 0.7


def compare(a: Statement | Reading, b: Statement | Reading) -> Comparison:
    """How the first statement relates to the second. Where the order matters (updates, narrows), the
    reason's values say which of the two is the later or narrower one. To compare one statement with
    many, make its ``Reading`` once."""
    both = Both(*(each if isinstance(each, Reading) else Reading(each) for each in (a, b)))
    is_same = _folded(both.a) == _folded(both.b) and _amounts(both.a) == _amounts(both.b)
    # Two people may hold the opposite on one topic.
    if (both.a.is_heading or both.b.is_heading) and not (is_same and _one_speaker(both)):
        return Comparison(Related.UNRELATED, both.likeness, Reason.HEADING)
    if is_same:
        return Comparison(Related.REPEATS, 1.0, Reason.SAME_WORDS)
    found = _contained(both)
    if found:
        return found
    for guard in GUARDS:
        found = guard(both)
        if found:
            return found
    return _by_likeness(both)


def _one_speaker(both: Both) -> bool:
    one, other = (each.statement.speaker.casefold().strip() for each in (both.a, both.b))
    return bool(one) and one == other


def _folded(reading: Reading) -> list[str]:
    return [word.lower for word in reading.words]


def _amounts(reading: Reading) -> list[tuple[object, ...]]:
    """Signs are no words: $5 and €5, 5 and 5%."""
    return [(each.low, each.high, each.unit, each.bound) for each in reading.quantities]


def _contained(both: Both) -> Comparison | None:
    """One is, word for word, a part of the other, which says it and more."""
    for whole, part, which in ((both.a, both.b, "a"), (both.b, both.a, "b")):
        if len(part.words) < LONG_ENOUGH or len(whole.words) <= len(part.words):
            continue
        at = _place(_folded(part), _folded(whole))
        if at is None or not set(_amounts(part)) <= set(_amounts(whole)):
            continue
        rest = [*whole.words[:at], *whole.words[at + len(part.words) :]]
        more = [
            word for word in rest if word.name or word.lower[0].isdigit() or not small(word.lower)
        ]
        guarded = vocabulary.NEGATIONS | vocabulary.DENIALS
        if (
            len(more) <= 2
            and not any(word.lower in guarded or word.lower[0].isdigit() for word in rest)
            and not extent.differences(whole, part)
        ):
            return Comparison(Related.REPEATS, _SURE, Reason.NEARLY_SAME_WORDS)
        values = {"more": " ".join(word.text for word in more[:8]), "narrower": which}
        return Comparison(Related.NARROWS, _LIKELY, Reason.SAME_BUT_MORE, values)
    return None


def _place(part: list[str], whole: list[str]) -> int | None:
    """Where these words are in the others; None where they aren't."""
    # The words joined, so that Python's own search, which is fast, does it.
    joined, wanted = f" {' '.join(whole)} ", f" {' '.join(part)} "
    at = joined.find(wanted)
    return None if at < 0 else joined[:at].count(" ")


def _by_likeness(both: Both) -> Comparison:
    """No guard objects: the same words, the same and more, or something else."""
    if len(both.common) < FEWEST:
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_WORDS)
    more = _more(both)
    named = both.only_a <= both.a.names and both.only_b <= both.b.names  # Ariz. and Arizona
    if len(both.only_a) == 1 == len(both.only_b) and not named:
        values = {"a": both.a.words_of(both.only_a), "b": both.b.words_of(both.only_b)}
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_WORD, values)
    own = min(len(both.only_a), len(both.only_b))  # words that each has for itself
    if more is None and both.likeness >= REPEATED + min(own, 3) * OWN_WORD:
        return _another_meaning(both) or Comparison(
            Related.REPEATS, both.likeness, Reason.NEARLY_SAME_WORDS
        )
    if more and len(both.common) >= 2 * FEWEST and both.contained >= CONTAINED:
        narrower, reason, words = more
        values = {"more": words, "narrower": narrower}
        return Comparison(Related.NARROWS, _LIKELY * both.contained, reason, values)
    return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_WORDS)


def _another_meaning(both: Both) -> Comparison | None:
    """The words are the same, and say something else: by small words, or by their order."""
    for found, reason in (
        (extent.differences(both.a, both.b), Reason.OTHER_EXTENT),
        (extent.negates_another(both.a, both.b), Reason.OTHER_NEGATION),
    ):
        if found:
            values = {"a": found[0], "b": found[1]}
            return Comparison(Related.UNRELATED, both.likeness, reason, values)
    if not order.is_one_order(both.a, both.b):
        return Comparison(Related.UNRELATED, both.likeness, Reason.OTHER_ORDER)
    return None


def _more(both: Both) -> tuple[str, Reason, str] | None:
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
            reading = both.a if which == "a" else both.b
            return which, Reason.NUMBER_ONLY_IN_ONE, reading.numbers_written(more)
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
