"""Who speaks: the words that say so, and the name that the article gave them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.choices import FoundSpeaker
from claims.extraction import names
from claims.extraction.drafts import Draft
from claims.extraction.quotations import Quotation
from claims.extraction.words import Words

_INNER = frozenset(
    [
        "de",
        "del",
        "da",
        "dos",
        "van",
        "von",
        "bin",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "der",
        "di",
        "du",
    ]
)
_OWN = frozenset(["i", "we", "me", "us", "my", "our"])


@dataclass
class Mention:
    """A name where it stands; ``called`` are the words that describe its bearer."""

    name: tuple[str, ...]
    at: int  # code point of the whole text
    sentence: tuple[int, int]  # piece, sentence
    subject: bool
    quoted: bool
    called: set[str] = field(default_factory=set)

    @property
    def full(self) -> str:
        return " ".join(self.name)


@dataclass(frozen=True)
class Speaker:
    kind: FoundSpeaker
    name: str = ""
    start: int = 0
    end: int = 0

    @property
    def found(self) -> bool:
        return self.end > self.start


class Cast:
    """Everybody named in one article, in its order."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.pieces = -1

    def meet(self, words: Words, quotes: list[Quotation]) -> None:
        self.pieces += 1
        quoted = {i for quote in quotes for i in range(quote.first, quote.last + 1)}
        for first, last in _runs(words):
            self.mentions.append(self._mention(words, first, last, first in quoted))

    def speaker(self, words: Words, draft: Draft) -> Speaker:
        if draft.source is None:
            return Speaker(FoundSpeaker.UNATTRIBUTED)
        first, last = draft.source
        head = _head(words, first, last)
        core = _core(words, first, last, head)
        start, end = words.starts[core[0]], words.ends[core[1]]
        name = self._name(words, draft, head, last)
        return Speaker(_kind(words, head, core, name), name, start, end)

    def _mention(self, words: Words, first: int, last: int, quoted: bool = False) -> Mention:
        forms = words.forms[first : last + 1]
        titles = [k for k, form in enumerate(forms) if _title(form)]
        named = forms
        if titles and titles[-1] + 1 < len(forms):
            named = forms[titles[-1] + 1 :]
        head = last
        called = {_spelt(form) for form in forms[: len(forms) - len(named)]}
        for kid in words.kids[head]:
            if words.deps[kid] == "appos":
                called.add(words.lower[kid])
            elif words.deps[kid] == "compound" and kid < first:
                called.add(_spelt(words.forms[kid]))
        if words.deps[head] == "appos":
            called.add(words.lower[words.heads[head]])
        for word in tuple(called):
            called |= names.ALSO_CALLED.get(word, set())
        return Mention(
            name=tuple(named),
            at=words.offset + words.starts[first],
            sentence=(self.pieces, words.sentence[first]),
            subject=words.deps[head] in ("nsubj", "nsubjpass"),
            quoted=quoted,
            called=called,
        )

    def _name(self, words: Words, draft: Draft, head: int, last: int) -> str:
        at = words.offset + words.starts[head]
        if words.tags[head] in ("PRP", "PRP$"):
            return self._of_pronoun(words, head, at)
        if words.tags[head][:3] == "NNP":
            return self._joined(words, head)
        for kid in words.kids[head]:
            if words.deps[kid] == "appos" and words.tags[kid][:3] == "NNP" and kid <= last:
                return self._of_name(words, kid)
        return self._of_description(words, head, at)

    def _joined(self, words: Words, head: int) -> str:
        others = [
            kid
            for kid in words.kids[head]
            if words.deps[kid] == "conj" and words.tags[kid][:3] == "NNP"
        ]
        return " and ".join(self._of_name(words, each) for each in (head, *others))

    def _of_name(self, words: Words, head: int) -> str:
        first = last = head
        while first and words.tags[first - 1][:3] == "NNP" and words.heads[first - 1] == head:
            first -= 1
        mention = self._mention(words, first, last)
        own = mention.name
        at = words.offset + words.starts[first]
        gender = _gender(own, mention.called)
        fuller = [
            other
            for other in self.mentions
            if len(other.name) > len(own)
            and _same(own, other.name)
            and (not gender or _gender(other.name, other.called) in ("", gender))
        ]
        before = [other for other in fuller if other.at < at]
        if before or fuller:
            return (before[-1] if before else fuller[0]).full
        return " ".join(own)

    def _of_pronoun(self, words: Words, head: int, at: int) -> str:
        pronoun = words.lower[head]
        if pronoun in ("he", "she", "him", "her", "his"):
            gender = "f" if pronoun in ("she", "her") else "m"
            sentence = words.sentence[head]
            best = ""
            for mention in reversed(self.mentions):
                if mention.at >= at or mention.quoted or _thing(mention.name):
                    continue
                full = self._fullest(mention)
                known = _gender(full, mention.called)
                if known and known != gender:
                    continue
                if not known and len(full) < 2:
                    continue
                best = best or " ".join(full)
                distance = (
                    sentence - mention.sentence[1] if mention.sentence[0] == self.pieces else 9
                )
                if mention.subject or distance > 4:
                    return " ".join(full) if mention.subject else best
            return best
        return ""

    def _fullest(self, mention: Mention) -> tuple[str, ...]:
        if len(mention.name) > 1:
            return mention.name
        for other in reversed(self.mentions):
            if other.at < mention.at and len(other.name) > 1 and _same(mention.name, other.name):
                return other.name
        return mention.name

    def _of_description(self, words: Words, head: int, at: int) -> str:
        definite = any(
            words.lower[kid] in ("the", "his", "her", "their") for kid in words.kids[head]
        )
        if not definite:
            return ""
        for mention in reversed(self.mentions):
            if mention.at < at and words.lower[head] in mention.called:
                return " ".join(self._fullest(mention))
        return ""


