"""A publication's body made by hand, for what is read off bodies alone; and the addresses it leads to."""

import copy
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

AT = datetime(2026, 7, 3, 23, 30, tzinfo=UTC)
SIGNED = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)

SOURCE: dict[str, Any] = {
    "id": 3,
    "uri": "https://paper.example/bridges?a=1&b=2",
    "kind": "article",
    "title": "Bridges",
    "byline": "R. Writer",
    "publisher": {"id": 5, "name": "The Paper"},
    "published_on": "2026-03-04",
    "language": "en",
    "licence": "",
}
APPEARANCE: dict[str, Any] = {
    "source": SOURCE,
    "snapshot": {
        "kind": "capture",
        "method": "fetched",
        "text_sha256": "a" * 64,
        "consulted_url": "",
        "consulted_on": None,
        "timecode": "",
    },
    "verb": "said",
    "directness": "direct",
    "described_as": "the minister",
    "first_known": True,
    "relayed_from": [],
    "translated_from": "",
    "translated_by": "",
    "quotes": [
        {
            "exact": "We have built 150 bridges",
            "prefix": "On Monday: “",
            "suffix": ",” Ana Nuñez said.",
            "start": 12,
            "end": 37,
        }
    ],
}
EVIDENCE: dict[str, Any] = {
    "bears_on": "so",
    "direction": "supports",
    "kind": "passage",
    "primary": True,
    "independence": {"state": "independent", "basis": "no_tie", "counts": True, "reason": ""},
    "description": "The audit office’s count.",
    "source": {**SOURCE, "id": 4, "uri": "https://audit.example/june", "kind": "document"},
    "quote": {"exact": "150 finished bridges", "prefix": "", "suffix": "", "start": 9, "end": 29},
    "snapshot_method": "fetched",
    "consulted_on": None,
    "contacted": "",
    "file_sha256": "",
    "page": "",
    "timecode": "",
    "number": 2,
}
BODY: dict[str, Any] = {
    "text": "150 bridges were built from January on.",
    "nature": "fact",
    "language": "en",
    "attribution": "reported",
    "status": "verified",
    "speaker": {
        "id": 7,
        "kind": "person",
        "name": "Ana Nuñez",
        "description": "minister of works",
        "role": {"title": "Minister", "organisation": {"id": 8, "name": "Ministry of Works"}},
    },
    "said_on": {"from": "2026-03-02", "to": "2026-03-02", "basis": "stated", "note": ""},
    "topics": [{"slug": "roads", "name": "Roads"}],
    "quantities": [],
    "appearances": [APPEARANCE],
    "evidence": [EVIDENCE],
    "summary": "The audit office counted 150, too.",
    "rationale": "The audit office’s own count says the same.",
    "rationale_format": "markdown",
    "reply": {"asked": "", "asked_on": None, "how": "", "answer": "", "not_sought": ""},
    "relations": [],
    "signed": {"by": ["E. Editor", "S. Senior"], "four_eyes": True},
}


def body_with(**changes: Any) -> Any:
    """The body with these keys instead; a copy to the bottom."""
    return copy.deepcopy({**BODY, **changes})


def appearance(*, source: Any = None, snapshot: Any = None, **changes: Any) -> Any:
    made = copy.deepcopy({**APPEARANCE, **changes})
    made["source"].update(source or {})
    made["snapshot"].update(snapshot or {})
    return made


def row(**changes: Any) -> Any:
    """What is read of the row beside its body."""
    return SimpleNamespace(**{"claim_id": 9, "published_at": AT, "signed_at": SIGNED, **changes})


def address(name: str, number: int) -> str:
    return f"https://facts.example/{name}/{number}/"
