"""Second factors: codes from an app, passkeys and recovery codes. Editors need one, by policy."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import get_pending_stage
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from newsroom.encryption import seal, unseal
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import may

# What an editor without one doesn't reach. Tokens are made at the desk, so behind it too.
GUARDED = ("/admin/", "/working/", "/api/v1/working/")
OPEN = ("/admin/login/", "/admin/logout/", "/admin/jsi18n/")
REQUIRED = gettext_lazy("Set up a second factor first: an app that shows codes, or a passkey.")


class MFAAdapter(DefaultMFAAdapter):
    """The secrets of second factors are encrypted in the database, each for its owner."""

    def encrypt(self, text: str) -> str:
        return seal(text, place(_who_is_here()))

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, place(_who_is_here()))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Each change is in the history."""


def place(user_id: int) -> str:
    return f"second factor {user_id}"


def _who_is_here() -> int:
    """Signed in, or about to be: the library names no owner."""
    stage = get_pending_stage(context.request)
    owner: Any = stage.login.user if stage else context.request.user
    return int(owner.pk)


def has_one(user: User | AnonymousUser) -> bool:
    known = vars(user).get("has_second_factor")  # from the backend, for the request's user
    if known is not None:
        return bool(known)
    return (
        Authenticator.objects.filter(user_id=user.pk)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )


def must_set_up(request: HttpRequest) -> bool:
    """Whether the policy asks this person for a second factor that they don't have.

    Who signs in at the newsroom's OpenID provider gives their second factor there.
    """
    if not (settings.SECOND_FACTOR_REQUIRED and may(request.user, "edit_claim")):
        return False
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    elsewhere = any(record["method"] == "socialaccount" for record in records)
    return not elsewhere and not has_one(request.user)


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(GUARDED) and not path.startswith(OPEN) and must_set_up(request):
            if path.startswith("/api/"):
                return JsonResponse({"detail": str(REQUIRED)}, status=403)
            messages.warning(request, str(REQUIRED))
            return redirect("mfa_index")
        return self.get_response(request)


def recorded(view: Any, methods: tuple[str, ...] = ("POST",)) -> Any:
    """A page of the library whose changes, by these methods, are in the history as the person's own."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method not in methods or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        with acting(request.user):
            return view(request, *args, **kwargs)

    return answer
