"""What is known of a snapshot's time stamps: which hold, which do not, and who has not stamped it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from newsroom.time_stamps import Authority, BadAuthorities, BadStamp, authorities, verify
from sources.models import Snapshot, TimeStamp
from sources.snapshot_stamps import are_on, stamped_lines


class Record(NamedTuple):
    """``at``: the snapshot existed before then, as a stamp says that holds. Otherwise ``failure``: why the
    stamp does not hold, or why there is none ``since`` the first attempt; without one it was not tried yet.
    """

    authority: str
    at: datetime | None = None
    since: datetime | None = None
    failure: str = ""
    has_token: bool = False


def of_snapshots(snapshots: Collection[Snapshot]) -> Mapping[int, list[Record]]:
    """By the snapshot's number, in the order of the settings. Empty where no authority is named.

    Each token is verified now. Stamps of authorities that the settings no longer name are left out.
    """
    trusted = _trusted()
    if not trusted or not snapshots:
        return {}
    rows: dict[tuple[int, str], list[TimeStamp]] = defaultdict(list)
    for row in TimeStamp.objects.filter(snapshot__in=[each.pk for each in snapshots]).order_by(
        "pk"
    ):
        rows[row.snapshot_id, row.authority].append(row)
    return {
        snapshot.pk: [
            _record(snapshot, name, certificates, rows[snapshot.pk, name])
            for name, certificates in trusted.items()
        ]
        for snapshot in snapshots
    }


def token_of(snapshot: Snapshot, authority: str) -> bytes | None:
    """The authority's answer, if there is one and the settings name the authority."""
    if authority not in _trusted():
        return None
    stamps = TimeStamp.objects.stamps().filter(snapshot=snapshot, authority=authority)
    token = stamps.values_list("token", flat=True).first()
    return bytes(token) if token is not None else None


def fault_of(snapshot: Snapshot, row: TimeStamp) -> str:
    """Why this stamp does not hold; empty where it does."""
    return _verified(snapshot, row, _trusted().get(row.authority, []))[1]


def _trusted() -> dict[str, list[Authority]]:
    """By name. Empty where the list can't be read: ``manage.py check`` says why."""
    found: dict[str, list[Authority]] = {}
    try:
        for each in authorities() if are_on() else ():
            found.setdefault(each.name, []).append(each)
    except BadAuthorities:
        return {}
    return found


def _record(
    snapshot: Snapshot, name: str, trusted: list[Authority], rows: list[TimeStamp]
) -> Record:
    for row in rows:
        if row.token is not None:
            at, fault = _verified(snapshot, row, trusted)
            return Record(name, at, None, fault, has_token=True)
    if rows:
        return Record(name, None, rows[0].made_at, rows[-1].failure)
    return Record(name)


def _verified(
    snapshot: Snapshot, row: TimeStamp, trusted: list[Authority]
) -> tuple[datetime | None, str]:
    data = stamped_lines(snapshot.text_sha256, snapshot.raw_sha256)
    try:
        return verify(bytes(row.token or b""), data, trusted).at, ""
    except BadStamp as error:
        return None, str(error)
