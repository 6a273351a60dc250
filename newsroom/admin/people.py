"""People, for senior editors: inviting, naming, roles, deactivating, resets. Nobody is deleted."""

from typing import Any

from allauth.account import admin as _accounts  # noqa: F401 - registers what is taken out here
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from newsroom import emails, password_links, people
from newsroom.admin import fields
from newsroom.admin.actions import Action, Page, filled, when
from newsroom.admin.desk import DeskAdmin, column, page_of
from newsroom.admin.forms import DeskForm, ReasonForm
from newsroom.choices import ApprovalKind, Role
from newsroom.models import Approval, User
from newsroom.permissions import role_of

# Pages of Django's and of packages that delete rows, or that nobody here needs.
for model in (
    Group,
    Authenticator,
    EmailAddress,
    UserSession,
    SocialAccount,
    SocialApp,
    SocialToken,
    AuthToken,
):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def _waits(approval: Approval) -> Any:
    """After a request: who approves it, or what to do where nobody can."""
    if people.who_may_approve(approval).exists():
        return _("Requested. Another senior editor approves it; all of them were notified.")
    return _(
        "Requested. Nobody can approve it: there is no other active senior editor than you and the"
        " person concerned. Whoever runs the server can name one, with the command"
        " “manage.py name_senior”."
    )


class NameForm(DeskForm):
    first_name = fields.line(_("First name"), most=150, required=False)
    last_name = fields.line(_("Last name"), most=150, required=False)
    public_name = fields.line(
        _("Public name"),
        most=200,
        required=False,
        help_text=_("As whom the public sees this person sign. Empty: not named."),
    )

    @classmethod
    def initial_values(cls, subject: User | None) -> dict[str, Any]:
        if subject is None:
            return {}
        return {name: getattr(subject, name) for name in ("first_name", "last_name", "public_name")}


class InviteForm(NameForm):
    username = fields.line(_("Username"), most=150, help_text=_("It can't be changed later."))
    email = fields.line(
        _("E-mail address"),
        most=254,
        required=False,
        help_text=_(
            "A link is sent there, with which the person sets their password, once. Without an"
            " address they get a code instead: see afterwards."
        ),
    )
    field_order = ("username", "email")


class RoleForm(ReasonForm):
    role = fields.choice(
        _("Role"),
        choices=Role.choices,
        help_text=_("Reporter is granted at once; the others take a second senior editor."),
    )
    second_sign_off = fields.checkbox(
        _("Also gives the second sign-off"),
        help_text=_(
            "Such as a legal read, where the newsroom's review policy asks for it. It takes a second"
            " senior editor, also for a reporter."
        ),
    )
    proposes = fields.checkbox(
        _("Also proposes their own conclusions"),
        help_text=_(
            "A reporter, where the newsroom's review policy lets reporters propose. It takes a second senior editor;"
            " you and whoever invited the person then don't sign what they propose."
        ),
    )
    field_order = ("role", "second_sign_off", "proposes", "reason")


class AddressForm(ReasonForm):
    email = fields.line(_("E-mail address"), most=254)
    field_order = ("email", "reason")


def _requested(result: Any) -> Any:
    """After a request; where the person gets a code, its first half, shown this once."""
    approval, code = result
    if not code:
        return _waits(approval)
    sentence = _(
        "Requested. Your half of the code, shown only now: %(code)s. Tell it to the person; who"
        " approves the request tells them the other half."
    )
    return sentence % {"code": code}


def _renamed(person: User) -> Any:
    values = {"person": person.get_username(), "name": person.public_name}
    if not person.public_name:
        return _("The name of %(person)s is saved. Publications don't name this person.") % values
    return _("The name of %(person)s is saved. Publications say “%(name)s”.") % values


def _invited(person: User) -> Any:
    """How the person gets to their password."""
    if emails.has_address(person):
        return _(
            "Added, and a link to set their password is on its way to their address. They hold no"
            " role yet: grant one."
        )
    return _(
        "Added. No e-mail can be sent to them, so they have no link yet: choose “Reset password and"
        " second factors”. You and whoever approves it each get one half of a code, and with both the"
        " person sets their password at the sign-in page. They hold no role yet: grant one."
    )


