"""Relations between claims: suggested by anyone, decided by an editor, public once signed."""

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _

from claims.choices import RelationKind, RelationState
from claims.locking import count_revision, lock_with_neighbours
from claims.models import Relation
from claims.publication import publishing
from newsroom.errors import Refused, Stale
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require
from newsroom.verbs import permitted
from sources.saving import save


def suggest(
    from_claim: int, to_claim: int, kind: str, by: User, rationale: str = "", **fields: Any
) -> Relation:
    """A contradiction is stored lower number first. ``fields``: scope, method, method_version, score."""
    if kind == RelationKind.CONTRADICTS and from_claim > to_claim:
        from_claim, to_claim = to_claim, from_claim
    with permitted(by, "suggest_relation"):
        relation = Relation(
            from_claim_id=from_claim,
            to_claim_id=to_claim,
            kind=kind,
            rationale=rationale.strip(),
            suggested_by=by,
        )
        return save(relation, {"method": "by hand"} | fields)


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
        ends = Relation.objects.values_list("from_claim", "to_claim").filter(pk=relation_id).first()
        if ends is None:
            raise Refused(_("There is no relation %(number)s."), number=relation_id)
        claims = lock_with_neighbours(*ends)
        relation: Relation = Relation.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=relation_id
        )
        if relation.state == state:
            raise Refused(
                _("%(who)s has already decided this: %(state)s."),
                rule="relation_decided",
                who=relation.decided_by,
                state=relation.get_state_display(),
            )
        if expected_state is not None and relation.state != expected_state:
            raise Stale(
                _("%(who)s decided this after you opened it: %(state)s.")
                % {"who": relation.decided_by, "state": relation.get_state_display()}
            )
        relation.state, relation.decided_by = state, by
        relation.rationale = rationale.strip() or relation.rationale
        relation.scope = relation.scope if scope is None else scope.strip()
        if state == RelationState.DISMISSED:
            relation.signed_in = None
        relation.decided_at = TransactionNow()
        relation.save()
        for number in ends:
            count_revision(claims[number])
        publishing.republish(ends)
        relation.refresh_from_db()
    publishing.publish_due()
    return relation
