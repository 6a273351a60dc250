"""Every address of the project, public ones and the desk's, on generated newsrooms: time and growth.

    python -m benchmarks.every_address 10000 1000000 [--each 8] [--only PATTERN] [--without-files]

Each route of ``urls.py`` is requested with several values, as often as --each says at least, one request after the other, over HTTP from
gunicorn with one process; the desk's and reporters' as a senior editor. Limits: the 95th percentile is
at most 300 ms, and in the larger newsroom at most twice that of the smaller one (or of 50 ms, where it
was less). The time of files and exports may grow as the number of claims does, and a fifth more. A route with a
parameter for which there are no values here ends the run before it begins.
"""

import argparse
import os
import random
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import django
import httpx
import psycopg
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from benchmarks.admin import signed_in
from benchmarks.newsroom import kept, machine, served, timing

LIMIT, GROWTH, SMALLEST = 0.300, 2.0, 0.050
GROWTH_OF_FILES = 1.2  # times that of the number of claims
PATIENCE = 30.0  # seconds for one answer

LISTED = "shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review')"
# The rows that a parameter names: by the route's name, or by the parameter's, below a prefix.
PUBLIC_CLAIM = f"SELECT claim_id FROM claims_publication WHERE {LISTED}"
PUBLIC_SPEAKER = f"SELECT DISTINCT speaker_id FROM claims_publication WHERE {LISTED}"
PUBLIC_SOURCE = f"SELECT DISTINCT unnest(sources) FROM claims_publication WHERE {LISTED}"
PUBLIC_PUBLISHER = f"SELECT DISTINCT unnest(publishers) FROM claims_publication WHERE {LISTED}"
PUBLIC_TOPIC = f"SELECT DISTINCT unnest(topics) FROM claims_publication WHERE {LISTED}"
CLAIM, SPEAKER = "SELECT id FROM claims_claim", "SELECT id FROM sources_speaker"
SOURCE, PUBLISHER = "SELECT id FROM sources_source", "SELECT id FROM sources_publisher"
TOPIC, SNAPSHOT = "SELECT slug FROM claims_topic", "SELECT id FROM sources_snapshot"
# In a small newsroom most topics have few relations: the fullest maps are compared with the fullest.
MAPPED_TOPIC = """
SELECT slug FROM claims_topic JOIN claims_claim_topics c ON c.topic_id = claims_topic.id
  JOIN claims_relation r ON r.from_claim_id = c.claim_id AND r.state = 'confirmed'
 GROUP BY slug ORDER BY count(*) DESC, slug LIMIT 8
"""
EVIDENCE = "SELECT claim_id, id FROM claims_evidence"
ROWS: Mapping[str, str] = {
    "api:claim": PUBLIC_CLAIM,
    "api:claim-review": PUBLIC_CLAIM,
    "api:provenance": PUBLIC_CLAIM,
    "api:annotations": PUBLIC_CLAIM,
    "api:proof": PUBLIC_CLAIM,
    "api:working-claim": CLAIM,
    **{
        f"api:working-{name}": CLAIM
        for name in ("appearances", "review", "evidence", "relations", "holds", "replies")
    },
    "api:working-evidence-piece": "SELECT claim_id, number FROM claims_evidence",
    "api:working-reply-answer": "SELECT claim_id, id FROM claims_replyrequest",
    "api:working-reply-no-answer": "SELECT claim_id, id FROM claims_replyrequest",
    **{
        f"api:working-candidate{deed}": "SELECT id FROM claims_candidate"
        for deed in ("", "-accept", "-reject")
    },
    "api:working-import": "SELECT id FROM claims_importrun",
    "api:working-provenance": CLAIM,
    "api:working-capture": "SELECT id FROM sources_capturerequest",
    "api:speaker": PUBLIC_SPEAKER,
    "api:source": PUBLIC_SOURCE,
    "api:publisher": PUBLIC_PUBLISHER,
    "site:claim": PUBLIC_CLAIM,
    "site:claim-feed": PUBLIC_CLAIM,
    "site:claim-map": PUBLIC_CLAIM,
    "site:card": PUBLIC_CLAIM,
    "site:claim-copy": PUBLIC_CLAIM,
    "site:embed": PUBLIC_CLAIM,
    "site:speaker-embed": PUBLIC_SPEAKER,
    "site:report-error": PUBLIC_CLAIM,
    "site:follow": f"SELECT 'claim', claim_id FROM claims_publication WHERE {LISTED}"
    f" UNION SELECT 'speaker', speaker_id FROM claims_publication WHERE {LISTED}",
    "site:speaker": PUBLIC_SPEAKER,
    "site:speaker-map": PUBLIC_SPEAKER,
    "site:topic": PUBLIC_TOPIC,
    "site:topic-map": PUBLIC_TOPIC,
    "site:source": PUBLIC_SOURCE,
    "site:publisher": PUBLIC_PUBLISHER,
    "site:dossier": "SELECT slug FROM claims_dossier",
    "site:dossier-feed": "SELECT slug FROM claims_dossier",
    "site:working-claim": CLAIM,
    "site:working-claim-map": CLAIM,
    "site:working-speaker": SPEAKER,
    "site:working-speaker-map": SPEAKER,
    "site:working-source": SOURCE,
    "site:working-publisher": PUBLISHER,
    "site:working-topic": TOPIC,
    "site:working-topic-map": MAPPED_TOPIC,
    "site:saved-search": "SELECT id FROM claims_savedsearch",
    "admin:claims_claim_beside": "SELECT from_claim_id, to_claim_id FROM claims_relation",
    "admin:claims_claim_file": EVIDENCE,
    "admin:claims_claim_picture": EVIDENCE,
    "admin:claims_claim_recording": EVIDENCE,
    "admin:claims_claim_answer": "SELECT claim_id, id FROM claims_replyrequest",
    "admin:claims_candidate_in": SNAPSHOT,
    "admin:claims_candidate_rest": SNAPSHOT,
    "admin:claims_candidate_decide": f"SELECT id, 'reject' FROM ({SNAPSHOT}) s",
    "admin:claims_importrun_notes": "SELECT id, 'warnings' FROM claims_importrun",
}
# What isn't in the database. A number that nothing has is a value, too.
FIXED: Mapping[str, Sequence[Sequence[Any]]] = {
    "guide": [["editing"], ["nothing"]],
    "admin:view_on_site": [[1, 1]],
    "openid_connect_login": [["none"]],
    "openid_connect_callback": [["none"]],
    "mfa_edit_webauthn": [[1]],
    "mfa_remove_webauthn": [[1]],
    "account_password_link": [[1, "a", "b"]],
    "factchecktools:directory": [["v1alpha1"]],
    "site:search-stop": [["a"]],
    "api:reconcile": [["speakers"], ["claims"]],
    "api:reconcile-without-slash": [["speakers"], ["claims"]],
    "api:reconcile-suggest": [["speakers", "entity"], ["claims", "property"]],
    "api:reconcile-properties": [["speakers"], ["claims"]],
    "site:letters": [["stop", "a"]],
    "log:tile": [["0/000"]],
    "log:stamped-checkpoint": [["2026-11-28"]],
    "log:stamp": [["2026-11-28", "tsa"]],
    "site:source-hashes": [[1, "0" * 64]],
    "site:source-wacz": [[1, "0" * 64]],
    "site:source-warc": [[1, "0" * 64]],
    "site:source-stamp": [[1, "0" * 64, "tsa"]],
    "site:recording": [[1, "0" * 64]],
    "site:recording-captions": [[1, "0" * 64]],
    "admin:sources_snapshot_stamp": [[1, "tsa"]],
    "site:release": [["2026-01-01"]],
    "site:release-file": [["2026-01-01", "SHA256SUMS"]],
    "site:sitemap-part": [["pages", 0], ["claims", 0], ["speakers", 0]],
    "admin:newsroom_apitoken_revoke": [["a"]],
    **{
        f"api:export-{kind}": [["claims"], ["sources"], ["relations"]]
        for kind in ("ndjson", "csv", "parquet")
    },
}
# Files and exports take as long as they are long: their time may grow as the claims do.
FILES = (
    "api:export-",
    "api:working-export-",
    "api:claim-reviews",
    "site:card",
    "admin:claims_importrun_notes",
    "api:schema",
)
# What is requested of a list besides its first page.
NARROWED: Mapping[str, Sequence[tuple[str, str]]] = {
    "site:search": [
        ("speaker", PUBLIC_SPEAKER),
        ("source", PUBLIC_SOURCE),
        ("publisher", PUBLIC_PUBLISHER),
        ("topic", PUBLIC_TOPIC),
        ("q", "SELECT split_part(text, ' ', 3) FROM claims_claim"),
        ("q", "SELECT name FROM sources_alias"),
    ],
    "site:working-search": [
        ("speaker", SPEAKER),
        ("topic", TOPIC),
        ("q", "SELECT split_part(text, ' ', 3) FROM claims_claim"),
    ],
    "site:follow-search": [("q", "SELECT split_part(text, ' ', 3) FROM claims_claim")],
    "site:search-speakers": [("q", "SELECT left(name, 4) FROM sources_alias")],
    "site:match": [("text", "SELECT text FROM claims_claim")],
    "api:match": [("text", "SELECT text FROM claims_claim")],
    "api:claims": [
        ("speaker", PUBLIC_SPEAKER),
        ("source", PUBLIC_SOURCE),
        ("publisher", PUBLIC_PUBLISHER),
        ("topic", PUBLIC_TOPIC),
    ],
    "api:topics": [("q", "SELECT name FROM claims_topic")],
    "api:changes": [("since", "SELECT number FROM claims_publication")],
    "admin:claims_claim_changelist": [("q", "SELECT split_part(text, ' ', 3) FROM claims_claim")],
    "admin:sources_speaker_changelist": [("q", "SELECT name FROM sources_alias")],
    "admin:sources_source_changelist": [("q", "SELECT uri FROM sources_source")],
    "admin:newsroom_event_changelist": [("of", "SELECT 'claims_claim:' || id FROM claims_claim")],
}
SIGNED_IN = ("/admin/", "/working/", "/account/", "/api/v1/working/")


