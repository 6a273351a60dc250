"""Editing the inbox by hand. A candidate keeps its words: an edit replaces it by another."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from claims.choices import BY_HAND, CandidateState, Directness, FoundSpeaker
from claims.inbox import candidates, scoring
from claims.locking import no_such_snapshot
from claims.models import Candidate
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.verbs import permitted
from nlp.language import is_english
from sources.anchors.typesetting import Plain
from sources.models import Snapshot

GAP = 200  # code points between two statements that can be merged


def edit(candidate_id: int, by: User, start: int, end: int) -> Candidate:
    """Give it other words: a span of the snapshot's text."""
    with permitted(by, "decide_candidate"):
        (candidate,) = candidates.waiting([candidate_id])
        start, end = span_of(candidate.snapshot.text, start, end)
        if [start, end] in candidate.places:
            raise Refused(_("The statement has these words already. Select others in the article."))
        (made,) = _replace([candidate], by, [_with_places(candidate, start, end)])
        return made


def split(candidate_id: int, by: User, spans: Sequence[tuple[int, int]]) -> list[Candidate]:
    """Split a compound statement into several, each a span of its words."""
    with permitted(by, "decide_candidate"):
        (candidate,) = candidates.waiting([candidate_id])
        pieces = sorted(span_of(candidate.snapshot.text, *span) for span in spans)
        if len(pieces) < 2:
            raise Refused(_("Choose where to split: at least two parts are needed."))
        first, last = pieces[0][0], max(end for _start, end in pieces)
        if not any(start <= first and last <= end for start, end in candidate.places):
            raise Refused(_("Select parts within the statement's own words."))
        if any(one[1] > other[0] for one, other in pairwise(pieces)):
            raise Refused(_("These parts overlap. Each word belongs to one part."))
        return _replace([candidate], by, [_with_places(candidate, *piece) for piece in pieces])


def merge(candidate_ids: Iterable[int], by: User) -> Candidate:
    """Merge neighbouring statements of one speaker, from the first's start to the last's end."""
    with permitted(by, "decide_candidate"):
        parts = candidates.waiting(candidate_ids)
        (merged,) = _replace(parts, by, [_whole(parts)])
        return merged


def can_be_merged(parts: Sequence[Candidate]) -> bool:
    """Whether these, in the order of the text, are neighbouring statements of one speaker."""
    try:
        _whole(parts)
    except Refused:
        return False
    return True


def _whole(parts: Sequence[Candidate]) -> Candidate:
    """One statement, not saved, of these in the order of the text. Raises Refused."""
    if len(parts) < 2:
        raise Refused(_("Choose at least two statements to merge."))
    if len({each.snapshot_id for each in parts}) > 1:
        raise Refused(_("These are in different snapshots: only neighbours can be merged."))
    owner = _one_speaker(parts)
    text = parts[0].snapshot.text
    start, end = parts[0].places[0]
    for candidate in parts[1:]:
        next_start, next_end = candidate.places[0]
        between = text[end:next_start]
        if len(between) > GAP or "\n" in between.strip():
            raise Refused(_("These are too far apart in the text: only neighbours can be merged."))
        end = max(end, next_end)
    made = _copy(owner, [(start, end)])
    if len({each.directness for each in parts}) > 1:
        made.directness = Directness.MIXED
    return made


def undo_merge(candidate_id: int, by: User) -> list[Candidate]:
    """Put the statements that it was merged from back in the inbox, in its place."""
    with permitted(by, "decide_candidate"):
        (merged,) = candidates.waiting([candidate_id])
        parts = sorted(merged.made_from.select_related("snapshot"), key=lambda each: each.places)
        if len(parts) < 2:
            raise Refused(_("This statement was not merged from others."))
        return _replace([merged], by, [_again(part) for part in parts])


