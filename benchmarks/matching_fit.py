"""Learns what a statement's candidates are weighed by, from pairs that people judged.

    .venv/bin/python -m benchmarks.matching_fit DATA [--embedder NAME] [--part dev]

DATA as for ``benchmarks.matching``, of which only the train parts are learned from. Writes
claims/matching/weights/NAME.json ("words" without an embedder): of each measure its mean, its deviation
and its weight. They maximise the likelihood of the right claim among the candidates of its statement (a
softmax over them), with a penalty on large weights. Prints what cross-validation gives: in each of five
parts the weights are of the others, and the sentences of one debate are never in two parts. With
``--part``, also what the weights give on that part. In memory (``benchmarks.matching_measures``): a few
minutes of processor time, and no database.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching import SETS
from benchmarks.newsroom import ROOT

FOLDS = 5
PENALTY = 5.0
STEPS, RATE = 250, 0.05
OF_DAYS = ("days_known", "weeks_apart", "years_apart", "checked_later")
# Beside vectors they made the weights worse for debates later than those that were learned from.
OF_BEST = ("speaker_of_best", "month_of_best", "half_year_of_best", "two_years_of_best")
WEIGHTS = ROOT / "claims" / "matching" / "weights"

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Group:
    """One statement: what is measured of each candidate, which are right, and how many there are."""

    name: str
    measures: Numbers
    right: NDArray[np.bool_]
    all_right: int


@dataclass(frozen=True)
class Fitted:
    mean: Numbers
    deviation: Numbers
    weight: Numbers

    def sums(self, measures: Numbers) -> Numbers:
        total: Numbers = ((measures - self.mean) / self.deviation) @ self.weight
        return total


def fitted(groups: Sequence[Group]) -> Fitted:
    """By Adam's steps from zero, the same each time."""
    stacked = np.concatenate([each.measures for each in groups])
    mean, deviation = stacked.mean(0), stacked.std(0) + 1e-9
    learned_from = [each for each in groups if each.right.any()]
    measures = np.concatenate([(each.measures - mean) / deviation for each in learned_from])
    wanted = np.concatenate([each.right / each.right.sum() for each in learned_from])
    sizes = [len(each.right) for each in learned_from]
    starts = np.cumsum([0, *sizes[:-1]])
    of = np.repeat(np.arange(len(sizes)), sizes)
    weight = np.zeros(measures.shape[1])
    first, second = np.zeros_like(weight), np.zeros_like(weight)
    for step in range(1, STEPS + 1):
        sums = measures @ weight
        likely = np.exp(sums - np.maximum.reduceat(sums, starts)[of])
        likely /= np.add.reduceat(likely, starts)[of]
        slope = (measures.T @ (likely - wanted) + PENALTY * weight) / len(sizes)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        step_size = np.sqrt(second / (1 - 0.999**step)) + 1e-8
        weight = weight - RATE * first / (1 - 0.9**step) / step_size
    return Fitted(mean, deviation, weight)


def likelihood(groups: Sequence[Group], sums: Sequence[Numbers]) -> tuple[float, float]:
    """Offset and slope of a logistic curve from the best candidate's sum to whether it is right."""
    best = [int(np.argmax(each)) for each in sums]
    x = np.array([each[at] for each, at in zip(sums, best, strict=True)])
    y = np.array([group.right[at] for group, at in zip(groups, best, strict=True)], float)
    offset, slope = 0.0, 0.0
    for _step in range(100):  # Newton's
        p = 1 / (1 + np.exp(-(offset + slope * x)))
        spread = p * (1 - p) + 1e-9
        gradient = np.array([(y - p).sum(), ((y - p) * x).sum()])
        curved = np.array(
            [[spread.sum(), (spread * x).sum()], [(spread * x).sum(), (spread * x * x).sum()]]
        )
        change = np.linalg.solve(curved, gradient)
        offset, slope = offset + change[0], slope + change[1]
    return float(offset), float(slope)


def precision(group: Group, sums: Numbers) -> float:
    """Average precision of the first five."""
    hits, total = 0, 0.0
    for place, right in enumerate(group.right[np.argsort(-sums, kind="stable")][:5], 1):
        if right:
            hits += 1
            total += hits / place
    return total / min(group.all_right, 5)


def folds(groups: Sequence[Group]) -> list[int]:
    """Of each statement; those of one debate together."""
    debates = sorted({_debate(each.name) for each in groups})
    np.random.default_rng(1).shuffle(debates)
    of = {name: at % FOLDS for at, name in enumerate(debates)}
    return [of[_debate(each.name)] for each in groups]


def _debate(name: str) -> str:
    return name if name.startswith("tweet") else name.rpartition("_")[0]


