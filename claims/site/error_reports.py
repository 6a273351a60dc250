"""Report an error: a form that keeps most bots out without a third party."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from claims.models import Publication
from claims.site import rows
from claims.site.frame import show
from claims.workflow import error_reports
from newsroom.account.addresses import client_address
from newsroom.errors import Refused

# Seconds between loading the form and sending it: a bot is faster, and an older page is outdated.
SOONEST, LATEST = 3, 24 * 3600
_signer = TimestampSigner(salt="claims.site.error_reports")


class ReportForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is wrong, and how do you know?"),
        max_length=error_reports.MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    contact = forms.EmailField(
        label=gettext_lazy("Your e-mail address (optional, for our answer)"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "aria-describedby": "id_contact_helptext"}
        ),
    )
    # Hidden from people; bots fill in every field.
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, claim_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim_id = claim_id
        self.fields["stamp"].initial = stamp(claim_id)

    def clean_stamp(self) -> str:
        value = str(self.cleaned_data["stamp"])
        try:
            valid = _signer.unsign(value, max_age=LATEST) == str(self.claim_id)
        except BadSignature:  # or expired
            valid = False
        if not valid:
            raise forms.ValidationError(_("The page was open for too long. Please send it again."))
        try:
            _signer.unsign(value, max_age=SOONEST)
        except SignatureExpired:
            return value
        raise forms.ValidationError(_("That was very quick. Please check it and send it again."))


def stamp(claim_id: int) -> str:
    return _signer.sign(str(claim_id))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    publication = get_object_or_404(Publication.objects.readable().only(*rows.COLUMNS), claim=pk)
    url = reverse("site:claim", args=[pk])
    context = {
        "claim_url": url,
        "row": rows.published(publication),
        "number": publication.number,
        "back": url,
        "days": settings.ERROR_REPORT_DAYS,
        "address_days": settings.ERROR_REPORT_ADDRESS_DAYS,
    }
    if "sent" in request.GET and request.method != "POST":
        return show(request, "site/error_reported.html", context)
    form = ReportForm(request.POST or None, claim_id=pk)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            # A bot that filled in the hidden field is to believe that it was sent.
            if not data["website"]:
                error_reports.send(pk, data["words"], data["contact"], _sender(request))
            return HttpResponseRedirect(f"{request.path}?sent")
        except Refused as refused:
            form.add_error(None, refused.sentence)
    if form.is_bound:
        form.data = request.POST.copy()
        form.data["stamp"] = stamp(pk)
    status = 400 if form.is_bound else 200
    return show(request, "site/report_error.html", {**context, "form": form}, status=status)


def _sender(request: HttpRequest) -> str:
    """A keyed hash that tells IP addresses apart; the address itself is not stored."""
    address = client_address(request)
    return salted_hmac("claims.workflow.error_reports", address, algorithm="sha256").hexdigest()
