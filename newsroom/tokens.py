"""API tokens: creating and revoking. Only a hash is stored, so a lost token can't be recovered."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.choices import TokenScope
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import ApiToken, User
from newsroom.permissions import require

LONGEST_DAYS = 366
KEPT_DAYS = 30  # after it expired


def make(
    user: User,
    name: str,
    days: int,
    scopes: Collection[str] = tuple(TokenScope.values),
    service: str = "",
    requests_a_minute: int | None = None,
) -> str:
    """Create a token that expires after the number of days; returns it, for the only time.

    It has those of the person's permissions that its scopes name. ``service``: the program that uses
    it, for which the person is responsible. Raises Refused, NotAllowed.
    """
    require(user, "make_token")
    name = name.strip()
    if not name:
        raise Refused(_("Name the token after what will use it."))
    if len(name) > 100:
        raise Refused(_("A token's name has at most 100 characters."))
    service = service.strip()
    if len(service) > 100:
        raise Refused(_("A service's name has at most 100 characters."))
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A token lasts from 1 to %(days)s days."), days=LONGEST_DAYS)
    with acting(user):
        # The manager (knox) returns the row and the token.
        _row, plaintext = ApiToken.objects.create(
            user,
            expiry=timedelta(days=days),
            name=name,
            scopes=list(scopes),
            service=service,
            requests_a_minute=requests_a_minute,
        )
    return str(plaintext)


def revoke(token: ApiToken, by: User) -> None:
    """End a token: one's own, or as a senior editor anyone's. A second time is not an error.

    Raises NotAllowed.
    """
    if token.user_id != by.pk:
        require(by, "revoke_token")
    with acting(by):
        ApiToken.objects.filter(pk=token.pk).delete()


def remove_expired() -> None:
    """Those that ended some time ago: until then their owner sees what they were."""
    with acting(None, _("old tokens")):
        ApiToken.objects.filter(expiry__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
