"""The inbox: statements found in a snapshot wait here as candidates for a person's word.

They are accepted by ``claims.inbox.accepting`` and mended by ``claims.inbox.editing``.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.choices import Basis, CandidateState, FoundSpeaker
from claims.models import Candidate
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require
from nlp import kinds
from sources.anchors.typesetting import Plain
from sources.models import Snapshot, Source, Speaker

if TYPE_CHECKING:
    from nlp.attribution import Statement

MOST = 10_000  # candidates that one reading makes
BATCH = 1_000  # rows an insert

# A question mark stays: a question is not the statement. A minus in front stays: it is a number's.
_TRAILING = " .,;:!\"'-"
_LEADING = " \"'"
# Combining classes from here on are accents; below lie marks that make another letter or sign.
_ACCENTS = 200


def folded(words: str) -> str:
    """The words without case, accents, typesetting, white space and what ends a sentence.

    Numbers and negations stay, and so does every other word.
    """
    letters = unicodedata.normalize("NFD", Plain(words).text)
    bare = "".join(each for each in letters if unicodedata.combining(each) < _ACCENTS)
    return " ".join(bare.casefold().split()).rstrip(_TRAILING).lstrip(_LEADING)


def key_of(words: str, kind: str, name: str = "") -> str:
    """SHA-256 in lower-case hex of the statement: its folded words, and who made it.

    A named speaker counts by the last word of the name, so that "Finucane" and "Brian Finucane"
    are one; the same words of somebody else are another statement.
    """
    who = "" if kind == FoundSpeaker.UNATTRIBUTED else f"\n{kind}"
    if kind == FoundSpeaker.NAMED:
        who += f"\n{' '.join(folded(name).split()[-1:])}"
    return hashlib.sha256(f"{folded(words)}{who}".encode()).hexdigest()


# For each of the names the one speaker that its aliases lead to, through standing merges.
CALLED = """
SELECT asked, min(speaker) FROM (
  SELECT asked, canonical_speaker(alias.speaker_id) AS speaker
    FROM unnest(%s::text[]) AS asked JOIN sources_alias alias ON alias.folded = fold(asked)
) AS called
GROUP BY asked HAVING count(DISTINCT speaker) = 1
"""


def speakers_called(names: Iterable[str]) -> dict[str, Speaker]:
    """For each name the one speaker who is called so, merges resolved; none where several are."""
    asked = sorted({name for name in names if name})
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(CALLED, [asked])
        found = dict(cursor.fetchall())
    speakers = Speaker.objects.in_bulk(set(found.values()))
    return {name: speakers[number] for name, number in found.items()}


def find_candidates(
    snapshot: Snapshot,
    statements: "Sequence[Statement]",
    method: str,
    likely: Mapping[str, list[int]] = MappingProxyType({}),
) -> list[Candidate]:
    """Put the statements of a snapshot in the inbox, inside the caller's ``acting``.

    One that stands there twice is one candidate with two places. What was found in any snapshot of
    the same source before is left out: it waits there, or has been decided. Of more than ``MOST``
    new ones the first are made; asked again, the next. ``likely``: for a statement's words, the
    claims that it may only repeat. Returns those made, in the text's order.
    """
    # Two readings of one source at a time would each find the other's statements new.
    Source.objects.select_for_update(no_key=True, of=("self",)).get(pk=snapshot.source_id)
    found = _grouped(snapshot, statements, method)
    known = set(
        Candidate.objects.filter(
            snapshot__source=snapshot.source_id, key__in=[each.key for each in found]
        ).values_list("key", flat=True)
    )
    new = sorted((each for each in found if each.key not in known), key=lambda each: each.places)
    new = new[:MOST]
    called = speakers_called(each.speaker_name for each in new)
    for each in new:
        each.speaker = called.get(each.speaker_name)
        each.likely = likely.get(each.exact, [])
    return Candidate.objects.bulk_create(new, batch_size=BATCH)


def _grouped(snapshot: Snapshot, statements: "Sequence[Statement]", method: str) -> list[Candidate]:
    groups: dict[str, Candidate] = {}
    named: dict[str, list[Candidate]] = {}
    for statement in statements:
        if not any(letter.isalnum() for letter in statement.content):
            continue
        made = _candidate(snapshot, statement, method)
        first = groups.setdefault(made.key, made)
        if first is not made:
            first.places += made.places
        elif made.speaker_kind == FoundSpeaker.NAMED:
            named.setdefault(folded(made.exact), []).append(made)
    # Words that stand once more without a speaker, as a pull quote does, are the one speaker's.
    for candidate in list(groups.values()):
        owners = named.get(folded(candidate.exact), [])
        if candidate.speaker_kind == FoundSpeaker.UNATTRIBUTED and len(owners) == 1:
            owners[0].places += candidate.places
            del groups[candidate.key]
    for candidate in groups.values():
        places = sorted({(start, end) for start, end in candidate.places})
        candidate.places = [list(place) for place in places]
        start, end = places[0]
        candidate.exact = snapshot.text[start:end]
    return list(groups.values())


def _candidate(snapshot: Snapshot, statement: "Statement", method: str) -> Candidate:
    exact = snapshot.text[statement.start : statement.end]
    name = ""
    if statement.kind == kinds.FoundSpeaker.NAMED:
        name = _within(statement.speaker_name or statement.speaker, "speaker_name")
    return Candidate(
        snapshot=snapshot,
        exact=exact,
        places=[list(each) for each in statement.places or ((statement.start, statement.end),)],
        key=key_of(exact, statement.kind, name),
        speaker_kind=statement.kind,
        described_as=_within(statement.speaker, "described_as"),
        speaker_start=statement.speaker_start,
        speaker_end=statement.speaker_end,
        speaker_name=name,
        verb=_within(statement.verb, "verb"),
        directness=statement.quotation,
        relay=_within(statement.relay, "relay"),
        nature=statement.nature,
        said_from=statement.said_from,
        said_to=statement.said_to,
        said_basis=statement.said_basis or Basis.UNKNOWN,
        said_note=_within(statement.said_note, "said_note"),
        method=method,
    )


def _within(words: str, field: str) -> str:
    """White space made one, and no longer than the field."""
    most: int = getattr(Candidate._meta.get_field(field), "max_length", None) or 0
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def waiting(numbers: Iterable[int]) -> list[Candidate]:
    """The candidates, locked, in the order of their places. Raises Refused for one decided."""
    wanted = set(numbers)
    # Not with decided_by: joined, it would be as it was before this waited for the lock.
    locked = Candidate.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "snapshot__source__publisher"
    )
    found = list(locked.filter(pk__in=wanted).order_by("pk"))
    if missing := wanted - {each.pk for each in found}:
        raise Refused(_("There is no candidate %(number)s.") % {"number": min(missing)})
    for candidate in found:
        if candidate.state != CandidateState.PENDING:
            raise Refused(how_decided(candidate), rule="candidate_decided_once")
    return sorted(found, key=lambda each: each.places)


def how_decided(candidate: Candidate) -> str:
    """What became of a decided candidate, and by whom, as a sentence."""
    sentences = {
        CandidateState.ACCEPTED: _("%(who)s has accepted this already, as claim %(claim)s."),
        CandidateState.REJECTED: _("%(who)s has rejected this already."),
        CandidateState.REPLACED: _(
            "%(who)s has edited, split or merged this already: its words wait anew."
        ),
    }
    return sentences[CandidateState(candidate.state)] % {
        "who": candidate.decided_by,
        "claim": candidate.claim_id,
    }


def close(candidates: Iterable[Candidate], by: User, state: CandidateState, **more: Any) -> None:
    """Write down what became of candidates that ``waiting`` locked."""
    Candidate.objects.filter(pk__in=[each.pk for each in candidates]).update(
        state=state, decided_by=by, decided_at=Now(), **more
    )


def reject(candidate_id: int, by: User, reason: str = "") -> Candidate:
    """Not a statement worth a claim; it is remembered and not asked again. Raises Refused."""
    require(by, "decide_candidate")
    with acting(by, reason):
        (candidate,) = waiting([candidate_id])
        candidate.reason = reason.strip()
        candidate.clean_fields(exclude=_all_but("reason"))
        close([candidate], by, CandidateState.REJECTED, reason=candidate.reason)
        return _anew(candidate)


def take_back_rejection(candidate_id: int, by: User) -> Candidate:
    """A rejected candidate waits again. Raises Refused, NotAllowed."""
    require(by, "decide_candidate")
    with acting(by):
        locked = Candidate.objects.select_for_update(no_key=True, of=("self",))
        candidate = locked.filter(pk=candidate_id).first()
        if candidate is None:
            raise Refused(_("There is no candidate %(number)s.") % {"number": candidate_id})
        if candidate.state == CandidateState.PENDING:
            raise Refused(_("This waits already: nobody has rejected it."))
        if candidate.state != CandidateState.REJECTED:
            raise Refused(how_decided(candidate), rule="candidate_decided_once")
        Candidate.objects.filter(pk=candidate.pk).update(
            state=CandidateState.PENDING, decided_by=None, decided_at=None, reason=""
        )
        return _anew(candidate)


def _anew(candidate: Candidate) -> Candidate:
    found: Candidate = Candidate.objects.select_related("decided_by").get(pk=candidate.pk)
    return found


def _all_but(*names: str) -> set[str]:
    return {field.name for field in Candidate._meta.concrete_fields} - set(names)
