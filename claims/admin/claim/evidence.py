"""Evidence on the desk, each piece with whether PostgreSQL finds it independent at present."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst

from claims.admin.claim.existing_rows import has_rows
from claims.choices import Bears, EvidenceKind, Independence, IndependenceBasis
from claims.models import Claim, Evidence, Review
from claims.presentation import prose
from claims.workflow import evidence_files
from sources.choices import CaptureMethod
from sources.models import Snapshot, Source, Takedown

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff")
_TIMECODE = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})")


@dataclass(frozen=True)
class Weighed:
    evidence: Evidence
    without_publisher: list[
        Source
    ]  # sources, also of its inputs, of which that is why it doesn't count
    is_taken_down: bool
    # How the text of its passage reached us, of an excerpt also where and when it was consulted;
    # empty for other evidence.
    obtained: str
    # How its file is shown on the page: picture, audio, video, or not (empty).
    shown_as: str
    # Why its file can't be had; empty where it can, or has none.
    lost: str
    inputs: list[Evidence]  # of a calculation

    @property
    def start(self) -> int:
        """Seconds at which its recording begins to play."""
        return seconds(self.evidence.timecode)

    @property
    def is_primary_quote(self) -> bool:
        """Whether it quotes the original, with which a report's quote can be compared."""
        piece = self.evidence
        return piece.bears_on == Bears.SAID and piece.primary and hasattr(piece, "anchor")

    @property
    def independence(self) -> str:
        """Its state now, and why, in words."""
        return capfirst(prose.independence(self.evidence.independence_now))  # type: ignore[attr-defined]  # annotated

    @property
    def not_established(self) -> bool:
        state: str = self.evidence.independence_now["state"]  # type: ignore[attr-defined]  # annotated
        return state == Independence.NOT_ESTABLISHED

    @property
    def bears_on_rating(self) -> bool:
        piece = self.evidence
        return piece.bears_on == Bears.SO and not piece.private

    @property
    def counts_for_rating(self) -> bool:
        """Whether a rating may rest on it: public, about whether it is true, and independent or against
        the interest of the speaker's own side."""
        counts: bool = self.evidence.independence_now["counts"]  # type: ignore[attr-defined]  # annotated
        return self.bears_on_rating and counts


def weighed(claim: Claim, review: Review | None) -> list[Weighed]:
    """``claim``: with its parts."""
    if review is None or not has_rows(claim, Evidence):
        return []
    pieces = list(
        Evidence.objects.filter(review=review)
        .with_independence()
        .select_related(
            "source__publisher",
            "source__syndicated_from",
            "anchor__snapshot",
            "added_by",
            "speaker",
        )
        .defer("anchor__snapshot__text", "anchor__snapshot__metadata")
        .annotate(
            is_taken_down=Takedown.objects.standing().of("anchor__snapshot"),
        )
    )
    calculations = [piece for piece in pieces if piece.kind == EvidenceKind.CALCULATION]
    prefetch_related_objects(calculations, "inputs")
    without_publisher: dict[int, list[Source]] = {}
    for piece in pieces:  # inputs come before what is calculated from them
        without_publisher[piece.pk] = _without_publisher(piece, without_publisher, calculations)
    lost = {
        piece.pk: evidence_files.why_lost(piece.file_name) for piece in pieces if piece.file_name
    }
    return [
        Weighed(
            piece,
            without_publisher[piece.pk],
            piece.is_taken_down,
            obtained(piece.anchor.snapshot) if hasattr(piece, "anchor") else "",
            "" if lost.get(piece.pk) else _shown_as(piece.file_name),
            lost.get(piece.pk, ""),
            list(piece.inputs.all()) if piece in calculations else [],
        )
        for piece in pieces
    ]


def not_established(evidence: Iterable[Weighed]) -> list[Weighed]:
    """On which a rating could rest if their independence were established."""
    return [each for each in evidence if each.bears_on_rating and each.not_established]


def _without_publisher(
    piece: Evidence,
    without_publisher: Mapping[int, list[Source]],
    calculations: Collection[Evidence],
) -> list[Source]:
    if piece.independence_now["basis"] != IndependenceBasis.PUBLISHER:  # type: ignore[attr-defined]  # annotated
        return []
    if piece in calculations:
        return [
            source for each in piece.inputs.all() for source in without_publisher.get(each.pk, [])
        ]
    if piece.source and piece.source.publisher_id is None:
        return [piece.source]
    copied_from = piece.source.syndicated_from if piece.source else None
    return [copied_from] if copied_from and copied_from.publisher_id is None else []


def _shown_as(file_name: str) -> str:
    kind = evidence_files.kind_of(file_name) if file_name else ""
    if kind in PICTURES:
        return "picture"
    media, _slash, _rest = kind.partition("/")
    return media if media in ("audio", "video") else ""


def seconds(timecode: str) -> int:
    """Of "1:02:03", "02:03" or "123"; of a range the beginning; 0 where it is none of these."""
    match = _TIMECODE.search(timecode)
    if match is None:
        return 0
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return 3600 * hours + 60 * minutes + rest


def obtained(snapshot: Snapshot) -> str:
    return f"{CaptureMethod(snapshot.method).label}{prose.consulted(vars(snapshot))}"
