"""What the public was told, read back for a test."""

import json
from datetime import datetime
from typing import Any

from claims.models import Claim, Publication
from claims.publication import publishing, speakers
from claims.workflow import approvals, review
from newsroom.models import Approval
from sources.models import Snapshot, Speaker
from tests import factories, sql


def story(claim: Claim) -> list[tuple[str, str]]:
    """(event, standing) of each row of the claim, in order."""
    rows = Publication.objects.filter(claim=claim).order_by("number")
    return [(row.event, row.standing) for row in rows]


def body(claim: Claim) -> dict[str, Any]:
    """What the claim's current row says."""
    words: dict[str, Any] = json.loads(factories.current_publication(claim).body)
    return words


def says(claim: Claim) -> dict[str, Any]:
    """What readers read of the claim."""
    _standing, words = due(claim)
    assert words is not None
    return words


def due(claim: Claim) -> tuple[str, dict[str, Any] | None]:
    """What should be public of the claim now: its standing, and its body where there is any."""
    ((standing, words),) = sql.run(
        f"SELECT public_standing({claim.pk}), public_body({claim.pk})::text"
    )
    return standing, words and json.loads(words)


def moments(claim: Claim) -> list[datetime]:
    """When each row of the claim was published."""
    rows = Publication.objects.filter(claim=claim).order_by("number")
    return [row.published_at for row in rows if row.published_at is not None]


def related(claim: Claim) -> list[int]:
    """The claims that the current row names."""
    return [relation["claim"] for relation in body(claim)["relations"]]


def without_related(claim: dict[str, Any]) -> dict[str, Any]:
    """An object of the API as changes and files have it: without what other claims say now."""
    return {key: value for key, value in claim.items() if key != "related_claims"}


def listed(claim: Claim) -> bool:
    return bool(Publication.objects.listed().filter(claim=claim).exists())


def readable(claim: Claim) -> list[str]:
    """The events of the rows whose body may be served, on whatever day."""
    rows = Publication.objects.filter(claim=claim, withheld=False).exclude(standing="hidden")
    return list(rows.order_by("number").values_list("event", flat=True))


def hold(claim: Claim, kind: str = "legal") -> None:
    publishing.hold(claim.pk, factories.reporter(), kind, "A letter came.")


def ask_lift(claim: Claim, kind: str = "legal") -> Approval:
    return approvals.request_hold_lift(claim.pk, factories.editor(), kind, "It was answered.")


def lift(claim: Claim, kind: str = "legal") -> None:
    approvals.approve(ask_lift(claim, kind).pk, factories.senior())


def propose(claim: Claim) -> None:
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])


def sign(claim: Claim) -> None:
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))


def conclude(claim: Claim) -> Claim:
    propose(claim)
    sign(claim)
    return Claim.objects.get(pk=claim.pk)


def unprotect(speaker: Speaker) -> None:
    deed = speakers.unprotect(speaker, factories.editor(), "She agrees to be named.", "")
    approvals.approve(deed.pk, factories.senior())


def snapshot_of(claim: Claim) -> Snapshot:
    found: Snapshot = claim.appearances.get().snapshot
    return found
