"""Bodies in words."""

from typing import Any

import pytest

from claims.presentation.prose import evidence_weight

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
