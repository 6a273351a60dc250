"""From words selected in a snapshot to the form that adds them as evidence."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.choices import ReviewState, Status
from claims.models import Claim, Review
from newsroom.admin.actions import signed_in
from newsroom.admin.fields import number_of
from newsroom.models import User
from newsroom.permissions import may
from sources import anchors
from sources.models import Snapshot

AT_MOST = 50  # claims offered


def context(request: HttpRequest, by: User) -> dict[str, Any]:
    """The claims in review for which this can be evidence, first the one that led here."""
    if not may(by, "write_review"):
        return {}
    wanted = number_of(request.GET.get("for"))
    mine = Review.objects.filter(reviewer=by, state=ReviewState.OPEN).order_by("-pk")
    numbers = list(mine.values_list("claim", flat=True)[:AT_MOST])
    if wanted is not None:
        numbers = [wanted, *(number for number in numbers if number != wanted)]
    found = Claim.objects.filter(status=Status.IN_REVIEW).in_bulk(numbers)
    return {"evidence_for": [found[number] for number in numbers if number in found]}


def send(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """Redirects to the form of the chosen claim, with the place of the words in its address."""
    if request.method != "POST" or not may(signed_in(request), "write_review"):
        raise PermissionDenied
    snapshot = Snapshot.objects.filter(pk=snapshot_id).first()
    claim = number_of(request.POST.get("claim"))
    if snapshot is None or claim is None:
        raise Http404
    quote = request.POST.get("quote", "")
    places = anchors.find(snapshot.text, quote)
    if not places:
        messages.error(request, anchors.not_found(quote).sentence)
        here = reverse("admin:sources_snapshot_change", args=[snapshot_id])
        return redirect(f"{here}?for={claim}")
    # Of several occurrences the form shows all and ticks the one that was selected.
    near = number_of(request.POST.get("at")) or 0
    place = min(places, key=lambda each: abs(each.start - near))
    query = urlencode({"snapshot": snapshot_id, "start": place.start, "end": place.end})
    return redirect(f"{reverse('admin:claims_claim_do', args=[claim, 'add-passage'])}?{query}")
