"""What is too long is refused before it is read."""

from typing import Any

import pytest
from django.test import Client

LARGEST = 1000


@pytest.fixture(autouse=True)
def _short(settings: Any) -> None:
    settings.LARGEST_REQUEST = LARGEST


def sent(path: str, length: object) -> Any:
    return Client().generic("POST", path, b"", "text/plain", CONTENT_LENGTH=length)


@pytest.mark.parametrize("length", [LARGEST + 1, "9" * 30])
def test_a_page_says_so_in_words(length: object) -> None:
    answer = sent("/", length)
    assert answer.status_code == 413
    assert "This is larger than 0 MB" in answer.content.decode()


def test_the_api_says_so_in_its_form(settings: Any) -> None:
    settings.LARGEST_REQUEST = 56_000_000
    answer = sent("/api/v1/claims/", 56_000_001)
    assert answer.status_code == 413
    assert answer.json() == {
        "detail": "This is larger than 56 MB, the most that can be sent at once."
    }


@pytest.mark.parametrize("length", ["", "0", LARGEST, "-1", "many", "１２３４５６７８９０１２"])
def test_what_is_short_enough_or_unreadable_goes_on(length: object) -> None:
    assert sent("/", length).status_code == 405
