"""Signing in at the newsroom's own OpenID Connect provider, whose groups propose roles."""

import time
from collections.abc import Iterable
from typing import Any

import jwt
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from newsroom.choices import Role
from newsroom.history import acting
from newsroom.models import HeldRole, User
from newsroom.people import notify_seniors
from newsroom.permissions import RANK

PROVIDER = "newsroom"
ASKED = "asked_again_at"
SKEW = 30  # seconds between the provider's clock and ours


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Whoever is in one of the groups in ``OIDC_GROUPS`` has an account here."""

    def list_apps(self, *args: Any, **kwargs: Any) -> list[SocialApp]:
        """The provider of the settings. A row of the library's table would say who signs people in."""
        return [app for app in super().list_apps(*args, **kwargs) if app._state.adding]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        data = sociallogin.account.extra_data
        if sociallogin.is_existing:
            follow_groups(sociallogin.user, data)
        if asked_at := (sociallogin.state.get("data") or {}).get(ASKED):
            raise ImmediateHttpResponse(_confirmed(request, sociallogin, data, asked_at))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return role_of_groups(groups_in(sociallogin.account.extra_data)) is not None

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        user = super().populate_user(request, sociallogin, data)
        user.is_staff = True
        # An address that the provider states is no proof that it is theirs, nor needed for anything.
        sociallogin.email_addresses = []
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        with acting(None, "first sign-in at the OpenID provider"):
            user = super().save_user(request, sociallogin, form)
        follow_groups(user, sociallogin.account.extra_data)
        return user

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The history has it."""


def has_account(user: Any) -> bool:
    return bool(settings.OIDC_SERVER) and SocialAccount.objects.filter(user_id=user.pk).exists()


# Groups


def groups_in(data: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for part in ("userinfo", "id_token"):
        groups = (data.get(part) or {}).get(settings.OIDC_GROUPS_CLAIM)
        if isinstance(groups, list):
            found += map(str, groups)
    return found


def role_of_groups(groups: Iterable[str]) -> Role | None:
    """The highest role that the groups propose."""
    roles = [settings.OIDC_GROUPS[group] for group in groups if group in settings.OIDC_GROUPS]
    return max(roles, key=RANK.__getitem__, default=None)


def follow_groups(person: User, data: dict[str, Any]) -> None:
    """Remove at once what the person's groups no longer propose, and pass on what they do."""
    if not settings.OIDC_GROUPS:
        return
    proposed = role_of_groups(groups_in(data))
    with acting(None, "the person's groups at the OpenID provider"):
        row = HeldRole.objects.filter(person=person).first()
        held = Role(row.role) if row else None
        if row and (proposed is None or RANK[proposed] < RANK[Role(row.role)]):
            row.delete()
            held = None
            notify_seniors(
                _("%(person)s left a group at the OpenID provider, and so lost their role.")
                % {"person": person},
                None,
            )
        if proposed != Role.SENIOR:
            User.objects.filter(pk=person.pk, is_superuser=True).update(is_superuser=False)
        if proposed is not None and (held is None or RANK[proposed] > RANK[held]):
            sentence = _(
                "The OpenID provider proposes the role %(role)s for %(person)s: request it."
            )
            notify_seniors(sentence % {"role": proposed.label, "person": person}, None)


# Signing in

# Signatures with a key that only the provider has.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]


class CheckingAdapter(OpenIDConnectOAuth2Adapter):
    """Checks the signature of every ID token; the library trusts those that it fetched itself."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Any:
        """Raises OAuth2Error."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            named = jwt.get_unverified_header(id_token).get("kid")
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
            # A provider with one key may leave its name out.
            (key,) = (each for each in keys if named is None or each.key_id == named)
            return jwt.decode(
                id_token,
                key.key,
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise OAuth2Error("The ID token is not of the provider.") from error


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    try:
        view = OAuth2CallbackView.adapter_view(CheckingAdapter(request, provider_id))
        answer: HttpResponseBase = view(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return answer


# Re-authentication


@login_required
def reauthenticate(request: HttpRequest) -> HttpResponseBase:
    """To the provider, which is to ask the person again now."""
    try:
        provider = get_adapter().get_provider(request, PROVIDER)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    answer: HttpResponseBase = provider.redirect(
        request,
        process=AuthProcess.LOGIN,
        next_url=get_next_redirect_url(request) or "/account/sessions/",
        data={ASKED: time.time()},
        auth_params={"max_age": "0"},
    )
    return answer


def _confirmed(
    request: HttpRequest, sociallogin: Any, data: dict[str, Any], asked_at: float
) -> HttpResponse:
    """Back from the provider: only what it says it asked after we did counts."""
    address = sociallogin.state.get("next") or "/"
    at = (data.get("id_token") or {}).get("auth_time")
    if not request.user.is_authenticated or sociallogin.user != request.user:
        messages.error(request, _("That is another person's account at the provider."))
        return redirect("usersessions_list")
    if not isinstance(at, int | float) or at < asked_at - SKEW:
        messages.error(
            request, _("The provider did not ask you again who you are. Sign out there, and retry.")
        )
        return redirect("usersessions_list")
    record_authentication(
        request, sociallogin.user, method="socialaccount", provider=PROVIDER, reauthenticated=True
    )
    request.GET = QueryDict(urlencode({"next": address}))
    return resume_request(request) or redirect(address)
