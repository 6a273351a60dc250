"""Fits the weights of ``nlp.checkworthiness`` and writes its weights.tsv.

    .venv/bin/python -m benchmarks.fit_check_worthiness DATA [--write]

DATA has checkworthy/train.jsonl, and politifact/ for how familiar each word is from claims that were
checked; dev.jsonl is not looked at. Prints AUC and average precision by
cross-validation, and what a score below each threshold would fold away. The file holds single words,
runs of two to four letters, and up to three small words or kinds of words in a row, of several sentences.
"""

import argparse
import json
import math
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

from nlp.checkworthiness import features, model
from nlp.checkworthiness.features import Block
from nlp.checkworthiness.signs import signs

# Of requirements-benchmarks.txt.
linear: Any = import_module("sklearn.linear_model")
metrics: Any = import_module("sklearn.metrics")
selection: Any = import_module("sklearn.model_selection")
sparse: Any = import_module("scipy.sparse")
np: Any = import_module("numpy")

FEWEST = {Block.WORD: 3, Block.LETTERS: 10, Block.SHAPE: 12}  # sentences in which a feature occurs
SIGN_SCALE = 0.25  # of the signs beside a block of length 1
FAMILIAR_FROM = 8  # sentences and claims in which a word occurs
STRENGTH = 1.0  # C of the logistic regression
FOLDS = 5


class Features:
    """The features of the sentences it was made from, and the matrix of any sentences."""

    def __init__(self, sentences: list["Sentence"], claims: Counter[str], of_claims: int) -> None:
        occurs = Counter(word for one in sentences for word in one.counts[Block.WORD])
        self.familiar = {
            word: _clipped(
                math.log((claims[word] + 1) / (of_claims + 2))
                - math.log((occurs[word] + 1) / (len(sentences) + 2))
            )
            for word in sorted({*claims, *occurs})
            if claims[word] + occurs[word] >= FAMILIAR_FROM
        }
        self.rarity: dict[tuple[str, str], float] = {}
        for block, fewest in FEWEST.items():
            found = Counter(each for one in sentences for each in one.counts[block])
            for feature, count in sorted(found.items()):
                if count >= fewest:
                    rarity = math.log((1 + len(sentences)) / (1 + count)) + 1
                    self.rarity[block, feature] = rarity
        self.largest: dict[str, float] = {}
        for one in sentences:
            for name, value in one.signs.items():
                self.largest[name] = max(self.largest.get(name, 0.0), value)
        self.largest |= dict.fromkeys((features.MEAN, features.TOGETHER), SIGN_SCALE)
        self.names = [*self.rarity, *((Block.SIGN, name) for name in sorted(self.largest))]
        self.column = {name: column for column, name in enumerate(self.names)}

    def matrix(self, sentences: list["Sentence"]) -> Any:
        rows, columns, values = [], [], []
        for row, one in enumerate(sentences):
            for block in FEWEST:
                known = {
                    (block, each): (1 + math.log(count)) * self.rarity[block, each]
                    for each, count in one.counts[block].items()
                    if (block, each) in self.rarity
                }
                length = math.sqrt(sum(value * value for value in known.values())) or 1.0
                for feature, value in known.items():
                    rows.append(row)
                    columns.append(self.column[feature])
                    values.append(value / length)
            signs_of = one.signs | features.of_familiarity(one.words, self.familiar)
            for name, value in signs_of.items():
                if name in self.largest:
                    rows.append(row)
                    columns.append(self.column[Block.SIGN, name])
                    values.append(value * self.scale(name))
        return sparse.csr_matrix((values, (rows, columns)), shape=(len(sentences), len(self.names)))

    def scale(self, sign: str) -> float:
        return SIGN_SCALE / self.largest[sign]


def _clipped(value: float) -> float:
    return max(-features.MOST_FAMILIAR, min(features.MOST_FAMILIAR, value))


class Sentence:
    """A sentence as the model sees it."""

    def __init__(self, text: str) -> None:
        self.words = features.tokens(text)
        self.counts = features.counted(text)
        self.signs = features.of_signs(text, signs(text))


def fitted(matrix: Any, labels: Any) -> Any:
    return linear.LogisticRegression(C=STRENGTH, max_iter=3000).fit(matrix, labels)


def cross_validated(
    sentences: list[Sentence], labels: Any, claims: Counter[str], of_claims: int
) -> Any:
    """Each sentence's value from a model that did not see it."""
    values = np.zeros(len(labels))
    folds = selection.StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    found = []
    for train, test in folds.split(values, labels):
        chosen = [sentences[each] for each in train]
        known = Features(chosen, claims, of_claims)
        regression = fitted(known.matrix(chosen), labels[train])
        values[test] = regression.decision_function(
            known.matrix([sentences[each] for each in test])
        )
        found.append(
            (
                metrics.roc_auc_score(labels[test], values[test]),
                metrics.average_precision_score(labels[test], values[test]),
            )
        )
    areas, precisions = zip(*found, strict=True)
    print(f"{FOLDS} folds: AUC {np.mean(areas):.4f}, average precision {np.mean(precisions):.4f}")
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lines = (given.data / "checkworthy/train.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    sentences = [Sentence(row["text"]) for row in rows]
    labels = np.array([int(row["worth_checking"]) for row in rows])
    lines = (given.data / "politifact/politifact_claims.jsonl").read_text("utf-8").splitlines()
    checked = [features.tokens(json.loads(line)["vclaim"]) for line in lines]
    claims = Counter(word for words in checked for word in {*words})
    values = cross_validated(sentences, labels, claims, len(checked))
    # A line through the held-out values, so that a score is a probability.
    line = linear.LogisticRegression(C=1e6).fit(values.reshape(-1, 1), labels)
    slope, shift = float(line.coef_[0, 0]), float(line.intercept_[0])
    scores = 1 / (1 + np.exp(-(slope * values + shift)))
    print(f"calibrated: {slope:.3f} · value + {shift:.3f}")
    for threshold in (0.05, 0.08, 0.1, 0.15, 0.2, 0.5):
        below = scores < threshold
        print(
            f"  below {threshold}: {below.mean():.3f} of all; {below[labels == 0].mean():.3f} of those"
            f" not worth checking, {below[labels == 1].mean():.3f} of those worth it"
        )
    known = Features(sentences, claims, len(checked))
    regression = fitted(known.matrix(sentences), labels)
    bias = slope * float(regression.intercept_[0]) + shift
    written = [f"{model.BIAS}\t\t1\t{bias:.4f}"]
    for (block, name), weight in zip(known.names, regression.coef_[0], strict=True):
        rarity = known.rarity.get((block, name), 1.0)
        scaled = slope * float(weight) * (known.scale(name) if block == Block.SIGN else 1.0)
        written.append(f"{block}\t{name}\t{rarity:.3f}\t{scaled:.4f}")
    written += [
        f"{Block.FAMILIAR}\t{word}\t{value:.2f}\t0" for word, value in known.familiar.items()
    ]
    print(f"{len(written)} weights")
    if given.write:
        model.WEIGHTS.write_text("\n".join(written) + "\n", "utf-8")


if __name__ == "__main__":
    main()
