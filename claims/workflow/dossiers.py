"""Dossiers: made and changed by a request that a second person approves; taken offline by one."""

from collections.abc import Sequence

from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _

from claims.models import Claim, Dossier, DossierEdition
from claims.models.dossier import MOST_CLAIMS
from newsroom import approvals
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused, refusal_by, too_long
from newsroom.models import Approval, User
from newsroom.verbs import permitted
from sources.saving import save

LONGEST = 10_000  # code points of an introduction


def add(
    by: User,
    slug: str,
    title: str,
    introduction: str,
    claims: Sequence[int],
    language: str = "",
    reason: str = "",
) -> Approval:
    """A dossier, and the request for its first edition. Raises Refused, NotAllowed."""
    reason = reason.strip() or _("A new dossier.")
    with permitted(by, "request_approval", reason):
        made = save(Dossier(slug=slug, made_by=by), {})
        return _request(made.pk, by, reason, title, introduction, claims, language)


def request_edition(
    dossier_id: int,
    by: User,
    reason: str,
    title: str,
    introduction: str,
    claims: Sequence[int],
    language: str = "",
) -> Approval:
    """Request another title, introduction or order; approved, it is public. Raises Refused, NotAllowed."""
    with permitted(by, "request_approval", reason):
        return _request(dossier_id, by, reason, title, introduction, claims, language)


def _request(
    dossier_id: int,
    by: User,
    reason: str,
    title: str,
    introduction: str,
    claims: Sequence[int],
    language: str,
) -> Approval:
    title, introduction, numbers = title.strip(), introduction.strip(), list(dict.fromkeys(claims))
    if not title or not introduction:
        raise refusal_by("edition_has_title_and_introduction")
    if len(introduction) > LONGEST:
        raise too_long(LONGEST)
    if not 1 <= len(numbers) <= MOST_CLAIMS:
        raise refusal_by("edition_has_claims")
    found = set(Claim.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    if missing := [number for number in numbers if number not in found]:
        raise Refused(_("There is no claim %(number)s."), number=missing[0])
    return approvals.create(
        ApprovalKind.SIGN_DOSSIER,
        dossier_id,
        by,
        reason,
        title=title,
        introduction=introduction,
        language=language,
        claims=numbers,
    )


def sign(requested: Approval, by: User) -> Approval:
    """Carry out the request, inside the caller's verb: the edition, and the dossier online again."""
    Dossier.objects.select_for_update(no_key=True, of=("self",)).get(pk=requested.subject_id)
    approval = approvals.decide(requested.pk, by, ApprovalOutcome.DONE)
    payload = approval.payload
    DossierEdition.objects.create(
        dossier_id=approval.subject_id,
        number=0,  # PostgreSQL's, as are the day and the signers
        title=payload["title"],
        introduction=payload["introduction"],
        language=payload["language"],
        claims=payload["claims"],
        approval=approval,
        signed_at=TransactionNow(),
    )
    Dossier.objects.filter(pk=approval.subject_id, offline_at__isnull=False).update(
        offline_by=None, offline_at=None, offline_reason=""
    )
    return approval


def take_offline(dossier_id: int, by: User, reason: str) -> Dossier:
    """At once; a new edition, signed by two, brings it back."""
    with permitted(by, "take_down", reason):
        found = Dossier.objects.select_for_update(no_key=True, of=("self",)).get(pk=dossier_id)
        if found.offline_at is not None:
            raise Refused(_("It is offline already."))
        found.offline_by, found.offline_reason = by, reason.strip()
        found.offline_at = TransactionNow()
        found.save(update_fields=["offline_by", "offline_at", "offline_reason"])
        found.refresh_from_db()
        return found
