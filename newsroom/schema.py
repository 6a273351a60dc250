"""What tables of all apps have in common: foreign keys, choices, and rules about one row or several."""

from typing import TYPE_CHECKING, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHA256 = r"^[0-9a-f]{64}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"  # BCP 47

_Model = TypeVar("_Model", bound=models.Model)


def key_to(
    model: type[_Model],
    related_name: str,
    label: "StrOrPromise | None" = None,
    indexed: bool = True,
) -> "models.ForeignKey[_Model, _Model]":
    """A foreign key to a row that can't be deleted while this one exists.

    ``indexed``: no, where rows are never looked for by it, or by another index that begins with it.
    """
    return models.ForeignKey(
        model,
        models.PROTECT,
        related_name=related_name,
        verbose_name=label,
        db_index=indexed,
    )


def optional_key_to(
    model: type[_Model],
    related_name: str,
    label: "StrOrPromise | None" = None,
    indexed: bool = True,
) -> "models.ForeignKey[_Model | None, _Model | None]":
    return models.ForeignKey(
        model,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=label,
        db_index=indexed,
    )


def check(name: str, condition: models.Q, message: "StrOrPromise") -> models.CheckConstraint:
    """A rule about one row, and the sentence for whoever breaks it."""
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def unique(
    name: str, fields: tuple[str, ...], message: "StrOrPromise", condition: models.Q | None = None
) -> models.UniqueConstraint:
    """At most one row with these values, and the sentence for whoever adds a second."""
    return models.UniqueConstraint(
        *fields, name=name, condition=condition, violation_error_message=message
    )


def choice(
    label: "StrOrPromise", first: models.TextChoices, max_length: int = 10
) -> "models.CharField[str, str]":
    """One of the values of an enumeration: this one at first."""
    return models.CharField(label, max_length=max_length, choices=type(first), default=first)
