"""When an action is offered, and how most of them call their verb."""

from collections.abc import Callable
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext_lazy

from claims.admin.claim.state import ClaimState
from claims.choices import CONCLUDED, EDITABLE, Status
from claims.workflow import reporters
from newsroom.models import User

WhyNot = Callable[[ClaimState, User], str | None]


def when_status(*statuses: Status) -> WhyNot:
    return lambda state, by: "" if state.claim.status in statuses else None


UNREVIEWED_OR_IN_REVIEW = when_status(*EDITABLE)
SIGNED = when_status(*CONCLUDED)
REMOVED = gettext_lazy("Removed; history keeps it.")


def writes(state: ClaimState, by: User) -> str | None:
    """Offered in a review in progress to whoever may write in it."""
    if state.review is None or state.claim.status != Status.IN_REVIEW:
        return None
    return None if reporters.why_not_write(state.review, by) else ""


def on_claim(verb: Callable[..., Any]) -> Callable[[ClaimState, User, dict[str, Any]], Any]:
    """Call the verb on the claim with what the form gives, by name."""
    return lambda state, by, data: verb(state.pk, by, **data)


def with_key(
    verb: Callable[..., Any], options: Callable[..., Any]
) -> Callable[[ClaimState, User, dict[str, Any]], Any]:
    """As :func:`on_claim`; where the page's script asks first, what a passkey has to sign (``WithKey``)."""

    def call(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
        if data.pop("challenge", False):
            return JsonResponse(options(state.pk, by, **data))
        return verb(state.pk, by, **data)

    return call
