"""The addresses of the account's pages: those of django-allauth that this newsroom offers."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as connections
from allauth.socialaccount.providers.openid_connect import views as provider
from django.urls import path

from newsroom.account import openid, password_links, records
from newsroom.account.second_factors import recorded
from newsroom.account.sessions import SessionsView

records.record_sign_ins()

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("confirm/provider/", openid.reauthenticate, name="openid_reauthenticate"),
    path("provider/<slug:provider_id>/", provider.login, name="openid_connect_login"),
    path(
        "provider/<slug:provider_id>/back/",
        recorded(openid.callback, ("GET",)),  # which connects an account to the person signed in
        name="openid_connect_callback",
    ),
    path("connections/", recorded(connections.connections), name="socialaccount_connections"),
    path("sessions/", SessionsView.as_view(), name="usersessions_list"),
    path("second-factors/", mfa.index, name="mfa_index"),
    path("second-factors/app/", recorded(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factors/app/remove/", recorded(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "second-factors/codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factors/codes/new/",
        recorded(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factors/codes/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("second-factors/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second-factors/passkeys/add/", recorded(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "second-factors/passkeys/<int:pk>/",
        recorded(webauthn.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    path(
        "second-factors/passkeys/<int:pk>/remove/",
        recorded(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("password/", password_links.ask, name="account_password_ask"),
    path("password/code/", password_links.code, name="account_password_code"),
    path(
        "password/<int:number>/<str:first>/<str:second>/",
        password_links.set_password,
        name="account_password_link",
    ),
]
