"""What a comparison says: a relation, how sure, and a reason as a code with its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Related(StrEnum):
    REPEATS = "repeats"
    UPDATES = "updates"
    CONTRADICTS = "contradicts"
    NARROWS = "narrows"
    UNRELATED = "unrelated"


class Reason(StrEnum):
    """The sentences are in ``claims.matching.reasons``. Values: ``a`` and ``b`` are words of the
    first and the second statement, or days (2026-03-02, or --03-02 where no year is stated); ``later`` and ``narrower`` say which of the two ("a" or "b")."""

    SAME_WORDS = "same_words"
    NEARLY_SAME_WORDS = "nearly_same_words"
    SAME_BUT_MORE = "same_but_more"  # more: the words that only one has
    WITHIN_BOUND = "within_bound"  # a, b
    OTHER_NUMBER = "other_number"  # a, b
    LATER_NUMBER = "later_number"  # a, b, day_a, day_b
    OTHER_CURRENCY = "other_currency"  # a, b
    ONE_OF_SEVERAL = "one_of_several"  # a, b, narrower: "the highest" and "one of the highest"
    NUMBER_ONLY_IN_ONE = "number_only_in_one"  # more
    NEGATED = "negated"  # word
    DENIED = "denied"  # word
    DENIES_PHRASE = "denies_phrase"  # phrase
    OPPOSITE = "opposite"  # a, b
    OTHER_NAME = "other_name"  # a, b
    NAME_ONLY_IN_ONE = "name_only_in_one"  # more
    OTHER_DATE = "other_date"  # a, b
    OTHER_SPEAKER = "other_speaker"  # a, b: who was asked about, and whose statement it is
    OTHER_WORD = "other_word"  # a, b: the only word that differs
    OTHER_EXTENT = "other_extent"  # a, b: "all" and "some"; one may be empty
    OTHER_NEGATION = "other_negation"  # a, b: what each negates
    OTHER_ORDER = "other_order"  # the same words do something else to each other
    OTHER_WORDS = "other_words"
    HEADING = "heading"  # one names a topic and states nothing


# Something that both say differs; not only that they have few words in common.
OBJECTIONS = frozenset(
    {
        *(Reason.OTHER_NUMBER, Reason.OTHER_CURRENCY, Reason.NEGATED, Reason.DENIED),
        *(Reason.DENIES_PHRASE, Reason.OPPOSITE, Reason.OTHER_NAME, Reason.OTHER_DATE),
        *(Reason.OTHER_EXTENT, Reason.OTHER_NEGATION, Reason.OTHER_ORDER),
    }
)


@dataclass(frozen=True)
class Comparison:
    """``score``: from 0 to 1, how sure; comparable only within one relation."""

    relation: Related
    score: float
    reason: Reason
    values: Mapping[str, str] = field(default_factory=dict)
