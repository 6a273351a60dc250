"""The desk on a generated newsroom, beside Django's plain admin on the same rows.

    python -m benchmarks.admin N [--seed 1] [--each 40] [--only WORD] [--no-peer]

Requests every list, tab, filter, search and autocomplete and the claim page with many different
values, one request after the other, over HTTP from gunicorn with one process; the peer's between ours.
Prints a table; exits with 1 where a 95th percentile is over its limit, or the queue or the claim page
takes more than MOST_TIMES as long as the peer's.
"""

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx
import psycopg

from benchmarks import waiting
from benchmarks.newsroom import machine, of, people, served, timing

LISTS = (
    *("claims_candidate", "claims_notice", "claims_batch", "claims_relation", "claims_importrun"),
    *("newsroom_approval", "sources_capturerequest", "sources_source", "sources_snapshot"),
    *("sources_speaker", "sources_publisher", "claims_topic", "claims_publication"),
    *("newsroom_event", "newsroom_apitoken", "newsroom_job", "claims_savedview"),
    *("claims_errorreport", "claims_readerrequest"),
)
TABS = (
    *("", "open", "sign", "mine", "unassigned", "due", "unreviewed", "in_review"),
    *("awaiting_signoff", "changed", "concluded", "withdrawn"),
)
AUTOCOMPLETES = (
    *(("claims", "claim", "speaker"), ("sources", "source", "publisher")),
    *(("claims", "claim", "topics"), ("claims", "appearance", "snapshot")),
    ("claims", "relation", "to_claim"),
)
# Lists of what is not decided yet, as the navigation leads to them.
WAITING = {
    "claims_relation": "?state__exact=suggested",
    "claims_readerrequest": "?state__exact=open",
    "claims_errorreport": "?settled_at__isempty=1",
    "newsroom_approval": "?outcome__exact=open",
}
# The peer has these lists too; it gets fewer requests, as some take seconds.
PEER_LISTS = {
    *("sources_source", "sources_speaker", "claims_publication", "newsroom_event"),
    *("claims_candidate", "newsroom_approval", "claims_errorreport"),
}
PEER_REQUESTS = 13
MOST_TIMES = 1.5
COMPARED = {"queue: all", "page of a claim"}
CLAIMS = "/admin/claims/claim/"
WARM = 3
SENIOR = f"senior-{people.SENIORS[0]}"


@dataclass(frozen=True)
class Case:
    """Addresses of one kind of page with different values, and those of the peer, if it has them."""

    name: str
    paths: Sequence[str]
    limit: float  # seconds, for the 95th percentile
    peer_paths: Sequence[str] = ()


@dataclass(frozen=True)
class Limits:
    lists: float
    page: float


def limits(claims: int) -> Limits:
    return Limits(0.250, 0.350) if claims <= 100_000 else Limits(0.300, 0.350)


# Open claims get a priority, and many a due date, as editors would set them.
PLANNED = """
ALTER TABLE claims_claim DISABLE TRIGGER USER;
UPDATE claims_claim SET priority = CASE WHEN id % 50 = 0 THEN 3 WHEN id % 7 = 0 THEN 2 ELSE 1 END,
       due_on = CASE WHEN id % 5 = 0 THEN current_date - 20 + (id % 90)::int END
 WHERE status IN ('unreviewed', 'in_review', 'awaiting_signoff') AND id % 3 <> 1;
ALTER TABLE claims_claim ENABLE TRIGGER USER;
"""


