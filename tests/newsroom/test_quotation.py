"""Quotation marks stand once."""

import pytest

from newsroom.quotation import quoted


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("We have built 150 bridges", "“We have built 150 bridges”"),
        ("“We have built 150 bridges”", "“We have built 150 bridges”"),
        ("“We have built” 150 bridges", "“We have built” 150 bridges"),
        ("the workers’", "“the workers’”"),
        ("«Hemos construido 150 puentes»", "«Hemos construido 150 puentes»"),
        ('"We have"', '"We have"'),
        ("", ""),
    ],
)
def test_words_get_quotation_marks_where_they_have_none(words: str, shown: str) -> None:
    assert quoted(words) == shown
