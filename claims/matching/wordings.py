"""A statement in its wordings: what the newsroom holds for the same counts as the same.

Whatever is compared with it is judged by the wording that is nearest.
"""

from collections.abc import Sequence
from dataclasses import replace

from claims.search import synonyms
from nlp.comparison import Both, Comparison, Reading, Reason, Statement, compare


def readings(statement: Statement) -> list[Reading]:
    """The statement as it is, then with other synonyms in the places of its terms."""
    return readings_of_each([statement])[0]


def readings_of_each(statements: Sequence[Statement]) -> list[list[Reading]]:
    texts = synonyms.wordings_of_each([each.text for each in statements])
    return [
        [Reading(replace(statement, text=text)) for text in of_it]
        for statement, of_it in zip(statements, texts, strict=True)
    ]


def compare_nearest(wordings: Sequence[Reading], other: Statement) -> tuple[Reading, Comparison]:
    """The wording that has most of the other statement's words, of equal ones the first, and how the
    two compare. However well another wording ranks, this one is compared."""
    reading = Reading(other)
    nearest = max(wordings, key=lambda each: Both(each, reading).union)
    compared = compare(nearest, reading)
    return nearest, compared if nearest is wordings[0] else _in_other_words(compared)


def _in_other_words(comparison: Comparison) -> Comparison:
    """Only the wording that we made has the same words."""
    if comparison.reason != Reason.SAME_WORDS:
        return comparison
    return replace(comparison, reason=Reason.NEARLY_SAME_WORDS)
