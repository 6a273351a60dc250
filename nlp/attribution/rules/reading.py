"""From a text to its statements: each quotation and each reported clause with its verb and subject."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from nlp.attribution.rules.clauses import Cue, Draft
from nlp.attribution.rules.days import utterance_date
from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.rules.negation import negated
from nlp.attribution.rules.people import People
from nlp.attribution.rules.phrases import Phrase
from nlp.attribution.rules.quoted import LONG, SENTENCE, Quoted
from nlp.attribution.rules.sentences import is_sentence
from nlp.attribution.rules.text import Paragraph, Span, paragraphs
from nlp.attribution.rules.unasserted import CALLS, asserts, impersonal
from nlp.attribution.speakers import Speaker
from nlp.attribution.stance import Stance, stance_of
from nlp.attribution.statement import Statement
from nlp.kinds import Directness, FoundSpeaker
from nlp.quantities import quantities
from nlp.utterance_date import UNKNOWN

_GAP = 300  # code points between two pieces of one quotation
_CLAUSE = 12  # words between a verb and "que"
_MOST = 60  # code points from a verb to the word by which it calls something false
_COMPARING = frozenset(
    ["más", "menos", "mejor", "peor", "mayor", "menor", "antes", "plus", "moins", "mieux"]
)
_WHOLE = 8  # words and marks before ", dijo Ríos" that are a sentence
_LEAST = 4  # words before ", dijo Ríos" that are a statement


def statements(
    text: str,
    grammar: Grammar,
    published: date | None,
    *,
    own_voice: bool,
    unasserted: bool = False,
) -> list[Statement]:
    """See ``nlp.attribution.statements``."""
    read = list(paragraphs(text, grammar))
    people = People(grammar)
    for paragraph in read:
        people.add(paragraph)
    found: list[Statement] = []
    left_out: set[tuple[int, int]] = set()
    for paragraph in read:
        drafts = Reader(paragraph, grammar).drafts()
        for draft in drafts:
            alone = draft.cue is None and draft.subject is None
            if not asserts(paragraph, grammar, draft):
                left_out.add((draft.start, draft.end))
            apart = bool(found) and (found[-1].start, found[-1].end) in left_out
            # a paragraph of its own without a point is a heading
            heading = draft.end == paragraph.end and text[draft.end - 2] not in ".!?…"
            heading = heading and draft.start == paragraph.start
            if alone and found and not apart and not heading and _continues(found[-1], draft):
                found.append(_joined(found.pop(), draft, text))
            elif alone and found and found[-1].start >= paragraph.start and found[-1].speaker_name:
                found.append(
                    _by_the_same(
                        _statement(paragraph, grammar, people, draft, published), found[-1]
                    )
                )
            elif not alone or draft.end - draft.start >= LONG:
                found.append(_statement(paragraph, grammar, people, draft, published))
        if own_voice:
            found += _own(paragraph, grammar, drafts)
    kept = found if unasserted else [e for e in found if (e.start, e.end) not in left_out]
    return sorted(kept, key=lambda each: (each.start, each.end))


def _continues(before: Statement, draft: Draft) -> bool:
    return (
        before.quotation == Directness.DIRECT
        and before.kind != FoundSpeaker.ARTICLE
        and draft.end - draft.start >= SENTENCE
        and draft.start - before.end < _GAP
    )


def _joined(before: Statement, draft: Draft, text: str) -> Statement:
    return replace(
        before,
        end=draft.end,
        content=text[before.start : draft.end],
        parts=(*before.parts, *draft.parts),
        places=((before.start, draft.end),),
    )


def _by_the_same(found: Statement, before: Statement) -> Statement:
    """Ríos said that the work goes on. “We won't stop.”"""
    return replace(
        found,
        kind=before.kind,
        speaker=before.speaker,
        speaker_start=before.speaker_start,
        speaker_end=before.speaker_end,
        speaker_name=before.speaker_name,
    )


