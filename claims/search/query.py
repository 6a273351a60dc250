"""Parses the text of a search box. Pure functions over text.

Words, "exact phrases", -exclusions, ``or``; and amounts: in ``150 deaths`` a number and what it
counts, which a claim may say in other words. No text is an error.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.search import variants
from nlp.quantities import quantities

LONGEST = 500  # characters; the limit of ``q``
# In ``words`` these separate the words that have other forms, and their forms. No text typed has them.
GROUP, FORM = "\x1e", "\x1f"
# Terms, folded, and what the newsroom holds for the same.
Synonyms = Mapping[str, Sequence[str]]
LONGEST_TERM = 5  # words

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TOKEN = re.compile(r'(?P<without>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
# An unambiguous number and the word after it, in a language without a quantity reader.
_NUMBER = re.compile(
    r"(?<![\w.,-])(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15}(?:\.[0-9]{1,2})?)"
    r"\s+(?P<word>[^\W\d_]{3,})"
)


@dataclass(frozen=True)
class Amount:
    """A number, the word for what it counts, and the words as typed."""

    number: Decimal
    of: str
    typed: str


@dataclass(frozen=True)
class SearchQuery:
    """``words``: in PostgreSQL's web-search syntax, without those of the amounts; then, each after
    ``GROUP``, the forms of a word of which any one will do (``words_query`` in ``text_search.sql``).
    """

    words: str = ""
    amounts: tuple[Amount, ...] = ()
    # What may be somebody's name: plain words as typed; empty with operators, phrases or amounts.
    name: str = ""
    # All words that were not excluded, phrases and amounts included; and the exclusions.
    wanted: str = ""
    without: str = ""

    @property
    def typed(self) -> str:
        """The whole text, for functions that only compare words."""
        return " ".join([*(amount.typed for amount in self.amounts), self.words]).strip()

    @property
    def marked(self) -> str:
        """The words to mark in what is found: amounts in figures, too ("700,000" for "0.7 million")."""
        whole = [each.number for each in self.amounts if each.number == int(each.number)]
        figures = [form for each in whole for form in (f"{each:,.0f}", f"{each:.0f}")]
        return " ".join([*figures, self.typed])

    def __bool__(self) -> bool:
        return bool(self.words or self.amounts)


def clean(text: str) -> str:
    """One line of visible text: no control characters, no direction marks."""
    kept = (_visible(character) for character in text.translate(_QUOTES))
    return " ".join("".join(kept).split())


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Cs"):  # soft hyphens, direction marks, halves of a character
        return ""
    return " " if category == "Cc" else character


def parse(text: str, synonyms: Synonyms | None = None) -> SearchQuery:
    """The text as a query. The last one of an odd number of quotation marks is ignored."""
    tokens = list(_tokens(clean(text)))
    plain = not any(without or phrase for without, phrase, _words in tokens)
    either = any(words.lower() == "or" for _without, phrase, words in tokens if not phrase)
    wanted = " ".join(words for without, _phrase, words in tokens if not without)
    excluded = " ".join(_formatted(*token) for token in tokens if token[0])
    amounts: tuple[Amount, ...] = ()
    if not either:
        tokens, amounts = _without_amounts(tokens)
    words = " ".join(_formatted(*token) for token in tokens)
    name = words if plain and not either and not amounts else ""
    if not either:
        words = _with_forms(tokens, synonyms or {})
    return SearchQuery(words, amounts, name, wanted, excluded)


def terms(text: str) -> list[str]:
    """The words of a search, alone and with those that follow, as synonyms are looked up by."""
    found: list[str] = []
    words = [variants.bare(each) for each in clean(text).replace('"', " ").split()]
    for start in range(len(words)):
        ends = range(start + 1, min(start + LONGEST_TERM, len(words)) + 1)
        found += [" ".join(words[start:end]) for end in ends]
    return [each for each in found if each]


def _with_forms(tokens: list["_Token"], synonyms: Synonyms) -> str:
    """The words, those that have other forms after the others. Phrases are taken as they are."""
    rest: list[str] = []
    groups: list[str] = []
    at = 0
    while at < len(tokens):
        plain: list[str] = []
        for without, phrase, words in tokens[at : at + LONGEST_TERM]:
            if without or phrase:
                break
            plain.append(words)
        length, forms = _forms(plain, synonyms)
        if forms:
            groups.append(FORM.join(forms))
        else:
            rest.append(_formatted(*tokens[at]))
        at += length
    return "".join([" ".join(rest), *(GROUP + each for each in groups)])


def _forms(words: list[str], synonyms: Synonyms) -> tuple[int, list[str]]:
    """How many of these words are one term, and its forms if it has any but its own."""
    bare = [variants.bare(each) for each in words]
    for length in range(len(words), 0, -1):
        same = synonyms.get(" ".join(bare[:length]))
        if same:
            forms = [f'"{each}"' if " " in each else each for each in same]
            return length, [" ".join(words[:length]), *forms]
    if len(words) > 1 and (forms := variants.of_pair(*words[:2])):
        return 2, [" ".join(words[:2]), *forms]
    forms = variants.of_word(words[0]) if words else []
    return 1, [words[0], *forms] if forms else []


_Token = tuple[bool, bool, str]  # excluded, a phrase, its words


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        phrase = match["phrase"]
        words = (match["word"] if phrase is None else phrase).strip()
        if any(character.isalnum() for character in words):
            yield bool(match["without"]), phrase is not None, words


def _formatted(without: bool, phrase: bool, words: str) -> str:
    return "-" * without + (f'"{words}"' if phrase else words)


def _without_amounts(tokens: list[_Token]) -> tuple[list[_Token], tuple[Amount, ...]]:
    """The amounts among adjacent words, and the remaining tokens."""
    rest: list[_Token] = []
    amounts: list[Amount] = []
    run: list[str] = []

    def close() -> None:
        text = " ".join(run)
        run.clear()
        at = 0
        for start, end, amount in _amounts(text):
            rest.extend((False, False, word) for word in text[at:start].split())
            amounts.append(amount)
            at = end
        rest.extend((False, False, word) for word in text[at:].split())

    for token in tokens:
        without, phrase, words = token
        if without or phrase:
            close()
            rest.append(token)
        else:
            run.append(words)
    close()
    return rest, tuple(amounts)


def _amounts(text: str) -> Iterator[tuple[int, int, Amount]]:
    """(start, end, amount) in order of the text, without overlaps."""
    found = [
        (each.start, each.end, Amount(each.low, each.unit, text[each.start : each.end]))
        for each in quantities(text)
        # "number" stands for no unit.
        if each.low == each.high and each.unit not in ("", "number")
    ]
    taken = [(start, end) for start, end, _amount in found]
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if any(start < stop and begin < end for begin, stop in taken):
            continue
        amount = Amount(Decimal(match["number"].replace(",", "")), match["word"], match[0])
        found.append((start, end, amount))
    return iter(sorted(found, key=lambda each: each[0]))
