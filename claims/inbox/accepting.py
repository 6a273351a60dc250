"""Accepting a candidate: as a new claim, or as another appearance of one."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from claims.choices import CandidateState, Directness, FoundSpeaker, RelayKind
from claims.inbox import candidates, repeats
from claims.inbox.quoted import overlaps
from claims.locking import count_revision, lock_claim
from claims.models import Anchor, Appearance, Candidate, Claim, Topic
from claims.presentation.unnamed_speakers import NOT_ATTRIBUTED, NOT_STATED, PUBLISHED_BY
from claims.workflow import drafting, notes
from claims.workflow.drafting import NewQuantity, NewRelay, NewSpeaker
from claims.workflow.relations import relate
from newsroom import texts
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.quotation import AFTER_AN_END, ended
from newsroom.verbs import permitted
from nlp.attribution.relays import BETWEEN_RELAYS
from nlp.quantities import Found
from nlp.quantities import quantities as quantities_in
from sources import anchors, stated_publishers
from sources.anchors.typesetting import Plain
from sources.choices import UNPOOLED, PublisherKind, SpeakerKind
from sources.models import Publisher, Source, Speaker
from sources.speakers import create_speaker, exists_already, lock_name, own_speaker

# Fields of the appearance, the first of them found in the text; all others are the claim's.
FOUND = ("verb", "directness", "described_as")
OF_THE_APPEARANCE = (*FOUND, "first_known", "translated_from", "translated_by")
OF_THE_CLAIM = ("nature", "said_from", "said_to", "said_basis", "said_note")

_MARKS = frozenset('"“”„‟«»')

# The kind of a relay, by its words; with a capital they are an outlet's name: "The Washington Post".
_RELAYS = (
    (RelayKind.SPOKESPERSON, r"spokes(?:person|man|woman|people)"),
    (RelayKind.POST, r"post(?:s|ed)?|tweet(?:s|ed)?|social.media|Truth.Social|Facebook|Telegram"),
    (RelayKind.BRIEFING, r"briefing|(?:press|news).conference"),
    (
        RelayKind.DOCUMENT,
        r"""documents?|reports?|memo(?:randum)?|filings?|records?|statement|letter|stud(?:y|ies)|reviews?
        |surveys?|polls?|data|figures?|results?|papers?|audit|analysis|ruling|evidence|slides?
        |informes?|estudios?|encuestas?|sondeos?|comunicado|datos|rapports?|études?|enquêtes?|sondages?
        |communiqué|données""",
    ),
)


def accept(
    candidate_id: int,
    by: User,
    text: str = "",
    speaker: Speaker | None = None,
    new_speaker: NewSpeaker | None = None,
    topics: Iterable[Topic] = (),
    quantities: Iterable[NewQuantity] | None = None,
    relays: Iterable[NewRelay] | None = None,
    repeats_shown: Collection[int] | None = None,
    related: tuple[str, int] | None = None,
    **stated: Any,
) -> Claim:
    """Make the candidate a claim that appears at each of its places.

    What is not given is taken as found: wording, numbers, date, and the speaker by name or, where
    the text names nobody, a speaker of the source's own. ``stated``: further fields of the claim
    (nature, said_from … note) and of the appearance (OF_THE_APPEARANCE). ``repeats_shown``: the
    claims that the person compared it with; a claim that probably says the same and is none of
    them is a refusal. None: nobody compares. ``related``: a kind of relation (or UNRELATED) and the
    claim to which the new one has it.
    """
    with permitted(by, "decide_candidate"):
        (candidate,) = candidates.waiting([candidate_id])
        text = text.strip() or (wording(candidate) if candidate.is_stated else "")
        if not text:
            raise Refused(
                _("The text reports this as “%(verb)s”: a person has to word the statement."),
                rule="candidate_worded_by_a_person",
                verb=candidate.verb,
            )
        source = candidate.snapshot.source
        found = {name: getattr(candidate, name) for name in OF_THE_CLAIM}
        if source.language:
            found["language"] = source.language
        said_by = _speaker(candidate, speaker, new_speaker)
        if repeats_shown is not None:
            repeats.refuse_unseen(text, said_by.pk, repeats_shown)
        claim = drafting.create_claim(
            by,
            text,
            said_by,
            topics,
            numbers_in(text, source) if quantities is None else quantities,
            **found | {k: v for k, v in stated.items() if k not in OF_THE_APPEARANCE},
        )
        _create_appearance(claim, candidate, relays, **stated)
        if related is not None:
            kind, other = related
            relate(claim, other, kind, by)
        candidates.close([candidate], by, CandidateState.ACCEPTED, claim=claim)
        return claim


def check_denied(
    candidate_id: int,
    by: User,
    speaker: Speaker | None = None,
    new_speaker: NewSpeaker | None = None,
    **given: Any,
) -> Claim:
    """Make what a candidate denies a claim of whoever said it; see ``accept``.

    The text reports it through whoever denies it, and the denial is kept in an internal note.
    """
    with permitted(by, "decide_candidate"):
        (candidate,) = candidates.waiting([candidate_id])
        # The name and the description that were found are those of whoever denies it.
        unattributed = Candidate(
            snapshot=candidate.snapshot, speaker_kind=FoundSpeaker.UNATTRIBUTED
        )
        said_by = _speaker(unattributed, speaker, new_speaker)
        claim = accept(candidate_id, by, speaker=said_by, **given)
        denial = _("Denial, as the text reports it: %(who)s %(verb)s %(words)s (%(source)s)") % {
            "who": candidate.described_as or candidate.get_speaker_kind_display(),
            "verb": candidate.verb,
            "words": " ".join(texts.stripped(candidate.exact).split()),
            "source": candidate.snapshot.source,
        }
        notes.write(claim.pk, by, denial[: notes.LONGEST])
        return claim


def accept_as_appearance(
    candidate_id: int,
    by: User,
    claim_id: int,
    expected_revision: int | None = None,
) -> Claim:
    """Make the candidate another appearance of a claim, or more places of one.

    Where the claim quotes these words already, it stays as it is, and only the candidate is decided.
    """
    with permitted(by, "decide_candidate"):
        (candidate,) = candidates.waiting([candidate_id])
        claim = lock_claim(claim_id, expected_revision)
        places = unquoted_places(candidate, claim)
        if places:
            drafting.refuse_appearance(claim, by)
            appearance = Appearance.objects.filter(claim=claim, snapshot=candidate.snapshot).first()
            if appearance is None:
                _create_appearance(claim, candidate)
            else:
                drafting.create_anchors(appearance, places)
            count_revision(claim)
        candidates.close([candidate], by, CandidateState.ACCEPTED, claim=claim)
        return claim


def unquoted_places(candidate: Candidate, claim: Claim) -> list[anchors.Selector]:
    """Its places, but for those of which the claim quotes words already."""
    there = Anchor.objects.filter(appearance__claim=claim, snapshot=candidate.snapshot_id)
    quotes = list(there.values_list("start", "end"))
    return [each for each in _places(candidate) if not overlaps(each.start, each.end, quotes)]


def _create_appearance(
    claim: Claim, candidate: Candidate, relays: Iterable[NewRelay] | None = None, **stated: Any
) -> None:
    drafting.create_appearance(
        claim,
        candidate.snapshot,
        _places(candidate),
        relays_of(candidate) if relays is None else relays,
        **{name: getattr(candidate, name) for name in FOUND}
        | {name: stated[name] for name in OF_THE_APPEARANCE if name in stated},
    )


def _places(candidate: Candidate) -> list[anchors.Selector]:
    text = candidate.snapshot.text
    return [
        anchors.make(text, start + first, start + last)
        for start, end in candidate.places
        for first, last in quoted(text[start:end], candidate.directness)
    ]


def quoted(words: str, directness: str) -> list[tuple[int, int]]:
    """The parts of a direct statement that are in quotation marks, where there are several.

    “We built them,” she said. “All of them.” has two; the words between are not the speaker's.
    """
    words = words.replace("''", ' "')
    inside = words[:1] not in _MARKS and words[:2] != ' "'
    found, begin = [], 0
    for at, letter in enumerate(words):
        if letter not in _MARKS or (inside and letter in "“«„"):
            continue
        if inside:
            found.append((begin, at))
        inside, begin = not inside, at + 1
    if inside:
        found.append((begin, len(words)))
    spans = [span for span in (_bare(words, *span) for span in found) if span[0] < span[1]]
    several = directness == Directness.DIRECT and len(spans) > 1
    return spans if several else [(0, len(words))]


def _bare(words: str, start: int, end: int) -> tuple[int, int]:
    part = words[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


# "That" before a whole statement that a person marked; not in "that hospital".
_REPORTED = re.compile(
    r"(?:(?i:that|que)\s+|(?i:qu)['’])(?=(?:the|an?|this|these|those|its|his|her|their|our|there|it|he|she|they|we|you|no"
    r"|all|some|most|many|more|every|each|both|if|when|el|la|los|las|una?|se|hay|su|sus|más|le|les|ils?"
    r"|elles?|on|nous|vous)\b|[A-Z0-9$€£])"
)


def wording(candidate: Candidate) -> str:
    """A first wording: the words as they are; a denial's negated sentence; none of what is rejected."""
    return words_as_they_are(candidate) if candidate.is_stated else ended(candidate.wording)


