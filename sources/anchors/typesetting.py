"""Texts without typesetting, so that the same words compare as equal."""

import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator

import regex

# Invisible format characters: soft hyphen, joiners, zero-width spaces, direction marks, Arabic
# stretching. Not tags, which distinguish flags.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
_invisible = regex.compile(f"[{_INVISIBLE}]+")
# A joiner between pictures makes one of two; a picture's style (text, emoji) is typesetting.
_invisible_in_picture = regex.compile("[\ufe00-\ufe0f]+|\u200d$")
_picture = regex.compile(r"\p{Extended_Pictographic}")


def _presentation_forms() -> dict[int, str]:
    """Ligatures and Arabic letter forms, as plain letters.

    Compatibility decomposition of everything would turn 10² into 102.
    """
    ligatures = [*range(0xFB00, 0xFB07), *range(0xFB13, 0xFB18)]
    arabic = [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)]
    return {
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (*ligatures, *arabic)
        if unicodedata.decomposition(chr(code)).startswith("<")
    }


_SAME = str.maketrans(
    _presentation_forms()
    | dict.fromkeys("‘’‚‛ʼ′‹›`´\u1fef\u1ffd＇", "'")
    | dict.fromkeys("“”„‟″«»〝〞〟＂", '"')
    | dict.fromkeys("‐‑‒–—―−⸺⸻﹘﹣－", "-")
    | {"…": "..."}
)

# Characters that are their own plain form, and single clusters unless a mark follows.
_AS_IS = (
    r"\x20-\x5f\x61-\x7e¡-ª¬®-³µ-ºÀ-ɏΑ-Ρ\u03a3-\u03ceЀ-\u0481Ҋ-ԯ\u05d0-\u05ea\u0621-\u063a\u0641-\u064a"
    r"ぁ-ゖァ-ヺー、。一-\u9fff가-힣"
)
_touched = regex.compile(
    rf"[{_AS_IS}]??(?:[^{_AS_IS}]+|\ {{2,}}|\ (?=[^{_AS_IS}])|-{{2,}}|'{{2,}})+\ *"
)
# Each ends where a cluster does.
_piece = regex.compile(r"(?:-{2,}|''|``)(?![\p{GCB=EX}\p{GCB=SM}\p{GCB=ZWJ}])|\X")

_negation = regex.compile(r"n't\b", regex.IGNORECASE)


class Plain:
    """A text without differences of typesetting, and the place of each character in the stored text.

    Equal are straight, curly and typewriter's ('') quotes, kinds of dashes, kinds and numbers of
    spaces and line breaks, "…" and "...", composed and decomposed letters, ligatures, and invisible
    characters. Case, accents, vowel marks and digits of another script count as different. Offsets
    count code points.
    """

    def __init__(self, stored: str) -> None:
        self.stored = stored
        # Runs that are equal in both texts, and pieces (clusters, white space) that are replaced.
        self._at = array("L")
        self._from = array("L")
        self._to = array("L")
        self._in_step = bytearray()
        out: list[str] = []
        self._length = 0
        self._last = ""
        done = 0
        for touched in _touched.finditer(stored):
            self._add(out, stored[done : touched.start()], done, touched.start(), in_step=True)
            for piece in _piece.finditer(stored, touched.start(), touched.end()):
                self._add(out, _fold(piece[0]), piece.start(), piece.end(), in_step=False)
            done = touched.end()
        self._add(out, stored[done:], done, len(stored), in_step=True)
        self.text = "".join(out)

    def _add(self, out: list[str], plain: str, start: int, end: int, *, in_step: bool) -> None:
        if not plain:
            return
        if plain == " " == self._last:
            self._to[-1] = end
            return
        out.append(plain)
        self._at.append(self._length)
        self._from.append(start)
        self._to.append(end)
        self._in_step.append(in_step)
        self._length += len(plain)
        self._last = plain[-1] if in_step else plain

    def stored_start(self, at: int) -> int:
        """Where the piece of plain character ``at`` begins in the stored text."""
        part = bisect_right(self._at, at) - 1
        return self._from[part] + (at - self._at[part] if self._in_step[part] else 0)

    def stored_end(self, at: int) -> int:
        """Where the piece of the plain character before ``at`` ends in the stored text."""
        part = bisect_right(self._at, at - 1) - 1
        return self._from[part] + at - self._at[part] if self._in_step[part] else self._to[part]

    def stored_span(self, start: int, end: int) -> tuple[int, int]:
        return self.stored_start(start), self.stored_end(end)

    def plain_start(self, offset: int) -> int:
        """The plain character whose piece ends after the stored offset, from the piece's start."""
        part = bisect_right(self._to, offset)
        if part == len(self._at):
            return self._length
        if self._in_step[part]:
            return self._at[part] + max(0, offset - self._from[part])
        return self._at[part]

    def plain_end(self, offset: int) -> int:
        """After the last plain character whose piece begins before the stored offset."""
        part = bisect_right(self._from, offset - 1) - 1
        if part < 0:
            return 0
        if self._in_step[part]:
            return self._at[part] + min(offset, self._to[part]) - self._from[part]
        return self._at[part + 1] if part + 1 < len(self._at) else self._length

    def places(self, wanted: str, *, overlapping: bool = False) -> Iterator[int]:
        """The places of these plain words, as whole words."""
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            whole = self.is_edge(at) and self.is_edge(at + len(wanted))
            if whole:
                yield at
            at = self.text.find(wanted, at + (len(wanted) if whole and not overlapping else 1))

    def is_edge(self, at: int) -> bool:
        """Whether a quote may begin or end here: not within a cluster, a word or a number.

        Only scripts with capitals separate words; in others (Chinese, Thai, Arabic with its joined
        articles) any cluster may be an edge.
        """
        if not 0 < at < self._length:
            return True
        part = bisect_right(self._at, at) - 1
        if self._at[part] != at and not self._in_step[part]:
            return False
        return not _joined(self.text, at)


def _joined(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after):
        return True
    if _counts(before) and _counts(after):
        return True
    # 1.5 and 150,000 are one number each; 5 is not minus 5.
    if after.isdecimal() and before in ".,-" and at > 1:
        return text[at - 2].isspace() if before == "-" else text[at - 2].isdecimal()
    if before.isdecimal() and after in ".,":
        return text[at + 1 : at + 2].isdecimal()
    # "can" is not in "can't".
    return after == "'" and _negation.match(text, at - 1) is not None


def _counts(letter: str) -> bool:
    return letter.isnumeric() or letter.lower() != letter.upper()


def _fold(piece: str) -> str:
    """One cluster, plain."""
    if piece.isspace():
        return " "
    if piece[0] == "-" == piece[-1]:
        return "-"
    if piece in ("''", "``"):
        return '"'
    invisible = _invisible_in_picture if _picture.search(piece) else _invisible
    return unicodedata.normalize("NFC", invisible.sub("", piece).translate(_SAME))
