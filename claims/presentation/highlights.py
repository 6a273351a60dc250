"""A stored text with the claims that quote it marked in place."""

from itertools import pairwise

from django.db.models import Min, Q

from claims.models import Anchor, Claim
from sources.models import Snapshot


def claims_appearing_in(snapshot: Snapshot) -> list[Claim]:
    """The claims with an appearance in the snapshot, in the order of their first quotes."""
    first = Min("appearances__anchors__start", filter=Q(appearances__anchors__snapshot=snapshot))
    claims = Claim.objects.filter(appearances__snapshot=snapshot).select_related("speaker")
    return list(claims.annotate(first=first).order_by("first", "pk")[:500])


def segments(snapshot: Snapshot) -> list[tuple[str, list[int]]]:
    """The text cut where quotes begin and end, each segment with the numbers of claims quoting it."""
    spans = list(
        Anchor.objects.filter(snapshot=snapshot, appearance__isnull=False).values_list(
            "start", "end", "claim"
        )
    )
    edges = sorted(
        {0, len(snapshot.text), *(s for s, _e, _c in spans), *(e for _s, e, _c in spans)}
    )
    return [
        (
            snapshot.text[start:end],
            sorted({claim for first, last, claim in spans if first <= start and end <= last}),
        )
        for start, end in pairwise(edges)
    ]
