"""Statements compared in the wording with the newsroom's synonyms that is nearest."""

import pytest

from claims.matching import wordings
from claims.workflow import synonyms
from nlp.comparison import Comparison, Reason, Related, Statement
from tests import factories

pytestmark = pytest.mark.django_db
CLAIM = "The Affordable Care Act covers 20 million people."


def compared(text: str, other: str = CLAIM) -> Comparison:
    return wordings.compare_nearest(wordings.readings(Statement(text)), Statement(other))[1]


def test_synonyms_count_as_the_same_and_numbers_don_t() -> None:
    text = "Obamacare covers 20 million people."
    assert compared(text).relation != Related.REPEATS
    synonyms.add(factories.editor(), ["Obamacare", "Affordable Care Act"])
    same = compared(text)
    # Only the wording that we made has the same words.
    assert (same.relation, same.reason) == (Related.REPEATS, Reason.NEARLY_SAME_WORDS)
    nearest, _compared = wordings.compare_nearest(
        wordings.readings(Statement(text)), Statement(CLAIM)
    )
    assert "Affordable Care Act" in nearest.statement.text
    assert compared(CLAIM).reason == Reason.SAME_WORDS
    other = compared(text.replace("20", "30"))
    assert (other.relation, other.reason) == (Related.CONTRADICTS, Reason.OTHER_NUMBER)
    assert compared(text, "It rained.").relation == Related.UNRELATED
