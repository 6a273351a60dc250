"""The speaker of a statement: the words that name them, and their name in the article."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from nlp.attribution import cues, names
from nlp.attribution.draft import Draft
from nlp.attribution.mentions import Mention, gender_of, is_thing, mention, proper, runs, same
from nlp.attribution.parsing import Words
from nlp.attribution.quotations import Quotation
from nlp.attribution.somebody import Kind, kind_of
from nlp.english import word_set
from nlp.kinds import FoundSpeaker

_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_BODY_SAYS = word_set("say add announce claim deny argue insist stress warn state declare")
_PRONOUNS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_NEAR = 4  # sentences within which a subject is looked for
_LOOKED_AT = 1000  # names before a place among which a fuller one is looked for
_POINTING = word_set("that this nothing")
_OWN = word_set("i we me us my our")
_OF = word_set("of for")
_ASIDE = word_set(", ( — – -- - ; :")


@dataclass(frozen=True)
class Speaker:
    kind: FoundSpeaker
    name: str = ""
    start: int = 0
    end: int = 0
    is_document: bool = False  # which hands on what somebody said
    is_thing: bool = False

    @property
    def found(self) -> bool:
        return self.end > self.start


@dataclass
class Bearer:
    """A name of two words or more, as an article has it."""

    name: tuple[str, ...]
    first: int  # code point
    called: set[str]
    count: int = 0

    def may_be(self, gender: str) -> bool:
        return not gender or gender_of(self.name, self.called) in ("", gender)

    def is_also(self, other: "Bearer") -> bool:
        """Whether the other name is this one, with more or fewer words ("Ann M. Lind")."""
        shorter, longer = sorted((self.name, other.name), key=len)
        return set(shorter) <= set(longer) or same(shorter, longer)


def _body_speaks(words: Words, head: int, draft: Draft) -> bool:
    """ "It added": a body that was named before, not "it shows"."""
    return words.lower[head] == "it" and cues.SAY.get(words.lower[draft.cue]) in _BODY_SAYS


class Cast:
    """The people named in one article, in its order."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.bearers: dict[str, dict[tuple[str, ...], Bearer]] = {}  # by first and by last word
        self.bodies: dict[str, set[tuple[str, ...]]] = {}  # "Department", with all it is called
        self.pieces = -1

    def add(self, words: Words, quotes: list[Quotation]) -> None:
        self.pieces += 1
        quoted = {i for quote in quotes for i in range(quote.first, quote.last + 1)}
        for first, last in runs(words):
            found = mention(words, first, last, self.pieces, first in quoted)
            self.mentions.append(found)
            self._keep(found)
            if rest := _rest_of_body(words, last):
                self.bodies.setdefault(words.forms[last], set()).add((*found.name, *rest))

    def _keep(self, found: Mention) -> None:
        if len(found.name) < 2:
            return
        for word in {found.name[0], found.name[-1]}:
            known = self.bearers.setdefault(word, {})
            bearer = known.setdefault(found.name, Bearer(found.name, found.at, set()))
            bearer.called |= found.called
            bearer.count += 1

    def speaker(self, words: Words, draft: Draft) -> Speaker:
        if draft.source is None:
            return Speaker(FoundSpeaker.UNATTRIBUTED)
        first, last = draft.source
        head = _head(words, first, last)
        core = _core(words, first, last, head)
        if core[0] == core[1] and words.lower[head] in _POINTING:  # what was said before, nobody
            return Speaker(FoundSpeaker.UNATTRIBUTED)
        start, end = words.starts[core[0]], words.ends[core[1]]
        name = self._name(words, head, last)
        kind = _kind(words, head, core, name)
        if kind == FoundSpeaker.ARTICLE:
            return Speaker(kind, name, start, end)
        what = kind_of(words, head, name)
        if what == Kind.DOCUMENT:
            return Speaker(FoundSpeaker.UNATTRIBUTED, "", start, end, is_document=True)
        if kind == FoundSpeaker.NAMED and not name:
            name = _ARTICLE.sub("", " ".join(words.text[start:end].split()))
        thing = what == Kind.THING and not _body_speaks(words, head, draft)
        return Speaker(kind, name, start, end, is_thing=thing)

    def _name(self, words: Words, head: int, last: int) -> str:
        at = words.offset + words.starts[head]
        if words.tags[head] in ("PRP", "PRP$"):
            return self._of_pronoun(words, head, at)
        if words.is_name(head):
            named = [kid for kid in words.children(head, "conj") if words.is_name(kid)]
            return " and ".join(self._of_name(words, each) for each in (head, *named))
        for kid in _named_appositions(words, head, last):
            return self._of_name(words, kid)
        if words.forms[head][0].isupper():  # a name that was taken for a common noun
            for other in self._before(at):
                if words.forms[head] == other.name[-1]:
                    return " ".join(self._whole(other, ""))
        return self._of_description(words, head, at)

    def _of_name(self, words: Words, head: int) -> str:
        first = head
        # Each belongs to the name or to a part of it: New to York, York to Times.
        while first and proper(words, first - 1) and first <= words.heads[first - 1] <= head:
            first -= 1
        own = mention(words, first, head)
        if rest := _rest_of_body(words, head):
            whole = (*own.name, *rest)
        elif len(own.name) == 1 and (body := self._body(own)):
            whole = body
        else:
            whole = self._whole(own, gender_of(own.name, own.called))
        name = " ".join(whole)
        return f"The {name}" if _has_article(words, first) else name

    def _whole(self, own: Mention, gender: str) -> tuple[str, ...]:
        """The name in full, from earlier in the article, or else later.

        Where two people bear it (Ann Lind, Karl Lind) and nothing tells them apart, it is not
        completed.
        """
        known = self._bearers(own, gender)
        if not known:
            return own.name
        best = max(known, key=lambda each: (each.count, -each.first))
        return best.name if all(best.is_also(each) for each in known) else own.name

    def _body(self, own: Mention) -> tuple[str, ...]:
        """The Department of Defense, of "the Department", where the article has no other."""
        known = self.bodies.get(own.name[0], set())
        return next(iter(known)) if len(known) == 1 and not self._bearers(own, "") else ()

    def _bearers(self, own: Mention, gender: str) -> list[Bearer]:
        words = own.name[-1:] if len(own.name) > 1 else own.name
        known = [
            each
            for each in self.bearers.get(words[0], {}).values()
            if len(each.name) > len(own.name) and same(own.name, each.name) and each.may_be(gender)
        ]
        return [each for each in known if each.first < own.at] or known

    def _before(self, at: int) -> Iterator[Mention]:
        """The names before a place, the nearest first."""
        here = bisect_left(self.mentions, at, key=attrgetter("at"))
        return reversed(self.mentions[max(0, here - _LOOKED_AT) : here])

    def _of_pronoun(self, words: Words, head: int, at: int) -> str:
        pronoun = words.lower[head]
        if pronoun in ("it", "its"):
            return _of_it(words, head)
        gender = _PRONOUNS.get(pronoun)
        return self._nearest(words.sentence[head], at, gender) if gender else ""

    def _nearest(self, sentence: int, at: int, gender: str) -> str:
        """The last person before who may be meant: a subject if one is near, or else anyone."""
        fallback = ""
        for person in self._before(at):
            if person.quoted or is_thing(person.name):
                continue
            full = self._whole(person, gender)
            known = gender_of(full, person.called)
            somebody = len(full) > 1 or self._bearers(person, gender)
            if person.says and not (known or somebody or fallback):
                return ""  # "Groberg says …. He also says …": nobody who is named further back
            if known != gender and (known or not somebody):
                continue
            if person.subject:
                return " ".join(full)
            fallback = fallback or " ".join(full)
            piece, there = person.sentence
            if piece != self.pieces or sentence - there > _NEAR:
                break
        return fallback

    def _of_description(self, words: Words, head: int, at: int) -> str:
        definite = ("the", "his", "her", "their")
        if not any(words.lower[kid] in definite for kid in words.kids[head]):
            return ""
        for person in self._before(at):
            if words.lower[head] in person.called:
                return " ".join(self._whole(person, gender_of(person.name, person.called)))
        return ""


