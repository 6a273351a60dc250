"""Attributed statements in English text: who is reported to have said what, and where."""

from nlp.attribution.pipeline import statements, statements_of
from nlp.attribution.speech import Turn, spoken_statements
from nlp.attribution.statement import Statement, grouped

LANGUAGES = frozenset({"en"})  # in which statements are found

__all__ = [
    "LANGUAGES",
    "Statement",
    "Turn",
    "grouped",
    "spoken_statements",
    "statements",
    "statements_of",
]
