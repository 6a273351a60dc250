"""Each sign-in and each failure is recorded, whichever page or provider it went through."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest

from newsroom import sign_ins
from newsroom.account.addresses import UNKNOWN, client_address
from newsroom.choices import SignInOutcome
from newsroom.models import User


def record_sign_ins() -> None:
    """From now on."""
    user_logged_in.connect(on_sign_in, dispatch_uid="newsroom.sign_ins")
    user_login_failed.connect(on_failure, dispatch_uid="newsroom.sign_ins")


def on_sign_in(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    _record(SignInOutcome.SIGNED_IN, user, request)


def on_failure(
    credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    person = _person(credentials)
    inactive = person is not None and not person.is_active
    _record(SignInOutcome.INACTIVE if inactive else SignInOutcome.WRONG, person, request)


def on_stop(credentials: dict[str, Any], request: HttpRequest) -> None:
    """An attempt that was refused unread, after too many others."""
    _record(SignInOutcome.STOPPED, _person(credentials), request)


def _person(credentials: dict[str, Any]) -> User | None:
    return User.objects.filter(username=credentials.get("username") or "").first()


def _record(outcome: SignInOutcome, person: User | None, request: HttpRequest | None) -> None:
    address = client_address(request) if request is not None else UNKNOWN
    user_agent = request.headers.get("User-Agent", "") if request is not None else ""
    sign_ins.record(outcome, person, address, user_agent)
