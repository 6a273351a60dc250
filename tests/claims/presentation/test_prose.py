"""Bodies in words."""

import pytest

from claims.presentation.prose import evidence_weight, whole_amount


@pytest.mark.parametrize(
    ("primary", "direction", "state", "basis", "words"),
    [
        (True, "supports", "independent", "no_tie", "primary, independent evidence"),
        (False, "refutes", "independent", "no_tie", "secondary, independent evidence"),
        (False, "supports", "independent", "stated", "secondary evidence; independent: Because"),
        (
            *(True, "supports", "not_independent", "own"),
            (
                "primary evidence; not independent: it is from the speaker’s own side; not counted towards"
                " “True” or “False”"
            ),
        ),
        (
            *(True, "refutes", "not_independent", "against_interest"),
            (
                "primary evidence; not independent: it is from the speaker’s own side, and counts as"
                " evidence against its own interest"
            ),
        ),
        (
            *(False, "refutes", "not_established", "publisher"),
            (
                "secondary evidence; independence not established: it is not stated who published it; not"
                " counted towards “True” or “False”"
            ),
        ),
        # Context counts as such.
        (
            *(False, "context", "not_independent", "own"),
            "secondary evidence; not independent: it is from the speaker’s own side",
        ),
        (
            True,
            "supports",
            "not_established",
            "",
            "primary evidence; not counted towards “True” or “False”",
        ),
    ],
)
def test_evidence_weighs(primary: bool, direction: str, state: str, basis: str, words: str) -> None:
    reason = "Because." if basis == "stated" else ""
    counts = basis in ("no_tie", "stated", "against_interest")
    piece = {
        "bears_on": "so",
        "primary": primary,
        "direction": direction,
        "independence": {"state": state, "basis": basis, "counts": counts, "reason": reason},
    }
    assert evidence_weight(piece) == words


@pytest.mark.parametrize(
    ("unit", "qualifier", "counted", "words"),
    [
        ("bridges", "", "bridges", "exactly 150 bridges"),
        ("bridges", "finished", "Bridges", "exactly 150 finished bridges"),
        ("bridges", "", "bridges built", "exactly 150 bridges (bridges built)"),
        ("percent", "", "voters", "exactly 150 percent (voters)"),
        ("", "", "bridges", "exactly 150 (bridges)"),
    ],
)
def test_what_is_counted_is_said_once(unit: str, qualifier: str, counted: str, words: str) -> None:
    numbers = {"low": 150, "high": 150, "bound": "exactly", "as_of": None}
    of = {"unit": unit, "qualifier": qualifier, "counted": counted}
    assert whole_amount({**numbers, **of}) == words
