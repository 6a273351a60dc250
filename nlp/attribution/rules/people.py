"""The people that an article names, and the speaker that a phrase means."""

from bisect import bisect_left
from dataclasses import dataclass, field, replace

from nlp.attribution import names
from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.rules.phrases import Phrase, Phrases
from nlp.attribution.rules.somebody import kind_of
from nlp.attribution.rules.text import Paragraph
from nlp.attribution.somebody import Kind
from nlp.attribution.speakers import Speaker
from nlp.kinds import FoundSpeaker

_MOST = 50  # people from whom one is chosen


@dataclass
class Person:
    name: tuple[str, ...]
    place: int
    called: set[str] = field(default_factory=set)
    count: int = 1


class People:
    def __init__(self, grammar: Grammar) -> None:
        self.g = grammar
        self.places: list[int] = []
        self.in_order: list[Person] = []
        self.known: dict[tuple[str, ...], Person] = {}
        self.of_word: dict[str, list[Person]] = {}
        self.called: dict[str, list[Person]] = {}  # by what they are, "ministra"; the last ones
        self.last: Person | None = None  # the last one who spoke

    def add(self, p: Paragraph) -> None:
        phrases, i = Phrases(p, self.g), 0
        starts = {first for first, _ in p.sentences}
        while i < len(p):
            if phrases.begins_name(i, i if i in starts else -1) and p.lower[i] not in self.g.titles:
                end = phrases.name_from(i, len(p) - 1)
                self._keep(p, phrases, i, end)
                i = end
            i += 1

    def _keep(self, p: Paragraph, phrases: Phrases, first: int, last: int) -> None:
        name = tuple(p.forms[i] for i in range(first, last + 1) if p.forms[i] != ".")
        while len(name) > 1 and name[0].lower() in self.g.titles:
            name = name[1:]
        person = self.known.get(name)
        if person is None:
            person = self.known[name] = Person(name, p.starts[first])
            self.places.append(person.place)
            self.in_order.append(person)
            for word in set(name):
                self.of_word.setdefault(word, []).append(person)
        else:
            person.count += 1
        for word in self._called(p, phrases, first, last) - person.called:
            person.called.add(word)
            self.called.setdefault(word, []).append(person)
            del self.called[word][:-_MOST]

    def _called(self, p: Paragraph, phrases: Phrases, first: int, last: int) -> set[str]:
        g, found = self.g, set()
        for i in range(first - 1, max(-1, first - 9), -1):  # "el ministro de Obras, "
            if p.quoted[i] >= 0 or p.forms[i] in ";:()" or p.lower[i] in g.conjunctions:
                break
            if p.lower[i] in g.titles:
                found.add(p.lower[i])
                break
            if p.lower[i] in g.articles and p.lower[i - 1] not in g.linking and i + 1 < first:
                if p.forms[first - 1] == ",":
                    found.add(p.lower[i + 1])
                break
        if last + 2 < len(p) and p.forms[last + 1] == ",":  # ", ministra de Obras"
            i = last + 2 + (p.lower[last + 2] in g.articles)
            if i > last + 2:  # not of "Tras pasar por Lastres, el panista dijo"
                apposed = phrases.after(last + 2, len(p) - 1)
                closing = apposed.last + 1 if apposed else len(p)
                if closing >= len(p) or not phrases.mark(closing):
                    return found
            if i < len(p) and p.forms[i].islower() and p.lower[i] not in g.prepositions:
                found.add(p.lower[i])
        return found

    def gender(self, person: Person) -> str:
        if person.called & self.g.hers:
            return "f"
        if person.called & self.g.his:
            return "m"
        first = person.name[0].lower()
        return "f" if first in names.HERS else "m" if first in names.HIS else ""

    def whole(self, name: tuple[str, ...], place: int) -> Person | None:
        """Who bears a name or a part of it; None where several do."""
        bearers = {
            id(person): person
            for person in self.of_word.get(name[-1], [])[:_MOST]
            if len(person.name) > len(name) and _part(name, person.name)
        }
        whole = [p for p in bearers.values() if not any(_longer(o, p) for o in bearers.values())]
        return whole[0] if len(whole) == 1 else self.known.get(name)

    def speaker(self, p: Paragraph, phrase: Phrase | None, verb: str = "") -> Speaker:
        """Who it is, or what: a document hands on what somebody said, a thing says nothing."""
        if phrase is None:
            return self._somebody(p, phrase)
        head = phrase.first
        while head < phrase.last and p.lower[head] in self.g.articles:
            head += 1
        words = p.forms[head : phrase.last + 1]
        what = kind_of(self.g, words, verb, named=phrase.name is not None)
        if what == Kind.DOCUMENT:
            start, end = p.starts[phrase.first], p.ends[phrase.last]
            return Speaker(FoundSpeaker.UNATTRIBUTED, "", start, end, is_document=True)
        before = self.last
        found = self._somebody(p, phrase)
        if what == Kind.THING:
            self.last = before
        return replace(found, is_thing=what == Kind.THING)

    def _somebody(self, p: Paragraph, phrase: Phrase | None) -> Speaker:
        """Without a phrase, the subject is left out: whoever spoke last."""
        if phrase is None:
            if self.last is None:
                return Speaker(FoundSpeaker.UNATTRIBUTED)
            return Speaker(FoundSpeaker.NAMED, " ".join(self.last.name))
        start, end = p.starts[phrase.first], p.ends[phrase.last]
        if p.lower[phrase.first] in self.g.pronouns and phrase.first == phrase.last:
            person = self._meant(self.g.pronouns[p.lower[phrase.first]], start)
            kind = FoundSpeaker.NAMED if person else FoundSpeaker.ANONYMOUS
            return Speaker(kind, " ".join(person.name) if person else "", start, end)
        if phrase.name is not None:
            return self._named(p, phrase, *phrase.name)
        return self._described(p, phrase, start, end)

    def _named(self, p: Paragraph, phrase: Phrase, first: int, last: int) -> Speaker:
        name = tuple(p.forms[i] for i in range(first, last + 1) if p.forms[i] != ".")
        while len(name) > 1 and name[0].lower() in self.g.titles:
            name = name[1:]
        person = self.whole(name, p.starts[first])
        self.last = person or Person(name, p.starts[first])
        return Speaker(
            FoundSpeaker.NAMED,
            " ".join(self.last.name),
            p.starts[phrase.first],
            p.ends[phrase.last],
        )

    def _described(self, p: Paragraph, phrase: Phrase, start: int, end: int) -> Speaker:
        words = range(phrase.first, phrase.last + 1)
        head = next((i for i in words if p.lower[i] not in self.g.articles), phrase.first)
        if p.lower[head] in self.g.unnamed:
            return Speaker(FoundSpeaker.ANONYMOUS, "", start, end)
        if p.forms[head].islower() and p.lower[phrase.first] in self.g.articles:
            same = [person for person in self.called.get(p.lower[head], []) if person.place < start]
            if same:
                self.last = max(same, key=lambda person: person.place)
                return Speaker(FoundSpeaker.NAMED, " ".join(self.last.name), start, end)
        if any(p.capital(i) for i in words if i > phrase.first):
            first = phrase.first + (p.lower[phrase.first] in self.g.articles)
            name = " ".join(p.text[p.starts[first] : end].split())
            self.last = Person(tuple(name.split()), start)
            return Speaker(FoundSpeaker.NAMED, name, start, end)
        return Speaker(FoundSpeaker.ANONYMOUS, "", start, end)

    def _meant(self, gender: str, place: int) -> Person | None:
        if self.last is not None and self.gender(self.last) in ("", gender):
            return self.last
        here = bisect_left(self.places, place)
        near = [self.in_order[i] for i in range(here - 1, max(-1, here - _MOST), -1)]
        fits = (each for each in near if len(each.name) > 1 and self.gender(each) == gender)
        return next(fits, None) if gender else None


def _part(name: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a name is a part of a longer one: its last words, or its surname: "Sánchez" of
    "Pedro Sánchez Castejón"."""
    if len(name) == 1:
        return name[0] in whole[1:]
    return name == whole[-len(name) :] or (name[0] == whole[0] and set(name) <= set(whole))


def _longer(other: Person, person: Person) -> bool:
    return len(other.name) > len(person.name) and set(person.name) <= set(other.name)
