"""Sources that we fetched ourselves, and claims that rest on them."""

from typing import Any

from claims.models import Claim
from claims.workflow.evidence import add_evidence
from newsroom.history import acting
from sources import anchors, capture
from sources.models import Snapshot, Source
from tests import factories
from tests.claims.published import conclude


def fetched(source: Source | None = None, text: str = factories.INDEPENDENT_TEXT) -> Snapshot:
    source = source or factories.source(text)
    with acting(None):
        made, _new = capture.observe(source, None, text, text.encode(), method="fetched")
    return made


def claim_resting_on(snapshot: Snapshot, **evidence: Any) -> Claim:
    """In review, with a passage of this text as evidence."""
    claim = factories.claim_in_review(by := factories.editor())
    fields = {"kind": "passage", "bears_on": "so", "direction": "supports", "primary": True}
    add_evidence(
        claim.pk,
        by,
        snapshot=snapshot,
        place=anchors.find_one(snapshot.text, factories.INDEPENDENT_QUOTE),
        **{**fields, "description": "The audit office's count.", **evidence},
    )
    return claim


def fetched_source(**fields: Any) -> Source:
    """Fetched by us, and evidence of a public claim."""
    snapshot = fetched(factories.source(factories.INDEPENDENT_TEXT, **fields))
    conclude(claim_resting_on(snapshot))
    return snapshot.source
