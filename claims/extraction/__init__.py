"""Attributed statements in English text: who is said to have said what, and where it stands."""

from claims.extraction.reading import statements, statements_of
from claims.extraction.statement import Statement, grouped

__all__ = ["Statement", "grouped", "statements", "statements_of"]
