"""manage.py check_worthiness: how worth checking sentences are."""

from collections.abc import Mapping
from typing import Any

from claims.inbox.scoring import sentences
from claims.management.ndjson import LineCommand, id_in, text_in
from nlp.checkworthiness import assess


class Command(LineCommand):
    help = (
        "How worth checking sentences are: one JSON object a line, with “id” and “text”. Writes id,"
        " score (0 to 1) and reasons, strongest first. Uses no database."
    )
    requires_system_checks = []

    def answer(self, line: Mapping[str, Any]) -> dict[str, Any]:
        """Score and reasons of one text. Raises BadLine."""
        worth = assess(text_in(line, "text", required=True))
        return {
            "id": id_in(line),
            "score": round(worth.score, 6),
            "reasons": sentences(worth.reasons),
        }