def words_as_they_are(candidate: Candidate) -> str:
    """The words without quotation marks.

    Between two quotations the article's own words stood: an ellipsis, never a comma.
    """
    exact = texts.stripped(candidate.exact)
    parts = quoted(exact, candidate.directness)
    if len(parts) > 1:
        pieces = (" ".join(exact[start:end].split()) for start, end in parts)
        *first, last = pieces
        return _sentence(" … ".join([*(each.rstrip(",;") for each in first), last]))
    words = _without_report(candidate, " ".join(exact.split()))
    bare = words.strip("“”„«»\"'‘’ ")
    if reported := _REPORTED.match(bare):
        words = bare = bare[reported.end() :]
    inner = '"' in Plain(bare).text
    is_reported = candidate.directness != Directness.DIRECT
    return _sentence(words if inner or not bare else bare, is_reported=is_reported)


def _without_report(candidate: Candidate, words: str) -> str:
    """ "The bridge, Mayor Quill said, was safe" without its inserted words."""
    who, verb = (re.escape(each) for each in (candidate.described_as, candidate.verb))
    if not who or not verb or candidate.directness == Directness.DIRECT:
        return words
    return re.sub(rf",([”\"»]?) (?:{who} {verb}|{verb} {who}),(?= )", r"\1", words, count=1)


