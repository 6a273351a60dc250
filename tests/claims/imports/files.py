"""Files of claims and what becomes of them, for the tests beside this."""

import csv
import io
import json
from typing import Any

from claims.imports import loading
from claims.imports.files import rows
from claims.imports.mapping import PLAIN, Mapping
from claims.imports.rows import Refusal, Row
from claims.models import ImportNote, ImportRun
from newsroom.models import User
from tests import factories

ORIGIN = "checkers.example"
FILE = "0" * 64


def row(number: Any = 1, **columns: Any) -> dict[str, Any]:
    """What a file says of one claim."""
    return {
        "external_id": str(number),
        "text": f"The ministry built {number} bridges.",
        "speaker": "Ana Nuñez",
        "rating": "Half so",
    } | columns


def table(*rows_: dict[str, Any]) -> bytes:
    """Them as a CSV, with the columns of all of them."""
    names = list(dict.fromkeys(name for each in rows_ for name in each))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows_)
    return text.getvalue().encode()


def lines(*rows_: Any) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in rows_).encode()


def read(raw: bytes, format_: str = "csv", mapping: Mapping = PLAIN) -> list[Row | Refusal]:
    return list(rows(io.BytesIO(raw), format_, mapping, ORIGIN, FILE))


def fit(raw: bytes, format_: str = "csv", mapping: Mapping = PLAIN) -> list[Row]:
    """All rows; none is refused."""
    found = read(raw, format_, mapping)
    assert not [each for each in found if isinstance(each, Refusal)], found
    return [each for each in found if isinstance(each, Row)]


def refused(raw: bytes, format_: str = "csv", mapping: Mapping = PLAIN) -> list[Refusal]:
    return [each for each in read(raw, format_, mapping) if isinstance(each, Refusal)]


def bring_in(
    raw: bytes,
    by: User | None = None,
    format_: str = "csv",
    name: str = "archive.csv",
    mapping: Mapping = PLAIN,
    origin: str = ORIGIN,
    batch_of: int = loading.BATCH,
) -> ImportRun:
    by, file = by or factories.editor(), io.BytesIO(raw)
    run = loading.find_or_create_run(by, file, name, format_, mapping, origin)
    return loading.run_import(run, by, file, mapping, batch_of=batch_of)


def notes(run: ImportRun, kind: str = "refused") -> list[tuple[int, str, str]]:
    found = ImportNote.objects.filter(run=run, kind=kind).order_by("line", "pk")
    return list(found.values_list("line", "column", "reason"))
