"""Accepting what waits in the inbox: a claim, where it appears, its numbers, its speaker."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict

from django.db.models import F, Value
from django.utils.translation import gettext as _

from claims.choices import CandidateState, Directness, FoundSpeaker, RelayKind
from claims.inbox import candidates
from claims.locking import changing, record_author, refuse_frozen, sql_scalar
from claims.models import Anchor, Appearance, Candidate, Claim, Topic
from claims.workflow import drafting
from claims.workflow.drafting import NewQuantity, NewRelay
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require
from nlp.quantities import quantities as quantities_in
from sources import anchors, speakers
from sources.anchors.typesetting import Plain
from sources.choices import UNPOOLED, PublisherKind, SpeakerKind
from sources.models import Publisher, Source, Speaker
from sources.querysets import Fold

# What is stated of the appearance, the first of it as found; everything else is the claim's.
FOUND = ("verb", "directness", "described_as")
OF_THE_APPEARANCE = (*FOUND, "first_known", "translated_from", "translated_by")
OF_THE_CLAIM = ("nature", "said_from", "said_to", "said_basis", "said_note")

_MARKS = frozenset('"“”„‟«»')

# By which words the hop before the text is known.
_RELAYS = (
    (RelayKind.SPOKESPERSON, r"spokes(?:person|man|woman|people)"),
    (RelayKind.POST, r"post(?:s|ed)?|tweet(?:s|ed)?|social media|Truth Social|Facebook|Telegram"),
    (RelayKind.BRIEFING, r"briefing|press conference|news conference"),
    (RelayKind.DOCUMENT, r"documents?|reports?|memo(?:randum)?|filings?|records?|statement|letter"),
)


class NewSpeaker(TypedDict, total=False):
    kind: str
    name: str
    description: str


def accept(
    candidate_id: int,
    by: User,
    text: str = "",
    speaker: Speaker | None = None,
    new_speaker: NewSpeaker | None = None,
    topics: Iterable[Topic] = (),
    quantities: Iterable[NewQuantity] | None = None,
    relays: Iterable[NewRelay] | None = None,
    **stated: Any,
) -> Claim:
    """Make the candidate a claim that appears in its snapshot, at each of its places.

    What is not given is as found: the words as the wording, the numbers in them, the day only where
    the text gives one. ``speaker`` or ``new_speaker`` goes before the one who is called so; without
    any, a speaker whom the text does not name is the source's own. ``stated``: further fields of
    the claim (nature, said_from … note) and of the appearance (OF_THE_APPEARANCE).

    Raises Refused (decided already, no speaker …), NotAllowed.
    """
    require(by, "decide_candidate")
    with acting(by):
        (candidate,) = candidates.waiting([candidate_id])
        text = text.strip() or wording(candidate)
        source = candidate.snapshot.source
        found = {name: getattr(candidate, name) for name in OF_THE_CLAIM}
        if source.language:
            found["language"] = source.language
        claim = drafting.add_claim(
            by,
            text,
            _speaker(candidate, by, speaker, new_speaker),
            topics,
            numbers_in(text, source.published_on) if quantities is None else quantities,
            **found | {k: v for k, v in stated.items() if k not in OF_THE_APPEARANCE},
        )
        drafting.add_appearance(
            claim.pk,
            by,
            candidate.snapshot,
            _places(candidate),
            relays_of(candidate) if relays is None else relays,
            **_of_the_appearance(candidate, stated),
        )
        candidates.close([candidate], by, CandidateState.ACCEPTED, claim=claim)
        return claim


def accept_as_appearance(
    candidate_id: int,
    by: User,
    claim_id: int,
    relays: Iterable[NewRelay] | None = None,
    expected_revision: int | None = None,
    **stated: Any,
) -> Claim:
    """Make the candidate another appearance of a claim, or more places where it appears already.

    Raises Refused (decided already, the claim is frozen …), Stale, NotAllowed.
    """
    require(by, "decide_candidate")
    with acting(by):
        (candidate,) = candidates.waiting([candidate_id])
        appearance = Appearance.objects.filter(claim=claim_id, snapshot=candidate.snapshot).first()
        if appearance is not None:
            _add_places(appearance, by, candidate, expected_revision)
        else:
            drafting.add_appearance(
                claim_id,
                by,
                candidate.snapshot,
                _places(candidate),
                relays_of(candidate) if relays is None else relays,
                expected_revision,
                **_of_the_appearance(candidate, stated),
            )
        claim: Claim = Claim.objects.get(pk=claim_id)
        candidates.close([candidate], by, CandidateState.ACCEPTED, claim=claim)
        return claim


def _add_places(
    appearance: Appearance, by: User, candidate: Candidate, expected_revision: int | None
) -> None:
    with changing(appearance.claim_id, by, expected_revision) as claim:
        if claim.added_by_id != by.pk or claim.status != "unreviewed":
            require(by, "edit_claim")
        refuse_frozen(claim)
        there = set(appearance.anchors.values_list("start", "end"))
        for place in _places(candidate):
            if (place.start, place.end) not in there:
                Anchor.objects.create(
                    claim=claim,
                    appearance=appearance,
                    snapshot=candidate.snapshot,
                    **vars(place),
                )
        record_author(claim, by)


def _of_the_appearance(candidate: Candidate, stated: dict[str, Any]) -> dict[str, Any]:
    found = {name: getattr(candidate, name) for name in FOUND}
    return found | {name: stated[name] for name in OF_THE_APPEARANCE if name in stated}


def _places(candidate: Candidate) -> list[anchors.Selector]:
    text = candidate.snapshot.text
    return [
        anchors.make(text, start + first, start + last)
        for start, end in candidate.places
        for first, last in quoted(text[start:end], candidate.directness)
    ]


def quoted(words: str, directness: str) -> list[tuple[int, int]]:
    """The parts of a direct statement that stand in quotation marks, where there are several.

    “We built them,” she said. “All of them.” has two; what stands between is not the speaker's.
    """
    inside = words[:1] not in _MARKS
    found, begin = [], 0
    for at, letter in enumerate(words):
        if letter not in _MARKS or (inside and letter in "“«„"):
            continue
        if inside:
            found.append((begin, at))
        inside, begin = not inside, at + 1
    if inside:
        found.append((begin, len(words)))
    spans = [_bare(words, *span) for span in found]
    spans = [(start, end) for start, end in spans if start < end]
    several = directness == Directness.DIRECT and len(spans) > 1
    return spans if several else [(0, len(words))]


def _bare(words: str, start: int, end: int) -> tuple[int, int]:
    part = words[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def wording(candidate: Candidate) -> str:
    """The words to begin a wording with: as they stand, without the quotation marks around them."""
    parts = quoted(candidate.exact, candidate.directness)
    if len(parts) > 1:
        return " ".join(" ".join(candidate.exact[start:end].split()) for start, end in parts)
    words = " ".join(candidate.exact.split())
    bare = words.strip("“”„«»\"'‘’ ")
    inner = '"' in Plain(bare).text
    return words if inner or not bare else bare.rstrip(",;")


def numbers_in(text: str, published: date | None) -> list[NewQuantity]:
    """The numbers of a wording, as claims hold them; publication resolves "as of March 2"."""
    return [{**each.fields()} for each in quantities_in(text, published)]


# The speaker


def _speaker(
    candidate: Candidate, by: User, given: Speaker | None, new: NewSpeaker | None
) -> Speaker:
    if given is not None:
        return given
    source = candidate.snapshot.source
    if new is not None:
        kind, name = new.get("kind", ""), new.get("name", "").strip()
        description = new.get("description", "").strip()
        if kind in UNPOOLED:
            return _own(source, by, kind, description or name or described(candidate))
        return _named(candidate, by, kind, name or candidate.speaker_name, description)
    if candidate.speaker_kind == FoundSpeaker.NAMED:
        called = candidates.speakers_called([candidate.speaker_name]).get(candidate.speaker_name)
        if called is None:
            raise Refused(
                _(
                    "Say who “%(name)s” is: choose a speaker, or say whether it is a person, an"
                    " organisation or a group."
                )
                % {"name": candidate.speaker_name},
                rule="candidate_speaker_unknown",
            )
        return called
    if candidate.speaker_kind == FoundSpeaker.ARTICLE:
        publisher = publisher_as_speaker(source)
        if publisher is not None:
            return publisher
    return _own(source, by, candidate.speaker_kind, described(candidate))


def publisher_as_speaker(source: Source) -> Speaker | None:
    """Who an article's own voice is: its publisher, where that is stated and is a speaker."""
    if source.publisher is None or source.publisher.organisation_id is None:
        return None
    organisation = Speaker.objects.filter(pk=source.publisher.organisation_id)
    return organisation.standing_for().first()


