"""How worth checking sentences are, beside a plain TF-IDF model in the same run.

    .venv/bin/python -m benchmarks.check_worthiness DATA [--wrong N]

DATA has checkworthy/ (sentences of debates, labelled worth checking or not). Ours is the model as it
is shipped, fitted on train.jsonl; the peer (scikit-learn's TF-IDF with logistic regression) is fitted
here on the same sentences. Both are measured on dev.jsonl: AUC, average precision, F1 at .5, and the
time. --wrong prints the worst of ours with reasons. Exits 1 when a limit is missed.
"""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

from nlp.checkworthiness import PROBABLY_NOT, assess

# Of requirements-benchmarks.txt.
linear: Any = import_module("sklearn.linear_model")
metrics: Any = import_module("sklearn.metrics")
text_features: Any = import_module("sklearn.feature_extraction.text")

AREA, PRECISION = 0.93, 0.80


def rows(data: Path, part: str) -> tuple[list[str], list[bool]]:
    lines = (data / f"checkworthy/{part}.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [row["text"] for row in found], [row["worth_checking"] for row in found]


def peer(data: Path, texts: list[str]) -> list[float]:
    learned, labels = rows(data, "train")
    words = text_features.TfidfVectorizer()
    matrix = words.fit_transform(learned)
    regression = linear.LogisticRegression(max_iter=1000).fit(matrix, labels)
    found: list[float] = regression.predict_proba(words.transform(texts))[:, 1].tolist()
    return found


def measured(name: str, labels: list[bool], scores: list[float]) -> tuple[float, float]:
    area = metrics.roc_auc_score(labels, scores)
    precision = metrics.average_precision_score(labels, scores)
    f1 = metrics.f1_score(labels, [score >= 0.5 for score in scores])
    print(f"{name:24} AUC {area:.3f}  AP {precision:.3f}  F1 {f1:.3f}")
    return area, precision


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--wrong", type=int, default=0, metavar="N")
    given = parser.parse_args()
    texts, labels = rows(given.data, "dev")
    assess("")  # reads the weights
    before = process_time()
    scores = [assess(text).score for text in texts]
    taken = 1e3 * (process_time() - before) / len(texts)
    print(f"{len(texts)} sentences, {sum(labels)} worth checking; {taken:.2f} ms each")
    area, precision = measured("ours", labels, scores)
    measured("TF-IDF, regression", labels, peer(given.data, texts))
    low = [score < PROBABLY_NOT for score in scores]
    folded = sum(is_low and not label for is_low, label in zip(low, labels, strict=True))
    lost = sum(is_low and label for is_low, label in zip(low, labels, strict=True))
    print(
        f"below {PROBABLY_NOT}: {folded} of {labels.count(False)} that are not worth checking,"
        f" {lost} of {labels.count(True)} that are"
    )
    order = sorted(range(len(texts)), key=lambda at: -abs(labels[at] - scores[at]))
    for at in order[: given.wrong]:
        reasons = "; ".join(f"{sign} “{words}”" for sign, words in assess(texts[at]).reasons)
        print(f"  [{labels[at]}] {scores[at]:.2f} {texts[at]} ({reasons})")
    sys.exit(not (area >= AREA and precision >= PRECISION))


if __name__ == "__main__":
    main()
