"""Which relation two statements have: ``compare(a, b)``. Pure functions over text."""

from nlp.comparison.comparing import compare
from nlp.comparison.outcome import OBJECTIONS, Comparison, Reason, Related
from nlp.comparison.statement import Reading, Statement

__all__ = ["OBJECTIONS", "Comparison", "Reading", "Reason", "Related", "Statement", "compare"]