def described(candidate: Candidate) -> str:
    """How a speaker is described whom the text does not name."""
    if candidate.speaker_kind == FoundSpeaker.ARTICLE:
        return _("the article's own voice; its publisher is not stated")
    if candidate.described_as:
        return candidate.described_as
    if candidate.speaker_kind == FoundSpeaker.UNATTRIBUTED and candidate.verb:
        return _("not attributed: the text says “%(words)s” and names nobody") % {
            "words": candidate.verb
        }
    return _("not named in the text")


def _named(candidate: Candidate, by: User, kind: str, name: str, description: str) -> Speaker:
    # Two people who accept two statements of one speaker at a time make one speaker.
    sql_scalar("SELECT pg_advisory_xact_lock(hashtextextended(fold(%s), 0))::text", name)
    if Speaker.objects.called(name).exists():
        raise Refused(
            _(
                "A speaker is called “%(name)s” already. Choose that one; or, if this is somebody"
                " else, give a name that tells the two apart."
            )
            % {"name": name},
            rule="candidate_speaker_exists",
        )
    found = candidate.speaker_name
    also = (found,) if found and candidates.folded(found) != candidates.folded(name) else ()
    return speakers.add_speaker(by, kind, name, description, aliases=also)


def _own(source: Source, by: User, kind: str, description: str) -> Speaker:
    """The source's own speaker of this description; an article has one voice."""
    Source.objects.select_for_update(no_key=True, of=("self",)).get(pk=source.pk)
    own = Speaker.objects.filter(source=source, kind=kind)
    if kind != SpeakerKind.ARTICLE:
        own = own.annotate(folded=Fold(F("description"))).filter(folded=Fold(Value(description)))
    known: Speaker | None = own.first()
    return known or speakers.add_speaker(by, kind, "", description, source)


# Through whom it came


def relays_of(candidate: Candidate) -> list[NewRelay]:
    """The hop that the text names between the speaker and itself, in its words."""
    words = candidate.relay.strip()
    if not words:
        return []
    known = candidates.speakers_called([words]).get(words)
    if known is not None:
        return [{"kind": _kind_of(known), "speaker": known, "description": ""}]
    return [{"kind": _kind_by(words), "speaker": None, "description": words}]


def _kind_of(speaker: Speaker) -> str:
    publishes = Publisher.objects.filter(organisation=speaker).values_list("kind", flat=True)
    kinds = set(publishes)
    if PublisherKind.WIRE in kinds:
        return RelayKind.WIRE
    if PublisherKind.NEWS in kinds:
        return RelayKind.OUTLET
    return RelayKind.PERSON if speaker.kind == SpeakerKind.PERSON else RelayKind.ORGANISATION


def _kind_by(words: str) -> str:
    for kind, pattern in _RELAYS:
        if re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE):
            return kind
    # "government sources"; with a name in it, it is mostly an outlet's.
    named = any(word[:1].isupper() for word in words.split()[1:]) or words[:1].isupper()
    return RelayKind.OUTLET if named else RelayKind.ANONYMOUS
