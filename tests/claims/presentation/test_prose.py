"""Bodies in words."""

from typing import Any

import pytest

from claims.presentation.prose import amount, evidence_weight

STATED: dict[str, Any] = {"publisher": {"id": 1, "name": "The Paper"}}
NOT_STATED: dict[str, Any] = {"publisher": None}


@pytest.mark.parametrize(
    ("primary", "independent", "source", "words"),
    [
        (True, True, STATED, "primary, independent evidence"),
        (False, True, STATED, "secondary, independent evidence"),
        (True, True, None, "primary, independent evidence"),
        # Nobody can tell whether it is the speaker's own.
        (True, True, NOT_STATED, "primary evidence; its publisher is not stated"),
        (False, True, NOT_STATED, "secondary evidence; its publisher is not stated"),
        (True, False, NOT_STATED, "primary evidence, not independent"),
        (False, False, STATED, "secondary evidence, not independent"),
        (True, None, STATED, "primary evidence"),
        (False, None, NOT_STATED, "secondary evidence; its publisher is not stated"),
    ],
)
def test_evidence_weighs(
    primary: bool, independent: bool | None, source: dict[str, Any] | None, words: str
) -> None:
    piece = {"primary": primary, "independent": independent, "source": source}
    assert evidence_weight(piece) == words


@pytest.mark.parametrize(
    ("unit", "qualifier", "counted", "words"),
    [
        ("bridges", "", "bridges", "exactly 150 bridges"),
        ("bridges", "finished", "Bridges", "exactly 150 finished bridges"),
        ("bridges", "", "bridges built", "exactly 150 bridges (bridges built)"),
        ("percent", "", "voters", "exactly 150 percent (voters)"),
        ("", "", "bridges", "exactly 150 (bridges)"),
    ],
)
def test_what_is_counted_is_said_once(unit: str, qualifier: str, counted: str, words: str) -> None:
    numbers = {"low": 150, "high": 150, "bound": "exactly", "as_of": None}
    of = {"unit": unit, "qualifier": qualifier, "counted": counted}
    assert amount({**numbers, **of}) == words
