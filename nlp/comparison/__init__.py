"""Which relation two statements have: ``compare(a, b)``. Pure functions over text."""

from nlp.comparison.both import Both
from nlp.comparison.comparing import compare
from nlp.comparison.outcome import OBJECTIONS, Comparison, Reason, Related
from nlp.comparison.statement import Reading, Statement

__all__ = [
    "OBJECTIONS",
    "Both",
    "Comparison",
    "Reading",
    "Reason",
    "Related",
    "Statement",
    "compare",
]
