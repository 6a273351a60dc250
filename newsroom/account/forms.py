"""Forms of django-allauth with labels of our own."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

NAME = _("Name of the key")


class AddKeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
        alone = self.fields["passwordless"]
        alone.label = _("A passkey: sign in with it alone, without a password")
        alone.help_text = _("It then asks for your fingerprint, your face or a PIN.")


class EditKeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
