from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Func, OuterRef, Q, Subquery
from procrastinate.contrib.django.models import ProcrastinateEvent

from newsroom import event_texts
from newsroom.choices import ERASING, PEOPLE_KINDS, ApprovalKind, ApprovalOutcome

_Row = TypeVar("_Row", bound=models.Model)


def in_batches(rows: models.QuerySet[_Row], size: int, *key: str) -> Iterator[_Row]:
    """All rows in the order of ``key``, which no two of them share (by default the primary key).

    Only ``size`` rows are in memory at a time, without a cursor that a pooler of connections would
    lose. Each batch is a query of its own, so what changes meanwhile may be seen.
    """
    key = key or ("pk",)
    rows = rows.order_by(*key)
    after = Q()
    while batch := list(rows.filter(after)[:size]):
        # Now: the caller may change or delete the row.
        last = [getattr(batch[-1], name) for name in key]
        yield from batch
        if len(batch) < size:
            return
        after = Q()
        for depth, name in enumerate(key):
            equal = dict(zip(key[:depth], last[:depth], strict=True))
            after |= Q(**equal, **{f"{name}__gt": last[depth]})


class LookAlikeKey(models.Func):
    """The same for names that readers can't tell apart, by PostgreSQL's ``look_alike_key(text)``."""

    function = "look_alike_key"
    arity = 1
    output_field = models.TextField()


class EventQuerySet(models.QuerySet[Any]):
    """Events come with their long texts, which one query more reads; ``values()`` has only marks."""

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            self._put_texts_back()

    def _put_texts_back(self) -> None:
        events = [each for each in self._result_cache or () if isinstance(each, self.model)]
        sides = [
            (event, side, stated)
            for event in events
            for side in ("old", "new")
            if event_texts.marks_in(stated := event.__dict__.get(side))
        ]
        if not sides:
            return
        wanted = {hash_ for *_, stated in sides for _column, hash_ in event_texts.marks_in(stated)}
        texts = apps.get_model("newsroom", "EventText").objects
        rows = texts.filter(pk__in=wanted).values_list("pk", "salt", "value")
        found = event_texts.values_by_hash(rows)
        for event, side, stated in sides:
            setattr(event, side, event_texts.put_back(stated, found))

    def of(self, row: models.Model) -> Self:
        """The events of one row, oldest first."""
        return self.filter(table=row._meta.db_table, row=str(row.pk)).order_by("pk")

    def about(self, claim_id: int) -> Self:
        """The events of a claim and everything that belongs to it, oldest first."""
        return self.filter(about__contains=[claim_id]).order_by("pk")


class ApprovalQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(outcome=ApprovalOutcome.OPEN)

    def on(self, kind: ApprovalKind, subject_id: int) -> Self:
        return self.filter(kind=kind, subject_id=subject_id)

    def for_approval_by(self, person_id: int) -> Self:
        """Open ones that nothing but their role keeps this person from approving.

        Agrees with ``newsroom.approvals.why_not_approve``.
        """
        alone = Func(function="one_person_is_enough", output_field=models.BooleanField())
        return (
            self.open()
            .filter(~Q(requested_by=person_id) | Q(alone) & ~Q(kind__in=ERASING))
            .exclude(kind__in=PEOPLE_KINDS, subject_id=person_id)
        )


class JobQuerySet(models.QuerySet[Any]):
    def with_latest(self) -> Self:
        """With ``changed`` (when the state last changed) and ``last_words`` (of the last note)."""
        events = ProcrastinateEvent.objects.filter(job=OuterRef("pk")).exclude(type="scheduled")
        notes = self.model._meta.get_field("notes").related_model.objects
        return self.annotate(
            changed=Subquery(events.order_by("-pk").values("at")[:1]),
            last_words=Subquery(
                notes.filter(job=OuterRef("pk")).order_by("-pk").values("sentence")[:1]
            ),
        )
