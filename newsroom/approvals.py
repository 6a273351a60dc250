"""Asking for what takes two, and deciding it. What a deed then does is its app's verb."""

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _

from newsroom.choices import DeedKind, DeedOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Deed, Policy, User
from newsroom.permissions import require


def one_person_is_enough() -> bool:
    return Policy.objects.filter(pk=1, one_person=True).exists()


def request(kind: DeedKind, subject_id: int, by: User, reason: str, /, **payload: Any) -> Deed:
    """Ask for a deed; a second, senior, person does it. Raises Refused, NotAllowed."""
    require(by, "request_approval")
    with acting(by, reason):
        return Deed.objects.create(
            kind=kind,
            subject_id=subject_id,
            payload=payload,
            reason=reason.strip(),
            asked_by=by,
        )


def decide(deed_id: int, by: User, outcome: DeedOutcome, answer: str = "") -> Deed:
    """Lock and decide an open deed, inside the caller's ``acting``. Raises Refused, NotAllowed."""
    deed: Deed = Deed.objects.select_for_update(no_key=True, of=("self",)).get(pk=deed_id)
    if deed.outcome != DeedOutcome.OPEN:
        raise Refused(
            _("%(who)s has already decided this: %(outcome)s.")
            % {"who": deed.decided_by, "outcome": deed.get_outcome_display()},
            rule="deed_decided_once",
        )
    if outcome == DeedOutcome.TAKEN_BACK:
        if deed.asked_by_id != by.pk:
            raise Refused(_("Only the person who asked can take this back."))
    else:
        require(by, "decide_approval")
    deed.outcome, deed.decided_by, deed.answer = outcome, by, answer
    # now() is the transaction's own time: the guards recognise by it the deed that is being done.
    Deed.objects.filter(pk=deed.pk).update(
        outcome=outcome, decided_by=by, decided_at=TransactionNow(), answer=answer
    )
    return deed


def decline(deed_id: int, by: User, answer: str) -> Deed:
    with acting(by, answer):
        return decide(deed_id, by, DeedOutcome.DECLINED, answer)


def withdraw(deed_id: int, by: User) -> Deed:
    with acting(by):
        return decide(deed_id, by, DeedOutcome.TAKEN_BACK)
