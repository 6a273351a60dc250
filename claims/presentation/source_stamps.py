"""The time stamps of the texts of a source that publications name, for readers."""

from collections.abc import Collection
from typing import NamedTuple

from claims.presentation.named_texts import with_hashes
from newsroom.public_version import depends_on_more
from sources.snapshot_stamps import are_on
from sources.stamp_records import Record, of_snapshots

AT_MOST = 10  # texts


class StampedText(NamedTuple):
    """``records``: of what was stamped, or tried."""

    text_sha256: str
    records: list[Record]


def of_texts(source: int, hashes: Collection[str]) -> list[StampedText]:
    """The texts with these hashes, the latest first. Empty where nobody was asked for a stamp."""
    if not are_on() or not hashes:
        return []
    depends_on_more()  # the file of authorities
    snapshots = list(with_hashes(source, hashes)[:AT_MOST])
    found = of_snapshots(snapshots)
    texts = [
        StampedText(each.text_sha256, [r for r in found.get(each.pk, ()) if r.has_token or r.since])
        for each in snapshots
    ]
    return [each for each in texts if each.records]
