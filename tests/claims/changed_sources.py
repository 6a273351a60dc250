"""Sources that say otherwise than when they were quoted, made through what the worker uses."""

from claims.capture import rechecks
from claims.models import Claim
from newsroom.history import acting
from sources import capture
from sources.models import AnchorCheck, Source
from tests import factories

NOW = factories.TEXT.replace("150 bridges", "180 bridges")


def seen_again(source: Source, text: str = NOW) -> list[AnchorCheck]:
    """The source as it says now, its quotes looked for in that; returns what became of them."""
    with acting(None):
        capture.observe(source, None, text, text.encode(), method="fetched")
        AnchorCheck.objects.bulk_create(rechecks.judge(source))
    return list(AnchorCheck.objects.filter(snapshot__source=source).order_by("pk"))


def changed_quote(claim: Claim | None = None, text: str = NOW) -> AnchorCheck:
    """The check of a claim's one quote, which its source no longer has so."""
    claim = claim or factories.anchored_claim()
    check = seen_again(claim.appearances.get().snapshot.source, text)[-1]
    assert check.verdict in ("altered", "gone")
    return check
