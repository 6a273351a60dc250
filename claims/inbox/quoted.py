"""Statements in the inbox whose words a claim quotes already, at the same place of the same text.

A claim may be written by hand or over the API before its text is read, and a quote may be taken out again:
so this is looked up each time, not stored.
"""

from collections.abc import Iterable, Sequence

from claims.models import Anchor, Candidate


def overlaps(start: int, end: int, places: Iterable[Sequence[int]]) -> bool:
    return any(start < last and first < end for first, last in places)


def claims_quoting(listed: Sequence[Candidate]) -> dict[int, list[int]]:
    """For each of these candidates of one snapshot the claims that quote words of it there."""
    if not listed:
        return {}
    quotes = list(
        Anchor.objects.filter(
            snapshot=listed[0].snapshot_id,
            appearance__isnull=False,
            start__lt=max(end for each in listed for _start, end in each.places),
            end__gt=min(start for each in listed for start, _end in each.places),
        )
        .order_by("claim")
        .values_list("claim", "start", "end")
    )
    return {
        each.pk: list(
            dict.fromkeys(
                claim for claim, start, end in quotes if overlaps(start, end, each.places)
            )
        )
        for each in listed
    }
