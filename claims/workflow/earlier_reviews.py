"""Starting a review from the one that concluded a related claim: with its evidence, never its rating."""

from django.utils.translation import gettext as _

from claims.choices import RelationState, ReviewState, Status
from claims.locking import changing, review_in_progress
from claims.models import Claim, Relation, Review
from claims.workflow.evidence import copy_evidence_of
from claims.workflow.reporters import require_writer
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import require


def start_from_earlier(
    claim_id: int, by: User, relation: Relation, expected_revision: int | None = None
) -> Review:
    """Copy evidence and rationale of the claim at the other end into the claim's empty draft.

    Whoever does is among the authors of all of it. Attribution, rating and summary are not copied.
    """
    require(by, "write_review")
    with changing(claim_id, by, expected_revision) as claim:
        review = review_in_progress(claim)
        require_writer(review, by)
        if why_not := why_not_start(claim, review, relation):
            raise Refused(why_not)
        earlier = Review.objects.filter(
            claim=relation.other(claim_id), state=ReviewState.SIGNED
        ).first()
        if earlier is None:
            raise Refused(_("The other claim was imported with its conclusion: it has no review."))
        copy_evidence_of(earlier, review, by)
        review.rationale = earlier.rationale
        review.save(update_fields=["rationale"])
        return review


def why_not_start(claim: Claim, review: Review, relation: Relation) -> str:
    """Why the review can't start from that of the other claim, in a sentence; empty where it can."""
    ends = {relation.from_claim_id: relation.from_claim, relation.to_claim_id: relation.to_claim}
    if claim.pk not in ends or relation.state != RelationState.CONFIRMED:
        return _("Confirm first how the two claims are related.")
    if not ends[relation.other(claim.pk)].concluded:
        return _("The other claim is not concluded.")
    if claim.status != Status.IN_REVIEW or review.rationale or review.evidence.exists():
        return _("This review has evidence or a rationale already. Nothing was copied.")
    return ""
