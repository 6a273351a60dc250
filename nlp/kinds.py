"""The enumerations of what is read from a text; their labels are in ``claims.choices``."""

from enum import StrEnum


class Nature(StrEnum):
    FACT = "fact"
    OPINION = "opinion"
    PREDICTION = "prediction"


class Basis(StrEnum):
    """How the date of a statement is known."""

    STATED = "stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Directness(StrEnum):
    """Whether the text quotes a statement word for word."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class FoundSpeaker(StrEnum):
    """How a text names the speaker of a statement."""

    NAMED = "named"
    ANONYMOUS = "anonymous"
    UNATTRIBUTED = "unattributed"
    ARTICLE = "article"


class Bound(StrEnum):
    """How a number limits a quantity."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
