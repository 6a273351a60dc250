"""Evidence on the desk, each piece with whether PostgreSQL finds it independent at present."""

from dataclasses import dataclass

from django.db.models import F, Func, TextField
from django.utils.translation import gettext_lazy as _

from claims.choices import Bears
from claims.models import Evidence, Review
from claims.presentation.prose import consulted
from sources.choices import CaptureMethod
from sources.models import Snapshot, Takedown

# The codes of the SQL function evidence_not_independent().
NOT_INDEPENDENT = {
    "speaker": _("the claim's speaker was the one contacted"),
    "no_inputs": _("the calculation lists no evidence that it is made from"),
    "input": _("part of what the calculation is made from is not independent"),
    "appearance": _("it comes from a source in which the claim itself appears"),
    "syndicated": _("it is the same text as an appearance, or syndicated with one"),
    "own": _("the source is the speaker's own, or belongs to one of the speaker's organisations"),
}


@dataclass(frozen=True)
class Weighed:
    evidence: Evidence
    because: str  # why not independent; empty when it is
    is_taken_down: bool
    # How the text of its passage reached us, of an excerpt also where and when it was consulted;
    # empty for other evidence.
    obtained: str

    @property
    def is_primary_quote(self) -> bool:
        """Whether it quotes the original, with which a report's quote can be compared."""
        piece = self.evidence
        return piece.bears_on == Bears.SAID and piece.primary and hasattr(piece, "anchor")

    @property
    def counts_for_rating(self) -> bool:
        """Whether a rating may rest on it: public, independent, about whether it is true."""
        piece = self.evidence
        return piece.bears_on == Bears.SO and not piece.private and not self.because


def weighed(review: Review | None) -> list[Weighed]:
    if review is None:
        return []
    judged = Func(F("pk"), function="evidence_not_independent", output_field=TextField())
    pieces = (
        Evidence.objects.filter(review=review)
        .select_related("source__publisher", "anchor__snapshot", "added_by", "speaker")
        .defer("anchor__snapshot__text", "anchor__snapshot__metadata")
        .prefetch_related("inputs")
        .annotate(
            because=judged,
            is_taken_down=Takedown.objects.standing().of("anchor__snapshot"),
        )
    )
    return [
        Weighed(
            piece,
            str(NOT_INDEPENDENT.get(piece.because, piece.because)),
            piece.is_taken_down,
            obtained(piece.anchor.snapshot) if hasattr(piece, "anchor") else "",
        )
        for piece in pieces
    ]


def obtained(snapshot: Snapshot) -> str:
    return f"{CaptureMethod(snapshot.method).label}{consulted(vars(snapshot))}"
