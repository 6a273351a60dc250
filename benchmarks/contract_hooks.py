"""Facts about our server for schemathesis, which imports this module in ``benchmarks.contract``.

Of what the schema allows, numbers that nothing has are replaced in most cases by those of rows that there
are, and places by words of a text, so that a good part of the writes is carried out.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import schemathesis
from schemathesis.transport.serialization import contains_binary

# gunicorn.conf.py limits the length of addresses; longer ones are answered by the web server (414)
# before they reach the API.
LONGEST = 7500
ROWS = Path("rows.json")  # beside which schemathesis runs
# One of so many cases keeps the number that it has.
KEPT = 5
# What a field is the number of.
OF = {
    "snapshot": "snapshots",
    "speaker": "speakers",
    "publisher": "publishers",
    "source": "sources",
    "syndicated_from": "sources",
    "organisation": "organisations",
    "to_claim": "claims",
    "claim": "claims",
    "appearance_of": "claims",
}
WORDS = {"language": "en", "time_zone": "Europe/Madrid"}
HOOK = "https://receiver.example/hook/"


@schemathesis.auth()
class OurToken:
    """Sends our token, except with cases that test a wrong one."""

    def get(self, case: Any, context: Any) -> str:
        return f"Token {_rows()['token']}"

    def set(self, case: Any, data: str, context: Any) -> None:
        about = getattr(case.meta and case.meta.phase.data, "description", None) or ""
        if "'Authorization'" not in about:
            case.headers["Authorization"] = data


@schemathesis.hook
def filter_query(context: schemathesis.HookContext, query: dict[str, Any]) -> bool:
    try:
        return len(urlencode(query, doseq=True)) <= LONGEST
    except (TypeError, UnicodeEncodeError):
        return True


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: Any, kwargs: dict[str, Any]) -> None:
    if case.meta is None or not case.meta.generation.mode.is_positive or not ROWS.exists():
        return
    path = case.operation.path
    number = _whole(case.path_parameters.get("id"))
    if number is not None and number % KEPT and (rows := _of_path(path)):
        case.path_parameters["id"] = str(rows[number % len(rows)])
        if "number" in case.path_parameters:
            case.path_parameters["number"] = str(number % 3 + 1)
    if case.method.upper() == "PATCH":
        case.headers["If-Match"] = _etag(case.path_parameters["id"])
    # What has a file stays as it is: schemathesis takes it for wrong once anything else in it is replaced.
    if isinstance(case.body, dict) and not contains_binary(case.body):
        case.body = _real(case.body)


def _whole(value: Any) -> int | None:
    """Schemathesis writes what stands in an address as text."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@cache
def _rows() -> Any:
    return json.loads(ROWS.read_text(encoding="utf-8"))


def _of_path(path: str) -> list[int]:
    what = path.removeprefix("/api/v1/").split("/{")[0]
    if what == "working/claims" and ("evidence" in path or "replies" in path):
        what = "in review"
    found: list[int] = _rows()["of paths"].get(what, [])
    return found


def _etag(number: str) -> str:
    """The claim's present one; any text where there is no such claim."""
    rows = _rows()
    address = f"{rows['address']}/api/v1/working/claims/{number}/"
    answer = httpx.get(address, headers={"Authorization": f"Token {rows['token']}"})
    return str(answer.headers.get("ETag", "none"))


def _real(body: Any) -> Any:
    """With numbers of rows, and words of the text that is quoted."""
    if isinstance(body, list):
        return [_real(each) for each in body]
    if not isinstance(body, dict):
        return body
    known, made = _rows(), {}
    for name, value in body.items():
        rows = known.get(OF.get(name, ""))
        number = _whole(value)
        if rows and number is not None and number % KEPT:
            made[name] = rows[number % len(rows)]
        elif isinstance(value, str) and name in WORDS:
            made[name] = WORDS[name]
        elif name == "url" and "events" in body:
            made[name] = f"{HOOK}{abs(hash(value))}"
        elif name != "topics":
            made[name] = _real(value)
    words = known["words"].get(str(made.get("snapshot")))
    if words and "quote" in made:
        made["quote"] = {"exact": words}
    if words and "quotes" in made:
        made["quotes"] = [{"exact": words}]
    return made