# "claims that …" in "denied claims that …".
_CLAIM_THAT = re.compile(
    r"(?:(?:(?:the|any)\s+)?(?:claims?|allegations?|accusations?|reports?|suggestions?|rumou?rs?|notion"
    r"|idea|charges?)\s+)?that\s+",
    re.IGNORECASE,
)
# The subject of a negated sentence: "He had not …", "The figure did not …".
_SUBJECT = re.compile(r"(.+?)\s(?:\S+\s)?not\b")
_NO = re.compile(r"\bno\s()|\bn(?:e\s|['’])(.+?)\spas\b", re.IGNORECASE)


def words_denied(candidate: Candidate) -> str:
    """What a denial denies, as a sentence; empty where it isn't clear which words those are."""
    words = " ".join(candidate.exact.split())
    if found := _CLAIM_THAT.match(words):
        return _sentence(words[found.end() :], is_reported=True)
    # Spanish and French deny in the subjunctive: the sentence is that of the denial without "no".
    if _NO.search(candidate.wording):
        return _sentence(_NO.sub(r"\1\2", candidate.wording, count=1), is_reported=True)
    # "claims by the opposition that he had received …": the clause whose subject the denial has.
    if subject := _SUBJECT.match(candidate.wording):
        clause = rf"(?:^|\bthat\s)({re.escape(subject[1])}\b.*)"
        if found := re.search(clause, words, re.IGNORECASE):
            return _sentence(found[1], is_reported=True)
    return ""


_COMMA_AT_END = re.compile(rf"[,;]+([{re.escape(AFTER_AN_END)}]*)$")


def _sentence(words: str, *, is_reported: bool = False) -> str:
    """With a full stop where a comma stands for it, as in “We built them,” she said; else words that are
    quoted end as they do.
    """
    if found := _COMMA_AT_END.search(words):
        words = ended(words[: found.start()]) + found[1]
    return _capitalised(ended(words) if is_reported else words)


def _capitalised(words: str) -> str:
    """As a sentence begins; a first word such as "iPhone" stays."""
    first = words.partition(" ")[0]
    return words[:1].upper() + words[1:] if first.islower() else words


def read_in(text: str, source: Source) -> list[Found]:
    """The numbers in a wording; the source's day of publication resolves "as of March 2", and its
    language says what "1.200" is."""
    return quantities_in(text, source.published_on, source.language)


def numbers_in(text: str, source: Source) -> list[NewQuantity]:
    """Those of them of which no part is uncertain."""
    return [{**each.fields()} for each in read_in(text, source) if not each.uncertain]


# The speaker


