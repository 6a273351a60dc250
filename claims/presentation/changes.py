"""What changed between two published versions of a claim, word by word."""

from collections.abc import Mapping
from typing import Any

from claims.presentation.prose import Row, compare

# Why it was reopened and who signed are shown beside the changes.
_ELSEWHERE = ("reason", "reason_kind", "signed")


def public_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Row]:
    """The lines that differ, as readers see them; none where either is only a withdrawal notice."""
    if "status" not in before or "status" not in after:
        return []
    old, new = (
        {key: value for key, value in body.items() if key not in _ELSEWHERE}
        for body in (before, after)
    )
    return [row for row in compare(old, new, public=True) if not row.same]
