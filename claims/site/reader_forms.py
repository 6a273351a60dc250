"""Forms that anybody may send: what keeps most bots out, without a third party."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import emails
from newsroom.account.addresses import client_address
from newsroom.sign_ins import network_of

# Seconds between loading the form and sending it: a bot is faster, and an older page is outdated.
SOONEST, LATEST = 3, 24 * 3600
_signer = TimestampSigner(salt="claims.site.reader_forms")


class ReaderForm(forms.Form):
    """``page``: which one it is, so that a stamp is good for no other."""

    # Hidden from people; bots fill in every field.
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, page: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["stamp"].initial = stamp(page)
        if not settings.SENDS_EMAIL:
            self.fields.pop("contact", None)

    def clean_stamp(self) -> str:
        value = str(self.cleaned_data["stamp"])
        try:
            valid = _signer.unsign(value, max_age=LATEST) == self.page
        except BadSignature:  # or expired
            valid = False
        if not valid:
            raise forms.ValidationError(_("The page was open for too long. Please send it again."))
        try:
            _signer.unsign(value, max_age=SOONEST)
        except SignatureExpired:
            return value
        raise forms.ValidationError(
            _(
                "This came as fast as programs send it. Wait three seconds, then press the button again."
            )
        )

    @property
    def is_from_a_bot(self) -> bool:
        """It is to believe that it was sent."""
        return bool(self.cleaned_data["website"])

    def renew_stamp(self) -> None:
        """Before the form is shown once more."""
        self.data = {**self.data.dict(), "stamp": stamp(self.page)}  # type: ignore[attr-defined]  # a QueryDict


class EmailField(forms.EmailField):
    """Its value is the one spelling of a mailbox that letters reach."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return found and emails.mailbox(found)


def email_field(label: Any, *, required: bool) -> forms.EmailField:
    """``contact``; the page explains it under the id that the field names."""
    attrs = {"autocomplete": "email", "aria-describedby": "id_contact_helptext"}
    widget = forms.EmailInput(attrs=attrs)
    return EmailField(label=label, max_length=200, required=required, widget=widget)


def stamp(page: str) -> str:
    return _signer.sign(page)


def sender(request: HttpRequest) -> str:
    """A keyed hash that tells networks apart (of IPv6 the first 64 bits); no address is stored."""
    network = network_of(client_address(request))
    return salted_hmac("claims.site.reader_forms", network, algorithm="sha256").hexdigest()
