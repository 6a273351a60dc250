"""Bytes to text, in their true encoding or not at all."""

import codecs
import re
from itertools import islice

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# As browsers read these labels: those who write them mean the larger set.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_STATED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""",
    re.IGNORECASE,
)
_WORD = re.compile(rb"[^\s<>]+")
_ESCAPED = re.compile(rb"\x1b[$(]")  # ISO 2022: every byte of it is ASCII
_MOST_WORDS, _LARGEST_SAMPLE = 20_000, 200_000  # of the sample, in words and bytes
# How unlikely a text looks to charset-normalizer: 0 is ordinary, .1 already has a flaw or two.
_ORDINARY, _ABSURD = 0.1, 0.3
_ALIKE = 0.02  # of two readings closer than this, the one more like a language is taken
_CLEARER = 0.1


class Undecodable(Exception):
    """The encoding is not stated, or stated wrongly, and not plain from the bytes."""


def stated_in(body: bytes) -> str:
    """The encoding named at the start of an HTML or XML page, or an empty string."""
    found = _STATED.search(body[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def decode(body: bytes, *stated: str) -> str:
    """The text of ``body``. ``stated``: the encodings that header and page name, best first.

    A byte order mark decides; then UTF-8, since no other text is valid UTF-8 by chance; then what is
    stated, unless the bytes plainly are something else; then what they look like, if that is one
    encoding only. Raises Undecodable rather than return a text in the wrong letters.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _known(_strictly(body[len(mark) :], encoding))
    if _ESCAPED.search(body):
        sample = body[:_LARGEST_SAMPLE]
    else:
        text = _strictly(body, "utf-8")
        if text is not None:
            return text
        words = (match[0] for match in _WORD.finditer(body) if not match[0].isascii())
        sample = b" ".join(islice(words, _MOST_WORDS))[:_LARGEST_SAMPLE]
    names = [name for name in map(_codec, stated) if name]
    for name in names:
        text = _strictly(body, name)
        if text is not None:
            return _known(_unless_plainly_other(body, text, name, sample))
    if "utf-8" in names:
        # A page in UTF-8 with a stray byte, which browsers show as a replacement character.
        text = body.decode("utf-8", errors="replace")
        if text.count("\ufffd") * 1000 <= len(text):
            return text
    return _known(_strictly(body, _looks(sample)))


def _unless_plainly_other(body: bytes, text: str, name: str, sample: bytes) -> str | None:
    absurdity = _absurdity(sample, name)
    if absurdity < _ORDINARY:
        return text
    if looks := _looks(sample):
        return _strictly(body, looks)
    if absurdity < _ABSURD:
        return text
    # Currency and degree signs look odd by themselves in any encoding, and no word needs them.
    beyond = (c for c in sample.decode(name, "ignore") if not c.isascii())
    return None if any(c.isalpha() for c in beyond) else text


def _known(text: str | None) -> str:
    if text is None:
        raise Undecodable
    return text


def _strictly(body: bytes, encoding: str) -> str | None:
    if not encoding:
        return None
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return ""
    return _MEANT.get(name, name)


def _absurdity(sample: bytes, encoding: str) -> float:
    """How unlikely the sample looks in this encoding, from 0 to 1."""
    best = from_bytes(sample, cp_isolation=[encoding], enable_fallback=False, threshold=1.0).best()
    return best.chaos if best else 1.0


def _looks(sample: bytes) -> str:
    """The one encoding in which the sample reads as a language, or an empty string."""
    found = list(from_bytes(sample, enable_fallback=False))
    if not found or found[0].chaos > _ORDINARY:
        return ""
    best = max(
        (each for each in found if each.chaos <= found[0].chaos + _ALIKE),
        key=lambda each: each.coherence,
    )
    rivals = [
        each
        for each in found
        if str(each) != str(best)
        and each.chaos <= best.chaos + _ALIKE
        and each.coherence > best.coherence - _CLEARER
    ]
    return "" if rivals else best.encoding
