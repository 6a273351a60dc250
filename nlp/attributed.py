"""Who is named beside a statement's own words: in "Obama thinks that 150 died", beside "150 died", Obama.

What is left of a text without the statement's words is read by rules for English and Spanish. Where these
can't tell a name from other words, they take it for one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from nlp.attribution.cues import forms
from nlp.comparison.stems import stem
from nlp.comparison.vocabulary import NEGATIONS, SMALL, TITLES
from nlp.english import MONTH_NUMBERS, WEEKDAYS, word_set

_TOKEN = re.compile(r"@?\w+(?:[.'’-]\w+)*|[:(—–]|(?<=\s)-(?=\s)")
_SAYING = frozenset(
    form
    for verb in word_set("""
        say tell claim state announce declare assert write tweet post promise insist argue warn
        predict boast suggest admit think believe allege maintain confirm repeat deny lie swear
        pretend agree call
    """)
    for form in forms(verb)
) | word_set("""
    right wrong correct lying honest according según dijo dice dicho afirmó afirma afirmado aseguró asegura
    asegurado declaró declara declarado anunció anuncia anunciado escribió escribe escrito cree creía
    piensa opina sostiene sostuvo prometió promete
""")
# No names, though a sentence begins with them or "said" follows.
_COMMON = (
    SMALL
    | NEGATIONS
    | frozenset((*MONTH_NUMBERS, *WEEKDAYS))
    | word_set("""
    true fact facts false real think hear heard read somebody someone anybody anyone everybody everyone
    nobody yesterday today tomorrow tonight breaking exclusive check news note question quote
    statement update video watch is did didn doesn isn wasn hasn haven
    verdad cierto era eso esto qué quién quien cuándo cuando él ella ellos ellas usted ustedes nosotros
    yo tú alguien según entonces ayer hoy
""")
)
_PRONOUNS = word_set("he she i we you él ella ellas yo tú usted ustedes nosotros")
_EXCEPT = word_set("but except besides other else excepto salvo menos otro otra")
_WITHIN_NAMES = word_set("of the and de del la el los las y von van bin al for")
_ARTICLES = word_set("the el la los las")


@dataclass(frozen=True)
class _Word:
    text: str
    lower: str
    start: int
    is_capital: bool
    opens: bool  # the text

    @property
    def may_name(self) -> bool:
        is_common = self.lower in _COMMON | _SAYING and not (
            len(self.text) > 1 and self.text.isupper() and self.is_capital
        )
        return self.text[0].isalpha() and not is_common

    @property
    def says(self) -> bool:
        return self.lower in _SAYING and (self.opens or not self.is_capital)


def named_beside(text: str, statement: str) -> list[str]:
    """Each phrase that says whose statement it is, beside the words of the statement itself."""
    found: list[str] = []
    pronouns: list[str] = []
    for run in _left(text, statement):
        for piece, is_attributed in _pieces(run):
            if names := _names(piece, is_attributed, is_alone=len(run) == 1):
                found.append(_phrase(text, piece, names, is_attributed))
            elif is_attributed:
                pronouns += [each.text for each in piece if each.lower in _PRONOUNS]
    return found or pronouns


def is_clear_name(phrase: str) -> bool:
    """ "Barack Obama", "the president"; not "he", "anyone but Obama"."""
    words = phrase.split()
    if len(words) == 2 and words[0].lower() in _ARTICLES:
        return True
    return (
        bool(words)
        and is_known(phrase)
        and all(each.lstrip("@")[:1].isupper() or each.lower() in _WITHIN_NAMES for each in words)
    )


def is_known(phrase: str) -> bool:
    """Whether it says who is meant, unlike a pronoun and "anyone but Obama"."""
    return not {each.lower() for each in phrase.split()} & (_PRONOUNS | _EXCEPT)


def _left(text: str, statement: str) -> Iterator[list[_Word]]:
    """Runs of words that the statement has not."""
    words = _words(text)
    stems, own = ([_stem(each) for each in of] for of in (words, _words(statement)))
    matching = SequenceMatcher(None, stems, own, autojunk=False).get_matching_blocks()
    taken = {at for block in matching for at in range(block.a, block.a + block.size)}
    elsewhere = Counter(own) - Counter(stems[at] for at in taken)
    for at, each in enumerate(stems):
        if at not in taken and elsewhere[each] > 0:
            elsewhere[each] -= 1
            taken.add(at)
    for is_taken, run in groupby(range(len(words)), key=taken.__contains__):
        if not is_taken:
            yield [words[at] for at in run]


def _words(text: str) -> list[_Word]:
    is_shouted = text.isupper()
    return [
        _Word(
            found[0],
            re.sub(r"['’].*", "", found[0].lower()),
            found.start(),
            not is_shouted and found[0].lstrip("@")[0].isupper(),
            opens=not re.search(r"\w", text[: found.start()]),
        )
        for found in _TOKEN.finditer(text)
    ]


def _stem(word: _Word) -> str:
    return stem(word.lower)


def _pieces(run: Sequence[_Word]) -> Iterator[tuple[list[_Word], bool]]:
    """Where names may stand: before each verb of saying or, if nobody is named there, after it; without
    such a verb everywhere."""
    says = [at for at, each in enumerate(run) if each.says]
    says = says or [at for at, each in enumerate(run) if each.text == ":"]
    if not says:
        yield list(run), False
    for before, at, after in zip([-1, *says], says, [*says[1:], len(run)], strict=False):
        piece = list(run[before + 1 : at])
        if not _names(piece, is_attributed=True, is_alone=False) and not any(
            each.lower in _PRONOUNS for each in piece
        ):
            piece = list(run[at + 1 : after])
        yield piece, True


def _names(piece: Sequence[_Word], is_attributed: bool, is_alone: bool) -> list[int]:
    """Places of capitals and handles; beside "said", without these, of every word that is not common.

    Where another word stands in place of the statement's first, its capital tells nothing; "President" may
    stand before a name of the statement.
    """
    may = [at for at, each in enumerate(piece) if each.may_name or each.text[0] == "@"]
    capitals = [
        at
        for at in may
        if piece[at].text[0] == "@"
        or (
            piece[at].is_capital
            and not (is_alone and (piece[at].opens or piece[at].lower in TITLES))
        )
    ]
    return capitals or (may if is_attributed else [])


def _goes_on(word: _Word) -> bool:
    return word.may_name and not word.lower.endswith(("ly", "self"))


def _phrase(text: str, piece: Sequence[_Word], names: Sequence[int], is_attributed: bool) -> str:
    """From the first of the names to the last, with the article; all of it where somebody is left out."""
    first, last = names[0], names[-1]
    if any(each.lower in _EXCEPT for each in piece):
        first, last = 0, len(piece) - 1
    elif first and (piece[first - 1].lower in _ARTICLES | TITLES):
        first -= 1
    if is_attributed or last + 2 >= len(piece):  # "Trump administration"
        while last + 1 < len(piece) and _goes_on(piece[last + 1]):
            last += 1
    end = piece[last].start + len(piece[last].text)
    return re.sub(r"['’]s?\Z", "", text[piece[first].start : end])
