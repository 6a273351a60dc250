"""Takedowns of snapshots, and the other copies of their words, each taken down separately."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from sources.models import Snapshot, Takedown


class Copy(NamedTuple):
    """Another snapshot that may hold the same words."""

    snapshot: Snapshot  # without its text
    why: str
    taken_down: bool


def standing_on(snapshot_id: int) -> Takedown | None:
    """The snapshot's takedown, if one is in force."""
    standing = Takedown.objects.standing().filter(snapshot=snapshot_id)
    found: Takedown | None = standing.select_related("set_by").first()
    return found


def copies_of(snapshot: Snapshot) -> list[Copy]:
    """Other snapshots that may hold its words, latest first."""
    copies = (
        Snapshot.objects.copies_of(snapshot)
        .without_text()
        .select_related("source__publisher")
        .annotate(is_taken_down=Takedown.objects.standing().of("pk"))
        .latest_first()
    )
    return [Copy(copy, _why(copy, snapshot), copy.is_taken_down) for copy in copies]


def _why(other: Snapshot, snapshot: Snapshot) -> str:
    if other.source_id == snapshot.source_id:
        return _("another capture of the same source")
    if other.text_sha256 == snapshot.text_sha256:
        return _("the same text in another source")
    return _("syndicated with this one, in other words")