def plan(owner: Mapping[str, Any]) -> None:
    """Does nothing the second time."""
    with psycopg.connect(**owner) as connection:
        done = connection.execute(
            "SELECT EXISTS (SELECT FROM claims_claim WHERE due_on IS NOT NULL)"
        )
        if done.fetchone() == (True,):
            return
        connection.execute(PLANNED)
    with psycopg.connect(**owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE claims_claim")


class Values:
    """Values that editors search for, from the rows, common and rare ones."""

    def __init__(self, owner: Mapping[str, Any], each: int, seed: int) -> None:
        self.dice, self.each = random.Random(seed), each
        with psycopg.connect(**owner) as connection:
            self._connection = connection
            self.claims = self._some("SELECT id FROM claims_claim")
            self.speakers = self._some("SELECT DISTINCT speaker_id FROM claims_claim")
            self.names = self._some("SELECT name FROM sources_alias")
            self.publishers = self._some("SELECT id FROM sources_publisher")
            self.topics = self._some("SELECT id FROM claims_topic")
            self.addresses = self._some("SELECT uri FROM sources_source")
            texts = " ".join(self._some("SELECT text FROM claims_claim"))
            self.reviewers = self._some(
                "SELECT id FROM newsroom_user WHERE is_active AND username ~ '^(editor|senior)'"
            )
            self.snapshots = self._some("SELECT DISTINCT snapshot_id FROM claims_candidate")
            self.loudest = self._rows(
                "SELECT speaker_id FROM claims_claim GROUP BY 1 ORDER BY count(*) DESC LIMIT 5"
            )
            self.busiest = self._rows(
                "SELECT claim_id FROM claims_evidence GROUP BY 1 ORDER BY count(*) DESC LIMIT 5"
            )
        # From the texts, so the common ones are frequent.
        self.words = re.findall(r"[^\W\d_]{3,}", texts) or ["people"]

    def _rows(self, statement: str) -> list[Any]:
        return [value for (value,) in self._connection.execute(statement).fetchall()]

    def _some(self, statement: str) -> list[Any]:
        found = self._rows(f"{statement} ORDER BY 1")
        return self.dice.sample(found, min(len(found), 20 * self.each))

    def of(self, make: Callable[[], Any]) -> list[Any]:
        return [make() for _each in range(self.each + WARM)]

    def word(self) -> str:
        return str(self.dice.choice(self.words))

    def two_words(self) -> str:
        return f"{self.word()} {self.word()}"

    def name(self) -> str:
        return str(self.dice.choice(self.names))

    def typed(self) -> str:
        """The first letters of a name or a word."""
        word = self.dice.choice((self.name, self.word))()
        return word[: self.dice.randint(2, 6)]

    def day(self) -> date:
        return date(2026, 1, 1) - timedelta(days=self.dice.randrange(3000))


STATUSES = ("verified", "refuted", "mixed", "withdrawn", "unreviewed", "in_review")


def cases(values: Values, most: Limits) -> Iterator[Case]:
    yield from _lists(values, most.lists)
    yield from _filters(values, most.lists)
    yield from _searches(values, most.lists)
    yield from _autocompletes(values, most.lists)
    pages = values.claims[: values.each] + values.busiest
    paths = [f"{CLAIMS}{n}/change/" for n in pages]
    yield Case("page of a claim", paths, most.page, paths)


def _queue_paths(values: Values, **parts: Callable[[], Any]) -> list[str]:
    """The queue with these parameters, each time with different values."""
    return values.of(
        lambda: f"{CLAIMS}?{urlencode({name: make() for name, make in parts.items()})}"
    )


def _lists(values: Values, limit: float) -> Iterator[Case]:
    times = values.each // 2 + WARM
    for name in LISTS:
        address = f"/admin/{name.replace('_', '/')}/"
        peer_paths = [address] * PEER_REQUESTS if name in PEER_LISTS else []
        yield Case(f"list: {name}", [address] * times, limit, peer_paths)
    for tab in TABS:
        address = f"{CLAIMS}?queue={tab}" if tab else CLAIMS
        peer_paths = [] if tab else [CLAIMS] * PEER_REQUESTS
        yield Case(f"queue: {tab or 'all'}", [address] * times, limit, peer_paths)
    yield Case("deadlines", [f"{CLAIMS}deadlines/"] * times, limit)
    for name, query in WAITING.items():
        address = f"/admin/{name.replace('_', '/')}/{query}"
        yield Case(f"waiting: {name}", [address] * times, limit)
    inboxes = [f"/admin/claims/candidate/in/{number}/" for number in values.snapshots]
    yield Case("inbox of a source", inboxes[:times], limit)
    deep = values.of(lambda: f"{CLAIMS}?queue=open&p={values.dice.randint(2, 20)}")
    yield Case("queue: later pages", deep, limit)


def _filters(values: Values, limit: float) -> Iterator[Case]:
    dice = values.dice
    makers: dict[str, Callable[[], Any]] = {
        "status": lambda: dice.choice(STATUSES),
        "attribution": lambda: dice.choice(("reported", "confirmed", "misattributed")),
        "nature": lambda: dice.choice(("fact", "opinion", "prediction")),
        "priority": lambda: dice.randint(0, 3),
        "reviewer": lambda: dice.choice(values.reviewers),
        "speaker": lambda: dice.choice(values.speakers + values.loudest * 20),
        "publisher": lambda: dice.choice(values.publishers),
        "topic": lambda: dice.choice(values.topics),
        "said_from": values.day,
        "said_to": values.day,
        "due_by": lambda: datetime.now(tz=UTC).date() + timedelta(days=dice.randint(-10, 30)),
        "contradicted": lambda: "on",
    }
    peer_paths = values.of(lambda: f"{CLAIMS}?status__exact={dice.choice(STATUSES)}")[
        :PEER_REQUESTS
    ]
    for name, make in makers.items():
        all_ = _queue_paths(values, **{name: make})
        yield Case(f"filter: {name}", all_, limit, peer_paths if name == "status" else [])
        to_do = _queue_paths(values, queue=lambda: "open", **{name: make})
        yield Case(f"filter: {name}, to do", to_do, limit)
    for names in (("topic", "status"), ("publisher", "nature", "contradicted")):
        several = _queue_paths(values, **{name: makers[name] for name in names})
        yield Case(f"filter: {', '.join(names)}", several, limit)


def _searches(values: Values, limit: float) -> Iterator[Case]:
    dice = values.dice
    peer_paths = values.of(lambda: f"{CLAIMS}?q={values.word()}")[:PEER_REQUESTS]
    yield Case("search: a word", _queue_paths(values, q=values.word), limit, peer_paths)
    makers: dict[str, Callable[[], Any]] = {
        "two words": values.two_words,
        "a phrase": lambda: f'"{values.two_words()}"',
        "a name": values.name,
        "a number": lambda: dice.choice(values.claims),
        "an address": lambda: dice.choice(values.addresses),
        "unknown words": lambda: "".join(dice.choices("bdfgklmnprst", k=9)),
    }
    for name, make in makers.items():
        yield Case(f"search: {name}", _queue_paths(values, q=make), limit)
    to_do = _queue_paths(values, q=values.word, queue=lambda: "open")
    yield Case("search: a word, to do", to_do, limit)
    on_topic = _queue_paths(values, q=values.word, topic=lambda: dice.choice(values.topics))
    yield Case("search: a word, a topic", on_topic, limit)


def _autocompletes(values: Values, limit: float) -> Iterator[Case]:
    for app, model, field in AUTOCOMPLETES:
        parameters = {"app_label": app, "model_name": model, "field_name": field}
        paths = [
            f"/admin/autocomplete/?{urlencode({**parameters, 'term': term})}"
            for term in values.of(values.typed)
        ]
        peer_paths = paths[:PEER_REQUESTS] if field == "speaker" else []
        yield Case(f"autocomplete: {field}", paths, limit, peer_paths)


@contextmanager
def signed_in(address: str, page: str = "/account/sign-in/") -> Iterator[httpx.Client]:
    """``page``: where people sign in. Raises RuntimeError if the sign-in fails."""
    with httpx.Client(base_url=address, timeout=120) as client:
        client.get(page)
        form = {
            "login": SENIOR,
            "username": SENIOR,
            "password": people.PASSWORD,
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
            "next": "/admin/",
        }
        answer = client.post(page, data=form, headers={"Referer": address})
        if answer.status_code != 302:
            raise RuntimeError(f"{SENIOR} can't sign in: {answer.status_code}")
        yield client


def request_all(client: httpx.Client, paths: Sequence[str]) -> timing.Times:
    """Raises RuntimeError for any answer but 200."""

    def get(path: str) -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return timing.timed([partial(get, path) for path in paths], warm=WARM)


def in_turns(
    ours: httpx.Client, paths: Sequence[str], peer: httpx.Client, peer_paths: Sequence[str]
) -> tuple[timing.Times, timing.Times]:
    """One request here, then one there."""
    each: tuple[list[float], list[float]] = ([], [])
    for turn in range(max(len(paths), len(peer_paths))):
        for client, known, times in ((ours, paths, each[0]), (peer, peer_paths, each[1])):
            path = known[turn % len(known)]
            began = time.perf_counter()
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
            if turn >= WARM:
                times.append(time.perf_counter() - began)
    return timing.Times.of(each[0]), timing.Times.of(each[1])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.admin",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("claims", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=40, help="requests of each case")
    parser.add_argument("--only", default="", metavar="WORD", help="cases whose names hold it")
    parser.add_argument("--no-peer", action="store_true")
    given = parser.parse_args(arguments)
    with of(given.claims, seed=given.seed) as database:
        plan(database.owner)
        waiting.fill(database.owner, SENIOR)
        values = Values(database.owner, given.each, given.seed)
        found = [case for case in cases(values, limits(given.claims)) if given.only in case.name]
        print(machine.describe(database.owner), flush=True)
        return _measure(database, found, peer=not given.no_peer)


def _measure(database: Any, found: Sequence[Case], *, peer: bool) -> int:
    """Both sites answer in turns, so that what else runs on the machine slows both."""
    missed = 0
    print("| what | p50 ms | p95 ms | longest | limit | stock p50 | stock p95 | times (≤ 1.5) |")
    print("|---|---|---|---|---|---|---|---|")
    with ExitStack() as stack:
        ours = stack.enter_context(served.website(database))
        client = stack.enter_context(signed_in(ours.address))
        beside = None
        if peer:
            stock = served.website(database, settings="benchmarks.newsroom.stock")
            at = stack.enter_context(stock).address
            beside = stack.enter_context(signed_in(at, "/admin/login/"))
        for case in found:
            if beside is not None and case.peer_paths:
                times, stock_times = in_turns(client, case.paths, beside, case.peer_paths)
                longer = times.p50 / stock_times.p50
                slow = case.name in COMPARED and longer > MOST_TIMES
                missed += slow
                share = f"{longer:.2f}" + " MISSED" * slow
                peers = f"{1000 * stock_times.p50:.0f} | {1000 * stock_times.p95:.0f} | {share}"
            else:
                times, peers = request_all(client, case.paths), " | | "
            over = times.p95 > case.limit
            missed += over
            limit = f"{1000 * case.limit:.0f}" + " MISSED" * over
            print(
                f"| {case.name} | {1000 * times.p50:.0f} | {1000 * times.p95:.0f} |"
                f" {1000 * times.longest:.0f} | {limit} | {peers} |",
                flush=True,
            )
    print(f"\n{missed} over their limits" if missed else "\nnone over its limit")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
