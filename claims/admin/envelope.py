"""From whom and to whom a letter goes that is read before it is sent."""

from dataclasses import dataclass

from django.conf import settings

from newsroom import emails


@dataclass(frozen=True)
class Envelope:
    """``to``: empty for whoever may not read the address. The subject: where the form doesn't have it."""

    to: str
    subject: str = ""
    answers_to: str = ""  # empty: to the sender's address

    @property
    def sender(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)

    @property
    def why_not_sent(self) -> str:
        return emails.why_not_sent()
