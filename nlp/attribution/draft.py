from dataclasses import dataclass, field

from nlp.attribution.clauses import Span

UNSAID = "unsaid"  # the rule of what has no verb


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
