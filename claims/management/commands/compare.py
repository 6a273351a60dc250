"""manage.py compare: the relation of two statements."""

from collections.abc import Mapping
from typing import Any

from claims.management.ndjson import BadLine, LineCommand, statement_in
from claims.matching.reasons import sentence
from nlp.comparison import Statement, compare


class Command(LineCommand):
    help = (
        "Compare two statements: one JSON object a line, with “a” and “b”, each a text or an object"
        " with “text” and, where they are known, “speaker”, “date” (YYYY-MM-DD) and “language”"
        " (BCP 47). Writes relation, score and reason. Uses no database."
    )
    requires_system_checks = []

    def answer(self, line: Mapping[str, Any]) -> dict[str, Any]:
        """The relation of the two. Raises BadLine."""
        found = compare(statement(line, "a"), statement(line, "b"))
        answered = {
            "relation": found.relation.value,
            "score": round(found.score, 3),
            "reason": sentence(found),
        }
        return {"id": line["id"], **answered} if "id" in line else answered


def statement(line: Mapping[str, Any], name: str) -> Statement:
    given = line.get(name)
    if isinstance(given, str):
        return Statement(given)
    if not isinstance(given, dict):
        raise BadLine(f"“{name}” must be a text or an object with “text”.")
    return statement_in(given)
