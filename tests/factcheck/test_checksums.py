"""What counts as a difference between a copy and its original."""

import pytest

from factcheck import checksums


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        ("2 17 23", "2 17 23", True),
        ("2 17 23", "2 17 24", False),
        ("7 True", "7 True", True),
        ("7 True", "39 True", True),
        ("7 True", "6 True", False),
        ("1 False", "1 True", True),
        ("1 True", "1 False", False),
        ("7 True", "", False),
        ("3 d41d8cd98f00b204e9800998ecf8427e", "4 d41d8cd98f00b204e9800998ecf8427e", False),
    ],
)
def test_rows_are_the_same_and_no_sequence_is_behind(before: str, now: str, same: bool) -> None:
    assert (checksums.differences({"it": before}, {"it": now} if now else {}) == []) is same
