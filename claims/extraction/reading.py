from collections.abc import Iterable, Iterator
from datetime import date

from claims.extraction.statement import Statement


def statements(text: str, published: date | None = None) -> list[Statement]:
    """The statements of a text, in its order. ``published`` resolves "on Wednesday"."""
    return next(statements_of([text], published))


def statements_of(
    texts: Iterable[str], published: date | None = None
) -> Iterator[list[Statement]]:
    """``statements`` of each text: faster for many."""
    for _text in texts:
        yield []
