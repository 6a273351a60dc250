"""Suggest a correction: a form without a third party, which what is no reader hardly gets through."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from claims.models import Publication
from claims.site import rows
from claims.site.frame import show
from claims.workflow import reader_corrections
from newsroom.errors import Refused

# Nobody reads a page and writes within so many seconds; after a day the page is an old one.
SOONEST, LATEST = 3, 24 * 3600
_signer = TimestampSigner(salt="claims.site.suggestions")


class SuggestionForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is wrong, and how do you know?"),
        max_length=reader_corrections.MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    contact = forms.CharField(
        label=gettext_lazy("How we can reach you, if you like"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Read by the editors alone, never published."),
    )
    # People don't see it; what fills in every field does.
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
        given = self.cleaned_data["stamp"]
        try:
            signed = _signer.unsign(given, max_age=LATEST) == str(self.claim_id)
        except SignatureExpired:
            signed = False
        except BadSignature:
            signed = False
        if not signed:
            raise forms.ValidationError(_("The page was open for too long. Please send it again."))
        try:
            _signer.unsign(given, max_age=SOONEST)
        except SignatureExpired:
            return str(given)
        raise forms.ValidationError(_("That was very quick. Please read it once more and send it."))


def stamp(claim_id: int) -> str:
    return _signer.sign(str(claim_id))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """The form about one claim that the public may read, and thanks."""
    told = Publication.objects.readable().filter(claim=pk).only(*rows.READ).first()
    if told is None:
        raise Http404
    url = reverse("site:claim", args=[pk])
    context = {"claim_url": url, "row": rows.published(told), "linked": set(), "back": url}
    if "sent" in request.GET and request.method != "POST":
        return show(request, "site/suggested.html", context)
    form = SuggestionForm(request.POST or None, claim_id=pk)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            # To what fills in the field that nobody sees, it looks as if it had been sent.
            if not data["website"]:
                reader_corrections.send(pk, data["words"], data["contact"], _sender(request))
            return HttpResponseRedirect(f"{request.path}?sent")
        except Refused as refused:
            form.add_error(None, refused.sentence)
    if form.is_bound:
        again = request.POST.copy()
        again["stamp"] = stamp(pk)
        form.data = again
    status = 400 if form.is_bound else 200
    return show(request, "site/suggest.html", {**context, "form": form}, status=status)


def _sender(request: HttpRequest) -> str:
    """One address told from another; the address itself is kept nowhere."""
    address = import_string(settings.AXES_CLIENT_IP_CALLABLE)(request)
    return salted_hmac(
        "claims.workflow.reader_corrections", address, algorithm="sha256"
    ).hexdigest()
