"""Rechecks: capturing the sources of public claims again, and checking their quotes.

A changed quote only flags its claims. The claim's own snapshot stays valid, and so does its
conclusion: nobody can unpublish a claim by editing a page.
"""

from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.capture import reading
from claims.capture.intake import JOB
from claims.locking import refuse_settled
from claims.models import Anchor, Publication
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import LATER, enqueue
from newsroom.models import User
from newsroom.verbs import permitted
from sources import anchors
from sources.choices import CaptureMethod, CaptureOccasion, Judged
from sources.models import AnchorCheck, CaptureRequest, Snapshot, Source

AT_ONCE = 200


def enqueue_rechecks() -> int:
    """Request a recheck of the listed claims' sources that are due; returns how many."""
    if not settings.RECHECK_HOURS:
        return 0
    since = timezone.now() - timedelta(hours=settings.RECHECK_HOURS)
    recent = CaptureRequest.objects.filter(source=OuterRef("pk"), requested_at__gt=since)
    listed = Publication.objects.listed().naming_source(OuterRef("pk"))
    due = (
        Source.objects.filter(Exists(listed), ~Exists(recent), uri__startswith="http")
        .order_by("pk")
        .values_list("pk", flat=True)[:AT_ONCE]
    )
    return sum(_request_recheck(source_id, since) for source_id in list(due))


def _request_recheck(source_id: int, since: datetime) -> bool:
    with acting(None, _("to see whether it has changed")):
        source = Source.objects.select_for_update(no_key=True, of=("self",)).get(pk=source_id)
        # Another worker may have done it meanwhile.
        if CaptureRequest.objects.filter(source=source, requested_at__gt=since).exists():
            return False
        request = CaptureRequest.objects.create(
            occasion=CaptureOccasion.RECHECK, url=source.url, source=source
        )
        enqueue(JOB, priority=LATER, request_id=request.pk)
        return True


def judge(source: Source) -> list[AnchorCheck]:
    """Checks of the source's quotes against its latest text, not yet stored.

    Quotes that were checked against that text before are left out. Raises
    ``claims.capture.reading.Unreadable``.
    """
    later = Snapshot.objects.filter(source=source).last_seen().first()
    if later is None:
        return []
    checked = AnchorCheck.objects.filter(
        snapshot=OuterRef("snapshot"), start=OuterRef("start"), end=OuterRef("end"), later=later
    )
    places = list(
        Anchor.objects.filter(~Exists(checked), snapshot__source=source)
        .exclude(snapshot=later)
        # What was pasted after the source was last seen is no earlier text of it.
        .filter(snapshot__captured_at__lte=_seen_at(later))
        .order_by("snapshot_id", "start", "end")
        .distinct("snapshot_id", "start", "end")
    )
    checks = []
    for snapshot_id, group in groupby(places, key=lambda place: place.snapshot_id):
        quotes = list(group)
        selectors = [
            anchors.Selector(each.exact, each.prefix, each.suffix, each.start, each.end)
            for each in quotes
        ]
        text = Snapshot.objects.values_list("text", flat=True).get(pk=snapshot_id)
        found = reading.judged(text, selectors, later.text)
        checks += [
            AnchorCheck(
                snapshot_id=snapshot_id,
                start=quote.start,
                end=quote.end,
                later=later,
                verdict=verdict,
                found_start=start,
                found_end=end,
            )
            for quote, (verdict, start, end) in zip(quotes, found, strict=True)
        ]
    return checks


def _seen_at(snapshot: Snapshot) -> datetime:
    """When the source was last seen with this text, which is the one it last had."""
    fetched = [snapshot.captured_at] if snapshot.method == CaptureMethod.FETCHED else []
    sightings = list(snapshot.sightings.values_list("method", "seen_at"))
    fetched += [at for method, at in sightings if method == CaptureMethod.FETCHED]
    return max(fetched or [snapshot.captured_at, *(at for _method, at in sightings)])


def settle(check_id: int, by: User, note: str) -> AnchorCheck:
    """Record what a changed quote means for its claims."""
    with permitted(by, "settle_check", note):
        locked = AnchorCheck.objects.select_for_update(no_key=True, of=("self",))
        check: AnchorCheck | None = locked.filter(pk=check_id).first()
        if check is None or check.verdict not in (Judged.ALTERED, Judged.GONE):
            raise Refused(_("Only a changed quote can be settled."))
        refuse_settled(check)
        check.settled_by, check.settled_at = by, timezone.now()
        check.settled_note = note.strip()
        check.save(update_fields=["settled_by", "settled_at", "settled_note"])
        return check
