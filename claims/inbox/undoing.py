"""Taking back the latest rejection or merge. What was rejected together is put back together."""

from typing import Any

from django.db.models import Count, Max

from claims.choices import CandidateState
from claims.inbox import candidates, editing
from claims.models import Candidate
from newsroom.models import User


def latest(snapshot_id: int, by: User) -> Candidate | None:
    """What this person would take back next in a snapshot: a rejected or a merged statement."""
    own = Candidate.objects.filter(snapshot=snapshot_id).select_related("decided_by")
    own = own.defer("snapshot__text")
    rejected = own.filter(state=CandidateState.REJECTED, decided_by=by)
    rejected = rejected.order_by("-decided_at", "pk")
    merged = (
        own.filter(state=CandidateState.PENDING, made_from__decided_by=by)
        .annotate(parts=Count("made_from"), merged_at=Max("made_from__decided_at"))
        .filter(parts__gt=1)
        .order_by("-merged_at")
    )
    last_rejected: Candidate | None = rejected.first()
    last_merged: Any = merged.first()
    if last_rejected is None or last_merged is None:
        only: Candidate | None = last_rejected or last_merged
        return only
    is_later = last_merged.merged_at > last_rejected.decided_at
    latest_of_both: Candidate = last_merged if is_later else last_rejected
    return latest_of_both


def count(candidate: Candidate | None) -> int:
    """How many statements wait again when it is undone."""
    if candidate is None or candidate.state == CandidateState.PENDING:
        return 0
    return candidates.rejected_with(candidate).count()


def undo(candidate_id: int, by: User) -> Candidate:
    """Take back its rejection or merge; returns the first statement that waits again."""
    merged = Candidate.objects.filter(pk=candidate_id, state=CandidateState.PENDING)
    if merged.annotate(parts=Count("made_from")).filter(parts__gt=1).exists():
        return editing.undo_merge(candidate_id, by)[0]
    return candidates.undo_rejections(candidate_id, by)
