"""The long texts of events: an event states a mark in their place, ``newsroom_eventtext`` holds them.

PostgreSQL's ``history_values`` writes them; its ``event_values`` reads them, as ``put_back`` does here.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

MARK = "text-sha256:"
_LENGTH = len(MARK) + 64


def marks_in(stated: dict[str, Any] | None) -> list[tuple[str, str]]:
    """(column, hash) of each text that stands beside the event."""
    return [
        (column, value.removeprefix(MARK))
        for column, value in (stated or {}).items()
        if isinstance(value, str) and len(value) == _LENGTH and value.startswith(MARK)
    ]


def put_back(stated: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any]:
    """With the texts in place of their marks; a mark whose text is gone stays."""
    found = {column: texts[hash_] for column, hash_ in marks_in(stated) if hash_ in texts}
    return {**stated, **found}


def values_by_hash(rows: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """From (hash, salt, value as JSON) of rows; one whose value is not what its hash says is left out."""
    return {
        hash_: json.loads(value)
        for hash_, salt, value in rows
        if hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest() == hash_
    }