def _rest_of_body(words: Words, head: int) -> tuple[str, ...]:
    """ "of Defense", of "the Department of Defense": what belongs to the name of a body."""
    of = head + 1
    if words.lower[head] not in names.THINGS or of >= len(words) or words.lower[of] not in _OF:
        return ()
    last = next((kid for kid in words.children(of, "pobj") if proper(words, kid)), of)
    if last > of and not all(
        proper(words, i) or words.lower[i] == "the" for i in range(of + 1, last)
    ):
        return ()
    # Another body may follow "and", too: "the Department of Justice and the FBI".
    for kid in words.children(last, "conj"):
        between = words.lower[last + 1 : kid + 1]
        if (
            kid > last
            and between[0] == "and"
            and names.DEPARTMENT_FIELDS.issuperset({words.lower[last], *between[1:]})
        ):
            last = kid
    return tuple(words.forms[of : last + 1]) if last > of else ()


def _has_article(words: Words, first: int) -> bool:
    """Whether "The" is part of the name that begins here: it has a capital within a sentence."""
    at = first - 1
    if at < 0 or words.forms[at] != "The":
        return False
    begin, _last = words.sentence_words(at)
    return any(form[0].isalpha() for form in words.forms[begin:at])


def _of_it(words: Words, pronoun: int) -> str:
    """What "it" is: the last subject before that is a named body, "the Lund council"."""
    for i in range(pronoun - 1, -1, -1):
        if words.sentence[pronoun] - words.sentence[i] > 2:
            break
        if words.deps[i] == "nsubj" and words.tags[i] in ("NN", "NNP", "NNPS"):
            first = words.left[i]
            forms = tuple(words.forms[first : i + 1])
            if any(words.is_name(k) for k in range(first, i + 1)) and is_thing(forms):
                return _ARTICLE.sub("", words.text_of((first, i)))
    return ""


