"""Who must agree to a proposal, where the policy of its review asks for more than one signature.

PostgreSQL decides which assents count (``standing_assents``) and whether they suffice
(``assents_suffice``); this module asks it.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.choices import NoticeKind
from claims.locking import sql_scalar
from claims.models import Assent, Claim, Conflict, Review, Round
from claims.notifications import notices
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import who_gives_second_sign_off, who_may


def who_may_agree(round_: Round) -> QuerySet[User]:
    """Who may give the second sign-off, or is on the panel; also those who have agreed."""
    if round_.panel:
        people = who_may("propose").filter(pk__in=round_.panel)
    elif round_.second_sign_off:
        people = who_gives_second_sign_off()
    else:
        return User.objects.none()
    in_conflict = Conflict.objects.standing().filter(claim=round_.claim_id).values("person")
    return people.exclude(pk__in=round_.authors).exclude(pk__in=in_conflict)


def why_not_agree(round_: Round, by: User) -> str | None:
    """Why this person can't agree now, in a sentence; None where nobody asks them."""
    if not who_may_agree(round_).filter(pk=by.pk).exists():
        return None
    return why_not_again(round_, by)


def why_not_again(round_: Round, by: User) -> str:
    if Assent.objects.standing(round_.pk).filter(person=by).exists():
        return _("You have agreed to this; it waits for somebody else.")
    return ""


def not_asked() -> Refused:
    return Refused(_("This proposal does not ask for your agreement."), rule="four_eyes")


def record(claim: Claim, round_: Round, by: User, second: bool) -> User | None:
    """Record that the person agrees; returns the senior editor in whose name it is signed now.

    None: somebody else must agree first. Inside the caller's verb.
    """
    Assent.objects.create(
        claim=claim, round=round_, person=by, version=round_.version, second=second
    )
    given = Assent.objects.standing(round_.pk).select_related("person")
    # Whoever agrees last signs, if they may; otherwise whoever agreed first.
    people: list[User] = sorted((each.person for each in given), key=lambda person: person != by)
    for person in people:
        if sql_scalar("SELECT assents_suffice(%s, %s)", round_.pk, person.pk):
            return person
    notices.settle_of(by, claim, NoticeKind.TO_AGREE, NoticeKind.TO_SIGN)
    if round_.second_sign_off:
        notices.settle(claim, NoticeKind.TO_AGREE if second else NoticeKind.TO_SIGN)
    return None


def notify(claim: Claim, round_: Round, by: User, signers: Iterable[User]) -> None:
    """Of a new proposal: whoever may sign it, and whoever must agree besides."""
    notices.notify(who_may_agree(round_), NoticeKind.TO_AGREE, claim, by)
    if not round_.panel:
        notices.notify(signers, NoticeKind.TO_SIGN, claim, by)


def may_be_on_panel(review: Review) -> QuerySet[User]:
    """Editors who may be asked; whether they wrote part of it, PostgreSQL finds at the proposal."""
    in_conflict = Conflict.objects.standing().filter(claim=review.claim_id).values("person")
    return who_may("propose").exclude(pk__in=in_conflict).order_by("username")


def why_reporter_may_not_propose(review: Review | None, by: User) -> str:
    """Why a reporter may not propose this review's conclusion; empty where its policy lets them."""
    if review is not None and sql_scalar(
        "SELECT reporter_may_propose(r, %s) FROM claims_review r WHERE id = %s", by.pk, review.pk
    ):
        return ""
    if (
        review is not None
        and review.policy
        and review.policy.reporters_propose
        and review.reviewer_id == by.pk
    ):
        return _(
            "You may propose once two senior editors have granted you that: see “Grant a role”. Until then an"
            " editor proposes this conclusion. Hand it in when it is ready."
        )
    return _("An editor proposes this conclusion. Hand it in when it is ready.")
