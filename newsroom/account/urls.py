"""The addresses of the account's pages: those of django-allauth that this newsroom offers."""

from allauth.account import views
from django.urls import path

from newsroom.account.sessions import SessionsView

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("sessions/", SessionsView.as_view(), name="usersessions_list"),
]
