"""A claim's relations on its page: the other claims, and what this person may decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.admin.claim.existing_rows import has_rows
from claims.choices import RelationKind, RelationState
from claims.models import Claim, Relation
from claims.presentation import external_ratings
from claims.presentation.external_ratings import ExternalRating
from claims.presentation.prose import Part, differing
from newsroom.models import User
from newsroom.permissions import may

MOST = 100


@dataclass(frozen=True)
class Edge:
    relation: Relation
    other: Claim
    outward: bool
    may_confirm: bool
    may_dismiss: bool
    may_supplement: bool

    # The two statements, of which the words that only one has are marked.
    here: list[Part]
    there: list[Part]
    reviews: Sequence[ExternalRating]  # of the other claim, by others

    @property
    def has_review(self) -> bool:
        """Whether a review of this claim may start from that of the other."""
        return self.relation.state == RelationState.CONFIRMED and self.other.concluded

    @property
    def is_new(self) -> bool:
        """Suggested by a method, and nobody has looked at it."""
        return _is_new(self.relation)

    @property
    def repeats(self) -> bool:
        is_repeat = self.relation.kind == RelationKind.REPEATS and self.outward
        return is_repeat and self.relation.state == RelationState.CONFIRMED


def _is_new(relation: Relation) -> bool:
    return relation.state == RelationState.SUGGESTED and relation.suggested_by_id is None


def _relations_of(claim: Claim) -> list[Relation]:
    """With both claims. In two queries: PostgreSQL takes longer to plan one that joins all of it
    than to find the rows of both.
    """
    found = list(Relation.objects.of(claim.pk).select_related("suggested_by", "decided_by")[:MOST])
    numbers = {each.from_claim_id for each in found} | {each.to_claim_id for each in found}
    related = Claim.objects.filter(pk__in=numbers - {claim.pk}).select_related("speaker")
    by_number = {claim.pk: claim, **{each.pk: each for each in related}}
    for each in found:
        each.from_claim = by_number[each.from_claim_id]
        each.to_claim = by_number[each.to_claim_id]
    return found


def edges_of(claim: Claim, by: User) -> list[Edge]:
    if not has_rows(claim, Relation):
        return []
    found = _relations_of(claim)
    suggested = [each for each in found if _is_new(each)]
    ends = {end for each in suggested for end in (each.from_claim_id, each.to_claim_id)}
    reviews = external_ratings.of_claims(ends - {claim.pk})
    deciding, asking = may(by, "decide_relation"), may(by, "request_approval")
    edges = []
    for relation in found:
        outward = relation.from_claim_id == claim.pk
        other = relation.to_claim if outward else relation.from_claim
        is_confirmed = relation.state == RelationState.CONFIRMED
        both_signed = claim.concluded and other.concluded
        is_new = _is_new(relation)
        here, there = differing(claim.text, other.text) if is_new else ([], [])
        edges.append(
            Edge(
                relation,
                other,
                outward,
                may_confirm=deciding and not is_confirmed and not both_signed,
                may_dismiss=deciding and relation.state != RelationState.DISMISSED,
                may_supplement=asking and not is_confirmed and both_signed,
                here=here,
                there=there,
                reviews=reviews.get(other.pk, ()),
            )
        )
    return edges
