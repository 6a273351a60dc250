"""Which relation two statements have: ``compare(a, b)``. Pure functions over text."""

from nlp.comparison.comparing import compare
from nlp.comparison.outcome import Comparison, Reason, Related
from nlp.comparison.statement import Statement

__all__ = ["Comparison", "Reason", "Related", "Statement", "compare"]
