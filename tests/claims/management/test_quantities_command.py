"""manage.py quantities: NDJSON in and out."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def run(path: Path) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("quantities", str(path), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "texts.ndjson"
    lines = [
        {"id": 7, "text": "At least 150 known deaths were counted as of March 2.", "published": "2026-03-05"},
        {"id": "b", "text": "1.200 personas", "language": "es"},
        {"id": "c", "text": "Nothing is counted."},
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    assert run(path) == [
        {
            "id": 7,
            "quantities": [
                {
                    "low": 150,
                    "high": 150,
                    "unit": "deaths",
                    "bound": "at_least",
                    "qualifier": "known",
                    "counted": "deaths",
                    "as_of": "2026-03-02",
                    "start": 0,
                    "end": 25,
                }
            ],
        },
        {
            "id": "b",
            "quantities": [
                {
                    "low": 1200,
                    "high": 1200,
                    "unit": "people",
                    "bound": "exactly",
                    "qualifier": "",
                    "counted": "personas",
                    "as_of": None,
                    "start": 0,
                    "end": 14,
                }
            ],
        },
        {"id": "c", "quantities": []},
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"{", "It is not JSON."),
        (b"[" * 100_000, "It is not JSON."),
        (b"[]", "It is not a JSON object."),
        (b"\xff", "It is not UTF-8."),
        (b'{"id": 1}', "It has no “text”."),
        (b'{"id": 1, "text": 5}', "“text” must be a text."),
        (b'{"text": "5 boats"}', "“id” must be a text or a whole number."),
        (b'{"id": true, "text": "5 boats"}', "“id” must be a text or a whole number."),
        (
            b'{"id": 1, "text": "5 boats", "published": "today"}',
            "“published” is not a valid date (YYYY-MM-DD).",
        ),
        (b'{"id": 1, "text": "5 \\ud800s"}', "It has half a character."),
    ],
)
def test_a_bad_line_is_refused_and_nothing_written(
    tmp_path: Path, line: bytes, sentence: str
) -> None:
    path = tmp_path / "texts.ndjson"
    path.write_bytes(b'{"id": 1, "text": "5 boats sank."}\n' + line + b"\n")
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("quantities", str(path), stdout=out)
    assert str(refused.value) == f"Line 2: {sentence} Nothing was written."
    assert out.getvalue() == ""


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(b'{"id": 1, "text": "It cost $5."}\n')

    monkeypatch.setattr("sys.stdin", Input)
    assert run(Path("-"))[0]["id"] == 1
