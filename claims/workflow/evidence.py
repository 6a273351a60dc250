"""The evidence of a review: added, removed, judged independent or not, copied into the next review."""

from typing import Any

from django.utils.translation import gettext as _

from claims.locking import changing, review_in_progress, sql_scalar
from claims.models import Anchor, Evidence, Review
from claims.workflow import evidence_files
from claims.workflow.reporters import require_writer
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import require
from sources.anchors import Selector
from sources.models import Snapshot
from sources.saving import save


def add_evidence(
    claim_id: int,
    by: User,
    expected_revision: int | None = None,
    snapshot: Snapshot | None = None,
    place: Selector | None = None,
    inputs: tuple[Evidence, ...] = (),
    raw: bytes | None = None,
    **fields: Any,
) -> Evidence:
    """A passage brings its snapshot and place, a calculation its inputs, a file its bytes.

    ``fields``: those of Evidence (bears_on, direction, kind, primary, private, description …).
    """
    require(by, "write_review")
    if raw is not None:
        fields |= evidence_files.store(raw)
    if snapshot is not None:
        fields["source"] = snapshot.source
    with changing(claim_id, by, expected_revision) as claim:
        review = review_in_progress(claim)
        require_writer(review, by)
        evidence = save(Evidence(claim=claim, review=review, added_by=by), fields)
        if snapshot is not None and place is not None:
            Anchor.objects.create(claim=claim, evidence=evidence, snapshot=snapshot, **vars(place))
        evidence.inputs.set(inputs)
        return evidence


def remove_evidence(
    claim_id: int, by: User, evidence_id: int, expected_revision: int | None = None
) -> None:
    """History keeps it. Raises Refused where a footnote cites it: the next piece may get its number."""
    require(by, "write_review")
    with changing(claim_id, by, expected_revision) as claim:
        review = review_in_progress(claim)
        require_writer(review, by)
        removed = review.evidence.filter(pk=evidence_id)
        for number in removed.values_list("number", flat=True):
            if f"[^E{number}]" in review.rationale:
                raise Refused(
                    _("The rationale cites E%(number)d. Take the footnote out first."),
                    number=number,
                )
        removed.delete()


def judge_independence(review: Review) -> None:
    """Store PostgreSQL's judgement of each piece of evidence."""
    for evidence in review.evidence.all():
        note = sql_scalar("SELECT evidence_not_independent(%s)", evidence.pk)
        if (evidence.independent, evidence.independence_note) != (note == "", note):
            evidence.independent, evidence.independence_note = note == "", note
            evidence.save(update_fields=["independent", "independence_note"])


def copy_evidence(last: Review, review: Review) -> None:
    """Copy the evidence of the last review into the new one; each copy keeps its author."""
    copies: dict[int, Evidence] = {}
    for old in last.evidence.order_by("pk"):
        copies[old.pk] = _copy(old, review, copies)


def _copy(old: Evidence, review: Review, copies: dict[int, Evidence]) -> Evidence:
    inputs = [copies[each.pk] for each in old.inputs.all()]
    anchor: Anchor | None = getattr(old, "anchor", None)
    values: dict[str, Any] = {
        field.name: getattr(old, field.name)
        for field in Evidence._meta.concrete_fields
        if not field.primary_key and field.name not in {"review", "copied_from", "added_at"}
    }
    copy = Evidence.objects.create(review=review, copied_from=old, added_at=old.added_at, **values)
    copy.inputs.set(inputs)
    if anchor is not None:
        anchor.pk, anchor.evidence = None, copy
        anchor.save(force_insert=True)
    return copy
