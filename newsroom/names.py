"""Names as they are stored: without characters that are not seen."""

import re

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.choices import INVISIBLE
from newsroom.schema import check

_INVISIBLE = re.compile(INVISIBLE)


def cleaned(name: str) -> str:
    """The name without invisible characters, which a copied text often holds, and with single spaces.
    PostgreSQL refuses it otherwise.
    """
    return " ".join(_INVISIBLE.sub("", " ".join(name.split())).split())


def visible(rule: str, *fields: str) -> models.CheckConstraint:
    """The database holds no name with an invisible character in these fields."""
    condition = Q()
    for field in fields:
        condition &= ~Q(**{f"{field}__regex": INVISIBLE})
    sentence = _("A name holds an invisible character. Remove it, or type the name again.")
    return check(rule, condition, sentence)
