"""Who speaks: the words that say so, and the name that the article gave them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.attribution import cues, names
from nlp.attribution.draft import Draft
from nlp.attribution.mentions import Mention, gender_of, is_thing, mention, proper, runs, same
from nlp.attribution.parsing import Words
from nlp.attribution.quotations import Quotation
from nlp.kinds import FoundSpeaker

_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_PRONOUNS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_NEAR = 4  # sentences within which a subject is looked for
_LOOKED_AT = 1000  # names on each side among which a fuller one is looked for
_OWN = frozenset(["i", "we", "me", "us", "my", "our"])


@dataclass(frozen=True)
class Speaker:
    kind: FoundSpeaker
    name: str = ""
    start: int = 0
    end: int = 0

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


class Cast:
    """Everybody named in one article, in its order."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.bearers: dict[str, dict[tuple[str, ...], Bearer]] = {}  # by first and by last word
        self.pieces = -1

    def meet(self, words: Words, quotes: list[Quotation]) -> None:
        self.pieces += 1
        quoted = {i for quote in quotes for i in range(quote.first, quote.last + 1)}
        for first, last in runs(words):
            found = mention(words, first, last, self.pieces, first in quoted)
            self.mentions.append(found)
            self._keep(found)

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
        start, end = words.starts[core[0]], words.ends[core[1]]
        name = self._name(words, head, last)
        kind = _kind(words, head, core, name)
        if kind == FoundSpeaker.NAMED and not name:
            name = _ARTICLE.sub("", " ".join(words.text[start:end].split()))
        return Speaker(kind, name, start, end)

    def _name(self, words: Words, head: int, last: int) -> str:
        at = words.offset + words.starts[head]
        if words.tags[head] in ("PRP", "PRP$"):
            return self._of_pronoun(words, head, at)
        if words.tags[head][:3] == "NNP":
            return self._joined(words, head)
        for kid in words.kids[head]:
            if words.deps[kid] == "appos" and words.tags[kid][:3] == "NNP" and kid <= last:
                return self._of_name(words, kid)
        if words.forms[head][0].isupper():  # a name that was taken for a common noun
            for other in self._before(at):
                if words.forms[head] == other.name[-1]:
                    return " ".join(self._whole(other, ""))
        return self._of_description(words, head, at)

    def _joined(self, words: Words, head: int) -> str:
        others = [
            kid
            for kid in words.kids[head]
            if words.deps[kid] == "conj" and words.tags[kid][:3] == "NNP"
        ]
        return " and ".join(self._of_name(words, each) for each in (head, *others))

    def _of_name(self, words: Words, head: int) -> str:
        first = head
        while first and proper(words, first - 1) and words.heads[first - 1] == head:
            first -= 1
        own = mention(words, first, head)
        return " ".join(self._whole(own, gender_of(own.name, own.called)))

    def _whole(self, own: Mention, gender: str) -> tuple[str, ...]:
        """The name in full, as the article has it earlier, or else later.

        Where two people bear it (Ann Lind, Karl Lind) and nothing tells them apart, it stays as it
        stands: who is meant, a person says.
        """
        known = self._bearers(own, gender)
        if not known:
            return own.name
        best = max(known, key=lambda each: (each.count, -each.first))
        return best.name if all(best.is_also(each) for each in known) else own.name

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
        here = bisect_left(self.mentions, at, key=_place)
        return reversed(self.mentions[max(0, here - _LOOKED_AT) : here])

    def _of_pronoun(self, words: Words, head: int, at: int) -> str:
        pronoun = words.lower[head]
        if pronoun in ("it", "its"):
            return _of_it(words, head)
        gender = _PRONOUNS.get(pronoun)
        return self._nearest(words.sentence[head], at, gender) if gender else ""

    def _nearest(self, sentence: int, at: int, gender: str) -> str:
        """The last person before who may be meant: a subject if one is near, or else anybody."""
        fallback = ""
        for person in self._before(at):
            if person.quoted or is_thing(person.name):
                continue
            full = self._whole(person, gender)
            known = gender_of(full, person.called)
            somebody = len(full) > 1 or self._bearers(person, gender)
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
        definite = any(
            words.lower[kid] in ("the", "his", "her", "their") for kid in words.kids[head]
        )
        if not definite:
            return ""
        for person in self._before(at):
            if words.lower[head] in person.called:
                return " ".join(self._whole(person, gender_of(person.name, person.called)))
        return ""


def _place(each: Mention) -> int:
    return each.at


def _of_it(words: Words, pronoun: int) -> str:
    """What "it" is: the last subject before that is a named body, "the Lund council"."""
    for i in range(pronoun - 1, -1, -1):
        if words.sentence[pronoun] - words.sentence[i] > 2:
            break
        if words.deps[i] == "nsubj" and words.tags[i] in ("NN", "NNP", "NNPS"):
            span = words.left[i], i
            forms = tuple(words.forms[span[0] : i + 1])
            if any(words.tags[k][:3] == "NNP" for k in range(span[0], i + 1)) and is_thing(forms):
                return _ARTICLE.sub("", words.text_of(span))
    return ""


def _head(words: Words, first: int, last: int) -> int:
    for i in range(first, last + 1):
        outside = not first <= words.heads[i] <= last or words.heads[i] == i
        if outside and words.tags[i][:1].isalpha():
            return i
    return last


def _core(words: Words, first: int, last: int, head: int) -> tuple[int, int]:
    """The speaker's words without what is said of them in passing: ", a senior adviser …"."""
    for i in range(head + 1, last + 1):
        if (
            words.lower[i] in (",", "(", "—", "–", "--", "-", ";", ":")
            and words.ends[i - 1] != words.starts[i]
        ) or (words.lower[i] in (",", "(", ";", ":")):
            if words.tags[head][:3] != "NNP" and any(
                words.deps[kid] == "appos" and words.tags[kid][:3] == "NNP" and i < kid <= last
                for kid in words.kids[head]
            ):
                continue
            last = i - 1
            break
        if words.tags[i] in ("WP", "WDT") and words.deps[i] in ("nsubj", "nsubjpass", "dobj"):
            last = i - 1
            break
    return first, max(last, head)


def _kind(words: Words, head: int, core: tuple[int, int], name: str) -> FoundSpeaker:
    lower, tag = words.lower[head], words.tags[head]
    if lower in _OWN:
        return FoundSpeaker.ARTICLE
    if tag[:3] == "NNP":
        return FoundSpeaker.NAMED
    if tag in ("PRP", "PRP$"):
        return FoundSpeaker.NAMED if name else FoundSpeaker.ANONYMOUS
    says_itself = lower in names.UNNAMED or lower in cues.DOCUMENTS
    if says_itself and not name and not _appositive_name(words, head, core):
        return FoundSpeaker.ANONYMOUS
    if any(words.tags[i][:3] == "NNP" for i in range(core[0], core[1] + 1)) or name:
        return FoundSpeaker.NAMED
    return FoundSpeaker.ANONYMOUS


def _appositive_name(words: Words, head: int, core: tuple[int, int]) -> bool:
    return any(
        words.deps[kid] == "appos" and words.tags[kid][:3] == "NNP" and kid <= core[1]
        for kid in words.kids[head]
    )
