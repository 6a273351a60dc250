"""Attributed statements in English text: who is reported to have said what, and where."""

from nlp.attribution.pipeline import statements, statements_of
from nlp.attribution.statement import Statement, grouped

__all__ = ["Statement", "grouped", "statements", "statements_of"]
