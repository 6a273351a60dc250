"""Web addresses, which people paste and files state: without a user name or password in them."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.schema import check

# Of https://user:password@host/path what is before the host; PostgreSQL reads it alike.
WITH_CREDENTIALS = r"^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*@"
SENTENCE = _("The address holds a user name or password. Remove them, with the @ that follows.")


validate_web_address = URLValidator(schemes=["http", "https"])


def has_credentials(address: str) -> bool:
    return re.match(WITH_CREDENTIALS, address, re.IGNORECASE) is not None


def domain_of(address: str) -> str:
    """The host of a web address, without www; empty for anything else."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # such as http://[
        return ""
    return host.removeprefix("www.") if address.startswith(("http://", "https://")) else ""


def validate_no_credentials(address: str) -> None:
    """Of a model's field. Raises ValidationError."""
    if has_credentials(address):
        raise ValidationError(SENTENCE, code="credentials")


def no_credentials(name: str, field: str) -> models.CheckConstraint:
    """The database holds no address with a user name or password in this field."""
    return check(name, ~Q(**{f"{field}__iregex": WITH_CREDENTIALS}), SENTENCE)
