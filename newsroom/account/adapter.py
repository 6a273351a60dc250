"""How django-allauth works here: nobody signs up, and roles decide where a person lands."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom.account import openid, records
from newsroom.account.addresses import client_address
from newsroom.account.reauthentication import is_recent
from newsroom.permissions import may

# The ways to confirm who you are, by the library's names for them.
WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey or security key"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many failed attempts for this account or from your network. Wait a while, then try"
            " again."
        ),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            records.on_stop(credentials, request)
            raise

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One rule for the library's pages and ours: signing in counts, too."""
        return not is_recent(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        for method in methods:
            method["description"] = WAYS.get(method["id"], method["description"])
        if openid.has_account(user):
            methods.append(
                {
                    "id": "provider",
                    "description": settings.OIDC_NAME,
                    "url": reverse("openid_reauthenticate"),
                }
            )
        return methods

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        desk = request.user.is_staff and may(request.user, "use_desk")
        return reverse("admin:index") if desk else "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The newsroom's own notices tell people what changed."""
