from dataclasses import dataclass, field

from nlp.attribution.parsing import Span
from nlp.attribution.quotations import Quotation

UNSAID = "unsaid"  # the rule of a statement without a verb


@dataclass
class Draft:
    """A statement in the making: cue and source in words, content and its parts in code points."""

    cue: int
    cue_end: int
    source: Span | None
    start: int
    end: int
    rule: str
    quoted: bool = False
    parts: list[tuple[int, int]] = field(default_factory=list)

    def overlaps(self, quote: Quotation) -> bool:
        return self.start < quote.end and quote.start < self.end
