"""Snapshots that are taken down, and the other copies of their words, each taken down by itself."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from sources.models import Snapshot, Takedown


class Copy(NamedTuple):
    """Another snapshot that may hold the same words."""

    snapshot: Snapshot  # without its text
    why: str
    taken_down: bool


def standing_on(snapshot_id: int) -> Takedown | None:
    """The takedown that stands on the snapshot, if one does."""
    standing = Takedown.objects.standing().filter(snapshot=snapshot_id)
    found: Takedown | None = standing.select_related("set_by").first()
    return found


def copies_of(snapshot: Snapshot) -> list[Copy]:
    """What else may hold its words, latest first."""
    others = (
        Snapshot.objects.copies_of(snapshot)
        .without_text()
        .select_related("source__publisher")
        .annotate(is_taken_down=Takedown.objects.standing().of("pk"))
        .latest_first()
    )
    return [Copy(other, _why(other, snapshot), other.is_taken_down) for other in others]


def _why(other: Snapshot, snapshot: Snapshot) -> str:
    if other.source_id == snapshot.source_id:
        return _("another capture of the same source")
    if other.text_sha256 == snapshot.text_sha256:
        return _("the same text in another source")
    return _("syndicated with this one, in other words")
