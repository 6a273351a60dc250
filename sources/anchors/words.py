"""What was changed between two wordings, word by word, for people to see."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Literal

import regex

from sources.anchors.typesetting import Plain

# What a reader takes as one word. Scripts that set no spaces (Thai, Lao, Burmese, Khmer, kana,
# Chinese characters) give a word for each letter.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W{_UNSPACED}]"
_WORD = rf"\d+(?:[.,:]\d+)*|[{_UNSPACED}]\p{{M}}*|{_LETTER}++(?:'{_LETTER}++)*+"
_word = regex.compile(_WORD)
_token = regex.compile(rf"\s*(?:{_WORD}|\.{{2,}}|\S)\p{{M}}*\s*")
# difflib's shortcut for long texts, which takes frequent words for noise, is only for those.
_LONG = 4000


@dataclass(frozen=True)
class Difference:
    """Words in a row that the newer text kept, removed or added, with the spaces behind them."""

    kind: Literal["kept", "removed", "added"]
    words: str


def words(plain: str) -> list[str]:
    """The words of a plain text, without punctuation."""
    return _word.findall(plain)


def words_before(plain: str, at: int, count: int) -> int:
    """Where the words begin that stand before ``at``, so many or as many as there are."""
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
    """Where the words end that stand from ``at`` on, so many or as many as there are."""
    found = list(islice(_word.finditer(plain, at), count))
    return found[-1].end() if len(found) == count else len(plain.rstrip())


def differences(old: str, new: str) -> list[Difference]:
    """From old to new, in reading order; other typesetting is no difference.

    What was kept and removed together is ``old``, to the letter; what was kept and added is
    ``new`` as ``old``'s typesetter would have set it. Meant for sentences and paragraphs: the time
    grows with the product of both lengths.
    """
    ours, theirs = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(
        None,
        [plain for plain, _stored in ours],
        [plain for plain, _stored in theirs],
        autojunk=len(ours) + len(theirs) > _LONG,
    )
    found: list[Difference] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        before = "".join(stored for _plain, stored in ours[start:end])
        if tag == "equal":
            found.append(Difference("kept", before))
            continue
        if before:
            found.append(Difference("removed", before))
        if new_start < new_end:
            after = "".join(stored for _plain, stored in theirs[new_start:new_end])
            found.append(Difference("added", after))
    return found


def _tokens(stored: str) -> list[tuple[str, str]]:
    """Each word or mark, plain, and as it is stored with what follows it."""
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
