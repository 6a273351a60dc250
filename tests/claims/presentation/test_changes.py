"""Before and after: the changed sentences only, without the marks of Markdown."""

from typing import Any

import pytest

from claims.presentation import changes
from claims.presentation.prose import Part

UNCHANGED = "Nobody else counted."


def body(rationale: str) -> dict[str, Any]:
    return {
        "status": "refuted",
        "attribution": "reported",
        "text": "150 bridges were built.",
        "speaker": {
            "id": 1,
            "kind": "person",
            "name": "Ana Nuñez",
            "description": "",
            "role": None,
        },
        "nature": "fact",
        "said_on": {"from": None, "to": None, "basis": "unknown", "note": ""},
        "language": "en",
        **{name: [] for name in ("topics", "quantities", "appearances", "evidence", "relations")},
        "rationale": rationale,
        "rationale_format": "markdown",
        "reply": {"not_sought": "", "asked": "", "asked_on": None, "how": "", "answer": ""},
    }


def words(parts: list[Part]) -> str:
    return "".join(part.words for part in parts)


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (
            f"The *office* counted 83.[^E1]\n\n{UNCHANGED} The list is of March.",
            f"The *office* counted 85.[^E2]\n\n{UNCHANGED} The list is of May.",
            "The office counted 83. … The list is of March.",
            "The office counted 85. … The list is of May.",
        ),
        (UNCHANGED, f"{UNCHANGED} The list is of May.", "", "The list is of May."),
        (f"{UNCHANGED} The list is of May.", UNCHANGED, "The list is of May.", ""),
        (
            "- It counted **83**.\n- It asked twice.",
            "- It counted **85**.\n- It asked twice.\n\n> Nobody asked us.",
            "It counted 83.",
            "It counted 85. … Nobody asked us.",
        ),
        ("It is one sentence.", "It is another.", "It is one sentence.", "It is another."),
    ],
)
def test_only_changed_sentences_are_shown(old: str, new: str, before: str, after: str) -> None:
    (row,) = changes.public_changes(body(old), body(new))
    assert (words(row.old), words(row.new)) == (before, after)
    assert any(part.marked for part in (*row.old, *row.new))


def test_spaces_and_line_ends_are_no_change() -> None:
    old, new = f"{UNCHANGED} It is of May.", f"{UNCHANGED}\nIt  is of May."
    assert changes.public_changes(body(old), body(new)) == []


def test_another_translation_is_a_correction_of_it_only_where_the_conclusion_is_the_same() -> None:
    spanish = {"language": "es", "text": "Hay 150 puentes.", "rationale": "Nadie más contó."}
    before = {**body(UNCHANGED), "translations": [{**spanish, "by": ["Ana"]}]}
    for other, expected in (
        ({"text": "Se hicieron 150 puentes."}, ["es"]),
        ({"summary": "Nadie más contó."}, ["es"]),
        ({"by": ["Eva"]}, []),
        ({"language": "fr"}, []),
    ):
        after = {**body("Two counted."), "translations": [{**spanish, **other}]}
        assert changes.corrected_translations(before, after) == expected
        assert changes.corrected_translations(before, {**after, "status": "verified"}) == []
        assert changes.corrected_translations(body(UNCHANGED), after) == []
    after = {**body("Two counted."), "translations": [{**spanish, "text": "Hay 15 puentes."}]}
    (row,) = changes.translation_changes(before, after, "es")
    assert (words(row.old), words(row.new)) == ("Hay 150 puentes.", "Hay 15 puentes.")
