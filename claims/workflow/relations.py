"""Relations between claims: suggested by anyone, decided by an editor, public once signed."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from claims.choices import (
    NoticeKind,
    RelationKind,
    RelationState,
    ReviewState,
    RoundOutcome,
    Status,
)
from claims.locking import count_revision, lock_with_neighbours
from claims.models import Claim, Notice, Relation
from claims.notifications import notices
from claims.publication import publishing
from newsroom.errors import Refused, Stale
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import may, require
from newsroom.verbs import permitted
from sources.saving import save

OF_A_METHOD = ("rationale", "method", "method_version", "score")
# The answer to a suggestion that is none.
UNRELATED = "unrelated"
# The rationale of a relation for which a person chose no more than its kind. It may become public.
USUAL_RATIONALES = {
    RelationKind.CONTRADICTS: gettext_lazy("The two can't both be so."),
    RelationKind.SUPPORTS: gettext_lazy("If the one is so, it speaks for the other."),
    RelationKind.REPEATS: gettext_lazy("Both say the same."),
    RelationKind.UPDATES: gettext_lazy("It gives a later state of the same."),
    RelationKind.NARROWS: gettext_lazy("It says the same more exactly."),
    RelationKind.CORRECTS: gettext_lazy("It corrects what the other says."),
}


@dataclass(frozen=True)
class Found:
    """A relation that a method found; the claims in any order where the kind is symmetric."""

    from_claim: int
    to_claim: int
    kind: RelationKind
    rationale: str
    method: str
    method_version: str
    score: float

    @property
    def pair(self) -> frozenset[int]:
        return frozenset((self.from_claim, self.to_claim))


# From this score on, whoever checked a claim gets a notice that it is repeated: of 111 such pairs of
# real claims none was wrong (docs/matching.md).
ANNOUNCED = 0.9


def suggest_found(claim_id: int, found: Collection[Found]) -> list[Relation]:
    """Suggest what a method found for a claim, as nobody's suggestion.

    Pairs that have a relation, of whatever kind and state, are left out, and so are withdrawn claims.
    """
    if not found:
        return []
    with acting(None):
        claims = lock_with_neighbours(claim_id, *(end for each in found for end in each.pair))
        related = {
            frozenset(ends)
            for ends in Relation.objects.of(claim_id).values_list("from_claim", "to_claim")
        }
        made = []
        for each in found:
            withdrawn = any(claims[end].status == Status.WITHDRAWN for end in each.pair)
            if withdrawn or each.pair in related:
                continue
            related.add(each.pair)
            relation = Relation(**_ends(each.from_claim, each.to_claim, each.kind))
            values = asdict(each)
            made.append(save(relation, {name: values[name] for name in OF_A_METHOD}))
            repeated = each.kind == RelationKind.REPEATS and each.score >= ANNOUNCED
            if repeated and each.from_claim == claim_id:
                _announce(claims[each.to_claim])
        return made


def _announce(claim: Claim, by: User | None = None) -> None:
    """Notify whoever checked and signed a concluded claim that it seems to be said again, or denied;
    once until they look."""
    waiting = Notice.objects.filter(claim=claim, kind=NoticeKind.SAID_AGAIN).unseen()
    if not claim.concluded or waiting.exists():
        return
    last = claim.reviews.select_related("reviewer").filter(state=ReviewState.SIGNED).first()
    if last is not None:
        signed = last.rounds.select_related("decided_by").filter(outcome=RoundOutcome.SIGNED)
        people = [last.reviewer, *(each.decided_by for each in signed if each.decided_by)]
        notices.notify(people, NoticeKind.SAID_AGAIN, claim, by)


# Of these a person who says them of a new claim notifies those who checked the other one.
ANNOUNCED_KINDS = frozenset({RelationKind.REPEATS, RelationKind.UPDATES, RelationKind.CONTRADICTS})


def suggest(
    from_claim: int, to_claim: int, kind: str, by: User, rationale: str = "", **fields: Any
) -> Relation:
    """A contradiction is stored lower number first. ``fields``: scope, method, method_version, score."""
    with permitted(by, "suggest_relation"):
        relation = Relation(
            **_ends(from_claim, to_claim, kind), rationale=rationale.strip(), suggested_by=by
        )
        is_announced = kind in ANNOUNCED_KINDS and not may(by, "decide_relation")
        claims = lock_with_neighbours(from_claim, to_claim) if is_announced else {}
        made = save(relation, {"method": "by hand"} | fields)
        if to_claim in claims:
            _announce(claims[to_claim], by)
        return made


def _ends(from_claim: int, to_claim: int, kind: str) -> dict[str, Any]:
    if kind == RelationKind.CONTRADICTS:
        from_claim, to_claim = sorted((from_claim, to_claim))
    return {"from_claim_id": from_claim, "to_claim_id": to_claim, "kind": kind}


def confirm(
    relation_id: int,
    by: User,
    rationale: str = "",
    scope: str | None = None,
    expected_state: str | None = None,
) -> Relation:
    """Confirm a relation, or reverse its dismissal."""
    require(by, "decide_relation")
    return _decide(relation_id, by, RelationState.CONFIRMED, rationale, scope, "", expected_state)


def dismiss(relation_id: int, by: User, reason: str, expected_state: str | None = None) -> Relation:
    """Dismiss a relation; if it was public, both claims are republished."""
    require(by, "decide_relation")
    if not reason.strip():
        raise Refused(_("Say why the relation is dismissed."), rule="reason_needed")
    return _decide(relation_id, by, RelationState.DISMISSED, "", None, reason, expected_state)


def settle(relation_id: int, kind: str, by: User) -> Relation:
    """Decide on a suggestion in one step: confirm it as this kind of relation, or UNRELATED.

    Another kind than was suggested dismisses the suggestion. Where both claims are signed, the relation
    that is returned is still suggested: two people supplement a claim with it.
    """
    _require_kind(kind)
    reason = _("Unrelated.") if kind == UNRELATED else ""
    with permitted(by, "decide_relation", reason):
        claims, relation = _locked(relation_id)
        if relation.state != RelationState.SUGGESTED:
            raise _decided_before(relation)
        ends = [claims[number] for number in (relation.from_claim_id, relation.to_claim_id)]
        if kind == UNRELATED:
            _change(relation, by, RelationState.DISMISSED)
        else:
            if kind != relation.kind:
                _change(relation, by, RelationState.DISMISSED)
                relation = save(
                    Relation(**_ends(*later_first(*ends), kind), suggested_by=by),
                    {"method": "by hand"},
                )
            with override(settings.LANGUAGE_CODE):
                relation.rationale = relation.rationale or str(USUAL_RATIONALES[RelationKind(kind)])
            if all(claim.concluded for claim in ends):
                relation.save(update_fields=["rationale"])
            else:
                _change(relation, by, RelationState.CONFIRMED)
        for claim in ends:
            count_revision(claim)
            notices.settle(claim, NoticeKind.SAID_AGAIN)
        return relation


def _require_kind(kind: str) -> None:
    if kind not in (UNRELATED, *RelationKind):
        raise Refused(_("Choose how the two claims are related."))


def relate(claim: Claim, other_id: int, kind: str, by: User) -> Relation:
    """Record how a new claim is related to another, or UNRELATED, inside the caller's verb.

    It is decided where the person's role decides on relations, and suggested otherwise.
    """
    _require_kind(kind)
    is_unrelated = kind == UNRELATED
    require(by, "decide_relation" if is_unrelated else "suggest_relation")
    claims = lock_with_neighbours(claim.pk, other_id)
    stored = RelationKind.REPEATS if is_unrelated else RelationKind(kind)
    ends = _ends(*later_first(claims[claim.pk], claims[other_id]), stored)
    relation = save(Relation(**ends, suggested_by=by), {"method": "by hand"})
    if is_unrelated:
        _change(relation, by, RelationState.DISMISSED)
        return relation
    with override(settings.LANGUAGE_CODE):
        relation.rationale = str(USUAL_RATIONALES[stored])
    if may(by, "decide_relation"):
        _change(relation, by, RelationState.CONFIRMED)
    else:
        relation.save(update_fields=["rationale"])
    if stored in ANNOUNCED_KINDS:
        _announce(claims[other_id], by)
    return relation


def later_first(one: Claim, other: Claim) -> tuple[int, int]:
    """The numbers of the two: first the one said later or, where that is not known, added later."""
    day, other_day = one.said_to, other.said_to
    later = one.pk > other.pk
    if day and other_day and day != other_day:
        later = day > other_day
    return (one.pk, other.pk) if later else (other.pk, one.pk)


def _decide(
    relation_id: int,
    by: User,
    state: RelationState,
    rationale: str,
    scope: str | None,
    reason: str,
    expected_state: str | None,
) -> Relation:
    with acting(by, reason):
        claims, relation = _locked(relation_id)
        if relation.state == state:
            raise _decided_before(relation)
        if expected_state is not None and relation.state != expected_state:
            raise Stale(
                _("%(who)s decided this after you opened it: %(state)s.")
                % {"who": relation.decided_by, "state": relation.get_state_display()}
            )
        relation.rationale = rationale.strip() or relation.rationale
        relation.scope = relation.scope if scope is None else scope.strip()
        if state == RelationState.DISMISSED:
            relation.signed_in = None
        _change(relation, by, state)
        ends = (relation.from_claim_id, relation.to_claim_id)
        for number in ends:
            count_revision(claims[number])
            notices.settle(claims[number], NoticeKind.SAID_AGAIN)
        publishing.republish(ends)
        relation.refresh_from_db()
    publishing.publish_due()
    return relation


def _locked(relation_id: int) -> tuple[dict[int, Claim], Relation]:
    """The relation and its claims with their neighbours, locked inside the caller's verb."""
    ends = Relation.objects.values_list("from_claim", "to_claim").filter(pk=relation_id).first()
    if ends is None:
        raise Refused(_("There is no relation %(number)s."), number=relation_id)
    claims = lock_with_neighbours(*ends)
    relations = Relation.objects.select_for_update(no_key=True, of=("self",))
    return claims, relations.get(pk=relation_id)


def _decided_before(relation: Relation) -> Refused:
    return Refused(
        _("%(who)s has already decided this: %(state)s."),
        rule="relation_decided",
        who=relation.decided_by,
        state=relation.get_state_display(),
    )


def _change(relation: Relation, by: User, state: RelationState) -> None:
    relation.state, relation.decided_by = state, by
    relation.decided_at = TransactionNow()
    relation.save(
        update_fields=["state", "rationale", "scope", "decided_by", "decided_at", "signed_in"]
    )
