"""What a request does to claims, listed before it is made and before it is approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.models import Claim

LISTED = 50


@dataclass(frozen=True)
class Effect:
    """The claims, by number, newest first, to which the same happens."""

    label: str
    numbers: Sequence[int]
    # A sentence under the label.
    note: str = ""

    @property
    def more(self) -> int:
        """How many are not listed."""
        return max(0, len(self.numbers) - LISTED)

    @property
    def claims(self) -> list[Claim]:
        found = Claim.objects.select_related("speaker").in_bulk(list(self.numbers[:LISTED]))
        return [found[number] for number in self.numbers[:LISTED]]
