"""Labels: added, changed and retired by a request that a second person approves."""

import json
from collections.abc import Sequence
from itertools import chain, count
from typing import Any, TypedDict

from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _

from claims.locking import sql_scalar
from claims.models import Label, LabelEdition
from newsroom import approvals
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.models import Approval, User
from newsroom.verbs import permitted
from sources.saving import save


class Translation(TypedDict):
    language: str
    name: str
    definition: str


CONTENT = (
    *("name", "definition", "translations", "attribution", "status"),
    *("value", "worst", "best"),
)
# Not known before it is signed, or checked by PostgreSQL.
LATER = {"label", "number", "approval", "signed_at", "translations"}


def free_slug(wanted: str, attribution: str) -> str:
    """The slug, or where a label has it one with the attribution or a number added.

    A label stands for one pair of answers, so the same name may need several labels.
    """
    most = Label._meta.get_field("slug").max_length or len(wanted)
    endings = chain(["", f"-{attribution}"], (f"-{number}" for number in count(2)))
    possible = (f"{wanted[: most - len(ending)].strip('-')}{ending}" for ending in endings)
    return next(each for each in possible if not Label.objects.filter(slug=each).exists())


def add(by: User, slug: str, reason: str = "", **content: Any) -> Approval:
    """A label, and the request for its first edition (``CONTENT``). Raises Refused, NotAllowed."""
    reason = reason.strip() or _("A new label.")
    with permitted(by, "request_approval", reason):
        made = save(Label(slug=slug, made_by=by), {})
        return _request(made.pk, by, reason, content)


def request_edition(label_id: int, by: User, reason: str, **content: Any) -> Approval:
    """Request another text, number or pair of answers, also of a retired label; dated once approved."""
    with permitted(by, "request_approval", reason):
        return _request(label_id, by, reason, content)


def request_retirement(label_id: int, by: User, reason: str) -> Approval:
    """Request that no further proposal may choose it. Raises Refused, NotAllowed."""
    with permitted(by, "request_approval", reason):
        latest = LabelEdition.objects.filter(label=label_id).first()
        if latest is None or latest.retired:
            raise Refused(_("This label is not in use."))
        content = {name: getattr(latest, name) for name in CONTENT}
        return _request(label_id, by, reason, content, retired=True)


def _request(
    label_id: int, by: User, reason: str, content: dict[str, Any], *, retired: bool = False
) -> Approval:
    payload = {
        "name": " ".join(content["name"].split()),
        "definition": " ".join(content["definition"].split()),
        "translations": _whole(content.get("translations") or ()),
        "attribution": content["attribution"],
        "status": content["status"],
        **{name: content.get(name) for name in ("value", "worst", "best")},
        "retired": retired,
    }
    # What PostgreSQL will refuse is refused before somebody else reads it.
    edition = LabelEdition(label_id=label_id, **payload)
    edition.clean_fields(exclude=LATER)
    edition.validate_constraints(exclude=LATER)
    sql_scalar("SELECT require_label(%s, %s::jsonb)", label_id, json.dumps(payload))
    same = {f"payload__{key}": payload[key] for key in ("attribution", "status", "retired")}
    waiting = Approval.objects.open().filter(kind=ApprovalKind.SIGN_LABEL, **same)
    if waiting.filter(payload__name__iexact=payload["name"]).exclude(subject_id=label_id).exists():
        raise Refused(_("A label of this name for the same two answers waits to be approved."))
    return approvals.create(ApprovalKind.SIGN_LABEL, label_id, by, reason, **payload)


def _whole(translations: Sequence[Translation]) -> list[dict[str, str]]:
    """Without those of which nothing is written."""
    made = [
        {
            "language": each["language"],
            "name": " ".join(each["name"].split()),
            "definition": " ".join(each["definition"].split()),
        }
        for each in translations
    ]
    return [each for each in made if each["name"] or each["definition"]]


def sign(requested: Approval, by: User) -> Approval:
    """Carry out the request, inside the caller's verb."""
    approval = approvals.decide(requested.pk, by, ApprovalOutcome.DONE)
    LabelEdition.objects.create(
        label_id=approval.subject_id,
        number=0,  # PostgreSQL's, as is the day
        approval=approval,
        signed_at=TransactionNow(),
        **approval.payload,
    )
    return approval