def _asks(kind: ApprovalKind) -> Any:
    return lambda person, by, data: people.request(kind, person, by, data["reason"])


@admin.register(User)
class UserAdmin(DeskAdmin):
    view_permission = add_permission = "manage_people"
    list_display = ("username", "name", "public_name", "role", "is_active", "is_superuser")
    list_filter = ("held_role__role", "is_active", "is_superuser")
    list_select_related = ("held_role",)
    search_fields = ("username", "first_name", "last_name", "public_name", "email")
    fields = (
        *("username", "first_name", "last_name", "public_name", "email", "role", "is_superuser"),
        *("is_active", "last_login", "date_joined"),
    )
    readonly_fields = ("role",)
    verbs = (
        Action(
            "grant-role",
            _("Grant a role"),
            "manage_people",
            RoleForm,
            lambda person, by, data: people.request_role(
                person,
                Role(data["role"]),
                by,
                data["reason"],
                data["second_sign_off"],
                data["proposes"],
            ),
            when(lambda person: person.is_active),
            lambda approval: (
                _waits(approval) if approval else _("The person is a reporter from now on.")
            ),
            main=True,
            reauthenticate=True,
        ),
        Action(
            "take-role",
            _("Take the role away"),
            "manage_people",
            ReasonForm,
            lambda person, by, data: people.take_role(person, by, data["reason"]),
            when(role_of),
            filled(
                _("%(person)s holds no role any more. All senior editors were notified."),
                person=str,
            ),
            danger=True,
        ),
        Action(
            "rename",
            _("Change the name"),
            "manage_people",
            NameForm,
            lambda person, by, data: people.rename(person, by, **data),
            done=_renamed,
        ),
        Action(
            "change-email",
            _("Change the e-mail address"),
            "manage_people",
            AddressForm,
            lambda person, by, data: people.request_address(
                person, data["email"], by, data["reason"]
            ),
            done=_waits,
            reauthenticate=True,
        ),
        Action(
            "send-link",
            _("Send a link to set the password"),
            "manage_people",
            DeskForm,
            lambda person, by, data: password_links.send(person, by),
            when(emails.has_address),
            _("A link will be sent to the person's own address."),
            reauthenticate=True,
        ),
        Action(
            "reset",
            _("Reset password and second factors"),
            "manage_people",
            ReasonForm,
            lambda person, by, data: people.request_reset(person, by, data["reason"]),
            when(lambda person: person.is_active),
            _requested,
            reauthenticate=True,
        ),
        Action(
            "make-superuser",
            _("Make a superuser"),
            "manage_people",
            ReasonForm,
            _asks(ApprovalKind.MAKE_SUPERUSER),
            when(lambda person: person.is_active and not person.is_superuser),
            _waits,
            reauthenticate=True,
        ),
        Action(
            "deactivate",
            _("Deactivate"),
            "manage_people",
            ReasonForm,
            lambda person, by, data: people.deactivate(person, by, data["reason"]),
            when(lambda person: person.is_active),
            _("Deactivated: this person can't sign in any more."),
            danger=True,
        ),
        Action(
            "reactivate",
            _("Reactivate"),
            "manage_people",
            ReasonForm,
            _asks(ApprovalKind.REACTIVATE),
            when(lambda person: not person.is_active),
            _waits,
            reauthenticate=True,
        ),
    )

    @column(_("name"))
    def name(self, person: User) -> str:
        return person.get_full_name()

    @column(_("role"))
    def role(self, person: User) -> str:
        role = role_of(person)
        if role is None:
            return "—"
        held = getattr(person, "held_role", None)
        if held is None or not held.second_sign_off:
            return str(role.label)
        return gettext("%(role)s, second sign-off") % {"role": role.label}

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Invite a person"),
            form=InviteForm,
            call=lambda data: people.invite(by, **data),
            back=self.url_of("changelist"),
            submit=_("Invite"),
            done=_invited,
            goes_to=page_of,
        )
