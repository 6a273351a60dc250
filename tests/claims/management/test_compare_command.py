"""manage.py compare: NDJSON in and out."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def run(path: Path) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("compare", str(path), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_pair_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "pairs.ndjson"
    text = "The strikes killed {} people near the coast."
    pairs = [
        {"a": text.format(150), "b": text.format(180)},
        {
            "id": 2,
            "a": {"text": text.format(150), "date": "2026-03-01"},
            "b": {"text": text.format(180), "date": "2026-03-04"},
        },
    ]
    path.write_text("\n".join(json.dumps(pair) for pair in pairs), encoding="utf-8")
    first, second = run(path)
    assert first == {
        "relation": "contradicts",
        "score": 0.7,
        "reason": "The numbers differ: “150 people”, and “180 people”.",
    }
    assert (second["id"], second["relation"]) == (2, "updates")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"a": "x"}', "“b” must be a text or an object with “text”."),
        ('{"a": "x", "b": {}}', "It has no “text”."),
        ('{"a": "x", "b": {"text": "y", "date": "May"}}', "“date” is not a valid date (YYYY-MM-DD)."),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "pairs.ndjson"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(CommandError, match="Line 1: ") as refused:
        run(path)
    assert sentence in str(refused.value)
