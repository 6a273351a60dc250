"""What the files of ``<app>/sql/`` define: every function and trigger of the database, each once.

A file holds ``CREATE OR REPLACE FUNCTION`` or ``PROCEDURE``, ``CREATE OR REPLACE TRIGGER``, ``CREATE CONSTRAINT
TRIGGER``, and ``CALL`` of a procedure that makes a table's triggers. A line right above a function says who
calls it, where that is not what it would be, as ``-- Called by: owner, signer.`` Without it the application calls
what runs with its caller's rights, and only the owner what runs with the owner's (``SECURITY DEFINER``).
Triggers call theirs without a grant.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.apps import apps

OURS = ("newsroom", "sources", "claims", "tests")  # other packages may have such a folder, too
STATEMENT = re.compile(
    r"^(?:-- Called by: ([a-z, ]+)\.\n)?((?:CREATE|DO|CALL)\b.*?)(?=^(?:CREATE|DO|CALL|--)|\Z)",
    re.DOTALL | re.MULTILINE,
)
ROUTINE = re.compile(r"CREATE OR REPLACE (?:FUNCTION|PROCEDURE) (\w+)")
TRIGGER = re.compile(r"CREATE (?:OR REPLACE|CONSTRAINT) TRIGGER (\w+)\s.*?\sON (\w+)", re.DOTALL)
CALL = re.compile(r"CALL (\w+)\(\s*'(\w+)'")


class Definition(NamedTuple):
    text: str
    name: str = ""  # of a function or a trigger; none of all that calls make of a table
    table: str = ""  # of triggers
    called_by: frozenset[str] = frozenset()  # of functions: "application", "owner", "signer"
    procedures: str = ""  # the text of those that are called


@cache
def definitions() -> dict[str, Definition]:
    """Of the installed apps, each by the beginning of a sentence on it, in the order in which they can be made."""
    found: dict[str, Definition] = {}
    for stated, text in _statements():
        if match := CALL.match(text):
            procedure, table = match.groups()
            before = found.get(key := f"A trigger of {table}", Definition("", table=table))
            procedures = before.procedures + found[f"The function {procedure}"].text
            found[key] = before._replace(text=before.text + text, procedures=procedures)
        elif match := TRIGGER.match(text):
            name, table = match.groups()
            found[f"The trigger {name} of {table}"] = Definition(text, name, table)
        elif match := ROUTINE.search(text):
            callers = stated.split(", ") if stated else _usual_callers(text)
            name = match[1]
            found[f"The function {name}"] = Definition(text, name, called_by=frozenset(callers))
        else:
            raise ValueError(f"A file of sql/ defines neither a function nor a trigger: {text}")
    return found


def called_by(caller: str) -> frozenset[str]:
    """The names of the functions that the application, the owner or the signer calls."""
    return frozenset(each.name for each in definitions().values() if caller in each.called_by)


def _statements() -> list[tuple[str, str]]:
    """Each after who calls it, where that is stated: functions, then triggers, then calls."""
    found = [
        (stated, text.rstrip() + "\n")
        for app in apps.get_app_configs()
        if app.name.partition(".")[0] in OURS
        for file in sorted(Path(app.path, "sql").glob("*.sql"))
        for stated, text in STATEMENT.findall(file.read_text(encoding="utf-8"))
    ]
    return sorted(found, key=lambda each: (bool(CALL.match(each[1])), bool(TRIGGER.match(each[1]))))


def _usual_callers(function: str) -> list[str]:
    declared = function.partition(" AS $")[0]
    if "RETURNS trigger" in declared:
        return []
    return ["owner" if "SECURITY DEFINER" in declared else "application"]
