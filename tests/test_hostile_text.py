"""Text made to be slow to read: the work grows with its length, not with the square of it."""

import time
from collections.abc import Callable

import pytest

from claims.search import query
from claims.workflow.minor_edits import why_not_a_minor_edit
from nlp.attribution import statements
from nlp.nature import nature_of
from nlp.quantities import quantities

PATTERNS = (
    *("(", "[", '"', "“", "”", "'", "‘", "’ ", "-", " ", "\n", ".", "1", "1,", "1.", "1 ", "one "),
    *("a", "a ", "A ", "A.", "$", "%", "said ", "he said that ", "“a” ", '"a ', "million "),
    *("hundred-", "and ", "of the ", "http://", "a@a.", "u\u0308", "\u200b", "橋", "1 to ", "Mr. "),
    *("— ", "a: ", "; ", "(a", "“‘", "not "),
)
TIMES = 8
# Of the time at TIMES the length. Were it square, it would be 64.
MOST = 24
BASE = 0.02  # seconds, below which a clock measures nothing


def time_of(read: Callable[[str], object], text: str) -> float:
    before = time.process_time()
    read(text)
    return time.process_time() - before


def edit(text: str) -> None:
    why_not_a_minor_edit(text, f"{text}x")
    why_not_a_minor_edit(f"a{text}", f"{text}b")


@pytest.mark.long
@pytest.mark.parametrize(
    ("read", "length"),
    [
        (statements, 1_000),
        (quantities, 1_000),
        (nature_of, 1_000),
        (query.parse, 1_000),
        (edit, 1_000),
    ],
    ids=["statements", "quantities", "nature", "search", "minor edit"],
)
def test_reading_takes_time_in_proportion(read: Callable[[str], object], length: int) -> None:
    assert len(PATTERNS) >= 30
    read("He said that 5 men died.")
    assert [pattern for pattern in PATTERNS if is_slow(read, pattern, length)] == []


def is_slow(read: Callable[[str], object], pattern: str, length: int) -> bool:
    """Whether the time grows with the square of the length, each of five times that it is measured:
    a busy machine makes one measurement long, not all.
    """
    short, long = (
        (pattern * (size // len(pattern) + 1))[:size] for size in (length, length * TIMES)
    )
    return all(
        time_of(read, long) > MOST * max(time_of(read, short), BASE) for _attempt in range(5)
    )
