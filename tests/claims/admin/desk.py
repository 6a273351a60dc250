"""Signing in at the desk and sending its forms, for the tests beside this."""

import re
import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from newsroom.account.sessions import BEGAN, USED
from newsroom.models import User

BACKEND = "newsroom.backend.Backend"


def at_the_desk(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, backend=BACKEND)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password")
    request.session[BEGAN] = request.session[USED] = int(time.time())
    request.session.save()
    return client


def url_of(row: Any, verb: str = "") -> str:
    """The page of a row, or of one of its verbs."""
    name = f"{row._meta.app_label}_{row._meta.model_name}"
    if verb:
        return reverse(f"admin:{name}_do", args=[row.pk, verb])
    return reverse(f"admin:{name}_change", args=[row.pk])


def list_of(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def do(client: Client, row: Any, verb: str, /, **data: Any) -> HttpResponse:
    """Send a verb's form, as somebody who saw the row as it is now."""
    if isinstance(row, Claim):
        data = {"revision": Claim.objects.get(pk=row.pk).revision, **data}
    answer: Any = client.post(url_of(row, verb), data)
    return answer  # type: ignore[no-any-return]


def words(answer: Any) -> str:
    """The page, with each tag ended on its own line: a template may end it on the next."""
    return re.sub(r"\s+>", ">", answer.content.decode())
