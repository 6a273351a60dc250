"""Text made to be slow to read: the work grows with its length, not with the square of it."""

import pytest

from benchmarks.hostile import PATTERNS, READERS, repeated, seconds

pytestmark = pytest.mark.long

# Comparing quotes is limited at some thousand words, and in proportion only beyond that.
LENGTHS, TIMES = {"quotes": 10_000}, 8
# Of the time at TIMES the length. Were it square, it would be 64.
MOST = 24
BASE = 0.02  # seconds, below which a clock measures nothing


@pytest.mark.parametrize("every", [5, pytest.param(2, marks=pytest.mark.at_length)])
@pytest.mark.parametrize("reader", READERS)
def test_reading_takes_time_in_proportion(reader: str, every: int) -> None:
    """Of every fifth pattern, and at length of every second."""
    assert len(PATTERNS) >= 30
    READERS[reader]("He said that 5 men died.")  # what is loaded once
    assert [pattern for pattern in [*PATTERNS][::every] if is_slow(reader, pattern)] == []


def is_slow(reader: str, pattern: str) -> bool:
    """Whether the time grows with the square of the length, each of five times that it is measured:
    a busy machine makes one measurement long, not all.
    """
    read = READERS[reader]
    length = LENGTHS.get(reader, 1_000)
    short, long = repeated(pattern, length), repeated(pattern, length * TIMES)
    for _attempt in range(5):
        taken = seconds(read, long)
        # The short one often needs no measuring, whatever it takes.
        if taken <= MOST * BASE or taken <= MOST * seconds(read, short):
            return False
    return True