@dataclass(frozen=True)
class Route:
    """``pattern``: as in ``urls.py``, from the root."""

    name: str
    pattern: str
    parameters: Sequence[str]

    @property
    def model(self) -> Any:
        """The model whose page of the desk it is, if it is one."""
        words = self.name.removeprefix("admin:").split("_")
        for each in admin.site._registry if self.name.startswith("admin:") else ():
            if words[:2] == [each._meta.app_label, each._meta.model_name]:
                return each
        return None


def routes(resolver: Any = None, before: str = "", namespace: str = "") -> Iterator[Route]:
    """All of ``urls.py`` but those that lead to others, and those that match anything."""
    for each in (resolver or get_resolver()).url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from routes(each, pattern, inner)
        elif isinstance(each, URLPattern) and each.name and isinstance(each.pattern, RoutePattern):
            yield Route(namespace + each.name, pattern, list(each.pattern.converters))


class Values:
    """So many of each kind, the same at each run."""

    def __init__(self, database: kept.Database, each: int) -> None:
        self._connection = psycopg.connect(**database.owner)
        self._each = each
        self._found: dict[str, list[Sequence[Any]]] = {}

    def of(self, statement: str) -> list[Sequence[Any]]:
        if statement not in self._found:
            rows = self._connection.execute(statement.encode()).fetchall()
            rows = sorted({row for row in rows if None not in row and "" not in row}, key=repr)
            self._found[statement] = random.Random(1).sample(rows, min(self._each, len(rows)))
        return self._found[statement]

    def paths(self, route: Route) -> list[str] | None:
        """Addresses with values for the route's parameters; None where there are none to be had."""
        if not route.parameters:
            start = reverse(route.name)
            queries = [
                f"?{name}={quote(str(value))}"
                for name, statement in NARROWED.get(route.name, ())
                for (value,) in self.of(statement)
            ]
            return [start + query for query in ("", *queries)]
        rows = self._rows(route)
        if rows is None:
            return None
        return [reverse(route.name, args=row) for row in rows if len(row) == len(route.parameters)]

    def _rows(self, route: Route) -> Sequence[Sequence[Any]] | None:
        if route.name in FIXED:
            return FIXED[route.name]
        if route.name in ROWS:
            return self.of(ROWS[route.name])
        model = route.model
        if model is None:
            return None
        table, key = model._meta.db_table, model._meta.pk.column
        found = self.of(f'SELECT "{key}" FROM {table}')
        if list(route.parameters) == ["number", "name"]:
            page = admin.site._registry[model]
            names = [each.name for each in getattr(page, "verbs", ())]
            return [(*row, name) for row in found[:1] for name in names]
        return found if len(route.parameters) == 1 else None


