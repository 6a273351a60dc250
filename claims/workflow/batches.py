"""One change to many claims: by a job, each claim by its own verb, each refusal kept as a sentence."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import BatchKind, ItemOutcome
from claims.locking import no_such_claim
from claims.models import Batch, BatchItem, Claim, Topic
from claims.workflow import drafting, planning, review
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue
from newsroom.models import User
from newsroom.permissions import require

MOST = 500  # claims in one batch

# The permission that each verb requires.
PERMISSIONS = {
    BatchKind.ASSIGN: "assign_review",
    BatchKind.TAG: "edit_claim",
    BatchKind.PLAN: "plan_claim",
}


def create(by: User, kind: str, claim_ids: Collection[int], payload: Mapping[str, Any]) -> Batch:
    """Queue the same change to each of the claims.

    ``payload``: for ASSIGN {"reviewer": id}, for TAG {"topics": [id, …]}, for PLAN {"priority": int,
    "due_on": "YYYY-MM-DD" or None}.
    """
    require(by, PERMISSIONS[BatchKind(kind)])
    numbers = sorted(set(claim_ids))
    if not numbers:
        raise Refused(_("Choose at least one claim."))
    if len(numbers) > MOST:
        raise Refused(_("Choose at most %(most)d claims at once."), most=MOST)
    _verb(BatchKind(kind), payload)
    with acting(by):
        known = set(Claim.objects.filter(pk__in=numbers).values_list("pk", flat=True))
        if missing := set(numbers) - known:
            raise no_such_claim(min(missing))
        batch = Batch.objects.create(kind=kind, payload=dict(payload), by=by)
        BatchItem.objects.bulk_create(BatchItem(batch=batch, claim_id=each) for each in numbers)
        enqueue("claims.run_batch", priority=SOON, batch_id=batch.pk)
        return batch


def run(batch_id: int) -> None:
    """Process the waiting items of a batch, each in its own transaction.

    After an interruption it continues where it stopped: an item is locked, checked, processed and
    marked in one transaction.
    """
    batch = Batch.objects.get(pk=batch_id)
    verb = _verb(BatchKind(batch.kind), batch.payload)
    waiting = batch.items.filter(outcome=ItemOutcome.WAITING).order_by("claim")
    for number in list(waiting.values_list("pk", flat=True)):
        _process(number, verb)


def _process(item_id: int, verb: Callable[[int, User], Any]) -> None:
    with transaction.atomic():
        locked = BatchItem.objects.select_for_update(of=("self",))
        # With the person as they are now: permission is checked for each claim.
        item: BatchItem = locked.select_related("batch__by").get(pk=item_id)
        if item.outcome != ItemOutcome.WAITING:
            return
        if item.batch.stopped_at is not None:
            _mark(item, ItemOutcome.STOPPED)
            return
        try:
            # A refused verb is rolled back; the outcome is kept.
            with transaction.atomic():
                verb(item.claim_id, item.batch.by)
        except Refused as refused:
            _mark(item, ItemOutcome.REFUSED, refused.sentence)
        else:
            _mark(item, ItemOutcome.DONE)


def _mark(item: BatchItem, outcome: ItemOutcome, sentence: str = "") -> None:
    with acting(None, _("bulk work")):
        item.outcome, item.sentence, item.at = outcome, sentence, timezone.now()
        item.save(update_fields=["outcome", "sentence", "at"])


def stop(batch_id: int, by: User) -> Batch:
    """Leave the rest undone; what is done stays."""
    with acting(by):
        batch: Batch = Batch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch_id)
        require(by, PERMISSIONS[BatchKind(batch.kind)])
        if batch.stopped_at is not None:
            raise Refused(_("This batch is stopped already."))
        batch.stopped_at = timezone.now()
        batch.save(update_fields=["stopped_at"])
        return batch


def mark_failed(sentence: str, batch_id: int) -> None:
    """The job has failed for good: the items that wait are refused with its sentence."""
    batch = Batch.objects.get(pk=batch_id)
    with transaction.atomic():
        waiting = batch.items.filter(outcome=ItemOutcome.WAITING).select_for_update(of=("self",))
        for item in list(waiting.order_by("pk")):
            _mark(item, ItemOutcome.REFUSED, sentence)


def _verb(kind: BatchKind, payload: Mapping[str, Any]) -> Callable[[int, User], Any]:
    """The verb for one claim, with its arguments. Raises Refused where these no longer exist."""
    match kind:
        case BatchKind.ASSIGN:
            reviewer = User.objects.filter(pk=payload["reviewer"]).first()
            if reviewer is None:
                raise Refused(_("This reviewer does not exist any more."))
            return lambda claim_id, by: review.assign(claim_id, by, reviewer)
        case BatchKind.TAG:
            topics = list(Topic.objects.filter(pk__in=payload["topics"]))
            if not topics:
                raise Refused(_("Choose at least one topic."))
            return lambda claim_id, by: drafting.add_topics(claim_id, by, topics)
        case BatchKind.PLAN:
            due = payload["due_on"]
            day = date.fromisoformat(due) if due else None
            return lambda claim_id, by: planning.plan(claim_id, by, payload["priority"], day)