def _head(words: Words, first: int, last: int) -> int:
    for i in range(first, last + 1):
        outside = not first <= words.heads[i] <= last or words.heads[i] == i
        if outside and words.tags[i][:1].isalpha():
            return i
    return last


def _core(words: Words, first: int, last: int, head: int) -> tuple[int, int]:
    """The speaker's words without an aside such as ", a senior adviser …"."""
    for i in range(head + 1, last + 1):
        if words.lower[i] in _ASIDE and (
            words.lower[i] in ",(;:" or words.ends[i - 1] != words.starts[i]
        ):
            named = [kid for kid in _named_appositions(words, head, last) if kid > i]
            if words.is_name(head) or not named:
                return first, i - 1
        elif words.tags[i] in ("WP", "WDT") and words.deps[i] in ("nsubj", "nsubjpass", "dobj"):
            return first, i - 1
    return first, last


def _kind(words: Words, head: int, core: tuple[int, int], name: str) -> FoundSpeaker:
    lower, tag = words.lower[head], words.tags[head]
    if lower in _OWN:
        return FoundSpeaker.ARTICLE
    if words.is_name(head):
        return FoundSpeaker.NAMED
    if tag in ("PRP", "PRP$"):
        return FoundSpeaker.NAMED if name else FoundSpeaker.ANONYMOUS
    if name:
        return FoundSpeaker.NAMED
    unnamed = lower in names.UNNAMED or lower in cues.DOCUMENTS
    if unnamed and not _named_appositions(words, head, core[1]):
        return FoundSpeaker.ANONYMOUS
    if any(words.is_name(i) for i in range(core[0], core[1] + 1)):
        return FoundSpeaker.NAMED
    return FoundSpeaker.ANONYMOUS


def _named_appositions(words: Words, head: int, last: int) -> list[int]:
    """The names in apposition to a word, up to another: Lind, of "the pilot, Ann Lind,"."""
    return [kid for kid in words.children(head, "appos") if words.is_name(kid) and kid <= last]
