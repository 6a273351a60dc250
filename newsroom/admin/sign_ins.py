"""Sign-ins and failed ones: one's own, or for senior editors everybody's."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from newsroom.admin.actions import signed_in
from newsroom.admin.desk import DeskAdmin
from newsroom.models import SignIn
from newsroom.permissions import may


@admin.register(SignIn)
class SignInAdmin(DeskAdmin):
    list_display = ("at", "person", "outcome", "network", "user_agent")
    list_display_links = None
    list_filter = ("outcome",)
    list_select_related = ("person",)
    fields = ("at", "person", "outcome", "network", "user_agent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        if may(request.user, "manage_people"):
            return found
        return found.filter(person=signed_in(request))
