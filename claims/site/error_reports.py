"""Report an error: a form for anybody."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from claims.models import Publication
from claims.publication.addresses import link
from claims.site import reader_forms, rows
from claims.site.frame import show
from claims.workflow import error_reports
from newsroom.errors import Refused


class ReportForm(reader_forms.ReaderForm):
    words = forms.CharField(
        label=gettext_lazy("What is wrong, and how do you know?"),
        max_length=error_reports.MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    contact = reader_forms.email_field(
        gettext_lazy("Your e-mail address (optional, for our answer)"), required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    publication = get_object_or_404(Publication.objects.readable().only(*rows.COLUMNS), claim=pk)
    context: dict[str, Any] = {
        "claim_url": link("site:claim", pk),
        "row": rows.published(publication),
        "number": publication.number,
        "back": reverse("site:claim", args=[pk]),
        "days": settings.ERROR_REPORT_DAYS,
        "address_days": settings.ERROR_REPORT_ADDRESS_DAYS,
    }
    if "sent" in request.GET and request.method != "POST":
        return show(request, "site/error_reported.html", context)
    form = ReportForm(request.POST or None, page=page(pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if not form.is_from_a_bot:
                contact = data.get("contact", "")
                error_reports.send(pk, data["words"], contact, reader_forms.sender(request))
            return HttpResponseRedirect(f"{request.path}?sent")
        except Refused as refused:
            form.add_error(None, refused.sentence)
    if form.is_bound:
        form.renew_stamp()
    status = 400 if form.is_bound else 200
    return show(request, "site/report_error.html", {**context, "form": form}, status=status)


def page(claim_id: int) -> str:
    return f"error {claim_id}"
