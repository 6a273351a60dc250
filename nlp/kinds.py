"""The values that reading a text yields. ``claims.choices`` gives each its label for people."""

from enum import StrEnum


class Nature(StrEnum):
    FACT = "fact"
    OPINION = "opinion"
    PREDICTION = "prediction"


class Basis(StrEnum):
    """How we know when a statement was made."""

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
