"""The claims that an erasure keeps offline, and what is to be done with each."""

from django.db.models import BooleanField, Exists, F, Func, OuterRef
from django.utils.translation import gettext as _

from claims.choices import CONCLUDED, Status
from claims.models import Claim, Erasure
from newsroom.choices import ApprovalKind
from newsroom.models import Approval

LISTED = 200


def claims_of(erasure: Erasure) -> list[tuple[Claim, str]]:
    """Each with the next step, in a sentence."""
    offline = erasure.publications.of_claims_kept_offline().values("publication__claim")
    requests = Approval.objects.open().filter(
        kind=ApprovalKind.LIFT_HOLD, subject_id=OuterRef("pk")
    )
    claims = Claim.objects.filter(pk__in=offline).annotate(
        words_are_erased=Func(
            F("pk"), function="signed_words_are_erased", output_field=BooleanField()
        ),
        lift_is_requested=Exists(requests),
    )
    return [(claim, _next_step(claim)) for claim in claims.order_by("pk")[:LISTED]]


def _next_step(claim: Claim) -> str:
    if claim.lift_is_requested:  # type: ignore[attr-defined]  # annotated above
        return _("A second person decides on lifting the hold.")
    if claim.status in CONCLUDED and claim.words_are_erased:  # type: ignore[attr-defined]
        return _(
            "A senior editor reopens it. It is edited without what was erased, and signed again."
        )
    if claim.status in CONCLUDED:
        return _("It is signed again: request that the hold is lifted.")
    if claim.status == Status.WITHDRAWN:
        return _("It is withdrawn. If it is to come back, a senior editor reinstates it.")
    return _(
        "Edit it without what was erased, and have it signed. Then request that the hold is lifted."
    )
