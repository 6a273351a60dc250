"""The inbox: statements found in a snapshot wait here as candidates until a person decides.

They are accepted in ``claims.inbox.accepting`` and edited in ``claims.inbox.editing``.
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
from claims.inbox import scoring
from claims.models import Candidate
from claims.querysets import CandidateQuerySet
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.verbs import permitted
from nlp import kinds
from nlp.language import is_english
from sources.anchors.typesetting import Plain
from sources.models import Snapshot, Source, Speaker

if TYPE_CHECKING:
    from nlp.attribution import Statement

MOST = 10_000  # candidates of one reading
BATCH = 1_000  # rows an insert

# Question marks stay: a question is another statement. A leading minus belongs to a number.
_TRAILING = " .,;:!\"'-"
_LEADING = " \"'"
# Combining classes from here on are accents; lower ones make another letter or sign.
_ACCENTS = 200


def folded(words: str) -> str:
    """The words without case, accents, typesetting, extra white space and final punctuation."""
    letters = unicodedata.normalize("NFD", Plain(words).text)
    bare = "".join(each for each in letters if unicodedata.combining(each) < _ACCENTS)
    return " ".join(bare.casefold().split()).rstrip(_TRAILING).lstrip(_LEADING)


def key_of(words: str, kind: str, name: str = "") -> str:
    """SHA-256 in lower-case hex of the folded words and their speaker.

    Of a name only the last word counts, so that "Finucane" and "Brian Finucane" are one speaker.
    """
    who = "" if kind == FoundSpeaker.UNATTRIBUTED else f"\n{kind}"
    if kind == FoundSpeaker.NAMED:
        who += f"\n{' '.join(folded(name).split()[-1:])}"
    return hashlib.sha256(f"{folded(words)}{who}".encode()).hexdigest()


# For each name the only speaker with this alias, with or without "The", merges resolved.
CALLED = """
SELECT name, min(speaker) FROM (
  SELECT wanted.name, canonical_speaker(alias.speaker_id) AS speaker
    FROM unnest(%s::text[]) AS wanted(name)
    JOIN sources_alias alias ON alias.folded = ANY (ARRAY[
           fold(wanted.name), 'the ' || fold(wanted.name),
           regexp_replace(fold(wanted.name), '^the ', '')])
) AS called
GROUP BY name HAVING count(DISTINCT speaker) = 1
"""


def speakers_called(names: Iterable[str]) -> dict[str, Speaker]:
    """For each name the only speaker of that name, merges resolved; none where there are several."""
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(CALLED, [wanted])
        found = dict(cursor.fetchall())
    speakers = Speaker.objects.in_bulk(set(found.values()))
    return {name: speakers[number] for name, number in found.items()}


def find_candidates(
    snapshot: Snapshot,
    statements: "Sequence[Statement]",
    method: str,
    likely_repeats: Mapping[str, list[int]] = MappingProxyType({}),
) -> list[Candidate]:
    """Put the statements of a snapshot in the inbox, inside the caller's transaction.

    What is no sentence, or said by no person or body, is left out: a person may still mark it in the
    text. A statement that occurs twice is one candidate with two places. What was found in any snapshot
    of the same source before is left out. At most ``MOST`` are made; a second run makes the next.
    ``likely_repeats``: for a statement's words, the claims that it may repeat. Returns the new candidates,
    in the order of the text.
    """
    # Two simultaneous readings of a source would both take the same statements for new.
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
        each.likely_repeats = likely_repeats.get(each.exact, [])
    if is_english(snapshot.text, snapshot.source.language):
        scoring.score(new)
    return Candidate.objects.bulk_create(new, batch_size=BATCH)


def _grouped(snapshot: Snapshot, statements: "Sequence[Statement]", method: str) -> list[Candidate]:
    groups: dict[str, Candidate] = {}
    named: dict[str, list[Candidate]] = {}
    for statement in statements:
        if not statement.complete or not any(map(str.isalnum, statement.content)):
            continue
        made = _candidate(snapshot, statement, method)
        first = groups.setdefault(made.key, made)
        if first is not made:
            first.places += made.places
        elif made.speaker_kind == FoundSpeaker.NAMED:
            named.setdefault(folded(made.exact), []).append(made)
    # Words repeated without a speaker, as in a pull quote, belong to the only speaker who has them.
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
    name, attributed = "", statement.kind != kinds.FoundSpeaker.UNATTRIBUTED
    if statement.kind == kinds.FoundSpeaker.NAMED:
        name = _within(statement.speaker_name or statement.speaker, "speaker_name")
    return Candidate(
        snapshot=snapshot,
        exact=exact,
        places=[list(each) for each in statement.places or ((statement.start, statement.end),)],
        key=key_of(exact, statement.kind, name),
        speaker_kind=statement.kind,
        described_as=_within(statement.speaker if attributed else "", "described_as"),
        speaker_start=statement.speaker_start,
        speaker_end=statement.speaker_end,
        speaker_name=name,
        verb=_within(statement.verb, "verb"),
        wording=statement.wording,
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
    """With single spaces, and no longer than the field."""
    most: int = getattr(Candidate._meta.get_field(field), "max_length", None) or 0
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def waiting(numbers: Iterable[int]) -> list[Candidate]:
    """The pending candidates, locked, in the order of their places. Raises Refused for a decided one."""
    found = _locked(numbers)
    for candidate in found:
        if candidate.state != CandidateState.PENDING:
            raise Refused(how_decided(candidate), rule="candidate_decided_once")
    return sorted(found, key=lambda each: each.places)


def _locked(numbers: Iterable[int]) -> list[Candidate]:
    wanted = set(numbers)
    # Without decided_by: joined, it would have its value from before the wait for the lock.
    locked = Candidate.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "snapshot__source__publisher"
    )
    found = list(locked.filter(pk__in=wanted).order_by("pk"))
    if missing := wanted - {each.pk for each in found}:
        raise Refused(_("There is no candidate %(number)s."), number=min(missing))
    return found


def how_decided(candidate: Candidate) -> str:
    """The decision on a candidate and who took it, as a sentence."""
    sentences = {
        CandidateState.ACCEPTED: _("%(who)s has accepted this already, as claim %(claim)s."),
        CandidateState.REJECTED: _("%(who)s has rejected this already."),
        CandidateState.REPLACED: _(
            "%(who)s has edited, split or merged this already: the new statements wait in the inbox."
        ),
    }
    return sentences[CandidateState(candidate.state)] % {
        "who": candidate.decided_by,
        "claim": candidate.claim_id,
    }


def close(candidates: Iterable[Candidate], by: User, state: CandidateState, **more: Any) -> None:
    """Record the decision on candidates that ``waiting`` locked."""
    Candidate.objects.filter(pk__in=[each.pk for each in candidates]).update(
        state=state, decided_by=by, decided_at=Now(), **more
    )


def reject(candidate_id: int, by: User, reason: str = "") -> Candidate:
    """It is remembered, and not put in the inbox again."""
    with permitted(by, "decide_candidate", reason):
        (candidate,) = waiting([candidate_id])
        candidate.reason = reason.strip()
        unchanged = {field.name for field in Candidate._meta.concrete_fields} - {"reason"}
        candidate.clean_fields(exclude=unchanged)
        close([candidate], by, CandidateState.REJECTED, reason=candidate.reason)
        return _fresh(candidate.pk)


def reject_rest(snapshot_id: int, by: User, last: int, count: int) -> Candidate:
    """Reject the statements of a snapshot that are probably not checkable; returns one of them.

    ``last`` and ``count``: the highest number among those that the person was shown, and how many
    they were. Raises Refused where others are among them by now. They are undone as one.
    """
    reason = _("probably not checkable")
    with permitted(by, "decide_candidate", reason):
        rest = Candidate.objects.filter(snapshot=snapshot_id, pk__lte=last)
        rest = rest.probably_not_checkable().select_for_update(no_key=True).order_by("pk")
        found = list(rest.only("pk"))
        if len(found) != count or not found:
            raise Refused(
                _("Some of these statements were decided meanwhile. Look at the rest again."),
                rule="candidate_decided_once",
            )
        close(found, by, CandidateState.REJECTED, reason=reason)
        return _fresh(found[0].pk)


def rejected_with(candidate: Candidate) -> CandidateQuerySet:
    """What was rejected in the same act: itself, or also the rest of its text."""
    together: CandidateQuerySet = Candidate.objects.filter(
        snapshot=candidate.snapshot_id,
        state=CandidateState.REJECTED,
        decided_by=candidate.decided_by_id,
        decided_at=candidate.decided_at,
    )
    return together


def undo_rejections(candidate_id: int, by: User) -> Candidate:
    """Put all back that was rejected together with it; returns the one worth checking most."""
    with permitted(by, "decide_candidate"):
        (candidate,) = _locked([candidate_id])
        if candidate.state != CandidateState.REJECTED:
            return undo_rejection(candidate_id, by)  # refuses
        together = rejected_with(candidate).select_for_update(no_key=True).by_score()
        numbers = list(together.values_list("pk", flat=True))
        _put_back(numbers)
        return _fresh(numbers[0])


def undo_rejection(candidate_id: int, by: User) -> Candidate:
    with permitted(by, "decide_candidate"):
        (candidate,) = _locked([candidate_id])
        if candidate.state == CandidateState.PENDING:
            raise Refused(_("This statement is not rejected: it waits in the inbox."))
        if candidate.state != CandidateState.REJECTED:
            raise Refused(how_decided(candidate), rule="candidate_decided_once")
        _put_back([candidate.pk])
        return _fresh(candidate.pk)


def _put_back(numbers: Sequence[int]) -> None:
    Candidate.objects.filter(pk__in=numbers).update(
        state=CandidateState.PENDING, decided_by=None, decided_at=None, reason=""
    )


def _fresh(number: int) -> Candidate:
    found: Candidate = Candidate.objects.select_related("decided_by").get(pk=number)
    return found