def cross_validated(groups: Sequence[Group]) -> list[Numbers]:
    """The sums of each statement's candidates, by weights that it had no part in."""
    parts = folds(groups)
    by = [
        fitted([each for each, part in zip(groups, parts, strict=True) if part != left_out])
        for left_out in range(FOLDS)
    ]
    return [by[part].sums(each.measures) for each, part in zip(groups, parts, strict=True)]


def _without_days(group: Group, columns: Sequence[str]) -> Group:
    measures = group.measures.copy()
    measures[:, [columns.index(name) for name in OF_DAYS]] = 0
    return Group(group.name, measures, group.right, group.all_right)


def write(path: Path, names: Sequence[str], by: Fitted, curve: tuple[float, float]) -> None:
    rows = zip(names, by.mean, by.deviation, by.weight, strict=True)
    lines = [
        f'    "{name}": [{mean:.6g}, {deviation:.6g}, {weight:.4f}]'
        for name, mean, deviation, weight in rows
    ]
    measures = ",\n".join(lines)
    text = f'{{\n  "offset": {curve[0]:.4f},\n  "slope": {curve[1]:.4f},\n'
    path.write_text(text + f'  "measures": {{\n{measures}\n  }}\n}}\n', encoding="utf-8")


def read(path: Path) -> tuple[list[Group], list[str]]:
    with np.load(path) as stored:
        ends = np.cumsum(stored["sizes"])
        parts = zip(
            stored["names"],
            np.split(stored["measures"], ends[:-1]),
            np.split(stored["right"], ends[:-1]),
            stored["all_right"],
            strict=True,
        )
        groups = [Group(str(name), rows, right, int(many)) for name, rows, right, many in parts]
        return groups, [str(name) for name in stored["columns"]]


def without(
    groups: Sequence[Group], columns: Sequence[str], left_out: Sequence[str]
) -> list[Group]:
    """The groups without these columns."""
    kept = [at for at, name in enumerate(columns) if name not in left_out]
    return [Group(each.name, each.measures[:, kept], each.right, each.all_right) for each in groups]


def measures(data: Path, part: str, embedder: str) -> tuple[dict[str, list[Group]], list[str]]:
    """The groups of each set, and the columns. Both sets are measured at the same time."""
    with tempfile.TemporaryDirectory() as temporary:
        outs = {name: Path(temporary) / f"{name}.npz" for name in SETS}
        running = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "benchmarks.matching_measures"),
                    *(str(data / name), str(out), "--part", part, "--embedder", embedder),
                ],
                cwd=ROOT,
            )
            for name, out in outs.items()
        ]
        for each in running:
            if each.wait():
                raise RuntimeError("The measures were not made.")
        found = {name: read(out) for name, out in outs.items()}
    columns = found[SETS[0]][1]
    left_out = () if embedder == "none" else OF_BEST
    return (
        {name: without(groups, columns, left_out) for name, (groups, _columns) in found.items()},
        [name for name in columns if name not in left_out],
    )


def recall(group: Group, sums: Numbers) -> float:
    """Of the first twenty."""
    order = np.argsort(-sums, kind="stable")[:20]
    return float(group.right[order].sum() / group.all_right)


def report(title: str, groups: Sequence[Group], sums: Sequence[Numbers]) -> None:
    pairs = list(zip(groups, sums, strict=True))
    reached = np.mean([each.right.sum() / each.all_right for each in groups])
    in_five = sum(precision(*pair) > 0 for pair in pairs)
    print(
        f"{title}: MAP@5 {np.mean([precision(*pair) for pair in pairs]):.3f},"
        f" recall in 20 {np.mean([recall(*pair) for pair in pairs]):.3f},"
        f" right one in 5 for {in_five} of {len(groups)};"
        f" {reached:.3f} of the right claims are candidates",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--embedder", default="none")
    parser.add_argument("--part", default="")
    given = parser.parse_args()
    groups, columns = measures(given.data, "train", given.embedder)
    # Posts once more without their days, which an archive may lack: the other measures must do then.
    groups["snopes without days"] = [_without_days(each, columns) for each in groups["snopes"]]
    together = [each for found in groups.values() for each in found]
    sums = cross_validated(together)
    at = 0
    for name, members in groups.items():
        own = sums[at : at + len(members)]
        at += len(own)
        report(f"{name}, by cross-validation", members, own)
    offset, slope = likelihood(together, sums)
    name = "words" if given.embedder == "none" else given.embedder
    by = fitted(together)
    write(WEIGHTS / f"{name}.json", columns, by, (offset, slope))
    if given.part:
        for each, members in measures(given.data, given.part, given.embedder)[0].items():
            report(f"{each}, {given.part}", members, [by.sums(one.measures) for one in members])
    print(json.dumps({"weights": f"{name}.json", "offset": offset, "slope": slope}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
