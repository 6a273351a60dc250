"""Where reported words end."""

from nlp.attribution.rules.clauses import Clauses, Cue
from nlp.attribution.rules.sentences import is_verb
from nlp.attribution.rules.text import Quotation

EDGES = frozenset(",;:.—–-…(")


class Ends(Clauses):
    """One paragraph."""

    def clause_end(
        self,
        start: int,
        last: int,
        cues: list[Cue],
        quote: Quotation | None = None,
        *,
        short: bool = False,
        cue: Cue | None = None,
    ) -> int:
        """The code point: with the sentence, before another verb of saying, or earlier.

        ``quote`` belongs to it in any case; ``short``: it ends with a comma.
        """
        p = self.p
        least, begins, end = quote.end if quote else 0, {cue.first for cue in cues}, start
        least = max(least, self._after_aside(start, last))
        for i in range(start, last + 1):
            outside = p.ends[i] > least and p.quoted[i] < 0
            if outside and self._ends(i, start, last, begins, short=short):
                break
            if outside and (self._called_false(i, last) or self._goes_on(cue, start, i, last)):
                break
            if outside and self._main_clause(cue, i, last) and self._has_verb(start, i):
                break
            end = i
        else:
            i = last + 1
        joined = range(max(start + 1, end - 4), end) if i <= last else ()
        for k in joined:  # "no lo sabe y, en todo caso, confió en …"
            if p.lower[k] in self.g.joining and p.forms[k + 1] == "," and p.ends[k] > least:
                end = k - 1
                break
        hanging = EDGES | self.g.joining  # “fue útil pero, recalcó”
        while end > start and p.quoted[end] < 0 and p.lower[end] in hanging:
            end -= 1
        return max(p.ends[end], least)

    def _after_aside(self, start: int, last: int) -> int:
        """The code point where the condition ends in "que, si se aprueba, …", or 0."""
        p, g = self.p, self.g
        near = range(max(start - 1, 1), min(start + 1, last) + 1)
        comma = next((k for k in near if p.forms[k] == "," and p.lower[k - 1] in g.clause), last)
        return next((p.ends[k] for k in range(comma + 1, last) if p.forms[k] == ","), 0)

    def _ends(self, i: int, start: int, last: int, begins: set[int], *, short: bool) -> bool:
        p, g = self.p, self.g
        comma = p.forms[i] == ","
        if p.forms[i] == ";" or (short and (comma or p.forms[i] == ":")):
            return True
        if i == last or not (comma or p.lower[i] in g.joining):
            return False
        if comma and p.lower[i - 1] in g.clause:
            return False  # "los aviones que, según él, …"
        joined = comma and p.lower[i + 1] in g.joining and self.over(i + 2, last) in begins
        breaks = p.lower[i + 1] in g.breaks and (not comma or self._has_verb(start, i))
        if joined or breaks:
            return True
        if self._another_report(i, last) and (self._has_verb(start, i) or p.quoted[i - comma] >= 0):
            return True
        # "que el ministro, Luis Gil, reconoció que …": the verb of what was said
        clause = not g.clause.isdisjoint(p.lower[max(0, start - 1) : start + 1])
        own = comma and clause and not self._has_verb(start, i)
        return self.over(i + 1, last) in begins and not own

    def _another_report(self, i: int, last: int) -> bool:
        """Whether ", por lo que propuso que …" or "y la oposición lo negó" follows."""
        p, g = self.p, self.g
        begins = i + (p.forms[i] == ",")
        for words in g.therefore:
            after = begins + len(words)
            if tuple(p.lower[begins:after]) == words:
                return self._reports(self.over(after, last), last)
        if begins >= last or p.lower[begins] not in g.joining:
            return False
        other = self.phrases.after(begins + 1, last)
        return other is not None and self._reports(self.over(other.last + 1, last), last)

    def _reports(self, i: int, last: int) -> bool:
        return i <= last and self.another_verb(i)

    def _has_verb(self, first: int, end: int) -> bool:
        return any(is_verb(self.p, self.g, i, i - 1) for i in range(first, end))

    def _goes_on(self, cue: Cue | None, first: int, i: int, last: int) -> bool:
        """Whether the article goes on: "aseguró que la obra sigue, pero no quiso dar detalles"."""
        p, g = self.p, self.g
        joining = i + (p.forms[i] == ",")
        if cue is None or joining >= last or p.lower[joining] not in g.joining:
            return False
        verb = self.over(joining + 1, last)
        if verb > last or not p.forms[verb].islower() or not g.past.fullmatch(p.lower[verb]):
            return False
        past = any(g.past.fullmatch(p.lower[k]) for k in range(first, i) if p.forms[k].islower())
        return not past and (cue.verb in g.denials or bool(g.past.fullmatch(p.lower[cue.first])))

    def _main_clause(self, cue: Cue | None, i: int, last: int) -> bool:
        """Whether ", Luis criticó" is the sentence's own: "Aunque Ríos avisó de que no iría, Luis criticó …"."""
        p, g = self.p, self.g
        if cue is None or p.forms[i] != "," or i == last:
            return False
        first = p.sentence_of(cue.first)[0]
        opening = p.lower[first : min(first + 4, cue.first)]
        at = next((k for k, word in enumerate(opening) if word in g.clause | g.breaks), -1)
        if at < 0 or not (g.articles | {","}).isdisjoint(opening[:at]):
            return False  # "Ríos, que lo leyó, dijo que …"
        found = self.phrases.after(i + 1, last)
        verb = self.over(found.last + 1, last) if found and found.name else last + 1
        return verb <= last and g.past.fullmatch(p.lower[verb]) is not None

    def _called_false(self, i: int, last: int) -> bool:
        """Of ", pero eso es falso": the article's own words."""
        p, g = self.p, self.g
        following = p.lower[i + 1 : min(i + 6, last + 1)]
        begins = following[:1] and (
            following[0] in g.joining or following[0] in ("lo", "algo", "ce")
        )
        short = [word for word in following if word not in ",."]
        return p.forms[i] == "," and bool(begins) and not g.falsehoods.isdisjoint(short[:5])
