"""For ``benchmarks.matching_fit``: the candidates of the train part, as the software finds them.

    .venv/bin/python -m benchmarks.matching_measures FOLDER OUT

in the environment of the database into which the archive of FOLDER was imported.
"""

import sys
from pathlib import Path

import django
import numpy as np

django.setup()

from benchmarks.matching import questions  # noqa: E402
from claims.matching import finding, indexing  # noqa: E402
from claims.models.matching import Scope  # noqa: E402
from nlp.comparison import Statement  # noqa: E402


def measure(folder: Path, out: Path) -> None:
    indexing.bring_up_to_date()
    pairs = questions(folder, "train")
    sizes, rows, right = [], [], []
    for name, text in pairs.texts.items():
        found = finding.candidates(Statement(text), Scope.WORKING)
        sizes.append(len(found.documents))
        rows.append(found.measures)
        right += [each.external_id in pairs.right[name] for each in found.documents]
    np.savez(
        out,
        names=np.array(list(pairs.texts)),
        sizes=np.array(sizes),
        measures=np.concatenate(rows),
        right=np.array(right),
        all_right=np.array([len(pairs.right[name]) for name in pairs.texts]),
        columns=np.array(found.columns),
    )


if __name__ == "__main__":
    measure(Path(sys.argv[1]), Path(sys.argv[2]))
