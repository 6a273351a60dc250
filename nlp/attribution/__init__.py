"""Attributed statements in English text: who is said to have said what, and where it stands."""

from nlp.attribution.pipeline import statements, statements_of
from nlp.attribution.statement import Statement, grouped

__all__ = ["Statement", "grouped", "statements", "statements_of"]
