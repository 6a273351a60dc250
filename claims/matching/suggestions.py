"""Relations that a claim may have to earlier ones, suggested by comparing it with them.

A suggestion waits for a person. It is never public, and a pair that a person has decided on is never
suggested again.
"""

from collections.abc import Collection, Iterator

from claims.choices import RelationKind, Status
from claims.matching import finding, indexing
from claims.matching.finding import Match
from claims.matching.reasons import sentence
from claims.models import Appearance, Claim, Relation
from claims.models.matching import Scope
from claims.workflow import relations
from claims.workflow.relations import Found
from nlp.comparison import Both, Reading, Reason, Related, Statement

# Claims compared, and relations suggested, for one claim.
COMPARED, MOST = 20, 5
METHOD, VERSION = "comparison", "4"
# What repeats comes first; a claim that says more or less of the same comes after what updates or
# contradicts.
_LAST = Related.NARROWS
# What is suggested of claims of different sources, by two readers' judgement of 200 suggestions on real
# claims (docs/matching.md). Of the words of the two so many are in common, of all and at least.
_NUMBERS = frozenset({Reason.OTHER_NUMBER, Reason.LATER_NUMBER})
ALIKE_NUMBERS, IN_COMMON_NUMBERS, ALIKE_SHORT = 0.55, 4, 0.8
_DENIALS = frozenset({Reason.NEGATED, Reason.DENIED, Reason.OPPOSITE})
ALIKE_DENIED = 0.7
ALIKE, IN_COMMON = 0.5, 5


def suggest_for(claim_id: int) -> list[Relation]:
    """Compare the claim with those that come near it, and suggest how they are related.

    A second run finds the same pairs, and adds nothing to those that have a relation.
    """
    claim = Claim.objects.select_related("speaker").filter(pk=claim_id).first()
    if claim is None or claim.status == Status.WITHDRAWN:
        return []
    # Claims of the same minute find one another.
    indexing.bring_up_to_date()
    return relations.suggest_found(claim_id, list(_found(claim)))


def _found(claim: Claim) -> Iterator[Found]:
    statement = Statement(claim.text, claim.speaker.name, claim.said_to, claim.language)
    matches = [
        match
        for match in finding.find_in_any_wording(statement, Scope.WORKING, COMPARED)
        if match.relation != Related.UNRELATED and match.claim != claim.pk
    ]
    far = {match.claim for match in matches if not is_near(match)}
    far -= _of_one_source(claim, far)
    matches = [match for match in matches if match.claim not in far]
    matches.sort(key=lambda match: (match.relation == _LAST, match.relation != Related.REPEATS))
    for match in matches[:MOST]:
        first, second = _ends(claim, match)
        yield Found(
            from_claim=first,
            to_claim=second,
            kind=RelationKind(match.relation.value),
            rationale=sentence(match.comparison),
            method=METHOD,
            method_version=VERSION,
            score=match.comparison.score,
        )


def is_near(match: Match) -> bool:
    """Whether the relation is likely enough between claims that have no source in common."""
    reason = match.comparison.reason
    if match.relation == Related.REPEATS or reason == Reason.WITHIN_BOUND:
        return True
    both = Both(match.reading, Reading(Statement(match.document.statement, match.document.speaker)))
    if reason in _NUMBERS and both.pairs[0]:
        return both.union >= ALIKE_SHORT or (
            both.union >= ALIKE_NUMBERS and len(both.common) >= IN_COMMON_NUMBERS
        )
    if match.relation == Related.CONTRADICTS:
        return reason in _DENIALS and both.union >= ALIKE_DENIED and len(both.common) >= IN_COMMON
    return both.union >= ALIKE and len(both.common) >= IN_COMMON


def _of_one_source(claim: Claim, numbers: Collection[int]) -> set[int]:
    """Those of these claims that appear in a source in which the claim appears."""
    if not numbers:
        return set()
    sources = Appearance.objects.filter(claim=claim).values("snapshot__source")
    appearances = Appearance.objects.filter(claim__in=numbers, snapshot__source__in=sources)
    return set(appearances.values_list("claim", flat=True))


def _ends(claim: Claim, match: Match) -> tuple[int, int]:
    """The two claims: the one that repeats, updates or narrows, and the other."""
    values = match.comparison.values
    which = values.get("later") or values.get("narrower")
    day, other_day = claim.said_to, match.document.said_on
    is_first = claim.pk > match.claim
    if which is not None:
        is_first = which == "a"
    elif day and other_day and day != other_day:
        is_first = day > other_day
    return (claim.pk, match.claim) if is_first else (match.claim, claim.pk)
