"""From a text to its statements."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from nlp.attribution import rules
from nlp.attribution.assembly import drafts
from nlp.attribution.draft import UNSAID, Draft
from nlp.attribution.falsehoods import with_falsehood
from nlp.attribution.negation import negated
from nlp.attribution.own_voice import own_sentences
from nlp.attribution.parsing import Words, parsed
from nlp.attribution.quotations import Quotation, quotations
from nlp.attribution.relays import BETWEEN_RELAYS, relays_of
from nlp.attribution.rules.french import FRENCH
from nlp.attribution.rules.spanish import SPANISH
from nlp.attribution.sentences import is_sentence
from nlp.attribution.speakers import Cast
from nlp.attribution.stance import Stance, stance_of
from nlp.attribution.statement import Statement
from nlp.attribution.unasserted import asserts
from nlp.kinds import Directness, FoundSpeaker
from nlp.nature import nature_of
from nlp.utterance_date import UNKNOWN, UtteranceDate, utterance_date

# Sentences without any of these name no day and need not be read.
_DAY = re.compile(
    r"\d|[Dd]ay|night|morning|afternoon|evening|week|month|year"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_OPENS, _CLOSES = '“„"«‟', '”“"»'


# Languages that are read by rules alone; English is read with its grammar.
BY_RULES = {each.code: each for each in (FRENCH, SPANISH)}
LANGUAGES = frozenset({"en", *BY_RULES})


def statements(
    text: str,
    published: date | None = None,
    *,
    language: str = "en",
    own_voice: bool = True,
    unasserted: bool = False,
) -> list[Statement]:
    """The attributed statements of a text, in its order; ``language``: one of ``LANGUAGES``.

    What a report neither states nor denies ("refused to say that …", "asked whether …") is left out, but
    for ``unasserted``. ``published`` resolves "on Wednesday". With ``own_voice`` also the article's own sentences that
    carry a number (kind "article"). For English it uses spaCy's small English model, which the first call in a
    process loads (a second or so): for workers and commands, not for web requests.
    """
    if language in BY_RULES:
        grammar = BY_RULES[language]
        return rules.statements(
            text, grammar, published, own_voice=own_voice, unasserted=unasserted
        )
    return next(statements_of([text], published, own_voice=own_voice, unasserted=unasserted))


def statements_of(
    texts: Iterable[str],
    published: date | None = None,
    *,
    own_voice: bool = True,
    unasserted: bool = False,
) -> Iterator[list[Statement]]:
    """``statements`` of each English text, in order; faster than one by one."""
    for pieces in parsed(texts):
        cast = Cast()
        found: list[Statement] = []
        for words in pieces:
            quotes, attributed, read = read_piece(words, cast, published, unasserted)
            found += read
            if own_voice:
                spans = own_sentences(words, quotes, attributed)
                found += [_own(words, span) for span in spans if is_sentence(words, [span])]
        yield sorted(found, key=lambda each: (each.start, each.end))


def read_piece(
    words: Words, cast: Cast, published: date | None, unasserted: bool = False
) -> tuple[list[Quotation], list[Draft], list[Statement]]:
    """The quotations of a piece of a text, its drafts, and the attributed statements made of these."""
    quotes = quotations(words)
    cast.add(words, quotes)
    attributed = drafts(words, quotes)
    for each in attributed:
        with_falsehood(words, each)
    made = [
        _statement(words, cast, each, published)
        for each in attributed
        if unasserted or asserts(words, each, quotes)
    ]
    return quotes, attributed, made


def _own(words: Words, span: tuple[int, int]) -> Statement:
    start, end = span
    content = words.text[start:end]
    place = (start + words.offset, end + words.offset)
    return Statement(
        *place,
        content,
        parts=(place,),
        kind=FoundSpeaker.ARTICLE,
        quotation=Directness.DIRECT,
        nature=nature_of(content),
        places=(place,),
    )


def _statement(words: Words, cast: Cast, draft: Draft, published: date | None) -> Statement:
    content = words.text[draft.start : draft.end]
    verb = words.starts[draft.cue], words.ends[draft.cue_end]
    speaker = cast.speaker(words, draft)
    when = _utterance_date(words, draft, verb, published) if draft.rule != UNSAID else UNKNOWN
    has_verb = draft.rule != UNSAID and words.lower[draft.cue] != ":"
    relays = relays_of(words, draft.cue, draft.parts)
    if speaker.is_document:
        relays.append(words.text[speaker.start : speaker.end])
    verb_text = words.text[verb[0] : verb[1]] if has_verb else ""
    stance = stance_of(verb_text)
    wording = negated(words, draft, speaker.name) if stance == Stance.DENIED else ""
    by = words.offset
    return Statement(
        start=draft.start + by,
        end=draft.end + by,
        content=content,
        parts=tuple((start + by, end + by) for start, end in draft.parts),
        kind=speaker.kind,
        speaker=words.text[speaker.start : speaker.end] if speaker.found else "",
        speaker_start=speaker.start + by if speaker.found else None,
        speaker_end=speaker.end + by if speaker.found else None,
        speaker_name=speaker.name,
        verb=verb_text,
        verb_start=verb[0] + by if has_verb else None,
        verb_end=verb[1] + by if has_verb else None,
        quotation=_quotation(content, draft),
        relay=BETWEEN_RELAYS.join(relays),
        wording=wording,
        nature=nature_of(content if stance == Stance.STATED else wording, words.lower[draft.cue]),
        places=((draft.start + by, draft.end + by),),
        said_from=when.said_from,
        said_to=when.said_to,
        said_basis=when.basis,
        said_note=when.note,
        # "He seemed tired": nobody says so.
        complete=not speaker.is_thing
        and draft.rule != "seem"
        and (bool(wording) or is_sentence(words, draft.parts)),
    )


def _quotation(content: str, draft: Draft) -> Directness:
    """direct: nothing but quotations; mixed: some of it; indirect: none."""
    content = content.replace("''", '""').replace("’’", "””")
    if not any(mark in content for mark in _OPENS + _CLOSES):
        return Directness.INDIRECT
    if all(
        _all_quoted(content[start - draft.start : end - draft.start]) for start, end in draft.parts
    ):
        return Directness.DIRECT
    return Directness.MIXED


def _all_quoted(part: str) -> bool:
    return part[:1] in _OPENS and (part[-1:] in _CLOSES or not any(m in part[1:] for m in _CLOSES))


def _utterance_date(
    words: Words, draft: Draft, verb: tuple[int, int], published: date | None
) -> UtteranceDate:
    """From the sentence of the cue; days within the content don't count."""
    start, end = words.sentence_of(draft.cue)
    content = max(draft.start, start), min(draft.end, end)
    within = content[0] <= verb[0] < content[1]
    if not within and not (
        _DAY.search(words.text, start, content[0]) or _DAY.search(words.text, content[1], end)
    ):
        return UNKNOWN
    return utterance_date(
        words.text[start:end],
        published,
        content=(content[0] - start, content[1] - start),
        verb=(verb[0] - start, verb[1] - start),
    )
