"""The statement that a quotation belongs to, by the verb of saying after, before or within it."""

from nlp.attribution.rules.clauses import Cue, Draft
from nlp.attribution.rules.ends import EDGES, Ends
from nlp.attribution.rules.phrases import Phrase
from nlp.attribution.rules.text import DASHES, Quotation

LONG = 60  # code points of a quotation that is kept even where no speaker is found
SENTENCE = 20  # code points of a quotation that can be a statement by itself
_REACH = 18  # words between a verb and the words in marks that it takes
_TRIED = 4  # verbs before a quotation, from the nearest on
_CLAUSE = 12  # words between a verb and "que"
_INSERTED = 25  # words of ", a déclaré la ministre," within a quotation


class Quoted(Ends):
    """One paragraph."""

    def of_quotation(
        self, quote: Quotation, first: int, last: int, cues: list[Cue], found: list[Draft]
    ) -> Draft | None:
        """A new draft; None where the quotation is none, or was joined to one of ``found``."""
        opening = self.p.token_at(quote.start)
        known = next((d for d in found if d.start <= quote.start < d.end), None)
        if known is None or (known.colon and quote.size >= SENTENCE):
            after = self._said_after(quote, first, opening, last, cues)
            if after is not None:
                return after
        if known is not None:
            known.end = max(known.end, quote.end)
            return None
        earlier = next((d for d in reversed(found) if d.cue and d.end <= quote.start), None)
        for cue in [each for each in cues if each.last < opening][: -_TRIED - 1 : -1]:
            if earlier is not None and cue == earlier.cue:
                break
            made = self._said_before(cue, quote, opening, first, last, cues)
            if made is not None:
                return made
        made = self._as_said(quote, first, opening, last, cues)
        if made is not None or (earlier is not None and self._joined(earlier, quote)):
            return made
        if opening > first and self.p.forms[opening - 1] == ":" and quote.size >= SENTENCE:
            subject = self.at_beginning(first, opening)
            if subject is not None:
                return Draft(None, subject, *_span(quote), [_span(quote)], colon=True)
        return self._alone(quote, whole=opening == first)

    # After the quotation

    def _said_after(
        self, quote: Quotation, first: int, opening: int, last: int, cues: list[Cue]
    ) -> Draft | None:
        after = self.p.token_at(quote.end)
        cue = self._cue_after(after, last, cues)
        if cue is None:
            return None
        subject = self.subject(cue, after, last, inverted=True)
        if subject is None and cue.kind == "finite":
            subject = self.at_beginning(first, opening)
        start = self._with_words_before(cue, quote, first, opening, cues)
        return Draft(cue, subject, start, quote.end, [(start, quote.end)])

    def _cue_after(self, i: int, last: int, cues: list[Cue]) -> Cue | None:
        """The verb right after a quotation: “…”, dijo; “…” (…), según; “…”, le reprochó."""
        p, start = self.p, i
        if i <= last and p.forms[i] == "(":
            i = next((k + 1 for k in range(i, last + 1) if p.forms[k] == ")"), last + 1)
        at = i
        while at <= last and (p.forms[at] in (",", ".", "…") or p.forms[at] in DASHES):
            at += 1
        separated = at > i
        begins = {cue.first: cue for cue in cues}
        i = at
        while i <= last and i not in begins and (self.small(i) or p.lower[i] in self.g.likewise):
            i += 1
        found = begins.get(i)
        if found is None and separated and i <= last and self._past(i, last):
            return Cue(i, i, p.lower[i], "finite")
        if found is None:
            return self._after_subject(at, last, begins) if separated else None
        if found.kind == "gerund":
            return None
        clause = found.last < last and p.lower[found.last + 1] in self.g.clause
        own = clause or self._title(p.quotations[p.quoted[start - 1]])  # “Una novela” describe
        return None if own and not separated and found.kind == "finite" else found

    def _past(self, i: int, last: int) -> bool:
        """ "“…”, analizó Ríos.\""""
        p = self.p
        if p.quoted[i] >= 0 or not p.forms[i].islower() or not self.g.past.fullmatch(p.lower[i]):
            return False
        subject = self.phrases.after(i + 1, last)
        return subject is not None and (subject.last == last or self.phrases.mark(subject.last + 1))

    def _after_subject(self, i: int, last: int, begins: dict[int, Cue]) -> Cue | None:
        """ "“…”, el ministro dijo.\""""
        phrase = self.phrases.after(i, last)
        cue = begins.get(self.over(phrase.last + 1, last)) if phrase else None
        if cue is None or cue.kind != "finite":
            return None
        if cue.last < last and self.p.lower[cue.last + 1] in self.g.clause:
            return None
        return Cue(cue.first, cue.last, cue.verb, cue.kind, phrase)

    def _with_words_before(
        self, cue: Cue, quote: Quotation, first: int, opening: int, cues: list[Cue]
    ) -> int:
        """Where a statement begins whose end is in marks: La reforma será “justa”, dijo."""
        p = self.p
        words = [i for i in range(first, opening) if p.forms[i][0].isalnum()]
        # No es “justa” como dice Ríos: the article denies what Ríos says.
        as_said = self.likewise(cue, first) > first
        denied = as_said and not self.g.negations.isdisjoint(p.lower[first:opening])
        begins_small = p.text[quote.inner[0] : quote.inner[0] + 1].islower()
        if (
            len(words) < 3
            or denied
            or p.forms[opening - 1] == ":"
            or not begins_small
            or any(first <= each.first < opening and self._takes_clause(each) for each in cues)
        ):
            return quote.start
        return p.starts[first]

    def _takes_clause(self, cue: Cue) -> bool:
        """Not "hablaron sobre los problemas", "se comprometieron a mantener"."""
        following = self.p.lower[cue.last + 1 : cue.last + 3]
        to = following[:1] == ["a"] and following[-1].endswith("r")
        return not to and self.g.aside.isdisjoint(following[:1])

    # Before the quotation

    def _said_before(
        self, cue: Cue, quote: Quotation, opening: int, first: int, last: int, cues: list[Cue]
    ) -> Draft | None:
        p = self.p
        between = range(cue.last + 1, opening)
        if self.likewise(cue, first) > first or any(
            p.forms[i] == ";" or self.another_verb(i) for i in between
        ):
            return None
        if cue.kind == "according":
            return self._according_to(cue, quote, opening, first, last, cues)
        clause = next((i for i in between if p.lower[i] in self.g.clause), None)
        clause = clause if clause is not None and clause - cue.last <= _CLAUSE else None
        if clause is not None and any(
            self._goes_on(cue, clause + 1, i, opening) for i in range(clause + 1, opening)
        ):
            return None  # negó que haya deudas y achacó el rumor “a la oposición”
        colon = p.forms[opening - 1] == ":"
        if not (colon or clause is not None or self._takes(cue, quote, between)):
            return None
        subject = self.subject(cue, first, (clause or opening) - 1, inverted=False)
        if colon:
            return Draft(cue, subject, *_span(quote), [_span(quote)], colon=True)
        start = self.past_that(clause) if clause is not None else cue.last + 1
        if clause is None and subject is not None and subject.first > cue.last:
            start = subject.last + 1
        end = self.clause_end(start, last, cues, quote, short=clause is None, cue=cue)
        return self._from(cue, subject, start, opening, end)

    def _according_to(
        self, cue: Cue, quote: Quotation, opening: int, first: int, last: int, cues: list[Cue]
    ) -> Draft | None:
        subject = self.cited(cue, opening - 1)
        if subject is None or (tuple(cue.verb.split()) in self.g.at_beginning and not subject.name):
            return None
        end = self.clause_end(min(subject.last + 1, opening), last, cues, quote)
        made = self._from(cue, subject, subject.last + 1, opening, end)
        before = cue.first - 2  # "Las obras son, según Ríos, “muy caras”"
        aside = before > first and self.p.forms[cue.first - 1] == ","
        reported = any(first <= each.first < cue.first for each in cues)
        if aside and not reported and self.p.lower[before] not in self.g.conjunctions:
            made.start = self.p.starts[first]
            made.parts.insert(0, (made.start, self.p.ends[before]))
        return made

    def past_that(self, clause: int) -> int:
        """Where what was said begins: after "que", which is no part of it; not after "si"."""
        clause += self.p.lower[clause] in ("que", "qu'", "qu’")
        return clause + (self.p.forms[clause : clause + 1] == [","])

    def _from(self, cue: Cue, subject: Phrase | None, start: int, opening: int, end: int) -> Draft:
        while start < opening and self.p.forms[start] in EDGES:
            start += 1
        begin = self.p.starts[min(start, opening)]
        return Draft(cue, subject, begin, end, [(begin, end)])

    def _takes(self, cue: Cue, quote: Quotation, between: range) -> bool:
        """Whether the verb takes the words in marks: "calificó las obras de “necesarias”"."""
        p, g = self.p, self.g
        words = [p.lower[i] for i in between if p.forms[i][0].isalnum() and p.quoted[i] < 0]
        if self._title(quote) or len(words) > _REACH:
            return False
        if cue.verb in g.naming:
            return True
        if cue.verb in g.weak:
            return False
        empty = g.articles | g.adverbs | g.linking | g.prepositions | g.likewise
        return len(words) <= 1 or quote.size >= SENTENCE or empty.issuperset(words)

    def _title(self, quote: Quotation) -> bool:
        """A name or a title rather than words that were said."""
        words = self.p.text[slice(*quote.inner)].split()
        large = [word for word in words if word[:1].isupper()]
        if len(words) < 2:
            return bool(large)
        heavy = sum(len(word) > 3 or word[:1].isupper() for word in words)
        return len(large) > 1 and 2 * len(large) >= heavy

    # Elsewhere

    def _as_said(
        self, quote: Quotation, first: int, opening: int, last: int, cues: list[Cue]
    ) -> Draft | None:
        """ "La obra es “justa”, como dijo Ríos": all of it, but only the words in marks where the
        article denies them."""
        p, g = self.p, self.g
        for cue in cues:
            as_word = self.likewise(cue, first)
            subject = self.after_verb(cue, last) if as_word > first else None
            if subject is None:
                continue
            begin = as_word - 1
            while begin > first and p.lower[begin] in g.likewise | g.joining | {"tal"}:
                begin -= 1
            start, end = p.starts[first], p.ends[last - self.phrases.mark(last)]
            if not g.negations.isdisjoint(p.lower[first:as_word]) or p.forms[begin] != ",":
                start, end = _span(quote)
            elif cue.first > opening:
                end = max(p.ends[begin - 1], quote.end)
            return Draft(cue, subject, start, end, [(start, end)])
        return None

    def _joined(self, earlier: Draft, quote: Quotation) -> bool:
        """Whether the quotation continues the one before: “…”, dijo, “…”."""
        if earlier.cue is None or not (quote.size >= SENTENCE or earlier.colon):
            return False
        said_after = self.p.starts[earlier.cue.first] >= earlier.start
        if not (said_after or earlier.colon or quote.start - earlier.end < 80):
            return False
        earlier.end = quote.end
        earlier.parts.append(_span(quote))
        return True

    def _alone(self, quote: Quotation, *, whole: bool) -> Draft | None:
        """A long one, or a ``whole`` sentence, whose speaker may have been named before."""
        begins_small = self.p.text[quote.inner[0] : quote.inner[0] + 1].islower()
        least = SENTENCE if whole else 2 * LONG if begins_small else LONG
        if self._title(quote) or quote.size < least:
            return None
        return Draft(None, None, *_span(quote), [_span(quote)])

    # Within the quotation

    def inserted(self, quote: Quotation) -> Draft | None:
        """«Hemos —dijo la ministra— cumplido»; « Nous irons, a dit la ministre, jusqu'au bout »."""
        p = self.p
        opening, closing = p.token_at(quote.start), p.token_at(quote.end) - 1
        for i in range(opening + 2, closing - 2):
            ends = DASHES if p.forms[i] in DASHES else {","} if p.forms[i] == "," else set()
            far = next(
                (j for j in range(i + 2, min(closing, i + _INSERTED)) if p.forms[j] in ends), 0
            )
            if ends and not far and quote.dialogue:  # —No —dijo.
                far = closing + 1
            made = self._insertion(i + 1, far - 1, whole="," in ends) if far else None
            if made is None:
                continue
            rest = far + 1
            if rest > closing:
                return Draft(*made, quote.start, p.ends[i - 1], [(quote.start, p.ends[i - 1])])
            while rest < closing and p.forms[rest] in (",", ".", ";", ":"):
                rest += 1
            parts = [(quote.start, p.ends[i - 1]), (p.starts[rest], quote.end)]
            return Draft(*made, *_span(quote), parts)
        return None

    def _insertion(self, first: int, last: int, *, whole: bool) -> tuple[Cue, Phrase] | None:
        """The verb and its subject; ``whole``: where the words are nothing else."""
        p = self.p
        kept = p.quoted[first : last + 1]
        p.quoted[first : last + 1] = [-1] * len(kept)
        i = first
        while i < last and p.lower[i] in self.g.clitics and not self.cue_at(i, first, last):
            i += 1
        cue = self.cue_at(i, first, last)
        subject = None
        if cue is not None and cue.kind == "finite":
            subject = cue.subject or self.phrases.after(cue.last + 1, last)
        p.quoted[first : last + 1] = kept
        if cue is None or subject is None or (whole and subject.last < last and not cue.subject):
            return None
        return cue, subject


def _span(quote: Quotation) -> tuple[int, int]:
    return quote.start, quote.end