def mark(
    snapshot_id: int,
    by: User,
    start: int,
    end: int,
    speaker_kind: str = FoundSpeaker.UNATTRIBUTED,
    speaker_name: str = "",
    verb: str = "",
) -> Candidate:
    """Add a statement that the reading missed."""
    with permitted(by, "decide_candidate"):
        snapshot = Snapshot.objects.select_related("source").filter(pk=snapshot_id).first()
        if snapshot is None:
            raise no_such_snapshot(snapshot_id)
        start, end = span_of(snapshot.text, start, end)
        exact = snapshot.text[start:end]
        name = speaker_name.strip() if speaker_kind == FoundSpeaker.NAMED else ""
        made = Candidate(
            snapshot=snapshot,
            exact=exact,
            places=[[start, end]],
            key=candidates.key_of(exact, speaker_kind, name),
            speaker_kind=speaker_kind,
            speaker_name=name,
            described_as=name,
            speaker=candidates.speakers_called([name]).get(name),
            verb=verb.strip(),
            directness=directness_of(snapshot.text, start, end),
            method=BY_HAND,
        )
        if is_english(snapshot.text, snapshot.source.language):
            scoring.score([made])
        _save(made)
        return made


def span_of(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends. Raises Refused for an empty or impossible one."""
    if not 0 <= start < end <= len(text):
        raise Refused(_("Select the words in the article first."))
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if not any(letter.isalnum() for letter in text[start:end]):
        raise Refused(_("This selection has no words. Select the words that were said."))
    return start, end


def directness_of(text: str, start: int, end: int) -> Directness:
    """Direct for a span in quotation marks, mixed for one that contains some."""
    around = Plain(text[text.rfind("\n", 0, start) + 1 : start]).text
    inside = Plain(text[start:end]).text
    if '"' in inside.strip('"'):
        return Directness.MIXED
    if around.count('"') % 2 or inside.startswith('"'):
        return Directness.DIRECT
    return Directness.INDIRECT


def _with_places(old: Candidate, start: int, end: int) -> Candidate:
    """A copy with the words of the span, at each of the old places that has these words."""
    text = old.snapshot.text
    from_start, _from_end = max(
        old.places, key=lambda place: min(end, place[1]) - max(start, place[0])
    )
    places = [(start, end)]
    for other_start, _other_end in old.places:
        moved = other_start + start - from_start
        if moved < 0 or moved == start:
            continue
        words = text[moved : moved + end - start]
        if candidates.folded(words) == candidates.folded(text[start:end]):
            places.append((moved, moved + end - start))
    return _copy(old, sorted(places))


_COPIED = (
    *("speaker_kind", "described_as", "speaker_start", "speaker_end", "speaker_name"),
    *("speaker_id", "verb", "directness", "relay", "nature", "said_from", "said_to"),
    *("said_basis", "said_note", "likely_repeats"),
)


def _copy(old: Candidate, places: list[tuple[int, int]]) -> Candidate:
    start, end = places[0]
    exact = old.snapshot.text[start:end]
    made = Candidate(
        snapshot=old.snapshot,
        exact=exact,
        places=[list(place) for place in places],
        key=candidates.key_of(exact, old.speaker_kind, old.speaker_name),
        method=BY_HAND,
        **{name: getattr(old, name) for name in _COPIED},
    )
    if old.score is not None:
        scoring.score([made])
    return made


def _again(old: Candidate) -> Candidate:
    made = _copy(old, [(start, end) for start, end in old.places])
    made.method, made.wording = old.method, old.wording
    return made


def _replace(olds: list[Candidate], by: User, news: list[Candidate]) -> list[Candidate]:
    candidates.close(olds, by, CandidateState.REPLACED)
    for new in news:
        _save(new)
        new.made_from.set(olds)
    return news


def _save(candidate: Candidate) -> None:
    candidate.clean_fields(exclude=["snapshot", "speaker", "claim", "decided_by", "found_at"])
    candidate.save()


def _one_speaker(parts: Sequence[Candidate]) -> Candidate:
    """The candidate whose speaker all share; unattributed ones take that of the others."""
    known = [each for each in parts if each.speaker_kind != FoundSpeaker.UNATTRIBUTED]
    who = {
        candidates.key_of("", each.speaker_kind, each.speaker_name or each.described_as)
        for each in known
    }
    if len(who) > 1:
        raise Refused(
            _("These have different speakers: %(speakers)s. A claim has one."),
            speakers=", ".join(dict.fromkeys(each.described_as or "—" for each in known)),
        )
    return (known or parts)[0]
