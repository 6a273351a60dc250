"""From a claim to the next or previous one in the list that led to it; works without scripts."""

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
from newsroom.admin.fields import number_of
from newsroom.permissions import may

# Django's parameter for the list's address in the address of a row's page.
CAME_FROM = "_changelist_filters"
FURTHEST_PAGE = 10_000


def listed(request: HttpRequest, view: QueryDict) -> QueueChangeList:
    """The queue with the parameters of a view, for the user of the request."""
    desk = admin.site._registry[Claim]
    viewing = copy(request)
    viewing.GET = view  # type: ignore[assignment]  # immutable or not, it is only read
    return QueueChangeList(
        viewing, Claim, [], [], [], None, desk.search_fields, False, 50, 50, [], desk, (), ""
    )


def step(request: HttpRequest, number: int, by: int) -> HttpResponse:
    """Redirects ``by`` rows on within the page of the list; beyond its ends, to the list."""
    if not may(request.user, "read"):
        raise PermissionDenied
    came_from = request.GET.get(CAME_FROM, "")
    view = QueryDict(came_from, mutable=True)
    page = min(number_of((view.pop("p", None) or [""])[-1]) or 1, FURTHEST_PAGE)
    size = admin.site._registry[Claim].list_per_page
    rows = listed(request, view).queryset.values_list("pk", flat=True)
    numbers = list(rows[(page - 1) * size : page * size])
    if number not in numbers:
        messages.info(request, _("That claim is no longer in this list."))
    elif 0 <= (at := numbers.index(number) + by) < len(numbers):
        there = reverse("admin:claims_claim_change", args=[numbers[at]])
        return redirect(f"{there}?{urlencode({CAME_FROM: came_from})}")
    return redirect(f"{reverse('admin:claims_claim_changelist')}?{came_from}")
