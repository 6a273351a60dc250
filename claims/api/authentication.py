"""Who sends a request, what they may read, and how often."""

import re
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

from newsroom import history, token_uses
from newsroom.choices import TokenScope
from newsroom.models import ApiToken, User
from newsroom.permissions import may
from newsroom.throttling import SettingsRate

if TYPE_CHECKING:
    # The settings name this file, and rest_framework.views reads them while it is imported.
    from rest_framework.views import APIView


class TokenAuthentication(KnoxTokenAuthentication):
    """``Authorization: Bearer …`` or ``Token …``. An expired token is refused, not deleted."""

    prefixes: tuple[bytes, ...] = (b"token", b"bearer")
    named = "Bearer"  # in WWW-Authenticate

    def authenticate_header(self, request: HttpRequest | Request) -> str:
        return self.named

    def authenticate(self, request: HttpRequest | Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(cast("Request", request)).split()
        if not parts or parts[0].lower() not in self.prefixes:
            return None
        if len(parts) != 2:
            raise AuthenticationFailed
        return self.authenticate_credentials(parts[1])

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        # PostgreSQL can't store other bytes as text.
        if not re.fullmatch(rb"[0-9a-f]{1,128}", token):
            raise AuthenticationFailed
        found: tuple[User, ApiToken] = super().authenticate_credentials(token)  # type: ignore[no-untyped-call]
        token_uses.note(found[1])
        history.by_service(found[1].service)
        return found

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Whether the token has expired."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class OurTokens(TokenAuthentication):
    """``Authorization: Token …`` alone: clients of Google's send it ``Bearer`` tokens of their own."""

    prefixes = (b"token",)
    named = "Token"


class InScope(BasePermission):
    """The person's role permits the action, and a token that they use is meant for it."""

    action: str
    scope: TokenScope
    role_needed: Any

    def has_permission(self, request: Request, view: "APIView") -> bool:
        token = request.auth
        if isinstance(token, ApiToken) and self.scope not in token.scopes:
            sentence = _("This token may not be used for that: make one with “%(scope)s”.")
            self.message = sentence % {"scope": self.scope.label}
            return False
        self.message = self.role_needed
        return may(request.user, self.action)


class MayReadDesk(InScope):
    """Reporter or above."""

    action, scope = "read", TokenScope.READ
    role_needed = _("Working claims are for the newsroom: this takes the role Reporter or higher.")


class MayDraft(InScope):
    """Reporter or above. The verbs ask for more where it takes more."""

    action, scope = "read", TokenScope.DRAFT
    role_needed = _("Writing takes the role Reporter or higher.")


class MayAddSources(MayDraft):
    action, scope = "add_source", TokenScope.ADD_SOURCES
    role_needed = _("Adding a source takes the role Reporter or higher.")


class MayReview(MayDraft):
    scope = TokenScope.REVIEW


class MayHold(MayDraft):
    scope = TokenScope.HOLD


class MayRegisterWebhooks(MayDraft):
    scope = TokenScope.WEBHOOKS


class AnonymousThrottle(SettingsRate, AnonRateThrottle):
    """For each address that is not signed in."""


class TokenThrottle(SettingsRate, SimpleRateThrottle):
    """For each token that has a limit of its own, beside its person's."""

    scope = "token"

    def allow_request(self, request: Request, view: "APIView") -> bool:
        token = request.auth
        if not isinstance(token, ApiToken) or token.requests_a_minute is None:
            return True
        self.num_requests, self.duration = token.requests_a_minute, 60
        return super().allow_request(request, view)

    def get_rate(self) -> str:
        return "1/min"  # the token says how many

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        return f"token {request.auth.pk}"


class PersonThrottle(SettingsRate, UserRateThrottle):
    """For each person, with all their tokens."""

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        # AnonymousThrottle counts the others.
        return super().get_cache_key(request, view) if request.user.is_authenticated else None
