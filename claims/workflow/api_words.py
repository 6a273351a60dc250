"""What was written over the API: accepted by an editor, who has read it at the desk."""

from collections.abc import Iterable

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from claims.choices import Status
from claims.locking import editing, open_review
from claims.models import Claim, Evidence
from claims.querysets import EvidenceQuerySet
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.models import Event, User

# Columns whose change marks a row as written over the API; those that every event names are left out.
CLAIM_WORDS = ["text", "nature", "said_from", "said_to", "said_basis", "said_note", "language"]
EVIDENCE_WORDS = ["description", "bears_on", "direction", "primary", "private", "contacted"]


def marked_evidence(claim: Claim) -> EvidenceQuerySet:
    """The evidence of the review in progress that came over the API."""
    review = open_review(claim) if claim.status == Status.IN_REVIEW else None
    marked: EvidenceQuerySet = Evidence.objects.filter(review=review, via_api=True)
    return marked if review else marked.none()


def services(claim: Claim, pieces: Iterable[Evidence]) -> tuple[str, dict[int, str]]:
    """The programs that wrote what is marked: the claim's words, and evidence by its number.

    Empty where a person's own token was used.
    """
    marked = {each.pk: each.copied_from_id or each.pk for each in pieces if each.via_api}
    of_claim = _writers(Claim, [claim.pk], CLAIM_WORDS) if claim.via_api else {}
    of_pieces = _writers(Evidence, [*marked, *marked.values()], EVIDENCE_WORDS) if marked else {}
    return of_claim.get(claim.pk, ""), {
        piece: of_pieces.get(piece, of_pieces.get(original, ""))
        for piece, original in marked.items()
    }


def _writers(model: type[Model], numbers: Iterable[int], columns: list[str]) -> dict[int, str]:
    rows = {str(each) for each in numbers}
    events = Event.objects.filter(table=model._meta.db_table, row__in=rows, via=Via.API)
    written = events.filter(Q(action="insert") | Q(new__has_any_keys=columns)).order_by("pk")
    return {int(each.row): each.service for each in written.defer("old", "new")}


def accept(claim_id: int, by: User, expected_revision: int | None = None) -> Claim:
    """From now on neither the claim nor its evidence is marked as written over the API."""
    with editing(claim_id, by, expected_revision) as claim:
        evidence = marked_evidence(claim).update(via_api=False)
        words = Claim.objects.filter(pk=claim_id, via_api=True).update(via_api=False)
        if not (evidence or words):
            raise Refused(_("Nothing here is marked as written over the API."))
        claim.via_api = False
        return claim
