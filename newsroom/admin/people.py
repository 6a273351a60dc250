"""Users and their roles, for superusers. Nobody is deleted; whoever leaves is deactivated."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.admin import ShowFacets
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.paginator import InfinitePaginator

from newsroom import roles
from newsroom.account.reauthentication import require_recent
from newsroom.admin import fields
from newsroom.admin.desk import signed_in
from newsroom.choices import Role
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import HeldRole, User

# Pages of Django's and of packages that delete rows, or that nobody here needs.
for model in (Group, Authenticator, EmailAddress, UserSession, AuthToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class SuperusersOnly(ModelAdmin):
    actions = None
    paginator = InfinitePaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PersonForm(UserChangeForm):
    role = fields.choice(_("Role"), choices=[("", _("none")), *Role.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = HeldRole.objects.filter(person=self.instance).first()
        self.initial["role"] = held.role if held else ""


@admin.register(User)
class UserAdmin(SuperusersOnly, DjangoUserAdmin):  # type: ignore[misc, type-arg]  # two mixtures of one base
    form = PersonForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "public_name", "is_active", "is_superuser")
    list_filter = ("held_role__role", "is_active")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    # Without these the theme's page has no fields.
    add_fieldsets: Any = (
        (None, {"fields": ("username", "public_name", "password1", "password2")}),
    )
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "public_name")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "role", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Recorded in history."""
        return self._in_history(
            request,
            lambda: super(UserAdmin, self).changeform_view(
                request, object_id, form_url, extra_context
            ),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if role := form.cleaned_data.get("role"):
            roles.grant(obj, Role(role), signed_in(request))
        elif change:
            roles.take_away(obj, signed_in(request))

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002
        form_url: str = "",
    ) -> HttpResponse:
        return self._in_history(
            request, lambda: super(UserAdmin, self).user_change_password(request, id, form_url)
        )

    def _in_history(self, request: HttpRequest, show: Any) -> HttpResponse:
        if request.method != "POST":
            shown: HttpResponse = show()
            return shown
        require_recent(request)
        try:
            with acting(signed_in(request)):
                shown = show()
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect(request.path)
        return shown
