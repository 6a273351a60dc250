"""The evidence of a review: added, removed, judged independent or not, copied into the next review."""

from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.choices import EvidenceKind
from claims.locking import changing, review_in_progress
from claims.models import Anchor, Evidence, Review
from claims.workflow import evidence_files
from claims.workflow.reporters import require_writer
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import require
from sources import capture, publishers, stated_publishers
from sources.anchors import Selector
from sources.models import Snapshot, Source
from sources.saving import refuse_other_fields, save

# What an edit may change: of every kind, and of each. A quote, a file or the inputs of a calculation
# are another piece of evidence.
OF_ALL_KINDS = (
    *("bears_on", "direction", "description", "primary", "private"),
    *("independence_reason", "independence_doubted"),
)
OF_A_KIND: dict[str, tuple[str, ...]] = {
    EvidenceKind.FILE: ("source", "page", "timecode"),
    EvidenceKind.RECORD: ("source", "consulted_on", "page", "timecode"),
    EvidenceKind.CONTACT: ("contacted", "consulted_on", "speaker"),
}


def add_evidence(
    claim_id: int,
    by: User,
    expected_revision: int | None = None,
    snapshot: Snapshot | None = None,
    place: Selector | None = None,
    inputs: tuple[Evidence, ...] = (),
    raw: bytes | None = None,
    new_source: dict[str, Any] | None = None,
    **fields: Any,
) -> Evidence:
    """A passage brings its snapshot and place, a calculation its inputs, a file its bytes.

    ``new_source``: a source that is not logged yet, with its ``uri`` and what it states.
    ``fields``: those of Evidence (bears_on, direction, kind, primary, private, description …).
    """
    require(by, "write_review")
    if new_source is not None:
        require(by, "add_source")
    if snapshot is not None:
        fields["source"] = snapshot.source
    with changing(claim_id, by, expected_revision) as claim:
        review = review_in_progress(claim)
        require_writer(review, by)
        if raw is not None:
            fields |= evidence_files.store(raw)
        if new_source is not None:
            fields["source"] = _logged(by, fields.get("file_sha256", ""), **new_source)
        evidence = save(Evidence(claim=claim, review=review, added_by=by), fields)
        if snapshot is not None and place is not None:
            Anchor.objects.create(claim=claim, evidence=evidence, snapshot=snapshot, **vars(place))
        evidence.inputs.set(inputs)
        return evidence


def _logged(
    by: User, file_sha256: str, uri: str = "", publisher_name: str = "", **stated: Any
) -> Source:
    """The source at the address, new where it is not logged yet.

    ``publisher_name``: in place of ``publisher``, of one that may be new, too.
    Without an address a file is its source's identity: its bytes belong to one such source, and
    are not credited to another than the one that was stated.
    """
    given = uri.strip()
    if not given and not file_sha256:
        raise Refused(_("Give the address of the new source."), rule="source_has_an_address")
    if publisher_name:
        kind = stated_publishers.kind_of(stated["kind"])
        stated["publisher"], _is_new = publishers.find_or_add(by, publisher_name, kind=kind)
    source, is_new = capture.by_address(given or f"urn:sha256:{file_sha256}", by, **stated)
    if not is_new and not given:
        raise Refused(
            _(
                "This file is stored already, under the source “%(source)s”: choose that source, or"
                " give the new one an address."
            ),
            rule="source_uri_once",
            source=str(source),
        )
    return source


def edit_evidence(
    claim_id: int,
    by: User,
    evidence_id: int,
    expected_revision: int | None = None,
    **fields: Any,
) -> Evidence:
    """Change what is said of a piece of evidence; whoever does is among the authors."""
    require(by, "write_review")
    with changing(claim_id, by, expected_revision) as claim:
        review = review_in_progress(claim)
        require_writer(review, by)
        piece: Evidence | None = review.evidence.filter(pk=evidence_id).first()
        if piece is None:
            raise Refused(_("This evidence was removed meanwhile."), rule="evidence_removed")
        refuse_other_fields(fields, (*OF_ALL_KINDS, *OF_A_KIND.get(piece.kind, ())))
        return save(piece, fields)


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
    for evidence in review.evidence.with_independence():
        basis = evidence.independence_now["basis"]
        if evidence.independence != basis:
            evidence.independence = basis
            evidence.save(update_fields=["independence"])


def copy_evidence(last: Review, review: Review) -> None:
    """Copy the evidence of the last review into the new one; each copy keeps its author."""
    copies: dict[int, Evidence] = {}
    for old in last.evidence.order_by("pk"):
        copies[old.pk] = _copy(old, review, copies)


def copy_evidence_of(earlier: Review, review: Review, by: User) -> None:
    """Copy another claim's evidence, with its numbers, as what this person adds."""
    copies: dict[int, Evidence] = {}
    for old in earlier.evidence.order_by("pk"):
        copies[old.pk] = _copy(
            old,
            review,
            copies,
            claim=review.claim,
            added_by=by,
            added_at=Now(),
            copied_from=None,
            independence="",
            independence_reason="",
            independence_doubted=False,
        )


def _copy(old: Evidence, review: Review, copies: dict[int, Evidence], **changes: Any) -> Evidence:
    inputs = [copies[each.pk] for each in old.inputs.all()]
    anchor: Anchor | None = getattr(old, "anchor", None)
    values: dict[str, Any] = {
        field.name: getattr(old, field.name)
        for field in Evidence._meta.concrete_fields
        if not field.primary_key and field.name != "review"
    }
    values |= changes or {"copied_from": old}
    copy = Evidence.objects.create(review=review, **values)
    copy.inputs.set(inputs)
    if anchor is not None:
        anchor.pk, anchor.evidence, anchor.claim = None, copy, copy.claim
        anchor.save(force_insert=True)
    return copy