def _runs(words: Words) -> Iterator[tuple[int, int]]:
    i, count = 0, len(words)
    while i < count:
        if words.tags[i][:3] != "NNP":
            i += 1
            continue
        first = i
        while i + 1 < count and (
            words.tags[i + 1][:3] == "NNP"
            or (words.lower[i + 1] in _INNER and i + 2 < count and words.tags[i + 2][:3] == "NNP")
            or (words.forms[i + 1] == "-" and i + 2 < count and words.tags[i + 2][:3] == "NNP"
                and words.ends[i] == words.starts[i + 1])
        ):  # fmt: skip
            i += 1
        yield first, i
        i += 1


def _title(form: str) -> bool:
    return form.rstrip(".").lower() in names.TITLES


def _spelt(form: str) -> str:
    plain = form.rstrip(".").lower()
    return names.SPELT_OUT.get(plain, plain)


def _same(own: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(own) == 1:
        return own[0] == other[-1] or (own[0] == other[0] and len(own[0]) > 2 and not _thing(other))
    return own[0] == other[0] and own[-1] == other[-1]


def _thing(name: tuple[str, ...]) -> bool:
    return any(part.lower() in names.THINGS for part in name)


def _gender(name: tuple[str, ...], called: set[str]) -> str:
    if called & names.HERS:
        return "f"
    if called & names.HIS:
        return "m"
    first = name[0].lower() if name else ""
    if first in names.HERS:
        return "f"
    if first in names.HIS:
        return "m"
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
    if lower in names.UNNAMED and not _appositive_name(words, head, core):
        return FoundSpeaker.ANONYMOUS
    if any(words.tags[i][:3] == "NNP" for i in range(core[0], core[1] + 1)) or name:
        return FoundSpeaker.NAMED
    return FoundSpeaker.ANONYMOUS


def _appositive_name(words: Words, head: int, core: tuple[int, int]) -> bool:
    return any(
        words.deps[kid] == "appos" and words.tags[kid][:3] == "NNP" and kid <= core[1]
        for kid in words.kids[head]
    )