class Reader(Quoted):
    """One paragraph."""

    def drafts(self) -> list[Draft]:
        """In order, and none within another."""
        return [each for span in self.p.sentences for each in _apart(self._sentence(*span))]

    def _sentence(self, first: int, last: int) -> list[Draft]:
        cues = list(self.cues(first, last))
        found: list[Draft] = []
        for number in sorted({n for n in self.p.quoted[first : last + 1] if n >= 0}):
            quote = self.p.quotations[number]
            draft = self.inserted(quote)
            if draft is None and not quote.dialogue:
                draft = self.of_quotation(quote, first, last, cues, found)
            if draft is not None:
                found.append(draft)
        used = {draft.cue for draft in found if draft.cue}
        for cue in cues:
            draft = self._indirect(cue, first, last, cues) if cue not in used else None
            if draft and not any(map(draft.overlaps, found)):
                found.append(draft)
        for draft in found:
            draft.main = self._sentence_subject(draft, first)
        return found

    def _sentence_subject(self, draft: Draft, first: int) -> Phrase | None:
        """Ríos, of "Ríos criticó a Mar, que dijo que …": whoever is meant by the next verb alone."""
        cue, subject = draft.cue, draft.subject
        if cue is None or subject is None or not self.is_relative(cue, first):
            return None
        main = self.at_beginning(first, subject.first)
        return main if main is not None and (main.name or self.person(main)) else None

    # Without marks

    def _indirect(self, cue: Cue, first: int, last: int, cues: list[Cue]) -> Draft | None:
        if cue.kind == "according":
            return self._according_clause(cue, first, last, cues)
        p, g = self.p, self.g
        clause, subject = cue.last + 1, None
        denied = self.over(clause, last)
        if cue.verb in g.denials and denied < last and p.lower[denied] in g.having:
            subject = self.subject(cue, first, cue.last, inverted=False)
            end = self.clause_end(denied, last, cues, cue=cue)
            return self._plain(cue, subject, denied, end)
        if clause <= last and p.lower[clause] not in g.clause:
            subject = self.after_verb(cue, last)
            if subject and not (subject.name or self.person(subject)):
                return self._before_verb(cue, first, last)
            clause = self._clause_after(subject.last + 1 if subject else clause, cue, last)
        if clause >= last or p.lower[clause] not in g.clause or p.quoted[clause] >= 0:
            return self._before_verb(cue, first, last)
        subject = subject or self.subject(cue, first, clause - 1, inverted=False)
        end = self.clause_end(clause, last, cues, cue=cue)
        start = self.past_that(clause)
        if start > last or (p.lower[start] in g.negations and p.lower[start + 1] in g.conjunctions):
            return None  # "dijo que no porque …": to what, isn't said here
        return self._plain(cue, subject, start, end)

    def _clause_after(self, i: int, cue: Cue, last: int) -> int:
        """The "que" that it brings, over ", además," and others words between; ``last`` without one."""
        p, g, begin, commas = self.p, self.g, i, 0
        aside = self.over(i, last)
        of_noun = aside <= last and p.lower[aside] in g.aside
        while (
            i <= last
            and i - cue.last <= _CLAUSE
            and p.quoted[i] < 0
            and (p.forms[i] == "," or not self.phrases.mark(i))
            and not self.another_verb(i)
        ):
            if p.lower[i] in g.relatives - g.clause:
                return last  # "agregó Ríos, quien tiene una carta que …"
            commas += p.forms[i] == ","
            if p.lower[i] in g.clause:
                before = p.lower[i - 1]
                relative = before in g.articles - g.clitics | {"los", "las", "la", "lo", "el"}
                if (i > begin and relative) or before in _COMPARING:
                    return last  # "un comunicado en el que", "más que"
                return (
                    last
                    if (of_noun and before not in {"en", "de", *g.falsehoods}) or commas == 1
                    else i
                )
            i += 1
        return last

    def _according_clause(self, cue: Cue, first: int, last: int, cues: list[Cue]) -> Draft | None:
        p = self.p
        subject = self.cited(cue, last)
        if subject is None or tuple(cue.verb.split()) in self.g.at_beginning:
            return None
        if cue.first == first:
            comma = next((i for i in range(subject.last + 1, last) if p.forms[i] == ","), last)
            if comma == last or p.lower[comma + 1] in self.g.relatives:
                return None
            end = self.clause_end(comma + 1, last, cues)
            return self._plain(cue, subject, comma + 1, end)
        inner = p.lower[cue.first - 2] in self.g.clause
        if p.forms[cue.first - 1] != "," or cue.first - first < _LEAST or inner:
            return None
        after = subject.last + 1
        if after < last and p.forms[after] == "," and not self._has_verb(first, cue.first - 1):
            # "Unas 150 personas, según la policía, acudieron"
            if any(each.first > after for each in cues):
                return None
            end = self.clause_end(after + 1, last, cues)
            if p.lower[first] in self.g.prepositions:
                return self._plain(cue, subject, after + 1, end)
            parts = [(p.starts[first], p.ends[cue.first - 2]), (p.starts[after + 1], end)]
            return Draft(cue, subject, parts[0][0], end, parts)
        return self._plain(cue, subject, first, p.ends[cue.first - 2])

    def _before_verb(self, cue: Cue, first: int, last: int) -> Draft | None:
        """La obra seguirá, dijo el ministro; …, como dijo el ministro."""
        p, g = self.p, self.g
        if cue.kind != "finite" or cue.first - first < _LEAST:
            return None
        as_word = self.likewise(cue, first)
        before = (as_word if as_word > first else cue.first) - 1
        while before > first and p.lower[before] in g.clitics:
            before -= 1
        if p.forms[before] != ",":
            return None
        if as_word > first and not g.negations.isdisjoint(p.lower[first:before]):
            return None
        subject = cue.subject or self.after_verb(cue, last)
        if subject is None:
            return None
        further = subject.last < last and not self.phrases.mark(subject.last + 1)
        if further and as_word <= first and p.lower[subject.last + 1] not in g.prepositions:
            return None
        return self._plain(cue, subject, first, p.ends[before - 1])

    def _plain(self, cue: Cue, subject: Phrase | None, start: int, end: int) -> Draft:
        begin = self.p.starts[start]
        return Draft(cue, subject, begin, end, [(begin, end)])


