"""The verbs of saying in a sentence, and their subjects."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.rules.phrases import Phrase, Phrases
from nlp.attribution.rules.somebody import is_document, kind_of
from nlp.attribution.rules.text import Paragraph, Span
from nlp.attribution.somebody import Kind

_AUXILIARY_REACH = 4  # words between an auxiliary and its participle
_BEGINNING = 30  # words within which a sentence's own subject begins
_NEAR = 60  # words between a gerund and the verb whose subject it has
_BETWEEN = 4  # times, places and listeners between a verb and its subject


@dataclass(frozen=True)
class Cue:
    """Its first and last token. ``kind``: finite, gerund or according."""

    first: int
    last: int
    verb: str
    kind: str
    subject: Phrase | None = None  # "a-t-il dit"


@dataclass
class Draft:
    cue: Cue | None
    subject: Phrase | None
    start: int
    end: int
    parts: list[Span] = field(default_factory=list)
    colon: bool = False
    # Who the sentence is about, where somebody in it speaks in a relative clause.
    main: Phrase | None = None

    def overlaps(self, other: "Draft") -> bool:
        return self.start < other.end and other.start < self.end


class Clauses:
    """One paragraph."""

    def __init__(self, paragraph: Paragraph, grammar: Grammar) -> None:
        self.p, self.g = paragraph, grammar
        self.phrases = Phrases(paragraph, grammar)

    # Verbs of saying

    def cues(self, first: int, last: int) -> Iterator[Cue]:
        i = first
        while i <= last:
            cue = self.cue_at(i, first, last) if self.p.quoted[i] < 0 else None
            if cue is not None:
                if not self._no_report(cue, first, last):
                    yield cue
                i = cue.last
            i += 1

    def cue_at(self, i: int, first: int, last: int) -> Cue | None:
        return self._according(i, first, last) or self._inflected(i, first, last)

    def _according(self, i: int, first: int, last: int) -> Cue | None:
        for words in self.g.according:
            whole = tuple(self.p.lower[i : i + len(words)]) == words and i + len(words) <= last
            verb = self.over(i + len(words), last)
            if whole and verb <= last and self._inflected(verb, first, last):
                return None  # "según confirmó Ríos"
            if whole and (i == first or words not in self.g.at_beginning):
                return Cue(i, i + len(words) - 1, " ".join(words), "according")
        return None

    def _inflected(self, i: int, first: int, last: int) -> Cue | None:
        p, g = self.p, self.g
        word = p.lower[i]
        verb, _, pronoun = word.partition("-")
        pronoun = pronoun.removeprefix("t-")
        own = Phrase(i, i) if pronoun in g.pronouns else None
        if word in g.auxiliaries or (own and verb in g.auxiliaries):
            j = self.over(i + 1, min(last, i + _AUXILIARY_REACH))
            if j <= last and p.quoted[j] < 0 and p.lower[j] in g.participles:
                return Cue(i, j, g.participles[p.lower[j]], "finite", own)
            return None
        if own and verb in g.finite:
            return Cue(i, i, g.finite[verb], "finite", own)
        before = p.lower[i - 1] if i > first else ""
        if (word, *p.lower[i + 1 : min(i + 2, last + 1)]) in g.made_public:
            return Cue(i, i + 1, word, "finite")
        if before in g.articles - g.clitics or self._noun(i, first):
            return None
        if word in g.finite and before not in g.linking:
            return Cue(i, i, g.finite[word], "finite")
        return Cue(i, i, g.gerunds[word], "gerund") if word in g.gerunds else None

    def _noun(self, i: int, first: int) -> bool:
        """Of "señaló que la denuncia …": after an article with which the clause begins."""
        p, g = self.p, self.g
        if i - 3 < first or p.lower[i - 1] not in g.articles or p.lower[i - 2] != "que":
            return False
        return p.lower[i - 3] in g.finite or p.lower[i - 3] in g.participles

    def _no_report(self, cue: Cue, first: int, last: int) -> bool:
        """Whether nobody says it: "no dijo que …", "se llama …"."""
        p, g = self.p, self.g
        i = cue.first - 1
        while i >= first and p.lower[i] in g.clitics - g.negations:
            if (
                p.lower[i] == "se"
                and cue.verb in g.impersonal
                and self.after_verb(cue, last) is None
            ):
                return True
            i -= 1
        within = p.lower[cue.first : cue.last + 1]
        denied = (i >= first and p.lower[i] in g.negations) or not g.negations.isdisjoint(within)
        return cue.kind == "finite" and (denied or self._nobody_says(cue, first))

    def _nobody_says(self, cue: Cue, first: int) -> bool:
        """ "nadie dijo que …", "¿dijo que …?", "no es verdad que ella dijo que …"."""
        p, g = self.p, self.g
        i = cue.first - 1
        while i >= first and self.small(i):
            i -= 1
        if i >= first and p.forms[i] == "¿":
            return True
        followed = p.lower[cue.last + 1 : cue.last + 2]
        apart = i >= first and p.forms[i] == ","
        if apart and (not followed or followed[0] not in g.clause):
            return False  # "No habrá ningún cambio, dijo Ríos"
        crossed = False
        for j in range(i, first - 1, -1):
            if p.quoted[j] >= 0 or (self.phrases.mark(j) and p.forms[j] != ","):
                return False
            crossed |= p.forms[j] == ","
            begins = j == first or self.phrases.opened(j)
            if self._nobody(j, first) and (begins or not crossed):
                return True
            if p.lower[j] in g.clause and not crossed:
                return self._denied_before(j, first)
            if p.lower[j] in g.conjunctions or self.phrases.verb(j):
                return False
        return False

    def _nobody(self, i: int, first: int) -> bool:
        p, g = self.p, self.g
        if p.lower[i] not in g.nobody:
            return False
        before = p.lower[i - 1] if i > first else ""
        named = p.capital(i) and i > first and not self.phrases.opened(i)
        # "une personne" is somebody; "sin ningún apoyo" doesn't name who speaks.
        return not named and before not in g.articles and before not in ("sin", "sans")

    def _denied_before(self, clause: int, first: int) -> bool:
        """Whether it is said to be false, or denied, what begins with this "que"."""
        p, g = self.p, self.g
        if clause == first:
            return False
        word = p.lower[clause - 1]
        if word in g.falsehoods or g.finite.get(word) in g.denials:
            return True
        if g.participles.get(word) in g.denials:
            return True
        if word not in g.truths and word not in g.finite and word not in g.participles:
            return False
        for i in range(clause - 1, first - 1, -1):
            if self.phrases.mark(i):
                return False
            if p.lower[i] in g.negations or self._nobody(i, first):
                return True
        return False

    def another_verb(self, i: int) -> bool:
        """Whether another verb of saying stands here, as in "acusó al PP y no dijo que …"."""
        p, g = self.p, self.g
        if p.quoted[i] >= 0 or p.lower[i] not in g.finite:
            return False
        before = p.lower[i - 1] if i else ""
        return before not in (g.articles - g.clitics) | g.linking | g.prepositions

    def likewise(self, cue: Cue, first: int) -> int:
        """The "como" before "ha dicho" in ", como ha dicho Ríos"; -1 without one."""
        i = cue.first - 1
        while i > first and self.p.lower[i] in self.g.clitics:
            i -= 1
        return i if i >= first and self.p.lower[i] in self.g.likewise else -1

    def over(self, i: int, last: int) -> int:
        """The next token that is no pronoun, negation or adverb beside a verb."""
        while i <= last and self.p.quoted[i] < 0 and self.small(i):
            i += 1
        return i

    def small(self, i: int) -> bool:
        word = self.p.lower[i]
        return word in self.g.clitics or word in self.g.adverbs or word.endswith(("mente", "ment"))

    # Subjects

    def subject(self, cue: Cue, first: int, last: int, *, inverted: bool) -> Phrase | None:
        """Who says it: beside the verb, before a relative, or at the beginning of the sentence."""
        if cue.subject is not None:
            return cue.subject
        if cue.kind == "according":
            return self.cited(cue, last)
        if cue.kind == "gerund":
            near = self.cues(max(first, cue.first - _NEAR), cue.first - 1)
            finite = [each for each in near if each.kind == "finite"]
            if finite:
                return self.subject(finite[-1], first, cue.first - 1, inverted=False)
            return self.at_beginning(first, cue.first)
        after = self.after_verb(cue, last)
        if inverted and after is not None:
            return after
        joined = self._joined_to(cue, first) if after is None else None
        if joined is not None:
            return joined
        relative = self._before_relative(cue, first)
        if relative is not None:
            # "una práctica que considera": the subject is that of the sentence.
            own = self._may_be_subject(relative, cue)
            return relative if own else after or self.at_beginning(first, relative.first)
        found = self.phrases.before(cue.first, first)
        return found or after or self.at_beginning(first, cue.first)

    def cited(self, cue: Cue, last: int) -> Phrase | None:
        """Of "según la policía", "según datos oficiales"."""
        after = cue.last + 1
        found = self.phrases.after(after, last)
        if found is None and after <= last and is_document(self.g, self.p.lower[after]):
            found = self.phrases.described(after, last)
        return found

    def _joined_to(self, cue: Cue, first: int) -> Phrase | None:
        """The subject of the verb before, of "habló del papa, y consideró", "negó que …, aunque admitió"."""
        p, g = self.p, self.g
        i = cue.first - 1
        while i > first and self.small(i):
            i -= 1
        joins = p.lower[i] in g.joining or p.lower[i] == "aunque"
        if i <= first or not (joins or p.forms[i] == ","):
            return None
        main = self._main_subject(first, i)
        if main is not None:
            return main
        for each in reversed([*self.cues(first, i - 1)]):
            if each.kind == "finite" and self._relative(each, first) < 0:
                return self.subject(each, first, each.last, inverted=False)
        return self.at_beginning(first, i) if joins and p.forms[i - 1] == "," else None

    def _main_subject(self, first: int, end: int) -> Phrase | None:
        """Mar, of "Cuando Ríos le preguntó por la obra, Inés Mar bajó la voz y confesó"."""
        p, g = self.p, self.g
        if p.lower[first] not in g.conjunctions - g.joining:
            return None
        for comma in range(end - 1, first, -1):
            if p.forms[comma] == "," and p.quoted[comma] < 0:
                found = self.phrases.after(comma + 1, end - 1)
                if found and found.name and found.last + 1 < end and not self._closes(found.last):
                    return found
        return None

    def _closes(self, i: int) -> bool:
        return self.phrases.mark(i + 1) or self.p.lower[i + 1] in self.g.joining

    def _before_relative(self, cue: Cue, first: int) -> Phrase | None:
        at = self._relative(cue, first)
        if at <= first:
            return None
        found = self.phrases.ending(at - 1, first) or self.phrases.before(at, first)
        aside = self.p.forms[at - 1] == ","
        if found is None and aside and at - 2 > first:  # "criticó a Ada López, que dijo"
            named = self.phrases.ending(at - 2, first)
            whom = named is not None and named.name and self.p.lower[named.first - 1] == "a"
            found = named if whom else None
        return self._owner(found) if found is not None and aside else found

    def _owner(self, phrase: Phrase) -> Phrase:
        """López, of "criticó la postura de López, que dijo": a thing says nothing."""
        p, g = self.p, self.g
        head = phrase.first + (p.lower[phrase.first] in g.articles)
        words = p.forms[head : phrase.last + 1]
        if phrase.name or not words or kind_of(g, words, named=False) != Kind.THING:
            return phrase
        for i in range(head + 1, phrase.last):
            named = p.lower[i] in g.linking and self.phrases.begins_name(i + 1, -1)
            if named and self.phrases.name_from(i + 1, phrase.last) == phrase.last:
                return Phrase(i + 1, phrase.last, (i + 1, phrase.last))
        return phrase

    def _relative(self, cue: Cue, first: int) -> int:
        i = cue.first - 1
        while i > first and self.small(i):
            i -= 1
        return i if self.p.lower[i] in self.g.relatives else -1

    def is_relative(self, cue: Cue, first: int) -> bool:
        return self._relative(cue, first) > first

    def _may_be_subject(self, phrase: Phrase, cue: Cue) -> bool:
        at = self._relative(cue, phrase.first)
        aside = self.p.forms[at - 1] == "," or self.p.lower[at] not in self.g.clause
        return aside or phrase.name is not None or self.person(phrase)

    def after_verb(self, cue: Cue, last: int) -> Phrase | None:
        """Of "dijo ayer en Madrid el ministro": the phrase after the verb, over what is between."""
        if cue.kind != "finite":
            return None
        p, g = self.p, self.g
        i = cue.last + 1
        for _ in range(_BETWEEN):
            while i <= last and (
                (self.small(i) and p.lower[i] not in g.articles) or self._day(i, last)
            ):
                i += 1
            found = self.phrases.after(i, last)
            if found is not None and not self._time(found):
                return found
            if found is None and i <= last and p.lower[i] in g.prepositions:
                found = self._before_article(self.phrases.after(i + 1, last))
                if found and found.name and found.name[0] > i + 1 and not self.person(found):
                    return self.phrases.after(found.name[0], last)  # "en una ocasión Ada Ríos"
            if found is None and i <= last and p.lower[i] in g.prepositions:
                found = self._bare(i + 1, last)
            if found is None or found.last >= last:
                return None
            i = found.last + 1 + (p.forms[found.last + 1] == ",")
        return None

    def _before_article(self, phrase: Phrase | None) -> Phrase | None:
        """The "Efe" of "informó a Efe el Organismo", the "un comunicado" of "en un comunicado la Junta"."""
        if phrase is None:
            return None
        definite = self.g.articles & self.g.clitics | {"el"}
        for i in range(phrase.first + 1, phrase.last):
            if self.p.lower[i] in definite and self.p.lower[i - 1] not in self.g.linking:
                return self.phrases.after(phrase.first, i - 1)
        return phrase

    def _bare(self, i: int, last: int) -> Phrase | None:
        """The "rueda de prensa" of "informó en rueda de prensa el director": nouns without an article."""
        p, g, end = self.p, self.g, i - 1
        while end < last and end - i < _BETWEEN:
            linked = end >= i and p.lower[end + 1] in g.linking and p.forms[end + 2 : end + 3]
            at = end + 1 + bool(linked)
            plain = p.forms[at].isalpha() and p.forms[at].islower() and p.quoted[at] < 0
            plain &= p.lower[at] not in g.conjunctions | g.relatives | g.clause
            if not plain or (end >= i and not linked) or self.phrases.begins(at, i):
                break
            end = at
        return Phrase(i, end) if end >= i else None

    def at_beginning(self, first: int, before: int) -> Phrase | None:
        p, g = self.p, self.g
        for i in range(first, min(before, first + _BEGINNING)):
            if p.quoted[i] >= 0:
                return None
            if i > first and p.forms[i - 1] != "," and p.lower[i - 1] not in g.adverbs:
                continue
            if self.phrases.begins(i, first):
                found = self.phrases.after(i, before - 1)
                if found is not None and not self._time(found):
                    return found
        return None

    def person(self, phrase: Phrase) -> bool:
        words = self.p.lower[phrase.first : phrase.last + 1]
        if len(words) == 1 and words[0] in self.g.pronouns:
            return True
        return any(word in self.g.unnamed or word in self.g.titles for word in words)

    def _day(self, i: int, last: int) -> bool:
        """Whether "el" or "martes" of "el martes" stands here."""
        words = self.p.lower[i : min(i + 2, last + 1)]
        return words[0] in self.g.days or (words[0] in self.g.articles and words[-1] in self.g.days)

    def _time(self, phrase: Phrase) -> bool:
        """ "este lunes", "el 3 de mayo"."""
        words = self.p.lower[phrase.first : phrase.last + 1]
        numbered = words[1][0].isdigit() and words[2:3] in ([], ["de"]) if len(words) > 1 else False
        return len(words) < 6 and (numbered or any(word in self.g.days for word in words[1:]))
