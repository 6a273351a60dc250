"""Names where they stand in a text, and what goes with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from nlp.attribution import names
from nlp.attribution.parsing import Span, Words

# Small words within a name.
_INNER = frozenset(
    ["de", "del", "da", "dos", "van", "von", "bin", "ibn", "al", "el", "la", "le", "der", "di", "du"]
)  # fmt: skip


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


def mention(words: Words, first: int, last: int, piece: int = 0, quoted: bool = False) -> Mention:
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
        sentence=(piece, words.sentence[first]),
        subject=words.deps[head] in ("nsubj", "nsubjpass"),
        quoted=quoted,
        called=called,
    )


def runs(words: Words) -> Iterator[Span]:
    """Names: proper nouns in a row, with what may stand within a name."""
    i, count = 0, len(words)
    while i < count:
        if proper(words, i):
            first = i
            while step := _goes_on(words, i):
                i += step
            yield first, i
        i += 1


def _goes_on(words: Words, i: int) -> int:
    """How many words on the name goes: over "de", or a hyphen within it; 0 if it ends here."""
    if _with(words, i, i + 1):
        return 1
    if _with(words, i, i + 2):
        hyphen = words.forms[i + 1] == "-" and words.ends[i] == words.starts[i + 1]
        return 2 if hyphen or words.lower[i + 1] in _INNER else 0
    return 0


def _with(words: Words, i: int, other: int) -> bool:
    return (
        other < len(words) and proper(words, other) and words.sentence[other] == words.sentence[i]
    )


def proper(words: Words, i: int) -> bool:
    return words.tags[i][:3] == "NNP" and words.forms[i][0].isalpha()


def _title(form: str) -> bool:
    return form.rstrip(".").lower() in names.TITLES


def _spelt(form: str) -> str:
    plain = form.rstrip(".").lower()
    return names.SPELT_OUT.get(plain, plain)


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
    if first in names.HERS:
        return "f"
    if first in names.HIS:
        return "m"
    return ""
