"""Writing a claim down: its wording, its places, its numbers. Editable until it is proposed."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from claims.choices import EDITABLE, Bound
from claims.locking import changing, record_author, refuse_frozen
from claims.models import Anchor, Appearance, Claim, Quantity, Relay, Topic
from claims.workflow.review import reopen_locked
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require
from sources import anchors
from sources.models import Snapshot, Speaker

EDITABLE_FIELDS = (
    *("text", "speaker", "nature", "said_from", "said_to", "said_basis", "said_note"),
    *("language", "note"),
)


class NewQuantity(TypedDict, total=False):
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    qualifier: str
    counted: str
    as_of: date | None


class NewRelay(TypedDict, total=False):
    kind: str
    speaker: Speaker | None
    description: str
    verb: str


def add_claim(
    by: User,
    text: str,
    speaker: Speaker,
    topics: Iterable[Topic] = (),
    quantities: Iterable[NewQuantity] = (),
    **fields: Any,
) -> Claim:
    """Write down a new, unreviewed claim. Raises Refused, NotAllowed."""
    require(by, "add_claim")
    _known(fields)
    with acting(by):
        claim = Claim(text=text.strip(), speaker=speaker, added_by=by, **fields)
        claim.full_clean(validate_constraints=False, exclude=["added_by"])
        claim.save()
        claim.topics.set(topics)
        for quantity in quantities:
            _add_quantity(claim, quantity)
        return claim


def edit_claim(
    claim_id: int,
    by: User,
    expected_revision: int | None = None,
    reason: str = "",
    topics: Iterable[Topic] | None = None,
    **fields: Any,
) -> Claim:
    """Change a claim's own words. A concluded one is first reopened, for which a reason is needed.

    Raises Refused, Stale, NotAllowed.
    """
    require(by, "edit_claim")
    _known(fields)
    with changing(claim_id, by, expected_revision, reason) as claim:
        # The note is ours and never public: it may be written at any time.
        if topics is not None or fields.keys() - {"note"}:
            if claim.concluded:
                require(by, "reopen")
                reopen_locked(claim, by, reason)
            refuse_frozen(claim)
        for field, value in fields.items():
            setattr(claim, field, value)
        claim.full_clean(validate_constraints=False, exclude=["added_by", "status", "attribution"])
        if fields:
            claim.save(update_fields=list(fields))
        if topics is not None:
            claim.topics.set(topics)
        if claim.status in EDITABLE:
            record_author(claim, by)
        return claim


def add_topics(
    claim_id: int, by: User, topics: Iterable[Topic], expected_revision: int | None = None
) -> Claim:
    """Name more topics, beside those that it has. Raises Refused, Stale, NotAllowed."""
    require(by, "edit_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        claim.topics.add(*topics)
        record_author(claim, by)
        return claim


def add_quantity(
    claim_id: int, by: User, quantity: NewQuantity, expected_revision: int | None = None
) -> Quantity:
    require(by, "edit_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        made = _add_quantity(claim, quantity)
        record_author(claim, by)
        return made


def remove_quantity(
    claim_id: int, by: User, quantity_id: int, expected_revision: int | None = None
) -> None:
    require(by, "edit_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        claim.quantities.filter(pk=quantity_id).delete()
        record_author(claim, by)


def add_appearance(
    claim_id: int,
    by: User,
    snapshot: Snapshot,
    places: Sequence[anchors.Selector],
    relays: Iterable[NewRelay] = (),
    expected_revision: int | None = None,
    **fields: Any,
) -> Appearance:
    """Say where the claim appears: its quotes anchored in one snapshot. Raises Refused."""
    require(by, "add_claim")
    with changing(claim_id, by, expected_revision) as claim:
        if claim.added_by_id != by.pk or claim.status != "unreviewed":
            require(by, "edit_claim")
        refuse_frozen(claim)
        appearance = place(claim, snapshot, places, relays, **fields)
        record_author(claim, by)
        return appearance


def place(
    claim: Claim,
    snapshot: Snapshot,
    places: Sequence[anchors.Selector],
    relays: Iterable[NewRelay] = (),
    **fields: Any,
) -> Appearance:
    """The rows of an appearance, inside the caller's verb."""
    if not places:
        raise Refused(_("Quote the words in the snapshot: an appearance has a place."))
    appearance = Appearance(claim=claim, snapshot=snapshot, **fields)
    appearance.full_clean(validate_constraints=False)
    appearance.save()
    for selector in places:
        Anchor.objects.create(
            claim=claim, appearance=appearance, snapshot=snapshot, **vars(selector)
        )
    for position, relay in enumerate(relays, start=1):
        Relay.objects.create(claim=claim, appearance=appearance, position=position, **relay)
    return appearance


def remove_appearance(
    claim_id: int, by: User, appearance_id: int, expected_revision: int | None = None
) -> None:
    require(by, "edit_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        claim.appearances.filter(pk=appearance_id).delete()
        record_author(claim, by)


def _add_quantity(claim: Claim, quantity: NewQuantity) -> Quantity:
    made = Quantity(claim=claim, **({"bound": Bound.EXACTLY} | quantity))
    made.full_clean(validate_constraints=False)
    made.save()
    return made


def _known(fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - set(EDITABLE_FIELDS):
        raise Refused(
            _("%(fields)s can't be changed here.") % {"fields": ", ".join(sorted(unknown))}
        )
