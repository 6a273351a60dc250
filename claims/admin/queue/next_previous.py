"""From claim to claim in the list that one came from, where scripts don't run, too."""

from copy import copy

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from claims.admin.queue.filters import QueueChangeList
from claims.models import Claim
from newsroom.permissions import may

# As Django names the address of the list in that of a row's page.
CAME_FROM = "_changelist_filters"
FURTHEST_PAGE = 10_000


def listed(request: HttpRequest, view: QueryDict) -> QueueChangeList:
    """The list as it shows a view to whoever asks."""
    desk = admin.site._registry[Claim]
    asked = copy(request)
    asked.GET = view  # type: ignore[assignment]  # only read, whichever of the two it is
    return QueueChangeList(
        asked, Claim, [], [], [], None, desk.search_fields, False, 50, 50, [], desk, (), ""
    )


def to_the_next(request: HttpRequest, number: int) -> HttpResponse:
    return _step(request, number, 1)


def to_the_previous(request: HttpRequest, number: int) -> HttpResponse:
    return _step(request, number, -1)


def _step(request: HttpRequest, number: int, by: int) -> HttpResponse:
    """To the claim so many rows on in that page of the list; beyond its ends, to the list."""
    if not may(request.user, "read"):
        raise PermissionDenied
    came_from = request.GET.get(CAME_FROM, "")
    view = QueryDict(came_from, mutable=True)
    asked = (view.pop("p", None) or ["1"])[-1]
    page = min(max(int(asked), 1), FURTHEST_PAGE) if asked.isdecimal() and len(asked) < 9 else 1
    size = admin.site._registry[Claim].list_per_page
    rows = listed(request, view).queryset.values_list("pk", flat=True)
    numbers = list(rows[(page - 1) * size : page * size])
    if number not in numbers:
        messages.info(request, _("The claim that you were at is no longer in this list."))
    elif 0 <= (at := numbers.index(number) + by) < len(numbers):
        there = reverse("admin:claims_claim_change", args=[numbers[at]])
        return redirect(f"{there}?{urlencode({CAME_FROM: came_from})}")
    return redirect(f"{reverse('admin:claims_claim_changelist')}?{came_from}")
