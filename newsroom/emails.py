"""E-mails: who of the newsroom receives them, and what all of them have in common."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.identity import credited_name
from newsroom.models import User
from newsroom.permissions import may

T = TypeVar("T")


def mailbox(address: str) -> str:
    """The one spelling of this mailbox: no needless quotation marks, the host in ASCII.

    Raises ValidationError where no mail server would take the address.
    """
    validate_email(address)
    local, _at, host = address.rpartition("@")
    if local.startswith('"'):
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    try:
        host = host.encode("idna").decode().lower()
    except UnicodeError:
        host = ""
    if not host or not re.fullmatch(r"[!-?A-~]{1,64}", local):
        raise ValidationError(_("Enter a valid email address."))
    return f"{local}@{host}"


def can_receive(person: User) -> bool:
    return has_address(person) and may(person, "read")


def has_address(person: User) -> bool:
    """Whether an e-mail can be sent to this person at all."""
    return settings.SENDS_EMAIL and bool(person.email) and person.is_active


def why_not_sent() -> str:
    """That e-mails reach nobody, because no server is set; empty where they are sent."""
    if settings.SENDS_EMAIL:
        return ""
    return _("No mail server is set (EMAIL_HOST): e-mails reach nobody.")


def signature() -> str:
    """How letters name the newsroom: by its website where it has no name (NEWSROOM_NAME)."""
    return credited_name()


def link_token(salt: str, value: Any) -> str:
    """What a link in an e-mail carries, so that nobody makes one up."""
    return signing.Signer(salt=salt).sign(str(value))


def value_of_link(salt: str, token: str, read: Callable[[str], T]) -> T:
    """What :func:`link_token` was given. Raises Refused for any other token."""
    try:
        return read(signing.Signer(salt=salt).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise Refused(_("This link is incomplete. Copy the whole link from the e-mail.")) from error


def message(
    to: str, identifier: str, subject: str, paragraphs: Iterable[str], **headers: str
) -> EmailMessage:
    """``identifier``: the same for the same content, so that a second sending is recognised."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject=subject,
        body="\n\n".join(paragraphs) + "\n",
        to=[to],
        headers={
            "Message-ID": f"<{identifier}@{host}>",
            "Auto-Submitted": "auto-generated",
            **headers,
        },
    )
