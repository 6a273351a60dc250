"""Anchors in real articles under random edits: how many verdicts are right, and how fast?

    python -m benchmarks.anchors DATA [--edits 5600] [--seed 1]

DATA is the folder with PolNeAR (polnear/train/text/*.txt). The right verdict of each edit is known,
because the anchored words are followed through it. Limit: no verdict "exact" or "moved" for a wrong
place. The peer re-anchors as the Hypothesis client does: the places of the exact words, or else the
nearest match with up to half of the letters wrong, ranked by
likeness of quote (50), prefix (20), suffix (20) and position (2); rapidfuzz finds the match.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.edited import HERE, KINDS, Case, cases
from benchmarks.edits import Article, articles, changed, other_word
from sources.anchors import Prepared, judge, make
from sources.anchors.typesetting import Plain

fuzz: Any = import_module("rapidfuzz.fuzz")  # of requirements-benchmarks.txt


def agrees(case: Case, start: int, end: int) -> bool:
    """Whether this is the anchored place in the newer text, spaces and unseen characters aside."""

    def inner(start: int, end: int) -> tuple[int, int]:
        while start < end and not case.new[start].isprintable():
            start += 1
        while start < end and not case.new[end - 1].isprintable():
            end -= 1
        return start, end

    return case.place is not None and inner(*case.place) == inner(start, end)


def ours(case: Case) -> tuple[str, bool]:
    """Our verdict, and whether it puts the anchor in a place that is not its own."""
    judgement = judge(case.selector, case.old, case.new)
    verdict = str(judgement.verdict.value)
    if verdict not in HERE or judgement.start is None or judgement.end is None:
        return verdict + (", same words" if judgement.surroundings else ""), False
    found = make(case.new, judgement.start, judgement.end)
    unmoved = (found.start, found.end) == (case.selector.start, case.selector.end)
    right = (
        case.allowed[:2] == HERE
        and agrees(case, found.start, found.end)
        and Plain(found.exact).text == Plain(case.selector.exact).text
        and (verdict == "exact") == unmoved
    )
    return verdict, not right


def peer(case: Case) -> tuple[str, bool]:
    """Where the peer would put the anchor, and whether that is wrong."""
    quote, text = case.selector.exact, case.new
    spans = [(at.start(), at.end()) for at in re.finditer(re.escape(quote), text)]
    if not spans:
        nearest = fuzz.partial_ratio_alignment(quote, text, score_cutoff=50)
        if nearest is None or len(quote) > len(text):
            return "not found", False
        spans = [(nearest.dest_start, nearest.dest_end)]

    def score(span: tuple[int, int]) -> float:
        start, end = span
        before, after = case.selector.prefix, case.selector.suffix
        return float(
            50 * fuzz.ratio(quote, text[start:end])
            + 20 * fuzz.ratio(before, text[max(start - len(before), 0) : start])
            + 20 * fuzz.ratio(after, text[end : end + len(after)])
            + 2 * (100 - 100 * abs(start - case.selector.start) / len(text))
        )

    start, end = max(spans, key=score)
    if case.place is None:
        return "found elsewhere", True
    overlaps = start < case.place[1] and case.place[0] < end
    if not overlaps:
        return "found elsewhere", True
    return ("found", False) if case.allowed[:2] == HERE else ("altered, not said", True)


def table(title: str, tally: dict[str, Counter[str]], wrong: Counter[str], seconds: float) -> None:
    columns = sorted({verdict for row in tally.values() for verdict in row})
    edits = sum(row.total() for row in tally.values())
    print(f"\n{title}: {edits} edits, {edits / seconds:.0f} a second of one core")
    print(f"{'':32}" + "".join(f"{column:>20}" for column in columns) + f"{'wrong place':>14}")
    for kind in KINDS:
        row = "".join(f"{tally[kind][column] or '·':>20}" for column in columns)
        print(f"{kind:32}{row}{wrong[kind] or '·':>14}")
    print(f"{'':32}{'':{20 * len(columns)}}{wrong.total():>14}")


def measure(title: str, chosen: list[Case], verdict_on: Callable[[Case], tuple[str, bool]]) -> int:
    """How many anchors were put where they are not."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: Counter[str] = Counter()
    began = time.process_time()
    for case in chosen:
        verdict, misplaced = verdict_on(case)
        tally[case.kind][verdict] += 1
        wrong[case.kind] += misplaced
    table(title, tally, wrong, time.process_time() - began)
    return wrong.total()


def many_at_once(pool: list[Article], rng: random.Random) -> None:
    """200 anchors of a text of 5 million code points against a text as long, edited everywhere."""
    paragraphs = [each for article in pool for each in article.paragraphs]
    while sum(len(sentence) for each in paragraphs for sentence in each) < 5_000_000:
        paragraphs = paragraphs + [
            [other_word(each, rng) or each for each in rng.choice(paragraphs)]
            for _ in range(10_000)
        ]
    old = Article(paragraphs).text()
    new = "\n\n".join(
        " ".join(
            (changed(each, rng) or each) if rng.random() < 0.3 else each for each in sentences_
        )
        for sentences_ in paragraphs
        if rng.random() < 0.9
    )
    starts = [rng.randrange(len(old) - 200) for _ in range(200)]
    began = time.process_time()
    before, after = Prepared(old), Prepared(new)
    verdicts = Counter(
        judge(make(old, start, start + rng.randint(20, 200)), before, after).verdict.value
        for start in starts
    )
    seconds = time.process_time() - began
    print(
        f"\n200 anchors, {len(old):,} against {len(new):,} code points: {seconds:.1f} s of one core,",
        dict(verdicts),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--edits", type=int, default=350 * len(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    pool = articles(options.data)
    chosen = list(cases(pool, options.edits, rng))
    print(f"{len(pool)} articles")
    wrong = measure("ours", chosen, ours)
    measure("peer (nearest match)", chosen, peer)
    many_at_once(pool, rng)
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
