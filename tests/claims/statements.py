"""Statements as a reading finds them, and the candidates they become, without reading anything."""

from typing import Any

from claims.choices import Directness, FoundSpeaker
from claims.inbox import candidates
from claims.models import Candidate
from newsroom.history import acting
from nlp.attribution.statement import Statement
from sources.models import Snapshot
from tests import factories


def statement(quote: str = factories.QUOTE, text: str = factories.TEXT, **fields: Any) -> Statement:
    """Said by Ana Nuñez, directly, unless told otherwise; where the quote first stands."""
    start = fields.pop("start", text.find(quote))
    assert text[start : start + len(quote)] == quote, f"“{quote}” does not stand there"
    values = {
        "kind": FoundSpeaker.NAMED,
        "speaker": "Ana Nuñez",
        "speaker_name": "Ana Nuñez",
        "verb": "said",
        "quotation": Directness.DIRECT,
        "nature": "fact",
    }
    if fields.get("kind", FoundSpeaker.NAMED) != FoundSpeaker.NAMED:
        values |= {"speaker": "", "speaker_name": ""}
    end = start + len(quote)
    return Statement(
        start=start, end=end, content=quote, parts=((start, end),), **(values | fields)
    )


def find(snapshot: Snapshot, *statements: Statement) -> list[Candidate]:
    with acting(None):
        return candidates.find_candidates(snapshot, statements, "test")


def candidate(found: Statement | None = None, snapshot: Snapshot | None = None) -> Candidate:
    """A statement that waits in the inbox."""
    (made,) = find(snapshot or factories.snapshot(), found or statement())
    return made
