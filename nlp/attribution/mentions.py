"""The names in a text, and the words that describe their bearers."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from nlp.attribution import cues, names
from nlp.attribution.parsing import Span, Words
from nlp.english import word_set

# Small words within a name.
_INNER = word_set("de del da dos van von bin ibn al el la le der di du")


@dataclass
class Mention:
    """A name and its place; ``called`` are the words that describe its bearer."""

    name: tuple[str, ...]
    at: int  # code point of the whole text
    sentence: tuple[int, int]  # piece, sentence
    subject: bool
    says: bool
    quoted: bool  # or in brackets, as a party and a state are
    called: set[str] = field(default_factory=set)

    @property
    def full(self) -> str:
        return " ".join(self.name)


def mention(words: Words, first: int, last: int, piece: int = 0, quoted: bool = False) -> Mention:
    forms = words.forms[first : last + 1]
    titles = [k + 1 for k, form in enumerate(forms) if _plain(form) in names.TITLES]
    begin = titles[-1] if titles and titles[-1] < len(forms) else 0
    called = {_spelt(form) for form in forms[:begin]}
    for kid in words.kids[last]:
        if words.deps[kid] == "appos":
            called.add(words.lower[kid])
        elif words.deps[kid] == "compound" and kid < first:
            called.add(_spelt(words.forms[kid]))
    if words.deps[last] == "appos":
        called.add(words.lower[words.heads[last]])
    apposed = words.deps[last] == "appos" and not words.is_name(words.heads[last])
    whose = words.heads[last] if apposed else last  # "the leader, Ann Lind, said"
    subject = words.deps[whose] in ("nsubj", "nsubjpass")
    for word in tuple(called):
        called |= names.ALSO_CALLED.get(word, set())
    return Mention(
        name=tuple(forms[begin:]),
        at=words.offset + words.starts[first],
        sentence=(piece, words.sentence[first]),
        subject=subject,
        says=subject and words.lower[words.heads[whose]] in cues.SAY,
        quoted=quoted or words.forms[first - 1] == "(",
        called=called,
    )


def runs(words: Words) -> Iterator[Span]:
    """Names: proper nouns in a row, with small words between them."""
    i, count = 0, len(words)
    while i < count:
        if proper(words, i):
            first = i
            while step := _continues(words, i):
                i += step
            yield first, i
        i += 1


def _continues(words: Words, i: int) -> int:
    """How many words further the name goes: over "de", or a hyphen within it; 0 if it ends here."""
    for step in (1, 2):
        other = i + step
        if (
            other < len(words)
            and proper(words, other)
            and words.sentence[other] == words.sentence[i]
        ):
            hyphen = words.forms[i + 1] == "-" and words.ends[i] == words.starts[i + 1]
            return step if step == 1 or hyphen or words.lower[i + 1] in _INNER else 0
    return 0


def proper(words: Words, i: int) -> bool:
    return words.is_name(i) and words.forms[i][0].isalpha()


def _plain(form: str) -> str:
    return form.rstrip(".").lower()


def _spelt(form: str) -> str:
    return names.SPELT_OUT.get(_plain(form), _plain(form))


def same(own: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(own) == 1:
        return own[0] == other[-1] or (
            own[0] == other[0] and len(own[0]) > 2 and not is_thing(other)
        )
    return own[0] == other[0] and own[-1] == other[-1]


def is_thing(name: tuple[str, ...]) -> bool:
    return any(part.lower() in names.THINGS for part in name)


def gender_of(name: tuple[str, ...], called: set[str]) -> str:
    if called & names.HERS:
        return "f"
    if called & names.HIS:
        return "m"
    first = name[0].lower() if name else ""
    return "f" if first in names.HERS else "m" if first in names.HIS else ""