def _speaker(candidate: Candidate, given: Speaker | None, new: NewSpeaker | None) -> Speaker:
    if given is not None:
        return given
    source = candidate.snapshot.source
    if new is not None:
        kind, name = new.get("kind", ""), new.get("name", "").strip()
        description = new.get("description", "").strip()
        if kind in UNPOOLED:
            return _own(source, kind, description or name or described(candidate))
        return _named(candidate, kind, name or candidate.speaker_name, description)
    if candidate.speaker_kind == FoundSpeaker.NAMED:
        called = candidates.speakers_called([candidate.speaker_name]).get(candidate.speaker_name)
        if called is None:
            raise Refused(
                _(
                    "Who is “%(name)s”? Choose a speaker, or choose whether it is a person, an"
                    " organisation or a group."
                ),
                rule="candidate_speaker_unknown",
                name=candidate.speaker_name,
            )
        return called
    if candidate.speaker_kind == FoundSpeaker.ARTICLE:
        publisher = publisher_as_speaker(source)
        if publisher is not None:
            return publisher
    return _own(source, candidate.speaker_kind, described(candidate))


def publisher_as_speaker(source: Source) -> Speaker | None:
    """The speaker of an article's own voice: its publisher, if stated and known as a speaker."""
    if source.publisher is None or source.publisher.organisation_id is None:
        return None
    organisation = Speaker.objects.filter(pk=source.publisher.organisation_id)
    return organisation.standing_for().first()


def described(candidate: Candidate) -> str:
    """The description of a speaker whom the text does not name."""
    if candidate.speaker_kind == FoundSpeaker.ARTICLE:
        source = candidate.snapshot.source
        if publisher := source.publisher or stated_publishers.proposal(source):
            return str(PUBLISHED_BY) % {"name": publisher.name}
        return str(NOT_STATED)
    if candidate.described_as:
        return candidate.described_as
    if candidate.speaker_kind == FoundSpeaker.UNATTRIBUTED and candidate.verb:
        return str(NOT_ATTRIBUTED) % {"words": candidate.verb}
    return _("not named in the text")


def _named(candidate: Candidate, kind: str, name: str, description: str) -> Speaker:
    lock_name(name)
    if Speaker.objects.called(name).exists():
        raise exists_already(name)
    found = candidate.speaker_name
    also = (found,) if found and candidates.folded(found) != candidates.folded(name) else ()
    return create_speaker(kind, name, description, aliases=also)


def _own(source: Source, kind: str, description: str) -> Speaker:
    speaker, _is_new = own_speaker(source, kind, description)
    return speaker


# The relay


def denied_by(candidate: Candidate) -> NewRelay:
    """Whoever denies it, through whom the text reports what they deny."""
    who = candidates.speakers_called([candidate.speaker_name]).get(candidate.speaker_name)
    if who is not None:
        return {"kind": _kind_of(who), "speaker": who, "description": "", "verb": candidate.verb}
    kind = RelayKind.PERSON if candidate.speaker_name else RelayKind.ANONYMOUS
    words = (candidate.described_as or candidate.speaker_name or str(described(candidate)))[:300]
    return {"kind": kind, "speaker": None, "description": words, "verb": candidate.verb}


def relays_of(candidate: Candidate) -> list[NewRelay]:
    """Whom the text names between the speaker and itself."""
    named = [each.strip() for each in candidate.relay.split(BETWEEN_RELAYS) if each.strip()]
    called = candidates.speakers_called(named)
    return [_relay(words, called.get(words)) for words in named]


def _relay(words: str, known: Speaker | None) -> NewRelay:
    if known is not None:
        return {"kind": _kind_of(known), "speaker": known, "description": ""}
    return {"kind": _kind_by(words), "speaker": None, "description": words}


def _kind_of(speaker: Speaker) -> str:
    kinds = set(Publisher.objects.filter(organisation=speaker).values_list("kind", flat=True))
    if PublisherKind.WIRE in kinds:
        return RelayKind.WIRE
    if PublisherKind.NEWS in kinds:
        return RelayKind.OUTLET
    return RelayKind.PERSON if speaker.kind == SpeakerKind.PERSON else RelayKind.ORGANISATION


def _kind_by(words: str) -> str:
    for kind, pattern in _RELAYS:
        if re.search(rf"\b(?:{''.join(pattern.split())})\b", words):
            return kind
    # "government sources" is anonymous; with a name in it, it is usually an outlet.
    named = any(word[:1].isupper() for word in words.split()[1:]) or words[:1].isupper()
    return RelayKind.OUTLET if named else RelayKind.ANONYMOUS