def _apart(found: list[Draft]) -> list[Draft]:
    """Of overlapping drafts the outermost."""
    kept: list[Draft] = []
    for draft in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if draft.end > draft.start and not any(map(draft.overlaps, kept)):
            kept.append(draft)
    return sorted(kept, key=lambda each: each.start)


def _statement(
    p: Paragraph, grammar: Grammar, people: People, draft: Draft, published: date | None
) -> Statement:
    cue = draft.cue
    verb = _with_falsehood(p, draft)
    speaker = Speaker(FoundSpeaker.UNATTRIBUTED)
    if cue is not None or draft.subject is not None:
        speaker = people.speaker(p, draft.subject, cue.verb if cue else "")
        if draft.main is not None:
            people.speaker(p, draft.main)
    if cue is not None and impersonal(p, grammar, cue):
        speaker = Speaker(FoundSpeaker.UNATTRIBUTED)
    when = UNKNOWN
    if cue is not None:
        first, last = p.sentence_of(cue.first)
        span = p.starts[first], p.ends[last]
        when = utterance_date(p.text, span, (draft.start, draft.end), verb, published, grammar)
    found = speaker.end > speaker.start
    wording = ""
    if cue is not None and stance_of(p.text[slice(*verb)]) == Stance.DENIED:
        wording = negated(p, grammar, draft)
    return Statement(
        start=draft.start,
        end=draft.end,
        content=p.text[draft.start : draft.end],
        parts=tuple(draft.parts) if len(draft.parts) > 1 else ((draft.start, draft.end),),
        kind=speaker.kind,
        speaker=p.text[speaker.start : speaker.end] if found else "",
        speaker_start=speaker.start if found else None,
        speaker_end=speaker.end if found else None,
        speaker_name=speaker.name,
        verb=p.text[slice(*verb)],
        verb_start=verb[0] if cue else None,
        verb_end=verb[1] if cue else None,
        wording=wording,
        quotation=_directness(p, draft),
        said_from=when.said_from,
        said_to=when.said_to,
        said_basis=when.basis,
        said_note=when.note,
        places=((draft.start, draft.end),),
        relay=p.text[speaker.start : speaker.end] if speaker.is_document else "",
        complete=not speaker.is_thing
        and (
            bool(wording)
            or is_sentence(p, grammar, draft.parts, cue.verb if cue else "")
            or (cue is not None and _sentence_before(p, grammar, draft, cue))
        ),
    )


def _sentence_before(p: Paragraph, grammar: Grammar, draft: Draft, cue: Cue) -> bool:
    """Whether a sentence's only clause stands before ", según informó Ríos."; a verb may be unknown."""
    first, last = p.sentence_of(cue.first)
    begin, stop = p.token_at(draft.start), p.token_at(draft.end)
    return (
        begin == first
        and cue.first >= stop
        and stop - begin >= _WHOLE
        and len(draft.parts) == 1
        and p.forms[stop] == ","
        and (cue.kind == "according" or p.lower[stop + 1] in grammar.likewise)
        and p.lower[first] in grammar.articles
        and p.forms[last] == "."
        and all(n < 0 for n in p.quoted[first:stop])
    )


def _with_falsehood(p: Paragraph, draft: Draft) -> Span:
    """The verb, to the word by which it calls something false: "calificó de falsas"."""
    cue = draft.cue
    if cue is None:
        return draft.start, draft.start
    start, end = p.starts[cue.first], p.ends[cue.last]
    if cue.verb in CALLS:
        for i in range(cue.last + 1, p.sentence_of(cue.first)[1] + 1):
            if p.ends[i] - start > _MOST:
                break
            if stance_of(p.text[start : p.ends[i]]) != Stance.STATED:
                return start, p.ends[i]
    return start, end


def _directness(p: Paragraph, draft: Draft) -> Directness:
    quotes = p.quotations_in(draft.start, draft.end)
    if not quotes:
        return Directness.INDIRECT
    whole = all(
        any(q.start <= part[0] and part[1] <= q.end for q in quotes) for part in draft.parts
    )
    return Directness.DIRECT if whole else Directness.MIXED


def _own(p: Paragraph, grammar: Grammar, drafts: list[Draft]) -> Iterator[Statement]:
    """Sentences in the article's own words that state a quantity."""
    ends = [draft.end for draft in drafts]
    for first, last in p.sentences:
        start, end = p.starts[first], p.ends[last]
        content = p.text[start:end]
        if (
            any(form[0].isdigit() for form in p.forms[first : last + 1])
            and all(n < 0 for n in p.quoted[first : last + 1])
            and p.forms[last] != "?"
            and not any(each.start < end for each in drafts[bisect_right(ends, start) :][:1])
            and grammar.finite.keys().isdisjoint(p.lower[first : last + 1])
            and quantities(content, language=grammar.code)
            and is_sentence(p, grammar, [(start, end)])
        ):
            yield Statement(
                start,
                end,
                content,
                parts=((start, end),),
                kind=FoundSpeaker.ARTICLE,
                quotation=Directness.DIRECT,
                places=((start, end),),
            )
