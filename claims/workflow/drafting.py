"""Adding and editing a claim: its wording, appearances and quantities.

``create_…`` make rows inside the caller's verb.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from claims.choices import Bound, Status
from claims.locking import changing, editing, refuse_frozen, why_frozen
from claims.models import Anchor, Appearance, Claim, Quantity, Relay, Topic
from claims.workflow.review import reopen_locked
from newsroom.errors import Refused
from newsroom.jobs import LATER, enqueue
from newsroom.models import User
from newsroom.permissions import may, require, why_not_allowed
from newsroom.verbs import permitted
from sources import anchors
from sources.choices import UNPOOLED
from sources.models import Snapshot, Speaker
from sources.saving import refuse_other_fields, save
from sources.speakers import create_speaker

EDITABLE_FIELDS = (
    *("text", "speaker", "nature", "said_from", "said_to", "said_basis", "said_note"),
    *("language", "note"),
)


class NewSpeaker(TypedDict, total=False):
    kind: str
    name: str
    description: str


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
    with permitted(by, "add_claim"):
        return create_claim(by, text, speaker, topics, quantities, **fields)


def add_quoted_claim(
    by: User,
    snapshot: Snapshot,
    places: Sequence[anchors.Selector],
    text: str,
    speaker: Speaker | NewSpeaker,
    topics: Iterable[Topic] = (),
    quantities: Iterable[NewQuantity] = (),
    relays: Iterable[NewRelay] = (),
    appearance: Mapping[str, Any] = MappingProxyType({}),
    **fields: Any,
) -> Claim:
    """Add a claim with its first appearance (``appearance``: its fields) and maybe a new speaker."""
    with permitted(by, "add_claim"):
        if not isinstance(speaker, Speaker):
            source = snapshot.source if speaker.get("kind") in UNPOOLED else None
            speaker = create_speaker(**speaker, source=source)
        claim = create_claim(by, text, speaker, topics, quantities, **fields)
        create_appearance(claim, snapshot, places, relays, **appearance)
        return claim


def create_claim(
    by: User,
    text: str,
    speaker: Speaker,
    topics: Iterable[Topic] = (),
    quantities: Iterable[NewQuantity] = (),
    **fields: Any,
) -> Claim:
    refuse_other_fields(fields, EDITABLE_FIELDS)
    claim = save(
        Claim(text=text.strip(), speaker=speaker, added_by=by), fields, exclude=["added_by"]
    )
    claim.topics.set(topics)
    for quantity in quantities:
        _create_quantity(claim, quantity)
    _match(claim)
    return claim


def _match(claim: Claim) -> None:
    """A worker compares it with earlier claims, and suggests relations."""
    enqueue(
        "claims.suggest_relations",
        once=f"claims.suggest_relations {claim.pk}",
        priority=LATER,
        claim_id=claim.pk,
    )


def edit_claim(
    claim_id: int,
    by: User,
    expected_revision: int | None = None,
    reason: str = "",
    reason_kind: str = "",
    topics: Iterable[Topic] | None = None,
    may_reopen: bool = True,
    **fields: Any,
) -> Claim:
    """A concluded claim is reopened first, for which a reason and its kind are needed; or refused."""
    refuse_other_fields(fields, EDITABLE_FIELDS)
    with changing(claim_id, by, expected_revision, reason) as claim:
        # The note is never public and may be edited at any time.
        if topics is None and not fields.keys() - {"note"}:
            require(by, "edit_claim")
        else:
            reopens = claim.concluded and may_reopen
            require(by, "reopen" if reopens else "edit_claim")
            if reopens:
                reopen_locked(claim, by, reason, reason_kind)
            refuse_frozen(claim)
        save(claim, fields, exclude=["added_by", "status", "attribution"])
        if "text" in fields:
            _match(claim)
        if topics is not None:
            claim.topics.set(topics)
        return claim


def why_not_edit(claim: Claim, by: User) -> str:
    """Why this person can't edit the claim now, in a sentence; empty where they can."""
    return "" if claim.concluded and may(by, "reopen") else why_frozen(claim)


def add_topics(claim_id: int, by: User, topics: Iterable[Topic]) -> Claim:
    with editing(claim_id, by, None) as claim:
        claim.topics.add(*topics)
        return claim


def add_quantity(
    claim_id: int, by: User, quantity: NewQuantity, expected_revision: int | None = None
) -> Quantity:
    with editing(claim_id, by, expected_revision) as claim:
        return _create_quantity(claim, quantity)


def remove_quantity(
    claim_id: int, by: User, quantity_id: int, expected_revision: int | None = None
) -> None:
    with editing(claim_id, by, expected_revision) as claim:
        claim.quantities.filter(pk=quantity_id).delete()


def _create_quantity(claim: Claim, quantity: NewQuantity) -> Quantity:
    return save(Quantity(claim=claim, bound=Bound.EXACTLY), quantity)


def add_appearance(
    claim_id: int,
    by: User,
    snapshot: Snapshot,
    places: Sequence[anchors.Selector],
    relays: Iterable[NewRelay] = (),
    expected_revision: int | None = None,
    **fields: Any,
) -> Appearance:
    """Anchor the claim's quotes in a snapshot. ``fields``: those of Appearance."""
    with changing(claim_id, by, expected_revision) as claim:
        refuse_appearance(claim, by)
        return create_appearance(claim, snapshot, places, relays, **fields)


def refuse_appearance(claim: Claim, by: User) -> None:
    """Raise NotAllowed or Refused where this person can't add an appearance to the claim."""
    require(by, _permission_to_add_appearance(claim, by))
    refuse_frozen(claim)


def why_not_add_appearance(claim: Claim, by: User) -> str:
    """The same as a sentence; empty where they can."""
    return why_frozen(claim) or why_not_allowed(by, _permission_to_add_appearance(claim, by))


def _permission_to_add_appearance(claim: Claim, by: User) -> str:
    """Anchoring one's own claim before its review takes no more than adding it."""
    own = claim.added_by_id == by.pk and claim.status == Status.UNREVIEWED
    return "add_claim" if own else "edit_claim"


def create_appearance(
    claim: Claim,
    snapshot: Snapshot,
    places: Sequence[anchors.Selector],
    relays: Iterable[NewRelay] = (),
    **fields: Any,
) -> Appearance:
    refuse_without_places(places)
    appearance = save(Appearance(claim=claim, snapshot=snapshot), fields)
    create_anchors(appearance, places)
    for position, relay in enumerate(relays, start=1):
        Relay.objects.create(claim=claim, appearance=appearance, position=position, **relay)
    return appearance


def refuse_without_places(places: Sequence[anchors.Selector]) -> None:
    if not places:
        raise Refused(_("An appearance needs a quote: select its words in the snapshot."))


def create_anchors(appearance: Appearance, places: Iterable[anchors.Selector]) -> None:
    for place in places:
        Anchor.objects.create(
            claim=appearance.claim,
            appearance=appearance,
            snapshot=appearance.snapshot,
            **vars(place),
        )


def remove_appearance(
    claim_id: int, by: User, appearance_id: int, expected_revision: int | None = None
) -> None:
    with editing(claim_id, by, expected_revision) as claim:
        claim.appearances.filter(pk=appearance_id).delete()
