"""Encryption of stored secrets with the server's SECRET_KEY, so that a copy of the database is not
enough to read them.

``place`` is what a value is for and whose row it stands in: with another it can't be read, so a value that
is copied into another column or row tells nothing there.
"""

import hmac
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.signing import JSONSerializer
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from newsroom.errors import Refused

SESSION = "session"


def seal(secret: str, place: str) -> str:
    return _keys(place).encrypt(secret.encode()).decode()


def unseal(sealed: str, place: str) -> str:
    """Raises Refused where the settings no longer have the key it was sealed with, or it was sealed for
    another place.
    """
    try:
        return _keys(place).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Refused(
            _(
                "The secret can't be read: the server's SECRET_KEY has changed since. Make a new"
                " secret."
            ),
            rule="secret_unreadable",
        ) from error


class SealedSerializer(JSONSerializer):
    """For Django's sessions: JSON, encrypted. One that can't be read is an empty session."""

    def dumps(self, obj: Any) -> bytes:
        return _keys(SESSION).encrypt(super().dumps(obj))

    def loads(self, data: bytes) -> Any:
        """Raises InvalidToken."""
        return super().loads(_keys(SESSION).decrypt(data))


def _keys(place: str) -> MultiFernet:
    keys = map(force_bytes, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return MultiFernet(
        Fernet(
            urlsafe_b64encode(hmac.digest(key, f"newsroom.encryption\n{place}".encode(), "sha256"))
        )
        for key in keys
    )
