"""Readers' error reports, sent by whoever does not use the form as it is."""

import time
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from django.core.signing import TimestampSigner, b62_encode
from django.test import Client

from claims.models import ErrorReport
from claims.workflow.error_reports import MOST_FROM_ADDRESS
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack


class Earlier(TimestampSigner):
    """Signs as the page did this many seconds ago."""

    def __init__(self, seconds: int) -> None:
        super().__init__(salt="claims.site.reader_forms")
        self.seconds = seconds

    def timestamp(self) -> str:
        return b62_encode(int(time.time()) - self.seconds)


def stamp(claim: int, seconds: int = 60) -> str:
    return Earlier(seconds).sign(f"error {claim}")


@attack("web", "error reports: on what is not public, with an outcome, without the form, too many")
def sent_reports(  # noqa: C901 - a list of requests
    newsroom: Newsroom, random: Random
) -> Iterator[Attempt]:
    n = newsroom.numbers
    more = {
        "outcome": "upheld", "settled_by": n["senior"], "owner": n["senior"], "answer": "x", "review": "1",
        "claim": n["refuted"], "publication": "1", "sender": "", "due_on": "2020-01-01", "id": n["report"],
    }  # fmt: skip

    numbers = count(1)

    def attempt(claim: str, taken: bool, /, headers: Any = None, **data: Any) -> Any:
        """``taken``: one report may come of it, undecided and on this claim. From an address of its own, unless
        there are headers."""

        def run(newsroom: Newsroom) -> str | None:
            before = set(ErrorReport.objects.values_list("pk", flat=True))
            at = next(numbers)
            client = Client(
                raise_request_exception=False,
                REMOTE_ADDR="192.0.2.1"
                if headers is not None
                else f"198.51.{at // 250}.{at % 250}",
            )
            answer: Any = client.post(
                f"/claims/{n[claim]}/error/",
                {"words": "It is wrong.", "stamp": stamp(n[claim]), **data},
                headers=headers,
            )
            made = ErrorReport.objects.exclude(pk__in=before)
            lies = made.exclude(claim=n[claim], outcome="", owner=None, answer="")
            if answer.status_code >= 500 or lies or made.count() > taken:
                return f"{answer.status_code}, made {list(made)}"
            return None

        return run

    known = frozenset({"error report", "event names"})
    for claim in ("unreviewed", "proposed", "held", "withdrawn", "embargoed", "saying", "due"):
        readable = claim == "withdrawn"
        yield Attempt(claim, attempt(claim, readable), known)
        for name, value in more.items():
            yield Attempt(f"{claim} {name}", attempt(claim, readable, **{name: value}), known)
    for name, value in more.items():
        yield Attempt(f"with {name}", attempt("signed", True, **{name: value}), known)
    for name, value in {
        "": "", "another claim's": stamp(n["refuted"]), "cut": stamp(n["signed"])[:-1], "made up": f"{n['signed']}:x:y",
        "of later": stamp(n["signed"], -600), "of last week": stamp(n["signed"], 7 * 86400), "null": "\0", "long": "x" * 100_000,
    }.items():  # fmt: skip
        yield Attempt(f"stamp {name}", attempt("signed", False, stamp=value), known)
    for contact in (
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "<script>",
        "x" * 300,
        "\0",
    ):
        yield Attempt(f"address {contact[:20]}", attempt("signed", False, contact=contact), known)
    for words in ("", " " * 50, "x" * 5_001, "\0"):
        yield Attempt(f"words {words[:5]!r}", attempt("signed", False, words=words), known)

    # What is no UTF-8 is kept as replacement characters.
    half = "\ud800".encode("utf-8", "surrogatepass")
    yield Attempt("words of half a character", attempt("signed", True, words=half), known)

    def many(*headers: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            for number in range(MOST_FROM_ADDRESS + 3):
                given = dict.fromkeys(headers, f"203.0.113.{number}")
                attempt("refuted", True, given)(newsroom)
            made = ErrorReport.objects.filter(claim=n["refuted"]).count()
            return f"{made} from one address" if made > MOST_FROM_ADDRESS else None

        return run

    for headers in (
        (),
        ("X-Forwarded-For",),
        ("X-Real-Ip",),
        ("Forwarded",),
        ("X-Client-Ip", "True-Client-Ip"),
    ):
        yield Attempt(f"more than the limit, with {headers}", many(*headers), known)
