"""Attributed statements by rules alone, for languages whose grammar no parser reads here."""

from nlp.attribution.rules.reading import statements

__all__ = ["statements"]
