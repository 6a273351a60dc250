"""Noun phrases beside a verb: who speaks."""

from dataclasses import dataclass

from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.rules.text import Paragraph, Span

_LONGEST = 25  # tokens of a phrase
OPENING = frozenset('¿¡«“"(')
_SEGMENTS = 4  # pieces between commas, over which a subject is looked for


@dataclass(frozen=True)
class Phrase:
    """First and last token; ``name``: those of the name in it."""

    first: int
    last: int
    name: Span | None = None


class Phrases:
    def __init__(self, paragraph: Paragraph, grammar: Grammar) -> None:
        self.p, self.g = paragraph, grammar
        self._beginnings = {first for first, _last in paragraph.sentences}
        g = grammar
        # Words that no name begins with, and those that only a sentence writes with a capital.
        nobody = g.nobody - g.conjunctions
        self._never = g.days | g.articles | g.prepositions | g.pronouns.keys() | nobody
        self._small = (
            *(g.adverbs, g.conjunctions, g.clitics, g.relatives, g.finite, g.participles),
            *(g.gerunds, g.linking, g.breaks, g.auxiliaries, g.likewise, g.unnamed, g.titles),
        )

    def mark(self, i: int) -> bool:
        """Whether the token is punctuation; the point of an abbreviation is not."""
        if self.p.forms[i] == "." and i:
            return not self.p.abbreviated(i - 1, self.g)
        return not self.p.forms[i][0].isalnum()

    def verb(self, i: int) -> bool:
        return self.p.lower[i] in self.g.finite or self.p.lower[i] in self.g.auxiliaries

    def begins(self, i: int, first: int) -> bool:
        """Whether a phrase may begin here."""
        word, g = self.p.lower[i], self.g
        listed = word in g.articles or word in g.pronouns or word in g.unnamed
        titled = word in g.titles and (i > first or self.p.forms[i + 1 : i + 2] == ["."])
        return listed or titled or self.begins_name(i, first)

    def begins_name(self, i: int, first: int) -> bool:
        """A word with a capital that is no other word at the beginning of its sentence, ``first``."""
        word = self.p.lower[i]
        if not self.p.capital(i) or self.p.quoted[i] >= 0 or word in self._never:
            return False
        small = word.endswith(("mente", "ment")) or any(word in words for words in self._small)
        return not (small and (i == first or self.opened(i)))

    def opened(self, i: int) -> bool:
        """Whether a mark before the word begins a sentence or a part that is like one: "¿Dijo …?"."""
        return i > 0 and self.p.forms[i - 1] in OPENING

    def name_from(self, i: int, last: int) -> int:
        """The last token of the name that begins here."""
        p, g = self.p, self.g
        while i < last:
            step = i + 1 + (p.forms[i + 1] == "." and not self.mark(i + 1))
            at = step
            while at <= last and p.lower[at] in g.inner and at - step < 3:
                at += 1
            further = (
                at <= last and p.capital(at) and p.quoted[at] < 0 and p.lower[at] not in g.days
            )
            if not further or (at > step and p.lower[step] in g.joining):
                return i
            i = at
        return i

    def after(self, i: int, last: int) -> Phrase | None:
        """The phrase that begins at a token, with the name in apposition to it."""
        p, g = self.p, self.g
        if i > last or p.quoted[i] >= 0:
            return None
        word = p.lower[i]
        if word in g.pronouns and not self._noun_follows(i, last):
            return Phrase(i, i)
        if word not in g.titles and self.begins_name(i, i if i in self._beginnings else -1):
            end = self.name_from(i, last)
            return Phrase(i, end, (i, end))
        if not (word in g.articles or word in g.titles or word in g.unnamed):
            return None
        if word in g.articles and p.lower[i + 1 : i + 2] and p.lower[i + 1] in g.linking:
            return None  # "el de otras regiones"
        end, name = self._description(i, last)
        if name is None and end + 2 <= last and p.forms[end + 1] == ",":
            apposed = self.name_from(end + 2, last) if self.begins_name(end + 2, -1) else 0
            if apposed and (apposed == last or self.mark(apposed + 1)):
                return Phrase(i, apposed, (end + 2, apposed))
        return None if end == i and word in g.articles else Phrase(i, end, name)

    def described(self, i: int, last: int) -> Phrase:
        """The phrase that begins with a noun, without an article."""
        end, name = self._description(i, last)
        return Phrase(i, end, name)

    def _description(self, i: int, last: int) -> tuple[int, Span | None]:
        """The last token of "la ministra de Obras Ada Ríos", and the name in it."""
        p, g = self.p, self.g
        j, name = i, None
        while j < last and j - i < _LONGEST and not self._stops(j + 1):
            k = j + 1
            if p.capital(k):
                end = self.name_from(k, last)
                linked = p.lower[j] in g.linking or p.lower[j] in g.articles
                j, name = end, name if linked else (k, end)
                if not linked and end < last and p.lower[end + 1] not in g.linking:
                    break
            elif name and p.lower[k] not in g.linking:
                break
            else:
                j = k
        while j > i and (p.lower[j] in g.linking or p.lower[j] in g.articles):
            j -= 1
        return j, name

    def _stops(self, k: int) -> bool:
        """Whether a phrase that reaches the token before doesn't go on with this one."""
        p, g = self.p, self.g
        word, before = p.lower[k], p.lower[k - 1]
        return (
            p.quoted[k] >= 0
            or self.mark(k)
            or word in g.conjunctions
            or word in g.adverbs
            or word in g.clitics - g.articles
            or self.verb(k)
            or word.endswith("mente")
            or (p.forms[k].islower() and g.past.fullmatch(word) is not None)
            or (word in g.days and before not in g.linking)
            or (word in g.prepositions and before not in g.titles)
        )

    def _noun_follows(self, i: int, last: int) -> bool:
        """Whether "este" stands before a noun."""
        p, g = self.p, self.g
        if p.lower[i] not in g.articles or i == last or not p.forms[i + 1][0].isalpha():
            return False
        following = p.lower[i + 1]
        return not (self.verb(i + 1) or following in g.clitics or following in g.adverbs)

    def before(self, i: int, first: int) -> Phrase | None:
        """The subject that ends before a verb: beside it, or before words between commas."""
        p = self.p
        j = i - 1
        while j >= first and self._beside_verb(j):
            j -= 1
        for _ in range(_SEGMENTS):
            if j >= first and p.forms[j] == ")":
                j = next((k for k in range(j, first - 1, -1) if p.forms[k] == "("), first) - 1
            if j >= first and p.forms[j] == ",":
                j -= 1
            if j < first or p.quoted[j] >= 0 or self.mark(j):
                return None
            begin = j
            while begin > first and p.quoted[begin - 1] < 0 and not self.mark(begin - 1):
                begin -= 1
            found = self._within(begin, j, first)
            j = begin - 1
            if found is not None or (j >= first and p.forms[j] not in (",", ")")):
                return found
        return None

    def ending(self, last: int, first: int) -> Phrase | None:
        """The phrase whose last token this is: "un blog", of "en un blog que dice"."""
        p, g = self.p, self.g
        for i in range(last, max(first, last - _LONGEST) - 1, -1):
            if p.quoted[i] >= 0 or (self.mark(i) and p.forms[i] != "."):
                return None
            before = p.lower[i - 1] if i > first else ""
            if before in g.linking or before in g.articles or not self.begins(i, first):
                continue
            found = self.after(i, last)
            if found is not None and found.last == last and not (i > first and p.capital(i - 1)):
                return found
        return None

    def _beside_verb(self, j: int) -> bool:
        word, g = self.p.lower[j], self.g
        if word in g.clitics or word in g.adverbs or word in g.auxiliaries:
            return True
        return word.endswith(("mente", "ment")) and not self.p.capital(j)

    def _within(self, begin: int, last: int, first: int) -> Phrase | None:
        """The subject in a piece without punctuation: it reaches to the piece's end."""
        p, g = self.p, self.g
        if p.lower[begin] in g.relatives and begin > first:
            return None
        start = begin
        for i in range(begin, last + 1):  # after the last conjunction or verb
            if self.verb(i) or (p.lower[i] in g.conjunctions and not self._joins_names(i, last)):
                start = i + 1
        for i in range(start, last + 1):
            before = p.lower[i - 1] if i > begin else ""
            if before in g.prepositions or before in g.linking or before in g.articles:
                continue
            if i > first + 1 and i > begin and p.capital(i - 1) and before not in g.days:
                continue
            begins = self.begins(i, first) and not (i > start and self._second_title(i))
            found = self.after(i, last) if begins else None
            if found and not found.name and i == begin > first and p.lower[i] in g.titles:
                return None  # Ríos, ministra de Obras, …
            if found and (found.last >= last or self._tail(found.last + 1, last)):
                return found
        return None

    def _second_title(self, i: int) -> bool:
        """The "general" of "director general de Lastres"."""
        p, g = self.p, self.g
        before = p.lower[i - 1]
        noun = p.forms[i - 1].islower() and before not in g.adverbs and before not in g.days
        return p.lower[i] in g.titles and noun

    def _joins_names(self, i: int, last: int) -> bool:
        """Whether "y" joins two names, not two clauses."""
        p, g = self.p, self.g
        follows = i < last and (p.capital(i + 1) or p.lower[i + 1] in g.linking)
        return p.lower[i] in g.joining and follows

    def _tail(self, i: int, last: int) -> bool:
        """Whether what is left of the piece belongs to the subject: "en funciones"."""
        word, g = self.p.lower[i], self.g
        belongs = (
            word in g.prepositions or word in g.linking or word in g.adverbs or word in g.joining
        )
        return belongs or (not self.p.capital(i) and last - i < 3)