def measure(
    address: str, client: httpx.Client, paths: Sequence[str], each: int
) -> timing.Times | None:
    """Each once before, so that what it reads is in memory, and then as often as it takes for so many.

    None where one takes too long or fails.
    """
    took, statuses = [], set()
    for counted in (False, *[True] * -(-each // len(paths))):
        for path in paths:
            began = time.perf_counter()
            try:
                with client.stream("GET", address + path) as answer:
                    for _block in answer.iter_raw():
                        pass
            except httpx.TimeoutException:
                return None
            statuses.add(answer.status_code)
            if answer.status_code >= 500:
                print(f"{path}: {answer.status_code}", flush=True)
                return None
            if counted:
                took.append(time.perf_counter() - began)
    if min(statuses) >= 400:
        print(f"{paths[0]} and {len(paths) - 1} more: {sorted(statuses)} alone", flush=True)
    return timing.Times.of(took)


def chosen(pattern: str, *, files: bool) -> list[Route]:
    """The routes in whose own pattern this regular expression is found."""
    return [
        route
        for route in routes()
        if re.search(pattern, route.pattern) and (files or not route.name.startswith(FILES))
    ]


def measure_all(
    claims: int, each: int, only: str, *, files: bool = True
) -> dict[str, timing.Times | None]:
    """Of each route's name and pattern."""
    found: dict[str, timing.Times | None] = {}
    with kept.of(claims) as database:
        print(machine.describe(database.owner), flush=True)
        values = Values(database, each)
        paths_of = {
            f"{route.name} `{route.pattern}`": values.paths(route)
            for route in chosen(only, files=files)
        }
        if unknown := [name for name, paths in paths_of.items() if paths is None]:
            raise SystemExit("No values are known here for: " + ", ".join(unknown))
        with (
            served.website(database) as site,
            signed_in(site.address) as senior,
            httpx.Client(timeout=PATIENCE) as reader,
        ):
            senior.timeout = httpx.Timeout(PATIENCE)
            for name, paths in paths_of.items():
                if not paths:
                    print(f"{name}: no row in this newsroom", flush=True)
                    continue
                signed = paths[0].startswith(SIGNED_IN)
                client = senior if signed else reader
                times = found[name] = measure(site.address, client, paths, each)
                print(
                    f"{name}: {f'{1000 * times.p95:.0f} ms' if times else 'too slow'}", flush=True
                )
    return found


def line(
    name: str, small: timing.Times | None, large: timing.Times | None, times_as_large: float
) -> tuple[str, bool]:
    """A row of the table, and whether a limit is missed."""
    p95 = large.p95 if large else PATIENCE
    growth = p95 / max(small.p95 if small else PATIENCE, SMALLEST)
    is_file = name.startswith(FILES)
    most = GROWTH_OF_FILES * times_as_large if is_file else GROWTH
    over = large is None or growth > most or (p95 > LIMIT and not is_file)
    times = [
        f"{1000 * each.p95:.0f}" if each else f"> {1000 * PATIENCE:.0f}" for each in (small, large)
    ]
    mark = "MISSED" if over else "a file" if is_file else ""
    return f"| {name} | {times[0]} | {times[1]} | {growth:.1f} | {mark} |", over


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.every_address",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("small", type=int, metavar="N")
    parser.add_argument("large", type=int, metavar="M")
    parser.add_argument("--each", type=int, default=8, help="values of each parameter")
    parser.add_argument(
        "--only",
        default="",
        metavar="PATTERN",
        help="routes in whose pattern this regular expression is found, such as '^admin/$'",
    )
    parser.add_argument(
        "--without-files", action="store_true", help="leave out what takes minutes at a million"
    )
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    os.environ.setdefault(
        "EMAIL_HOST", "127.0.0.1"
    )  # without it nobody follows a page; nothing is sent
    django.setup()
    small, large = (
        measure_all(size, given.each, given.only, files=not given.without_files)
        for size in (given.small, given.large)
    )
    print(
        f"| route | p95 ms at {given.small:,} | at {given.large:,} | growth | |\n|---|---|---|---|---|"
    )
    times_as_large = given.large / given.small
    lines = [line(name, small.get(name), found, times_as_large) for name, found in large.items()]
    print("\n".join(text for text, _over in lines))
    missed = sum(over for _text, over in lines)
    print(f"\n{missed} over their limits" if missed else "\nnone over its limit")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
