"""E-mails: who of the newsroom receives them, and what all of them have in common."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from newsroom.models import User
from newsroom.permissions import may


def can_receive(person: User) -> bool:
    return has_address(person) and may(person, "read")


def has_address(person: User) -> bool:
    """Whether an e-mail can be sent to this person at all."""
    return settings.SENDS_EMAIL and bool(person.email) and person.is_active


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
