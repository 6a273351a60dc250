"""Evidence as the desk weighs it: each piece with PostgreSQL's judgement as things are now."""

from dataclasses import dataclass

from django.db.models import F, Func, TextField

from claims.admin.claim.icons import NOT_INDEPENDENT
from claims.choices import Bears
from claims.models import Evidence, Review
from sources.models import Takedown


@dataclass(frozen=True)
class Weighed:
    evidence: Evidence
    because: str  # why not independent; empty when it is
    is_taken_down: bool

    @property
    def is_the_words(self) -> bool:
        """Whether it holds what was said itself, so that a report's words can be laid beside it."""
        piece = self.evidence
        return piece.bears_on == Bears.SAID and piece.primary and hasattr(piece, "anchor")

    @property
    def counts_for_so(self) -> bool:
        """Whether a rating may rest on it: public, independent, on whether it is so."""
        piece = self.evidence
        return piece.bears_on == Bears.SO and not piece.private and not self.because


def weighed(review: Review | None) -> list[Weighed]:
    if review is None:
        return []
    judged = Func(F("pk"), function="evidence_not_independent", output_field=TextField())
    pieces = (
        Evidence.objects.filter(review=review)
        .select_related("source__publisher", "anchor", "added_by", "speaker")
        .prefetch_related("inputs")
        .annotate(because=judged, is_taken_down=Takedown.objects.standing().of("anchor__snapshot"))
    )
    return [
        Weighed(piece, str(NOT_INDEPENDENT.get(piece.because, piece.because)), piece.is_taken_down)
        for piece in pieces
    ]
