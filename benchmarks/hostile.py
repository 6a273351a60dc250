"""Texts made to be slow: processor seconds of each kind of reading at 100 KB, 300 KB and 1 MB.

    .venv/bin/python -m benchmarks.hostile [--only statements …] [--sizes 100000 300000 1000000]

Time in proportion to the length is 3 and 10 times that of the first size. ``tests/test_hostile_text.py``
holds the same for shorter texts.
"""

import argparse
import contextlib
import os
from collections.abc import Callable, Mapping
from time import process_time

import django

from claims.search import query
from claims.workflow.minor_edits import why_not_a_minor_edit
from nlp.attribution import statements
from nlp.comparison import Statement, compare
from nlp.language import is_english
from nlp.nature import nature_of
from nlp.quantities import quantities
from sources import anchors
from sources.decoding import Undecodable, decode
from sources.media_types import sniff
from sources.parser_process import Unreadable, read_html

SIZES = (100_000, 300_000, 1_000_000)
PATTERNS = (
    *("(", "[", '"', "“", "”", "'", "‘", "’ ", "-", " ", "\n", ".", "1", "1,", "1.", "1 ", "one "),
    *("a", "a ", "A ", "A.", "$", "%", "said ", "he said that ", "“a” ", '"a ', "million "),
    *("hundred-", "and ", "of the ", "http://", "a@a.", "u\u0308", "\u200b", "橋", "1 to ", "Mr. "),
    *(
        "— ",
        "a: ",
        "; ",
        "(a",
        "“‘",
        "not ",
        "<",
        "<a",
        "<a href='",
        "</p",
        "&amp;",
        "<!--",
        "<p>a ",
    ),
)
QUOTED = "The count is 150. Nobody doubts it."


def edit(text: str) -> None:
    why_not_a_minor_edit(text, f"{text}x")
    why_not_a_minor_edit(f"a{text}", f"{text}b")


def quotes(text: str) -> None:
    """A quote within the text, beside it, and of all of it, looked for in another such text."""
    old = f"{text}\n\n{QUOTED}\n\n{text}"
    new = f"{text}\n\n{QUOTED.replace('150', '180')}\n\n{text}x"
    prepared = anchors.Prepared(old), anchors.Prepared(new)
    at = len(text) + 2
    for start, end in ((at, at + 16), (0, min(200, len(text))), (0, min(5000, len(text)))):
        anchors.judge(anchors.make(old, start, end), *prepared)


def letters(text: str) -> None:
    """Bytes in no stated encoding, which are not UTF-8."""
    sniff(text.encode())
    with contextlib.suppress(Undecodable):
        decode(f"é {text} é".encode("latin-1", "replace"))


def page(text: str) -> None:
    with contextlib.suppress(Unreadable):
        read_html(f"<html><body><article><p>{text}</p></article></body></html>", "")


READERS: Mapping[str, Callable[[str], object]] = {
    "statements": statements,
    "quantities": quantities,
    "comparison": lambda text: compare(Statement(text), Statement(f"{text}x")),
    "nature": nature_of,
    "language": is_english,
    "quotes": quotes,
    "letters": letters,
    "page": page,
    "search": query.parse,
    "minor edit": edit,
}


def repeated(pattern: str, size: int) -> str:
    return (pattern * (size // len(pattern) + 1))[:size]


def seconds(read: Callable[[str], object], text: str) -> float:
    """Of processor time."""
    before = process_time()
    read(text)
    return process_time() - before


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()  # for translated words
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(READERS), choices=list(READERS))
    parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES))
    given = parser.parse_args()
    print(
        "processor seconds at", *given.sizes, "characters, and how many times the first the last is"
    )
    for name in given.only:
        read = READERS[name]
        read("He said that 5 men died.")  # what is loaded once
        worst = 0.0
        for pattern in PATTERNS:
            taken = [seconds(read, repeated(pattern, size)) for size in given.sizes]
            grown = taken[-1] / max(taken[0], 0.02)
            worst = max(worst, grown)
            print(
                f"{name:11} {pattern!r:16} {' '.join(f'{each:8.2f}' for each in taken)} {grown:7.1f}",
                flush=True,
            )
        print(f"{name}: at most {worst:.1f} times", flush=True)


if __name__ == "__main__":
    main()
