"""Signing keys: one's own, or for senior editors all. Enrolling one takes another, senior, editor."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newsroom import signer_keys
from newsroom.admin import fields
from newsroom.admin.actions import REQUESTED, Action, Page
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.forms import DeskForm
from newsroom.models import SignerKey, User
from newsroom.permissions import may


class EnrolForm(DeskForm):
    passkey = forms.TypedChoiceField(
        label=_("Passkey"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_(
            "One of your account. Whoever approves it compares its fingerprint with you, which the"
            " request shows."
        ),
    )
    reason = fields.long(_("Reason"))

    def prepare(self) -> None:
        field = self.fields["passkey"]
        field.choices = [(each.pk, str(each)) for each in signer_keys.passkeys_of(self.by)]  # type: ignore[attr-defined]


class RevokeForm(DeskForm):
    reason = fields.long(
        _("Reason"),
        help_text=_("What was signed with the key stays signed. This can't be undone."),
    )


def _revocable(key: SignerKey, by: User) -> str | None:
    """Who may not revoke it doesn't see it."""
    return None if key.revoked_at else ""


@admin.register(SignerKey)
class SignerKeyAdmin(DeskAdmin):
    add_permission = "request_approval"
    when_empty = _(
        "No key yet. With one, what you propose and sign carries a signature that readers can check."
    )
    list_display = ("pseudonym", "person", "fingerprint", "approver", "enrolled_at", "revoked")
    list_select_related = ("person", "approval__decided_by", "revoked_by")
    fields = ("pseudonym", "person", "fingerprint", "approver", "enrolled_at", "revoked")
    readonly_fields = ("fingerprint", "approver", "revoked")
    verbs = (
        Action(
            "revoke",
            _("Revoke"),
            "use_desk",
            RevokeForm,
            lambda key, by, data: signer_keys.revoke(key, by, data["reason"]),
            _revocable,
            _("Revoked: what is signed with this key from now on is refused."),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found if may(request.user, "revoke_key") else found.filter(person=request.user)

    @column(_("fingerprint"))
    def fingerprint(self, key: SignerKey) -> SafeString:
        return format_html("<code>{}</code>", signer_keys.fingerprint(key.public_key))

    @column(_("approved by"))
    def approver(self, key: SignerKey) -> str:
        return str(key.approval.decided_by)

    @column(_("revoked"))
    def revoked(self, key: SignerKey) -> Any:
        return f"{key.revoked_at:%Y-%m-%d}, {key.revoked_by}" if key.revoked_at else "—"

    def add_page(self, request: HttpRequest, by: User) -> Page:
        none_yet = _(
            "Your account has no passkey. Add one under Second factors first; your phone or computer"
            " can be one."
        )
        return Page(
            title=_("Enrol a signing key"),
            form=EnrolForm,
            call=lambda data: signer_keys.request(by, **data),
            back=self.url_of("changelist"),
            submit=_("Request"),
            done=REQUESTED,
            blocked=lambda subject: "" if signer_keys.passkeys_of(by).exists() else str(none_yet),
        )
