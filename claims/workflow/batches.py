"""One thing done to many claims: by a job, each by its own verb, each refusal kept in words."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import BatchKind, ItemOutcome
from claims.models import Batch, BatchItem, Claim, Topic
from claims.workflow import drafting, planning, review
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue
from newsroom.models import User
from newsroom.permissions import require

MOST = 500  # claims in one batch

# The entry of the permissions table that each of the claims' verbs asks for.
DEEDS = {
    BatchKind.ASSIGN: "write_review",
    BatchKind.TAG: "edit_claim",
    BatchKind.PLAN: "plan_claim",
}


def create(by: User, kind: str, claim_ids: Collection[int], payload: Mapping[str, Any]) -> Batch:
    """Ask for one thing to be done to each of the claims. Raises Refused, NotAllowed.

    ``payload``: of ASSIGN {"reviewer": a person's number}, of TAG {"topics": their numbers}, of PLAN
    {"priority": a number, "due_on": "YYYY-MM-DD" or None}.
    """
    what = BatchKind(kind)
    require(by, DEEDS[what])
    numbers = sorted(set(claim_ids))
    if not numbers:
        raise Refused(_("Choose the claims first."))
    if len(numbers) > MOST:
        raise Refused(_("Choose at most %(most)d claims at once.") % {"most": MOST})
    _deed(what, payload)
    with acting(by):
        known = set(Claim.objects.filter(pk__in=numbers).values_list("pk", flat=True))
        if missing := set(numbers) - known:
            raise Refused(_("There is no claim %(number)s.") % {"number": min(missing)})
        batch = Batch.objects.create(kind=what, payload=dict(payload), by=by)
        BatchItem.objects.bulk_create(BatchItem(batch=batch, claim_id=each) for each in numbers)
        enqueue("claims.run_batch", priority=SOON, batch_id=batch.pk)
        return batch


def run(batch_id: int) -> None:
    """Do what is left of a batch, claim by claim, each in a transaction of its own.

    Begun again after any interruption it goes on where it was: an item is locked, looked at, done
    and marked in one transaction.
    """
    batch = Batch.objects.get(pk=batch_id)
    deed = _deed(BatchKind(batch.kind), batch.payload)
    waiting = batch.items.filter(outcome=ItemOutcome.WAITING).order_by("claim")
    for number in list(waiting.values_list("pk", flat=True)):
        _do(number, deed)


def _do(item_id: int, deed: Callable[[int, User], Any]) -> None:
    with transaction.atomic():
        locked = BatchItem.objects.select_for_update(of=("self",))
        # Who asked, as they are now: what they may do is judged for each claim.
        item: BatchItem = locked.select_related("batch__by").get(pk=item_id)
        if item.outcome != ItemOutcome.WAITING:
            return
        if item.batch.stopped_at is not None:
            _mark(item, ItemOutcome.STOPPED)
            return
        try:
            # A verb that is refused undoes itself; what became of the claim is kept.
            with transaction.atomic():
                deed(item.claim_id, item.batch.by)
        except Refused as refused:
            _mark(item, ItemOutcome.REFUSED, refused.sentence)
        else:
            _mark(item, ItemOutcome.DONE)


def _mark(item: BatchItem, outcome: ItemOutcome, sentence: str = "") -> None:
    with acting(None, _("bulk work")):
        item.outcome, item.sentence, item.at = outcome, sentence, timezone.now()
        item.save(update_fields=["outcome", "sentence", "at"])


def stop(batch_id: int, by: User) -> Batch:
    """Do nothing more of it; what is done stays done. Raises Refused, NotAllowed."""
    with acting(by):
        batch: Batch = Batch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch_id)
        require(by, DEEDS[BatchKind(batch.kind)])
        if batch.stopped_at is not None:
            raise Refused(_("It is stopped already."))
        batch.stopped_at = timezone.now()
        batch.save(update_fields=["stopped_at"])
        return batch


def give_up(sentence: str, batch_id: int) -> None:
    """No attempt is left: what still waits is refused in the words of what went wrong."""
    batch = Batch.objects.get(pk=batch_id)
    with transaction.atomic():
        waiting = batch.items.filter(outcome=ItemOutcome.WAITING).select_for_update(of=("self",))
        for item in list(waiting.order_by("pk")):
            _mark(item, ItemOutcome.REFUSED, sentence)


def _deed(kind: BatchKind, payload: Mapping[str, Any]) -> Callable[[int, User], Any]:
    """The verb for one claim, with all that it is given. Raises Refused for what no longer is."""
    match kind:
        case BatchKind.ASSIGN:
            reviewer = User.objects.filter(pk=payload["reviewer"]).first()
            if reviewer is None:
                raise Refused(_("This person is not known."))
            return lambda claim_id, by: review.assign(claim_id, by, reviewer)
        case BatchKind.TAG:
            topics = list(Topic.objects.filter(pk__in=payload["topics"]))
            if not topics:
                raise Refused(_("Choose the topics first."))
            return lambda claim_id, by: drafting.add_topics(claim_id, by, topics)
        case BatchKind.PLAN:
            due = payload["due_on"]
            day = date.fromisoformat(due) if due else None
            return lambda claim_id, by: planning.plan(claim_id, by, payload["priority"], day)
