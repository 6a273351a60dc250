"""Listening: a person has heard a transcript's words in the recording, and the speaker's voice.

Of captions and of speech recognition, nothing is confirmed before.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from claims.choices import Bears, Direction
from claims.locking import changing, refuse_frozen
from claims.models import Anchor, Claim, Listening, Review
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import require
from sources.choices import HEARD_BY_A_PERSON


def quotes_in_transcripts(claim: Claim) -> list[Anchor]:
    """The quotes of the claim and of its evidence that are from transcripts."""
    found = (
        Anchor.objects.filter(claim=claim, snapshot__transcript__isnull=False)
        .select_related("snapshot__transcript__recording", "snapshot__source", "evidence")
        .defer("snapshot__text")
        .order_by("snapshot", "start", "pk")
    )
    return list(found)


def quotes_to_hear(claim: Claim) -> list[Anchor]:
    """Those of them that are from captions or speech recognition."""
    return [
        each
        for each in quotes_in_transcripts(claim)
        if each.snapshot.transcript.origin not in HEARD_BY_A_PERSON
    ]


def heard(claim: Claim, quotes: Iterable[Anchor]) -> dict[int, Listening]:
    """For the number of each quote that was listened to, who did and when."""
    rows = [
        each
        for each in Listening.objects.filter(claim=claim)
        .select_related("listened_by")
        .order_by("-pk")
        if each.speaker_id == claim.speaker_id
    ]
    found: dict[int, Listening] = {}
    for quote in quotes:
        for row in rows:
            if (
                row.snapshot_id == quote.snapshot_id
                and row.start <= quote.start
                and quote.end <= row.end
            ):
                found[quote.pk] = row
    return found


def is_unheard(review: Review) -> bool:
    """Whether nobody has listened to one of the quotes that show that it was said."""
    quotes = [
        each
        for each in quotes_to_hear(review.claim)
        if each.evidence is None
        or (
            each.evidence.review_id == review.pk
            and (each.evidence.bears_on, each.evidence.direction)
            == (Bears.SAID, Direction.SUPPORTS)
        )
    ]
    return bool(quotes) and len(heard(review.claim, quotes)) < len(quotes)


def mark(
    claim_id: int, by: User, quotes: Collection[int], expected_revision: int | None = None
) -> Claim:
    """Mark quotes, by their numbers, as listened to: the words and the voice. Raises Refused."""
    require(by, "add_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        wanted = [each for each in quotes_to_hear(claim) if each.pk in set(quotes)]
        if not wanted or len(wanted) != len(set(quotes)):
            raise Refused(_("Choose among the quotes of this claim that wait to be listened to."))
        done = heard(claim, wanted)
        places = {
            (each.snapshot_id, each.start, each.end) for each in wanted if each.pk not in done
        }
        for snapshot_id, start, end in sorted(places):
            Listening.objects.create(
                claim=claim,
                snapshot_id=snapshot_id,
                start=start,
                end=end,
                speaker_id=claim.speaker_id,
                listened_by=by,
            )
        return claim


def take_back(claim_id: int, by: User, expected_revision: int | None = None) -> Claim:
    """Take back every mark of the claim, as after a slip. Raises Refused."""
    require(by, "add_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        if not Listening.objects.filter(claim=claim).exists():
            raise Refused(_("No quote of this claim is marked as listened to."))
        Listening.objects.filter(claim=claim).delete()
        return claim
