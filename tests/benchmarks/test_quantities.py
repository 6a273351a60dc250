"""The measure of quantities, on sentences of our own."""

import json
from pathlib import Path

from benchmarks.quantities import Counts, judge, sentences


def test_counts_and_errors(tmp_path: Path) -> None:
    marked = [
        {"change": ">", "value": "44.0", "unit": "boats", "normalized_unit": "boat"},
        {"change": "=", "value": "0.25", "unit": "% voters", "normalized_unit": "% voters"},
        {"change": "=", "value": "5000.0", "unit": "dollars", "normalized_unit": "dollar"},
        {"change": "=", "value": "2-3", "unit": "tons", "normalized_unit": "ton"},
    ]
    text = "More than 44 boats sank; a quarter of voters gave $5; it held 2 to 3 tonnes."
    (tmp_path / "quantities").mkdir()
    (tmp_path / "quantities" / "own.jsonl").write_text(
        json.dumps({"id": 1, "text": text, "quantities": marked}), encoding="utf-8"
    )
    counts = Counts()
    (sentence,) = sentences(tmp_path)
    wrong = judge(sentence, counts)
    assert (counts.marked, counts.found, counts.magnitude) == (4, 4, 1)
    assert counts.right == {"value": 3, "value and unit": 2, "value and bound": 3}
    assert wrong == [
        "unit   exactly 2–3 tonnes (), marked ['ton', 'tons']",
        "MAGNITUDE exactly 5 dollars (), marked 5000",
        "missed 5000–5000 ['dollar', 'dollars']",
        "extra  exactly 5 dollars ()",
    ]
