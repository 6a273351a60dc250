"""What the files of ``<app>/sql/`` define: every function and trigger of the database, each once.

A file holds ``CREATE OR REPLACE FUNCTION`` or ``PROCEDURE``, ``CREATE OR REPLACE TRIGGER``, ``CREATE CONSTRAINT
TRIGGER``, and ``CALL`` of a procedure that makes a table's triggers. A line right above a function says who
calls it, where that is not what it would be, as ``-- Called by: owner, signer.`` Without it the application calls
what runs with its caller's rights, and only the owner what runs with the owner's (``SECURITY DEFINER``).
Triggers call theirs without a grant.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.apps import apps

STATEMENT = re.compile(
    r"^(?:CREATE|DO|CALL)\b.*?(?=^(?:CREATE|DO|CALL|--)|\Z)", re.DOTALL | re.MULTILINE
)
CALLED_BY = re.compile(r"^-- Called by: ([a-z, ]+)\.\n(?=CREATE)", re.MULTILINE)
ROUTINE = re.compile(r"CREATE OR REPLACE (?:FUNCTION|PROCEDURE) (\w+)")
TRIGGER = re.compile(r"CREATE (?:OR REPLACE|CONSTRAINT) TRIGGER (\w+)\s.*?\sON (\w+)", re.DOTALL)
CALL = re.compile(r"CALL (\w+)\(\s*'(\w+)'")

# A function's name and no table; a trigger's name and its table; no name and the table whose triggers are made by calls.
Key = tuple[str, str]


class Definition(NamedTuple):
    key: Key
    text: str
    called_by: frozenset[str] = frozenset()  # of functions: "application", "owner", "signer"
    with_text: str = ""  # of what it calls


@cache
def definitions() -> dict[Key, Definition]:
    """Of the installed apps, in the order in which they can be made."""
    routines: dict[Key, Definition] = {}
    triggers: dict[Key, Definition] = {}
    calls: dict[Key, Definition] = {}
    for text, called_by in _statements():
        if match := CALL.match(text):
            key = ("", match[2])
            before = calls[key].text if key in calls else ""
            calls[key] = Definition(key, before + text)
        elif match := TRIGGER.match(text):
            triggers[match[1], match[2]] = Definition((match[1], match[2]), text)
        elif match := ROUTINE.search(text):
            routines[match[1], ""] = Definition((match[1], ""), text, called_by)
        else:
            raise ValueError(f"A file of sql/ defines neither a function nor a trigger: {text}")
    for key, each in calls.items():
        called = [routines[name, ""].text for name, _table in CALL.findall(each.text)]
        calls[key] = each._replace(with_text="".join(called))
    return routines | triggers | calls


def called_by(caller: str) -> frozenset[str]:
    """The names of the functions that the application, the owner or the signer calls."""
    return frozenset(
        name for (name, _table), each in definitions().items() if caller in each.called_by
    )


def _statements() -> Iterator[tuple[str, frozenset[str]]]:
    """Each with who calls it, if it is a function."""
    for app in apps.get_app_configs():
        # A package of others may have such a folder, too.
        for file in sorted(Path(app.path, "sql").glob("*.sql")) if _is_ours(app.name) else ():
            text = file.read_text(encoding="utf-8")
            for match in STATEMENT.finditer(text):
                yield match[0].rstrip() + "\n", _callers(match[0], text[: match.start()])


def _is_ours(app: str) -> bool:
    return app.partition(".")[0] in ("newsroom", "sources", "claims", "tests")


def _callers(statement: str, before: str) -> frozenset[str]:
    if not ROUTINE.search(statement):
        return frozenset()
    declared = statement.partition(" AS $")[0]
    last = before[before.rfind("\n", 0, -1) + 1 :]
    if stated := CALLED_BY.match(last + "CREATE"):
        return frozenset(stated[1].split(", "))
    if "RETURNS trigger" in declared:
        return frozenset()
    return frozenset(["owner" if "SECURITY DEFINER" in declared else "application"])
