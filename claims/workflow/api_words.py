"""What was written over the API: accepted by an editor, who has read it at the desk."""

from django.utils.translation import gettext as _

from claims.choices import Status
from claims.locking import editing, open_review
from claims.models import Claim, Evidence
from claims.querysets import EvidenceQuerySet
from newsroom.errors import Refused
from newsroom.models import User


def marked_evidence(claim: Claim) -> EvidenceQuerySet:
    """The evidence of the review in progress that came over the API."""
    review = open_review(claim) if claim.status == Status.IN_REVIEW else None
    marked: EvidenceQuerySet = Evidence.objects.filter(review=review, via_api=True)
    return marked if review else marked.none()


def accept(claim_id: int, by: User, expected_revision: int | None = None) -> Claim:
    """From now on neither the claim nor its evidence is marked as written over the API."""
    with editing(claim_id, by, expected_revision) as claim:
        evidence = marked_evidence(claim).update(via_api=False)
        words = Claim.objects.filter(pk=claim_id, via_api=True).update(via_api=False)
        if not (evidence or words):
            raise Refused(_("Nothing here is marked as written over the API."))
        claim.via_api = False
        return claim
