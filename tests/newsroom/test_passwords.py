"""Passwords have twelve characters and stand in no list of breached ones."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from newsroom.models import User
from newsroom.passwords import SHORTEST, BreachedPasswordValidator

GOOD = "seven bridges, two trams"


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("k7#Rm2!qLx0", "at least 12 characters"),  # eleven
        ("123456789012", "stolen"),
        ("passwordpassword", "stolen"),
        ("PasswordPassword", "stolen"),
        ("qwertyuiop123", "stolen"),
        ("ida.berg.oslo", "similar to the username"),
        ("newsroom-editor-2026", "guess here"),
        ("FactCheckDesk!!", "guess here"),
        ("facts.example1", "guess here"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(
    password: str, refusal: str, settings: Any
) -> None:
    settings.NEWSROOM_NAME = "Facts Example"
    with pytest.raises(ValidationError, match=refusal):
        validate_password(password, User(username="ida.berg.oslo"))


def test_any_other_of_twelve_characters_is_accepted() -> None:
    validate_password(GOOD, User(username="ida"))
    validate_password("k7#Rm2!qLx0w", User(username="ida"))
    validate_password("the editor rode a tram", User(username="ida"))
    # As many and as odd characters as somebody likes.
    validate_password("Ж橋 tram, tram, tram and " * 8, User(username="ida"))


def test_what_is_too_short_is_only_said_to_be_too_short() -> None:
    BreachedPasswordValidator().validate("1" * (SHORTEST - 1))
