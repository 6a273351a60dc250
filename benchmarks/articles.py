"""The text of real news pages: how much of the article is extracted, and how much else?

    python -m benchmarks.articles DATA [--worst 5] [--rounds 3]

DATA has articles/ground-truth.json and articles/html/*.html.gz: pages with the body that a person
marked. The measure is the one published with them: words, in runs of four, counted; of each page
the part of what was read that is right, and the part of what is right that was read; the means over
the pages, and F1 of the two means. Peers, in the same run: trafilatura as it comes, and all the
text of the page; they read a few pages each in turn. Exits 1 when F1, or our share of trafilatura's pages a
second, is below its limit.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import trafilatura
from django.conf import settings
from lxml.html import document_fromstring

from newsroom.errors import Refused
from sources.documents import read

OURS, PEER = "ours", "trafilatura as it comes"
LIMIT = 0.95  # F1
LEAST_SHARE = 0.6  # of the peer's pages a second
TURN = 7  # pages
RUN = 4  # words
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Page:
    name: str
    url: str
    html: bytes
    body: str


def pages(data: Path) -> list[Page]:
    marked = json.loads((data / "articles/ground-truth.json").read_text(encoding="utf-8"))
    return [
        Page(
            name,
            each["url"],
            gzip.decompress((data / f"articles/html/{name}.html.gz").read_bytes()),
            each["articleBody"],
        )
        for name, each in sorted(marked.items())
    ]


Reader = Callable[[Page], str]


def runs(text: str) -> Counter[tuple[str, ...]]:
    words = WORD.findall(text)
    return Counter(tuple(words[n : n + RUN]) for n in range(max(1, len(words) - RUN + 1)) if words)


def shares(found: str, marked: str) -> tuple[float | None, float | None]:
    """Precision and recall of one page; None where there is nothing to judge it by."""
    ours, right = runs(found), runs(marked)
    both = (ours & right).total()
    return (
        both / ours.total() if ours else None,
        both / right.total() if right else None,
    )


def ours(page: Page) -> str:
    try:
        return read(page.html, "text/html", page.url).text
    except Refused as refusal:
        print(f"  {page.name[:12]} refused: {refusal}")
        return ""


def as_it_comes(page: Page) -> str:
    return trafilatura.extract(page.html) or ""


def everything(page: Page) -> str:
    tree = document_fromstring(page.html)
    for each in tree.xpath("//script | //style | //noscript"):
        each.drop_tree()
    return str(tree.text_content())


def seconds(of: list[Page], readers: dict[str, Reader], rounds: int) -> dict[str, float]:
    """What each takes for all pages, the readers in turn for a few pages at a time: whatever else
    the machine does then slows them all.
    """
    taken = dict.fromkeys(readers, 0.0)
    for _ in range(rounds):
        for few in (of[at : at + TURN] for at in range(0, len(of), TURN)):
            for name, reader in readers.items():
                began = time.perf_counter()
                for page in few:
                    reader(page)
                taken[name] += time.perf_counter() - began
    return {name: total / rounds for name, total in taken.items()}


def measure(name: str, of: list[Page], found: dict[str, str], took: float, worst: int) -> float:
    judged = {page.name: shares(found[page.name], page.body) for page in of}
    precision = mean(each for each, _ in judged.values() if each is not None)
    recall = mean(each for _, each in judged.values() if each is not None)
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"{name:24} F1 {f1:.4f}  precision {precision:.3f}  recall {recall:.3f}"
        f"  {len(of) / took:.1f} pages/s"
    )
    lowest = sorted(judged.items(), key=lambda each: min(share or 0 for share in each[1]))
    for key, (exact, whole) in lowest[:worst]:
        print(f"  {key[:12]} precision {exact or 0:.2f} recall {whole or 0:.2f}")
    return f1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="also show the pages read worst")
    parser.add_argument("--rounds", type=int, default=3, help="how often each page is read")
    options = parser.parse_args()
    settings.configure(BASE_DIR=Path(__file__).resolve().parent.parent, USE_I18N=False)
    chosen = pages(options.data)
    print(f"{len(chosen)} pages")
    readers: dict[str, Reader] = {
        OURS: ours,
        PEER: as_it_comes,
        "all the text": everything,
    }
    # Loads, too, what is loaded once for all pages.
    found = {name: {page.name: read(page) for page in chosen} for name, read in readers.items()}
    took = seconds(chosen, readers, options.rounds)
    f1 = {
        name: measure(name, chosen, found[name], took[name], options.worst * (name == OURS))
        for name in readers
    }
    share = took[PEER] / took[OURS]
    print(f"{share:.2f} of the pages a second of {PEER}")
    sys.exit(f1[OURS] < LIMIT or share < LEAST_SHARE)


if __name__ == "__main__":
    main()
