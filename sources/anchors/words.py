"""Words of plain texts, and the differences between two wordings."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Literal

import regex

from sources.anchors.typesetting import Plain

# In scripts without spaces (Thai, Lao, Burmese, Khmer, kana, Chinese characters) each letter is a
# word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W{_UNSPACED}]"
_WORD = rf"\d+(?:[.,:]\d+)*|[{_UNSPACED}]\p{{M}}*|{_LETTER}++(?:'{_LETTER}++)*+"
_word = regex.compile(_WORD)
_token = regex.compile(rf"\s*(?:{_WORD}|\.{{2,}}|\S)\p{{M}}*\s*")
_LONG = 4000  # words from which on difflib may ignore frequent ones
MOST_PAIRS = 250_000  # of equal words: the time of a comparison grows with these


@dataclass(frozen=True)
class Difference:
    """Adjacent words that the newer text kept, removed or added, with the spaces after them."""

    kind: Literal["kept", "removed", "added"]
    words: str


def words(plain: str) -> list[str]:
    """The words of a plain text, without punctuation."""
    return _word.findall(plain)


def words_before(plain: str, at: int, count: int) -> int:
    """Where the last ``count`` words before ``at`` begin, or all if there are fewer."""
    reach = 20 * count
    while True:
        low = max(at - reach, 0)
        found = list(_word.finditer(plain, low, at))
        # The first one may be cut by the window.
        if len(found) > count:
            return found[-count].start()
        if not low:
            return (
                found[-count].start() if len(found) == count else len(plain) - len(plain.lstrip())
            )
        reach *= 4


def words_after(plain: str, at: int, count: int) -> int:
    """Where the first ``count`` words from ``at`` on end, or all if there are fewer."""
    found = list(islice(_word.finditer(plain, at), count))
    return found[-1].end() if len(found) == count else len(plain.rstrip())


def comparable(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two lists of words can be compared in reasonable time, however they repeat."""
    there = Counter(other)
    return sum(count * there[word] for word, count in Counter(one).items()) <= MOST_PAIRS


def differences(old: str, new: str) -> list[Difference]:
    """From old to new, in reading order; typesetting makes no difference.

    Kept and removed words together are exactly ``old``; kept and added ones are ``new`` in ``old``'s
    typesetting. Meant for sentences and paragraphs; of texts that would take too long, the whole old
    one is removed and the whole new one added.
    """
    tokens = _tokens(old), _tokens(new)
    before_words, after_words = ([plain for plain, _stored in each] for each in tokens)
    if not comparable(before_words, after_words):
        return [Difference("removed", old), Difference("added", new)]
    long = len(before_words) + len(after_words) > _LONG
    matcher = SequenceMatcher(None, before_words, after_words, autojunk=long)
    found: list[Difference] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        before = "".join(stored for _plain, stored in tokens[0][start:end])
        if tag == "equal":
            found.append(Difference("kept", before))
            continue
        if before:
            found.append(Difference("removed", before))
        if after := "".join(stored for _plain, stored in tokens[1][new_start:new_end]):
            found.append(Difference("added", after))
    return found


def _tokens(stored: str) -> list[tuple[str, str]]:
    """Each word or mark: its plain form, and the stored one with what follows it."""
    plain = Plain(stored)
    found: list[tuple[str, str]] = []
    at = done = 0
    for token in _token.finditer(plain.text):
        # A cluster goes with the token that it begins in: "…" stands for three marks, and an accent
        # may stand on a space.
        if token.end() <= at:
            continue
        start, at = at, plain.plain_end(plain.stored_end(token.end()))
        end = len(stored) if at == len(plain.text) else plain.stored_end(at)
        found.append((plain.text[start:at].strip(" "), stored[done:end]))
        done = end
    return found or [("", stored)] * bool(stored)
