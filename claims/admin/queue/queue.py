"""The queue: which claims wait for whom, in tabs over the list, and in which order."""

from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.choices import CONCLUDED, OPEN, ReviewState, Status
from claims.models import Authorship, Claim, Review, SearchWords
from claims.querysets import ORDER_OF_WORK, ClaimQuerySet
from newsroom.models import Event, User
from newsroom.permissions import may
from sources.models import Source, Speaker
from sources.querysets import Fold

LARGEST = 18  # digits of a number that PostgreSQL can hold
NAMED = 1_000  # speakers or sources that a search takes in
FEW = 2_000  # matching claims that are looked up before the others


def waiting_for(claims: ClaimQuerySet, by: User) -> ClaimQuerySet:
    """Proposals that this person may sign: whoever proposed one is among its authors."""
    if not may(by, "sign"):
        return claims.none()
    wrote = Authorship.objects.filter(
        claim=OuterRef("pk"), author=by, review__state=ReviewState.OPEN
    )
    return claims.with_status(Status.AWAITING_SIGNOFF).filter(~Exists(wrote))


def reviewed_by(claims: ClaimQuerySet, person: User) -> ClaimQuerySet:
    """Whose open review is theirs."""
    theirs = Review.objects.filter(state=ReviewState.OPEN, reviewer=person)
    return claims.filter(pk__in=theirs.values("claim"))


def unassigned(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Nobody reviews it: not begun, or its reviewer has left."""
    left = Review.objects.filter(state=ReviewState.OPEN, reviewer__is_active=False)
    return claims.filter(
        Q(status=Status.UNREVIEWED) | Q(status=Status.IN_REVIEW, pk__in=left.values("claim"))
    )


TABS = (
    ("open", _("To do")),
    ("sign", _("Waits for my signature")),
    ("mine", _("Mine")),
    ("unassigned", _("Unassigned")),
    ("due", _("Due")),
    ("in_review", _("In review")),
    ("awaiting_signoff", _("Awaiting sign-off")),
    ("changed", _("Source changed")),
    ("concluded", _("Concluded")),
    ("withdrawn", _("Withdrawn")),
    ("", _("All")),
)
# In these the newest comes first; in the others what is taken up first.
NEWEST_FIRST = {"", "concluded", "withdrawn", "changed"}
STATUSES = {status.value: status for status in Status}


def chosen(queue: str) -> str:
    """The tab that is asked for; what is no tab is all."""
    return queue if queue in dict(TABS) or queue in STATUSES else ""


def within(claims: Any, queue: str, by: User) -> Any:
    match chosen(queue):
        case "":
            return claims
        case "open":
            return claims.open()
        case "sign":
            return waiting_for(claims, by)
        case "mine":
            return reviewed_by(claims.open(), by)
        case "unassigned":
            return unassigned(claims.open())
        case "due":
            return claims.open().filter(due_on__lte=timezone.localdate())
        case "concluded":
            return claims.with_status(*CONCLUDED)
        case "changed":
            return claims.changed_at_source()
        case status:
            return claims.with_status(status)


def ordering(queue: str) -> tuple[Any, ...]:
    return ("-pk",) if is_newest_first(queue) else ORDER_OF_WORK


def is_newest_first(queue: str) -> bool:
    queue = chosen(queue)
    return queue in NEWEST_FIRST or queue in CONCLUDED


def is_overdue(claim: Claim, today: date) -> bool:
    return claim.due_on is not None and claim.status in OPEN and claim.due_on < today


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
    """Claims whose words match, whose speaker answers to the words, of that number or address.

    What matches is looked up first, as far as it is few: PostgreSQL then finds the rest of what is
    asked for by index. Of more, each claim is looked at in the order of the list.
    """
    words = words.strip().replace("\x00", "")
    if not words:
        return claims
    number = words.removeprefix("#")
    is_number = number.isdecimal() and len(number) <= LARGEST
    if words.startswith("#") and is_number:
        return claims.filter(pk=int(number))
    if is_address(words):
        return claims.filter(pk__in=Claim.objects.in_sources(sources_at(words)).values("pk"))
    numbers = [int(number)] if is_number else []
    besides = Q(pk__in=numbers) | Q(speaker__in=called_otherwise(words))
    matching = SearchWords.objects.matching(words).values_list("claim", flat=True)
    few = list(matching[: FEW + 1])
    if len(few) <= FEW:
        return claims.filter(Q(pk__in=few) | besides)
    return claims.matching_row_by_row(words, besides)


def called_otherwise(words: str) -> list[int]:
    """Speakers who answer to the words by another name; their own stands among a claim's words."""
    named = Speaker.objects.named(words).alias(own=Fold("name"))
    others = named.exclude(own__contains=Fold(Value(words)))
    return list(others.order_by().values_list("pk", flat=True)[:NAMED])


def is_address(words: str) -> bool:
    """As people paste one: with its scheme, or a host and a path."""
    one_word = len(words.split()) == 1
    return one_word and ("://" in words or words.startswith(("www.", "urn:")) or "/" in words)


def sources_at(address: str) -> list[int]:
    """Sources at this address, whatever its scheme; of a host or a folder, those below it."""
    bare = address.partition("://")[2] or address
    wanted = Q(uri__startswith=address)
    if not address.startswith("urn:"):
        for scheme in ("https://", "http://"):
            wanted |= Q(uri__startswith=scheme + bare)
            wanted |= Q(uri__startswith=f"{scheme}www.{bare}")
    return list(Source.objects.filter(wanted).values_list("pk", flat=True)[:NAMED])


def tabs(request: HttpRequest, url: str) -> list[dict[str, Any]]:
    """Each with its link; the search and the filters are kept from tab to tab."""
    now = chosen(request.GET.get("queue", ""))
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
                "active": key == now,
                "has_permission": key != "sign" or may(request.user, "sign"),
            }
        )
    return shown
