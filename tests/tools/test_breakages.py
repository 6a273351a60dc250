"""tools/breakages: the same places for the same seed, and what the tests say of two of them."""

from pathlib import Path
from typing import Any

import pytest

from tools.breakages.__main__ import Run, table
from tools.breakages.places import draw, find, places

LIMITS = """
def most(count: int) -> bool:
    if count < 1:
        raise ValueError("none")
    return count > 10


def unnoticed(count: int) -> bool:
    return count > 3
"""
TESTS = """
import pytest
from claims import limits

def test_the_limit() -> None:
    assert limits.most(11)
    assert not limits.most(10)
    with pytest.raises(ValueError):
        limits.most(0)

def test_nothing_much() -> None:
    assert limits.unnoticed(100)
"""
GUARD = """
CREATE OR REPLACE FUNCTION hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.lifted_at > NEW.set_at THEN -- or NEW.a < NEW.b
    RAISE EXCEPTION 'a > b';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER hold_guard BEFORE UPDATE ON claims_hold
  FOR EACH ROW EXECUTE FUNCTION hold_guard();
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "claims/__init__.py": "",
        "claims/limits.py": LIMITS,
        "claims/sql/hold_guard.sql": GUARD,
        "claims/templates/hold.html": "<b>{{ hold.reason }}</b>",
        "tests/__init__.py": "",
        "tests/test_limits.py": TESTS,
        "pytest.ini": "[pytest]\n",
    }
    for name, text in files.items():
        file = tmp_path / "tree" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "reach").mkdir()
    return tmp_path / "tree"


def test_a_seed_draws_the_same_places_again(tree: Path) -> None:
    assert draw(places(tree), "a") == draw(places(tree), "a")
    assert {tuple(draw(places(tree), str(seed))) for seed in range(9)} > {
        tuple(draw(places(tree), "a"))
    }


def test_comments_and_sentences_are_no_places(tree: Path) -> None:
    text = (tree / "claims/sql/hold_guard.sql").read_text()
    broken = {
        place.kind: place.broken(text)
        for place in places(tree)
        if place.file.endswith(".sql") and place.sql[0] == "function"
    }
    assert broken == {
        "comparison": text.replace("lifted_at > NEW", "lifted_at >= NEW"),
        "condition": text.replace(
            "IF NEW.lifted_at > NEW.set_at", "IF NOT (NEW.lifted_at > NEW.set_at)"
        ),
        "guard": text.replace("IF NEW.lifted_at > NEW.set_at", "IF false"),
    }
    assert "DROP" not in text
    (html,) = [place for place in places(tree) if place.file.endswith(".html")]
    assert html.broken("<b>{{ hold.reason }}</b>") == "<b>{{ hold.reason|safe}}</b>"


def test_a_place_is_found_where_it_has_moved(tree: Path) -> None:
    before = places(tree)
    moved = (tree / "claims/limits.py").rename(tree / "claims/bounds.py")
    moved.write_text("# A comment.\n" + moved.read_text())
    here = places(tree)
    for place in before:
        found = find(place, here)
        assert found is not None
        assert (found.kind, found.was) == (place.kind, place.was)
    moved.unlink()
    assert find(before[0], places(tree)) is None


@pytest.mark.long
def test_a_breakage_is_noticed_or_survives(tree: Path) -> None:
    run = Run(tree.parent, tree, ["-p", "no:django"])
    assert run.record(["tests"]) == 0
    run.control()

    def verdict(kind: str, name: str) -> Any:
        place = [each for each in places(tree) if (each.kind, each.name) == (kind, name)][-1]
        run.judge(place, place)
        return run.results()[place.key]

    noticed = verdict("comparison", "most")
    assert (noticed["verdict"], noticed["by"]) == ("killed", "tests/test_limits.py::test_the_limit")
    assert verdict("guard", "most")["verdict"] == "killed"
    survivor = verdict("comparison", "unnoticed")
    assert (survivor["verdict"], survivor["ran"]) == ("survived", 1)
    assert (tree / "claims/limits.py").read_text() == LIMITS
    drawn = [place for place in places(tree) if place.key in run.results()]
    assert "survived: claims/limits.py:9 unnoticed (comparison)" in table(drawn, run.results())
