"""The queue: which claims wait for whom, in tabs over the list."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.choices import CONCLUDED, ReviewState, RoundOutcome, Status
from claims.models import Authorship, Claim, Review, Round
from claims.querysets import ClaimQuerySet
from newsroom.admin.desk import signed_in
from newsroom.models import Event, User
from newsroom.permissions import may
from sources.models import Speaker


def waiting_for(claims: ClaimQuerySet, by: User) -> ClaimQuerySet:
    """Proposals that this person may sign: not proposed and not written by them."""
    if not may(by, "sign"):
        return claims.none()
    proposals = Round.objects.filter(claim=OuterRef("pk"), outcome=RoundOutcome.OPEN)
    wrote = Authorship.objects.filter(
        claim=OuterRef("pk"), author=by, review__state=ReviewState.OPEN
    )
    return claims.with_status(Status.AWAITING_SIGNOFF).filter(
        Exists(proposals.exclude(proposed_by=by)), ~Exists(wrote)
    )


def mine_in_review(claims: ClaimQuerySet, by: User) -> ClaimQuerySet:
    open_reviews = Review.objects.filter(claim=OuterRef("pk"), state=ReviewState.OPEN, reviewer=by)
    return claims.filter(Exists(open_reviews))


TABS = (
    ("", _("All")),
    ("sign", _("Waits for my signature")),
    ("mine", _("Mine in review")),
    ("unreviewed", _("Unreviewed")),
    ("in_review", _("In review")),
    ("awaiting_signoff", _("Awaiting sign-off")),
    ("concluded", _("Concluded")),
    ("changed", _("Source changed")),
    ("withdrawn", _("Withdrawn")),
)


class QueueFilter(admin.SimpleListFilter):
    """``?queue=``, shown as tabs."""

    title = _("queue")
    parameter_name = "queue"
    template = "admin/newsroom/no_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [tab for tab in TABS if tab[0]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> Any:
        claims: Any = queryset
        match self.value():
            case None:
                return queryset
            case "sign":
                return waiting_for(claims, signed_in(request))
            case "mine":
                return mine_in_review(claims, signed_in(request))
            case "concluded":
                return claims.with_status(*CONCLUDED)
            case "changed":
                return claims.changed_at_source()
            case status:
                return claims.with_status(status)


def for_the_list(claims: Any) -> Any:
    """With what the list shows, in a number of queries that does not grow with the rows."""
    last_change = (
        Event.objects.filter(
            table=Claim._meta.db_table, row=Cast(OuterRef("pk"), CharField(max_length=64))
        )
        .order_by("-pk")
        .values("at")[:1]
    )
    reviews = Review.objects.select_related("reviewer").order_by("-number")
    return (
        claims.select_related("speaker")
        .prefetch_related(Prefetch("reviews", reviews))
        .annotate(changed_at=Subquery(last_change))
        .with_source_changed()
    )


def search(claims: Any, words: str) -> Any:
    """Claims whose words match, or whose speaker answers to the words, or with that number."""
    words = words.strip()
    if not words:
        return claims
    wanted = Q(pk__in=Claim.objects.matching(words).values("pk"))
    wanted |= Q(speaker__in=Speaker.objects.named(words).values("pk"))
    number = words.removeprefix("#")
    if number.isdecimal() and len(number) < 18:
        wanted |= Q(pk=int(number))
    return claims.filter(wanted)


def tabs(request: HttpRequest, url: str) -> list[dict[str, Any]]:
    """As Unfold's tab helper wants them; the search is kept from tab to tab."""
    chosen = request.GET.get("queue", "")
    shown = []
    for key, title in TABS:
        query = request.GET.copy()
        for name in ("queue", "p", "e"):
            query.pop(name, None)
        if key:
            query["queue"] = key
        shown.append(
            {
                "title": title,
                "link": f"{url}?{query.urlencode()}" if query else url,
                "active": key == chosen,
                "has_permission": key != "sign" or may(request.user, "sign"),
            }
        )
    return shown
