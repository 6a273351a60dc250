"""manage.py quantities: the numbers that texts state."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from claims.management.ndjson import LineCommand, day_in, id_in, text_in
from nlp.quantities import Found, quantities


class Command(LineCommand):
    help = (
        "Read the quantities of texts: one JSON object a line, with “id” and “text” and, where they"
        " are known, “language” (BCP 47) and “published” (YYYY-MM-DD). Offsets count code points."
        " Uses no database."
    )
    requires_system_checks = []

    def answer(self, line: Mapping[str, Any]) -> dict[str, Any]:
        """The quantities of one text. Raises BadLine."""
        text = text_in(line, "text", required=True)
        published = day_in(line, "published")
        found = quantities(text, published, text_in(line, "language"))
        return {"id": id_in(line), "quantities": [as_json(each) for each in found]}


def as_json(found: Found) -> dict[str, Any]:
    return {
        "low": number(found.low),
        "high": number(found.high),
        "unit": found.unit,
        "bound": found.bound.value,
        "qualifier": found.qualifier,
        "counted": found.counted,
        "as_of": found.as_of and found.as_of.isoformat(),
        "start": found.start,
        "end": found.end,
    }


def number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
