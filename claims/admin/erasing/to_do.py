"""What must be done about erasures, for the top of their list."""

from typing import Any

from django.db.models import OuterRef, Subquery

from claims.choices import ErasureJobState
from claims.models import ErasedPublication, Erasure, ErasureRun, ErasureSearch
from newsroom.choices import ERASING, ApprovalOutcome
from newsroom.models import Approval, User

LISTED = 20  # of each


def of(by: User) -> dict[str, list[Any]]:
    """Open requests, the person's own searches of which nothing was requested, runs that left files,
    and erasures that keep claims offline, each with how many.
    """
    runs = ErasureRun.objects.filter(approval=OuterRef("pk")).order_by("-pk")
    requests = Approval.objects.open().filter(kind__in=ERASING).select_related("requested_by")
    searches = ErasureSearch.objects.filter(
        requested_by=by, approval=None, state=ErasureJobState.DONE
    )
    left_files = ErasureRun.objects.filter(
        state=ErasureJobState.FAILED, approval__outcome=ApprovalOutcome.DONE
    )
    counts = ErasedPublication.objects.of_claims_kept_offline().claims_by_erasure()
    erasures = Erasure.objects.filter(pk__in=counts).order_by("pk")[:LISTED]
    return {
        "requests": list(
            requests.annotate(run_state=Subquery(runs.values("state")[:1])).order_by("pk")[:LISTED]
        ),
        "searches": list(searches[:LISTED]),
        "left_files": list(left_files[:LISTED]),
        "offline": [(each, counts[each.pk]) for each in erasures],
    }
