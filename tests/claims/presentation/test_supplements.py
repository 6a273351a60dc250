"""What a supplement added, in sentences."""

from typing import Any

import pytest
from django.utils import translation

from claims.presentation.supplements import added

SOURCE: dict[str, Any] = {"id": 7, "title": "Bridges", "publisher": {"name": "The Paper"}}
RELATION = {
    "claim": 12,
    "relation": "contradicts",
    "direction": "both",
    "rationale": "",
    "scope": "",
}
REVIEW = {
    "publisher": {"name": "The Checks"},
    "rating": "Nope",
    "reviewed_on": None,
    "url": "https://checks.example/9",
}
REPLY = {
    "asked": "Ana",
    "role": "",
    "sent_on": "2026-03-02",
    "channel": "email",
    "deadline": "2026-03-04T17:00",
    "time_zone": "UTC",
    "reminded_on": [],
    "state": "answered",
    "answered_on": "2026-03-05",
    "answer": "Yes.",
}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {}, ""),
        ({"relations": [RELATION]}, {"relations": []}, ""),
        (
            {"appearances": []},
            {"appearances": [{"source": SOURCE}]},
            "Added: it also appears in Bridges, The Paper.",
        ),
        ({"relations": []}, {"relations": [RELATION]}, "Added: this claim contradicts claim 12."),
        (
            {},
            {"relations": [{**RELATION, "direction": "in", "rationale": "Two counts."}]},
            "Added: claim 12 contradicts this one. Two counts.",
        ),
        (
            {},
            {"external_reviews": [REVIEW]},
            "Added: a review by others: The Checks, “Nope”, https://checks.example/9.",
        ),
        (
            {"translations": [{"language": "fr"}]},
            {"translations": [{"language": "fr"}, {"language": "es"}]},
            "Added: a translation (Spanish).",
        ),
        (
            {"reply": {"requests": []}},
            {"reply": {"requests": [REPLY]}},
            (
                "Added: a reply. Asked Ana on March 2, 2026 (by e-mail), to answer by March 4, 2026, 5 p.m. UTC;"
                " answered, March 5, 2026: Yes."
            ),
        ),
    ],
)
def test_each_part_has_a_sentence(before: Any, after: Any, words: str) -> None:
    with translation.override("en"):
        assert added(before, after) == words
