"""Reviews that are assigned to reporters: they write, hand in, and get it returned.

An editor proposes a conclusion on what they hand in; by the review's policy they may propose it
themselves (``review.propose``).
"""

from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _

from claims.choices import NoticeKind
from claims.locking import changing, review_in_progress
from claims.models import Review
from claims.notifications import notices
from newsroom.errors import NotAllowed, Refused, refusal_by
from newsroom.models import User
from newsroom.permissions import may, require, who_may


def why_not_write(review: Review, by: User) -> str:
    """Why this person writes nothing in the review, in a sentence; empty where they may.

    An editor writes in every review, a reporter in those that are assigned to them.
    """
    if may(by, "assign_review") or review.reviewer_id == by.pk:
        return ""
    sentence = _("This review is assigned to %(who)s. An editor can assign it to you.")
    return sentence % {"who": review.reviewer}


def require_writer(review: Review, by: User) -> None:
    """Raises NotAllowed."""
    if why_not := why_not_write(review, by):
        raise NotAllowed(why_not)


def is_a_reporters(review: Review, by: User) -> bool:
    """Whether this person is the review's reviewer and no editor, who would simply propose."""
    return review.reviewer_id == by.pk and not may(by, "propose")


def hand_in(claim_id: int, by: User, expected_revision: int | None = None) -> Review:
    """Say that a review assigned to oneself is ready; the editors are notified."""
    require(by, "write_review")
    with changing(claim_id, by, expected_revision) as claim:
        review = review_in_progress(claim)
        if not is_a_reporters(review, by):
            raise Refused(_("The reporter to whom a review is assigned hands it in."))
        if review.handed_in_at is not None:
            raise Refused(_("It is handed in already."))
        if not (review.rationale or review.would_settle or review.evidence.exists()):
            raise Refused(_("Nothing is written yet: add evidence or a rationale first."))
        Review.objects.filter(pk=review.pk).update(handed_in_at=TransactionNow(), returned_for="")
        notices.settle_of(by, claim, NoticeKind.ASSIGNED, NoticeKind.SENT_BACK)
        in_conflict = claim.conflicts.standing().values("person")
        editors = who_may("propose").exclude(pk__in=in_conflict)
        notices.notify(editors, NoticeKind.HANDED_IN, claim, by)
        review.refresh_from_db()
        return review


def return_to_reporter(
    claim_id: int, by: User, reason: str, expected_revision: int | None = None
) -> Review:
    """Return what was handed in, saying what is missing; the reporter is notified."""
    require(by, "assign_review")
    with changing(claim_id, by, expected_revision, reason) as claim:
        review = review_in_progress(claim)
        if review.handed_in_at is None:
            raise Refused(_("Nobody has handed it in."))
        if not reason.strip():
            raise refusal_by("sent_back_with_a_reason")
        review.handed_in_at, review.returned_for = None, reason.strip()
        review.save(update_fields=["handed_in_at", "returned_for"])
        notices.settle(claim, NoticeKind.HANDED_IN)
        notices.notify([review.reviewer], NoticeKind.SENT_BACK, claim, by)
        return review
