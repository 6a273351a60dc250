"""How a verb begins and ends: the claim's row locked, the expected revision compared, counted.

A verb is a public function that changes something. It checks permission once and opens one
transaction; the work of another verb it does through that verb's inner functions. Verbs raise
Refused where a rule, here or in PostgreSQL, forbids the change, NotAllowed where the person's role
does, and Stale where somebody else changed the claim after the ``expected_revision``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.choices import EDITABLE, RelationState, ReviewState, RoundOutcome, Status
from claims.models import Claim, Relation, Review, Round
from newsroom.actors import actor_of, people_in
from newsroom.errors import Refused, Stale
from newsroom.history import acting
from newsroom.models import Event, User
from newsroom.permissions import require

Locked = TypeVar("Locked")
# Columns that every change touches, or that mean nothing to a person.
NOISE = {"id", "claim_id", "review_id", "revision", "appearance_id", "snapshot_id"}


@contextmanager
def changing(
    claim_id: int, by: User | None, expected_revision: int | None = None, reason: str = ""
) -> Iterator[Claim]:
    """One transaction that changes a claim and, through relations, its neighbours."""
    with acting(by, reason):
        claim = lock_claim(claim_id, expected_revision)
        revision = claim.revision
        yield claim
        # A step was counted with its status: that is one event less.
        if claim.revision == revision:
            count_revision(claim)


@contextmanager
def editing(claim_id: int, by: User, expected_revision: int | None) -> Iterator[Claim]:
    """:func:`changing` for what a claim says."""
    require(by, "edit_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        yield claim


def lock_claim(claim_id: int, expected_revision: int | None) -> Claim:
    """The claim, locked with its neighbours, inside the caller's transaction."""
    claim = lock_with_neighbours(claim_id)[claim_id]
    if expected_revision in (None, claim.revision):
        return claim
    differences = differences_since(claim.pk, expected_revision or 0)
    last: dict[str, Any] = differences[-1] if differences else {"who": "?", "when": timezone.now()}
    raise Stale(
        _("%(who)s changed this claim on %(when)s, after you opened it. Nothing was overwritten.")
        % {
            "who": last["who"],
            "when": formats.date_format(timezone.localtime(last["when"]), "DATETIME_FORMAT"),
        },
        differences,
    )


def lock_with_neighbours(*claim_ids: int) -> dict[int, Claim]:
    """Lock the claims and their neighbours, in one ascending pass."""
    locked = lock_all(lambda: neighbours(claim_ids), _lock)
    if missing := set(claim_ids) - locked.keys():
        raise no_such_claim(min(missing))
    return locked


def lock_all(find: Callable[[], set[int]], lock: Callable[[set[int]], Locked]) -> Locked:
    """Lock what ``find`` finds, after which others wait who would add to it.

    Somebody may have added one just before. Waiting for that one now could be out of order, so all
    are released and it begins again.
    """
    while True:
        before = transaction.savepoint()
        wanted = find()
        locked = lock(wanted)
        if find() <= wanted:
            transaction.savepoint_commit(before)
            return locked
        transaction.savepoint_rollback(before)


def neighbours(claim_ids: Iterable[int]) -> set[int]:
    """The claims themselves and those at the other ends of their decided relations."""
    ids = set(claim_ids)
    edges = Relation.objects.of(*ids).exclude(state=RelationState.SUGGESTED)
    for ends in edges.values_list("from_claim_id", "to_claim_id"):
        ids.update(ends)
    return ids


def _lock(claim_ids: Iterable[int]) -> dict[int, Claim]:
    """Lock the rows in ascending order, as everybody does, so that nobody waits in a circle."""
    claims = Claim.objects.filter(pk__in=claim_ids).order_by("pk")
    return {claim.pk: claim for claim in claims.select_for_update(no_key=True, of=("self",))}


def count_revision(claim: Claim) -> None:
    count_revisions([claim.pk])
    claim.revision += 1


def count_revisions(claim_ids: Collection[int]) -> None:
    Claim.objects.filter(pk__in=claim_ids).update(revision=F("revision") + 1)


