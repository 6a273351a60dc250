"""When a verb is offered: most follow where the claim stands."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy

from claims.admin.claim.state import ClaimState
from claims.choices import CONCLUDED, EDITABLE, Status
from newsroom.models import User

WhyNot = Callable[[ClaimState, User], str | None]


def while_(*statuses: Status) -> WhyNot:
    """Offered while the claim stands so."""
    return lambda state, by: "" if state.claim.status in statuses else None


IN_REVIEW = while_(Status.IN_REVIEW)
UNREVIEWED_OR_IN_REVIEW = while_(*EDITABLE)
SIGNED = while_(*CONCLUDED)
# Done where it takes two: what is said to whoever asks.
ASKED = gettext_lazy("Requested. Another senior editor approves it under Approvals.")
