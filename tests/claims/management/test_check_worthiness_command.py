"""manage.py check_worthiness and score_candidates."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Candidate
from newsroom.history import acting
from tests.claims.statements import candidate


def run(path: Path) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("check_worthiness", str(path), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "sentences.ndjson"
    lines = [
        {"id": 1, "text": "The ministry built 150 bridges in 2024."},
        {"id": "b", "text": "Thank you very much."},
        {"id": 3, "text": ""},
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    first, second, third = run(path)
    assert [first["id"], second["id"], third["id"]] == [1, "b", 3]
    assert [*first] == ["id", "score", "reasons"]
    assert first["score"] > 0.5 > second["score"]  # type: ignore[operator]
    assert "states a number (“150 bridges”)" in first["reasons"]  # type: ignore[operator]


@pytest.mark.parametrize("line", ['{"text": "x"}', '{"id": 1}', '{"id": true, "text": "x"}', "x"])
def test_a_bad_line_is_refused_by_its_number(line: str, tmp_path: Path) -> None:
    path = tmp_path / "sentences.ndjson"
    path.write_text(f'{{"id": 1, "text": "x"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(CommandError, match="Line 2"):
        run(path)


@pytest.mark.django_db
def test_the_inbox_is_scored_again() -> None:
    made = candidate()
    with acting(None):
        Candidate.objects.filter(pk=made.pk).update(score=0.5, score_model="0")
    out = io.StringIO()
    call_command("score_candidates", stdout=out)
    assert out.getvalue() == "1 statements scored.\n"
    assert Candidate.objects.get(pk=made.pk).score == made.score
