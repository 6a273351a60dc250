"""Attributed statements in texts: who is reported to have said what, and where."""

from nlp.attribution.pipeline import LANGUAGES, statements, statements_of
from nlp.attribution.speech import Turn, spoken_statements
from nlp.attribution.statement import Statement, grouped

__all__ = [
    "LANGUAGES",
    "Statement",
    "Turn",
    "grouped",
    "spoken_statements",
    "statements",
    "statements_of",
]
