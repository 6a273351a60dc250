"""Pages on which a person asks for a link, enters a code of two halves, and sets their password."""

from typing import Any

from allauth.core.ratelimit import consume
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from newsroom import password_links
from newsroom.errors import Refused


class AskForm(forms.Form):
    username = forms.CharField(label=_("Username"), max_length=150)


class CodeForm(AskForm):
    first = forms.CharField(label=_("First half of the code"), max_length=20)
    second = forms.CharField(label=_("Second half of the code"), max_length=20)


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether or not there is such a person."""
    if not settings.SENDS_EMAIL:
        sentence = _("This server sends no e-mail. Ask two senior editors for a code.")
        messages.warning(request, str(sentence))
        return redirect("account_password_code")
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _too_many(request):
            password_links.send_to_oneself(form.cleaned_data["username"])
        sentence = _("If this person can receive e-mail, a link is on its way to their address.")
        messages.success(request, str(sentence))
        return redirect("account_login")
    return _show(request, form, _("Forgotten password"), _("Send a link"))


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        link = None if _too_many(request) else password_links.find_for(**data)
        if link is not None:
            return redirect("account_password_link", link.pk, data["first"], data["second"])
        form.add_error(None, _("This code is wrong, was used, or is too old."))
    return _show(request, form, _("Enter your code"), _("Continue"))


@never_cache
def set_password(request: HttpRequest, number: int, first: str, second: str) -> HttpResponse:
    link = None if _too_many(request) else password_links.find(number, first, second)
    if link is None:
        messages.error(request, str(password_links.USED))
        return redirect("account_password_ask")
    form: Any = SetPasswordForm(link.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password_links.use(link, first, second, form.cleaned_data["new_password1"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, str(_("Your password is set. Sign in with it.")))
            return redirect("account_login")
    title = _("Set the password of %(name)s") % {"name": link.person.get_username()}
    return _show(request, form, title, _("Set the password"))


def _show(request: HttpRequest, form: Any, title: Any, submit: Any) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit}
    return render(request, "account/password_link.html", context)


def _too_many(request: HttpRequest) -> bool:
    return not consume(request, action="password_link")
