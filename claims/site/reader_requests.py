"""Send us something to check: a form for anybody, and what is published about it already."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from claims.models.matching import Scope
from claims.notifications import subscriptions
from claims.site import matching, reader_forms
from claims.site.frame import show
from claims.workflow import reader_requests
from newsroom.errors import Refused

PAGE = "send"
MOST_COMPARED = 5  # sentences


class RequestForm(reader_forms.ReaderForm):
    what = forms.CharField(
        label=gettext_lazy("A statement or a link"),
        max_length=reader_requests.MOST,
        widget=forms.Textarea(attrs={"rows": 5, "aria-describedby": "id_what_helptext"}),
    )
    contact = reader_forms.email_field(
        gettext_lazy("Your e-mail address (optional, for our answer)"), required=False
    )
    # The reader has seen what is published already.
    compared = forms.CharField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def send(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {"back": reverse("site:send"), "days": subscriptions.KEPT.days}
    if "sent" in request.GET and request.method != "POST":
        context["is_to_confirm"] = request.GET["sent"] == "confirm"
        return show(request, "site/request_sent.html", context)
    form = RequestForm(request.POST or None, page=PAGE)
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            found = [] if form.cleaned_data["compared"] else _published(request, form)
            if found:
                context["found"], status = found, 200
            else:
                try:
                    return HttpResponseRedirect(f"{request.path}?{_sent(request, form)}")
                except Refused as refused:
                    form.add_error(None, refused.sentence)
        form.renew_stamp()
        if "found" in context:
            form.data = {**form.data, "compared": "yes"}
    return show(request, "site/send_request.html", {**context, "form": form}, status=status)


def _sent(request: HttpRequest, form: RequestForm) -> str:
    """Send it; returns the query of the page that thanks. Raises Refused."""
    contact = form.cleaned_data.get("contact", "")
    if not form.is_from_a_bot:
        sender = reader_forms.sender(request)
        reader_requests.send(form.cleaned_data["what"], contact, sender)
    return "sent=confirm" if contact else "sent"


def _published(request: HttpRequest, form: RequestForm) -> list[matching.Suggestion]:
    """Published claims that may answer it, each once; none of a link, or for a bot."""
    text = form.cleaned_data["what"]
    if form.is_from_a_bot or "://" in text or not matching.may_search(request):
        return []
    statements = matching.statements(text)[:MOST_COMPARED]
    found = {
        each.row.number: each
        for checked in matching.checked(statements, Scope.PUBLIC)
        for each in checked.suggestions
    }
    return list(found.values())[: matching.SHOWN]
