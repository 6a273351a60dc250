"""The tables of docs/api.md, made from declarations: the public object's fields, and the filters.

.venv/bin/python -m tools.api_tables     rewrites them; a test fails while the page differs
"""

import os
import re
from collections.abc import Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from claims.formats.json_objects import PublishedClaim  # noqa: E402
from claims.publication.fields import Declared, Kind, declared  # noqa: E402
from claims.search.filters import PublicClaimFilters  # noqa: E402
from factcheck.database import BASE_DIR  # noqa: E402

PAGE = BASE_DIR / "docs" / "api.md"
_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_TYPES = {
    Kind.NUMBER: "number",
    Kind.AMOUNT: "decimal",
    Kind.TRUTH: "true or false",
    Kind.DAY: "day",
    Kind.MOMENT: "time",
    Kind.WORD: "word",
    Kind.TEXT: "text",
}


def shapes(shape: Any = PublishedClaim) -> Iterator[tuple[str, Any]]:
    """(name, shape) of an object and of all objects in it."""
    yield shape.__name__.removesuffix("Body"), shape
    for each in declared(shape):
        if each.shape:
            yield from shapes(each.shape)


def page(text: str) -> str:
    """The page with each table as declared."""
    tables = {name: _fields(shape) for name, shape in shapes()} | {"Filters": _filters()}
    return _TABLE.sub(lambda match: f"{match[1]}{tables[match[2]]}{match[3]}", text)


def _fields(shape: Any) -> str:
    rows = [f"| `{each.name}` | {_type(each)} | {_means(each)} |\n" for each in declared(shape)]
    return "| key | type | meaning |\n|---|---|---|\n" + "".join(rows)


def _type(each: Declared) -> str:
    if each.shape:
        name = each.shape.__name__.removesuffix("Body")
        one = f"[{name}](#{name.lower()})"
    else:
        one = _TYPES[each.kind or Kind.TEXT]
    return ("list of " if each.many else "") + one + (" or null" if each.nullable else "")


def _means(each: Declared) -> str:
    words = ", ".join(f"`{word}`" for word in each.field.one_of)
    return f"{each.field.means} One of {words}." if words else each.field.means


def _filters() -> str:
    filters: dict[str, Any] = PublicClaimFilters.base_filters
    rows = [f"| `{name}` | {each.extra['help_text']} |\n" for name, each in filters.items()]
    return "| parameter | finds |\n|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
