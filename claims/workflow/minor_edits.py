"""Whether a change of our own wording corrects spelling and nothing else."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest

from django.utils.translation import gettext as _
from spellchecker import SpellChecker

from nlp.english import word_set

MOST = 3  # words that one edit may correct
LONGEST = 10_000  # characters; a longer text is reopened
LONGEST_WORD = 40
MOST_COMPARED = 1_000_000  # pairs of equal words

_QUOTED = re.compile(
    r"[“”\"„«»‹›「」『』][^“”\"„«»‹›「」『』]*[“”\"„«»‹›「」『』]"
    r"|‘[^‘]*?’(?!\w)|(?<!\w)'.+?'(?!\w)",
    re.DOTALL,
)
ADDRESS = re.compile(r"\b(?:https?:|mailto:)[^\s)\]>]+", re.IGNORECASE)
_MARKS = re.compile(r"[“”\"„«»‹›「」『』‘]")
_WORD = re.compile(r"\w+(?:[-‐'’]\w+)*")
_CHUNK = re.compile(r"\S+")
_DOUBLED = re.compile(r"(\w)\1")

_NEGATIONS = word_set(
    "no not none nor never neither nobody nothing nowhere without cannot except lacks lacking"
    " hardly barely scarcely nt"
    " ni nunca jamás nadie nada ningún ninguna ninguno sin tampoco"
    " ne pas sans jamais aucun aucune rien personne"
    " nicht kein keine keinen keiner nie niemals ohne"
    " não nem nenhum nenhuma sem"
    " non né mai senza nessun nessuna nessuno"
)
_NEGATED = re.compile(
    r"(?:\w*n['’]t|(?:do|does|did|is|are|was|were|has|have|had|ca|wo|would|should|could|must|need)nt"
    r"|(?:un|in|im|il|ir|dis|mis|non|anti|counter)\w{3,}|\w{3,}less)"
)
_NUMBER_WORDS = re.compile(
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|dozens?|half|quarters?|thirds?|hundreds?"
    r"|thousands?|[mbtr]+illions?|\w+illions?|once|twice|first|second|third|percent|per"
)
# Small words that change a statement.
_DECISIVE = word_set(
    "can could may might must shall should will would all some any every each most many few"
    " several only more less fewer least most before after over under above below if unless"
    " and or but than he she they him her his their"
)
# Small words that belong to the name after them.
_PARTICLES = word_set(
    "al as bin bint ibn ben da das de del della den der di do dos du el la las le los ter van von"
    " y zu zur"
)


def why_not_a_minor_edit(old: str, new: str) -> str:
    """Why the change needs a reopening, in a sentence; empty for a minor edit.

    A minor edit corrects a few misspelt or doubled words, spaces or punctuation marks. It changes
    no quote, address, digit, number, name or negation, nor a word that changes the statement.
    """
    if max(len(old), len(new)) > LONGEST:
        return _("This text is too long to be compared. Reopen the claim instead.")
    if what := affected(old, new):
        return _("The change affects %(what)s. Reopen the claim instead.") % {"what": what}
    if not _corrects_words(old, new):
        return _("This changes more than spelling. Reopen the claim instead.")
    return ""


def affected(old: str, new: str) -> str:
    """The first kind of thing that the change affects and that a reader would miss; empty for none."""
    for what, touched in (
        (_("a quote"), _differs(_quotes, old, new)),
        (_("an address"), _differs(ADDRESS.findall, old, new)),
        (_("a digit"), _differs(_digits, old, new)),
        (_("a number"), _differs(_matching(_is_number), old, new)),
        (_("a negation"), _differs(_matching(_is_negation), old, new)),
        (_("a name"), _differs(_names, old, new)),
        (_("a word that changes the statement"), _differs(_matching(_is_decisive), old, new)),
        (_("invisible characters"), bool(_invisible(new) - _invisible(old))),
    ):
        if touched:
            return what
    return ""


def _differs(part: Callable[[str], list[str]], old: str, new: str) -> bool:
    return part(old) != part(new)


def _quotes(text: str) -> list[str]:
    """Text in quotation marks, with the marks; after an unclosed one, all the rest."""
    found = _QUOTED.findall(text)
    rest = _QUOTED.sub(" ", text)
    left_open = _MARKS.search(rest)
    return [*found, rest[left_open.start() :]] if left_open else found


def _digits(text: str) -> list[str]:
    """Everything with digits, including attached signs and units, and a short unit after it."""
    found: list[str] = []
    after_digits = False
    for chunk in _CHUNK.findall(text):
        word = chunk.strip(".,;:!?()[]“”\"'’")
        numeric = any(letter.isnumeric() for letter in chunk)
        if numeric or (after_digits and len(word) <= 3):
            found.append(word if not numeric else chunk.rstrip(".,;:!?)]”\"'’"))
        after_digits = numeric
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _matching(wanted: Callable[[str], bool]) -> Callable[[str], list[str]]:
    return lambda text: [word for word in map(str.casefold, _words(text)) if wanted(word)]


def _is_number(word: str) -> bool:
    return all(_NUMBER_WORDS.fullmatch(part) for part in re.split(r"[-‐]", word)) or bool(
        _NUMBER_WORDS.fullmatch(word)
    )


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or bool(_NEGATED.fullmatch(word))


def _is_decisive(word: str) -> bool:
    return word in _DECISIVE


def _names(text: str) -> list[str]:
    """Capitalised words or words of a script without capitals, with the small words before them."""
    words = _words(text)
    found: list[str] = []
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        if _capital(word) or (word in _PARTICLES and _capital(following)):
            found.append(word)
    return found


def _capital(word: str) -> bool:
    return any(letter.isalpha() and not letter.islower() for letter in word)


def _invisible(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs"} and c != "\n"}


def _corrects_words(old: str, new: str) -> bool:
    one, other = _words(old.casefold()), _words(new.casefold())
    before_count, after_count = Counter(one), Counter(other)
    if sum(count * after_count[word] for word, count in before_count.items()) > MOST_COMPARED:
        return False
    corrected = 0
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        before, after = one[a:b], other[c:d]
        corrected += max(len(before), len(after))
        if kind == "delete":
            # Only a word that was written twice may go.
            if before != one[a - len(before) : a] and before != one[b : b + len(before)]:
                return False
        elif _joined(before) == _joined(after):
            continue  # written apart or together
        elif len(before) != len(after) or not all(map(_misspelt, before, after)):
            return False
    return corrected <= MOST


def _joined(words: list[str]) -> str:
    return re.sub(r"[-‐]", "", "".join(words))


def _misspelt(old: str, new: str) -> bool:
    """Whether a word of no dictionary became one that differs by a letter or two, or lost or got a
    doubled letter. That alone tells a slip: north and south, hires and fires are both words.
    """
    shorter, longer = sorted((old, new), key=len)
    if len(longer) > LONGEST_WORD:
        return False
    if _is_a_word(old):
        return False
    if _DOUBLED.sub(r"\1", old) == _DOUBLED.sub(r"\1", new):
        return True
    if not _is_a_word(new):
        return False
    return _distance(old, new) <= (1 if len(shorter) < 5 else 2)


def _is_a_word(word: str) -> bool:
    """Whether a dictionary has it, and each part of a compound."""
    parts = re.split(r"[-‐]", re.sub(r"['’]s?$", "", word))
    return all(part in _dictionary() for part in parts)


@cache
def _dictionary() -> frozenset[str]:
    """Loaded at the first minor edit: half a second, and some 40 MB."""
    return frozenset().union(
        *(SpellChecker(language=language).word_frequency.words() for language in ("en", "es", "ru"))
    )


def _distance(one: str, other: str) -> int:
    """The number of letters inserted, left out, replaced or swapped (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