def differences_since(claim_id: int, revision: int) -> list[dict[str, Any]]:
    """What changed since the claim had this revision: dicts ``who when what field old new``."""
    events = Event.objects.about(claim_id)
    changes = events.filter(
        table=Claim._meta.db_table, row=str(claim_id), new__revision__gt=revision
    )
    transactions = list(changes.values_list("transaction", flat=True))
    since = list(events.filter(transaction__in=transactions))
    people = people_in(since)
    return [
        {
            "who": actor_of(event, people),
            "when": event.at,
            "what": event.table.removeprefix("claims_"),
            "field": field,
            "old": old,
            "new": new,
        }
        for event in since
        for field, (old, new) in event.changes.items()
        if field not in NOISE
    ]


# Refusals


def no_such_claim(number: int) -> Refused:
    return Refused(_("There is no claim %(number)s."), number=number)


def no_such_snapshot(number: int) -> Refused:
    return Refused(_("There is no snapshot %(number)s."), number=number)


def refuse_settled(row: Any) -> None:
    """Raise Refused where somebody has settled the check or error report already."""
    if row.settled_at is not None:
        raise Refused(
            _("%(who)s has settled this already: %(note)s"),
            who=row.settled_by,
            note=row.settled_note,
        )


def why_frozen(claim: Claim) -> str:
    """Why what the claim says can't be edited now, in a sentence; empty where it can."""
    if claim.status in EDITABLE:
        return ""
    if claim.status == Status.WITHDRAWN:
        remedy = _("What it says can't be edited now. A senior editor reinstates it first.")
    elif claim.concluded:
        remedy = _("What it says can't be edited now. A senior editor reopens it first.")
    else:
        remedy = _("What it says can't be edited now. A senior editor sends it back first.")
    return f"{last_step(claim)} {remedy}"


def refuse_frozen(claim: Claim) -> None:
    if why_not := why_frozen(claim):
        raise Refused(why_not, rule="claim_is_frozen")


def expect_status(claim: Claim, *statuses: Status) -> None:
    """Raise Refused, with who gave the claim its status, unless it has one of these."""
    if claim.status not in statuses:
        raise Refused(
            f"{last_step(claim)} {_('This step does not apply now.')}",
            rule="claim_status_transition",
        )


def last_step(claim: Claim) -> str:
    """Who gave the claim its present status, and how and when, in a sentence."""
    events = Event.objects.of(claim).filter(new__status=claim.status)
    event = events.exclude(old__status=claim.status).last()
    if event is None:
        return _("The claim is %(status)s.") % {"status": claim.get_status_display()}
    return _act(Status(claim.status), (event.old or {}).get("status")) % {
        "who": _signer(claim) or actor_of(event, people_in([event])),
        "when": formats.date_format(timezone.localtime(event.at), "DATETIME_FORMAT"),
        "status": capfirst(claim.get_status_display()),
    }


def _signer(claim: Claim) -> User | None:
    """In whose name the claim is concluded; somebody else may have agreed last."""
    if not claim.concluded:
        return None
    signed = Round.objects.filter(claim=claim, outcome=RoundOutcome.SIGNED)
    first = signed.select_related("decided_by").order_by("-review__number", "number").first()
    return first.decided_by if first is not None else None


def _act(status: Status, before: str | None) -> str:
    """The sentence for the step from one status to another."""
    match status:
        case Status.UNREVIEWED:
            return _("%(who)s added this claim (%(when)s), and its review has not begun.")
        case Status.AWAITING_SIGNOFF:
            return _("%(who)s proposed a conclusion (%(when)s).")
        case Status.WITHDRAWN:
            return _("%(who)s withdrew the claim (%(when)s).")
        case Status.IN_REVIEW if before == Status.UNREVIEWED:
            return _("%(who)s began the review (%(when)s).")
        case Status.IN_REVIEW if before == Status.AWAITING_SIGNOFF:
            return _("%(who)s returned the claim to review (%(when)s).")
        case Status.IN_REVIEW if before == Status.WITHDRAWN:
            return _("%(who)s reinstated the claim (%(when)s), and it is in review.")
        case Status.IN_REVIEW:
            return _("%(who)s reopened the claim (%(when)s).")
    return _("%(who)s signed the conclusion “%(status)s” (%(when)s).")


# The open review


def open_review(claim: Claim) -> Review | None:
    review: Review | None = claim.reviews.filter(state=ReviewState.OPEN).first()
    return review


def review_in_progress(claim: Claim) -> Review:
    """The open review of a claim in review. Raises Refused."""
    expect_status(claim, Status.IN_REVIEW)
    review = open_review(claim)
    if review is None:
        raise Refused(_("No review is open."))
    return review


def sql_scalar(sql: str, *values: Any) -> Any:
    """The single value of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return row[0] if row else None
