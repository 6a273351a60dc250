"""A sentence for each reason."""

import pytest
from django.utils import translation

from claims.matching.reasons import sentence
from nlp.comparison import Comparison, Reason, Related, Statement, compare

VALUES = dict.fromkeys(("a", "b", "more", "word", "phrase", "day_a", "day_b"), "X")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_a_sentence(reason: Reason, language: str) -> None:
    with translation.override(language):
        shown = sentence(Comparison(Related.UNRELATED, 0.5, reason, VALUES))
    assert shown.endswith(".")
    assert "%(" not in shown


def test_the_numbers_are_named() -> None:
    found = compare(
        Statement("It killed 150 people at sea."), Statement("It killed 180 people at sea.")
    )
    assert sentence(found) == "The numbers differ: “150 people”, and “180 people”."


@pytest.mark.parametrize(
    ("language", "words"), [("en", "March 4, and March 3, 2026."), ("es", "4 de marzo")]
)
def test_days_are_written_as_on_pages(language: str, words: str) -> None:
    values = {"a": "--03-04", "b": "2026-03-03"}
    with translation.override(language):
        shown = sentence(Comparison(Related.UNRELATED, 0.5, Reason.OTHER_DATE, values))
    assert words in shown
    assert "03-04" not in shown
