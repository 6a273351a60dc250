"""Refusals: why something was not done, in a sentence that a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _


class Refused(Exception):
    """A rule forbids the action. ``rule`` is the name of the constraint, where there is one.

    ``values`` fill in the sentence: Refused(_("The file is larger than %(most)d MB."), most=50).
    """

    def __init__(self, sentence: Any, rule: str = "", **values: Any) -> None:
        self.sentence = str(sentence) % values if values else str(sentence)
        super().__init__(self.sentence)
        self.rule = rule


def too_long(most: int) -> Refused:
    """``most``: characters."""
    return Refused(_("This is too long. Use at most %(most)s characters."), most=most)


class NotAllowed(Refused):
    """This person may not do this."""


class Stale(Refused):
    """Somebody else changed it in the meantime.

    ``differences`` lists what changed: dicts with ``who, when, field, old, new``.
    """

    def __init__(self, sentence: Any, differences: list[dict[str, Any]] | None = None) -> None:
        super().__init__(sentence, rule="stale")
        self.differences = differences or []


def refusal_by(rule: str, sentence: str = "") -> Refused:
    """The refusal of a database rule, in its own sentence, for who checks it beforehand.

    ``sentence``: a trigger's, where no constraint of the name has one.
    """
    declared = _declared_sentences()
    return Refused(declared[rule] if rule in declared or not sentence else _(sentence), rule=rule)


@cache
def _declared_sentences() -> dict[str, Any]:
    return {
        constraint.name: constraint.violation_error_message
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }


def refusal_of(error: Exception) -> Refused | None:
    """The refusal for a database error, or None where it comes from none of our rules.

    A trigger raises its own sentence (SQLSTATE 23514, our constraint name); a constraint's sentence
    is its ``violation_error_message``.
    """
    if isinstance(error, ValidationError):
        named = error.error_dict if hasattr(error, "error_dict") else {"__all__": [error]}
        return Refused(
            " ".join(
                message if field == "__all__" else f"{field}: {message}"
                for field, errors in named.items()
                for each in errors
                for message in each.messages
            )
        )
    diag = getattr(error.__cause__, "diag", None)
    if diag is None:
        return None
    name = diag.constraint_name or ""
    declared = _declared_sentences().get(name)
    if declared:
        return Refused(declared, rule=name)
    if diag.sqlstate == "23514" and name and not diag.table_name:
        return Refused(_(diag.message_primary or name), rule=name)
    if diag.sqlstate in {"22021", "22P05"} or "NUL" in str(error):
        return Refused(_("The text holds a character that can't be stored. Remove it and retry."))
    return None


@contextmanager
def rules_in_words() -> Iterator[None]:
    """Raise the database's errors as refusals with their sentences."""
    try:
        yield
    except (IntegrityError, DataError, ValidationError) as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
