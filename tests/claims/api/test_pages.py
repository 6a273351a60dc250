"""Pages: each row once, both ways, whatever is equal, unknown, new or gone."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.api import pagination
from claims.models import Claim
from claims.publication import publishing
from newsroom import tokens
from newsroom.models import User
from tests import factories
from tests.claims import full_claims
from tests.claims.api.conftest import Get

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def follow(client: Client, reporter: User) -> Callable[[str], dict[str, Any]]:
    token = {"Authorization": f"Token {tokens.make(reporter, 'walk', 1)}"}

    def page(link: str) -> dict[str, Any]:
        answer = client.get(link.removeprefix(settings.SITE_URL), headers=token)
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return page


def ids(page: dict[str, Any]) -> list[int]:
    return [row["id"] for row in page["results"]]


def walk(follow: Callable[[str], dict[str, Any]], start: str) -> tuple[list[int], list[int]]:
    """The rows from the first page to the last, and from the last back to the first."""
    page = follow(start)
    assert page["previous"] is None
    forward, last = ids(page), page
    while last["next"]:
        last = follow(last["next"])
        forward += ids(last)
    backward = ids(last)
    while last["previous"]:
        last = follow(last["previous"])
        backward = ids(last) + backward
    assert ids(last) == ids(page)
    return forward, backward


@pytest.mark.long
def test_three_thousand_claims_with_equal_and_unknown_days_each_once_both_ways(
    follow: Callable[[str], dict[str, Any]], reporter: User
) -> None:
    who = factories.speaker()
    # A third unknown, a third on one and the same day, the rest a few to a day.
    days = [
        None if n % 3 == 0 else date(2026, 3, 2) if n % 3 == 1 else date(2025, 1, n % 17 + 1)
        for n in range(3000)
    ]
    Claim.objects.bulk_create(
        Claim(
            text=f"Claim {n}.",
            speaker=who,
            added_by=reporter,
            said_from=day,
            said_to=day,
            said_basis="stated" if day else "unknown",
        )
        for n, day in enumerate(days)
    )
    rows = list(Claim.objects.values_list("pk", "said_from"))
    by_added = sorted((pk for pk, _day in rows), reverse=True)
    by_said = sorted((pk for pk, _day in rows), reverse=True)
    day_of = dict(rows)
    by_said.sort(key=lambda pk: day_of[pk] or date.min, reverse=True)
    start = "/api/v1/working/claims/?page_size=200&ordering="
    assert walk(follow, f"{start}added") == (by_added, by_added)
    assert walk(follow, f"{start}said") == (by_said, by_said)


def test_a_walk_of_three_pages_keeps_its_filters_and_size(get: Get) -> None:
    claims = [factories.signed_claim() for _ in range(3)]
    factories.signed_claim(nature="opinion", text="Bridges are fine.", status="unrated")
    first = get("claims/", status="verified", page_size="1", ordering="said").json()
    second = get(first["next"].removeprefix(settings.SITE_URL)).json()
    third = get(second["next"].removeprefix(settings.SITE_URL)).json()
    walked = ids(first) + ids(second) + ids(third)
    assert walked == [claim.pk for claim in reversed(claims)]
    assert third["next"] is None
    assert ids(get(third["previous"].removeprefix(settings.SITE_URL)).json()) == ids(second)


def test_what_is_published_on_the_way_moves_nothing(get: Get) -> None:
    claims = [factories.signed_claim() for _ in range(4)]
    first = get("claims/", page_size="2").json()
    newer = factories.signed_claim()
    second = get(first["next"].removeprefix(settings.SITE_URL)).json()
    assert ids(first) + ids(second) == [claim.pk for claim in reversed(claims)]
    back = get(second["previous"].removeprefix(settings.SITE_URL)).json()
    assert ids(back) == ids(first)
    before = get(back["previous"].removeprefix(settings.SITE_URL)).json()
    assert ids(before) == [newer.pk]
    assert before["previous"] is None


def test_what_is_hidden_on_the_way_takes_nothing_else_along(get: Get) -> None:
    claims = [factories.signed_claim() for _ in range(4)]
    first = get("claims/", page_size="2").json()
    # The very row that the cursor names.
    publishing.hold(claims[2].pk, factories.reporter(), "legal", "A letter came.")
    second = get(first["next"].removeprefix(settings.SITE_URL)).json()
    assert ids(second) == [claims[1].pk, claims[0].pk]
    # All of the second page goes: its address still leads back.
    for claim in claims[:2]:
        publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    empty = get(first["next"].removeprefix(settings.SITE_URL)).json()
    assert (empty["results"], empty["next"]) == ([], None)
    assert ids(get(empty["previous"].removeprefix(settings.SITE_URL)).json()) == [claims[3].pk]


def test_a_cursor_is_of_its_list_and_order_and_can_not_be_made_up(get: Get, reporter: User) -> None:
    for _ in range(3):
        factories.signed_claim()
    link = get("claims/", page_size="1").json()["next"]
    cursor = link.partition("cursor=")[2]
    assert get("claims/", cursor=cursor).status_code == 200
    refused = [
        get("claims/", cursor=cursor, ordering="said"),
        get("working/claims/", reporter, cursor=cursor),
        get("speakers/", cursor=cursor),
        get("claims/", cursor=cursor[:-1] + ("a" if cursor[-1] != "a" else "b")),
        get("claims/", cursor="A" + cursor),
        get("claims/", cursor=cursor.partition(".")[0]),
    ]
    for answer in refused:
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["cursor"]


@pytest.mark.parametrize("path", ["speakers/", "sources/"])
def test_the_other_lists_have_pages_too(
    get: Get, follow: Callable[[str], dict[str, Any]], path: str
) -> None:
    for _ in range(3):
        factories.signed_claim()
    whole = ids(get(path).json())
    assert len(whole) >= 3
    assert whole == sorted(whole)
    assert walk(follow, f"/api/v1/{path}?page_size=2") == (whole, whole)


def rows_read(sql: str, table: str) -> int:
    """Rows of the table that PostgreSQL reads for a statement, also those that it drops."""

    def read(node: dict[str, Any]) -> float:
        own = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        mine = own * node["Actual Loops"] if node.get("Relation Name") == table else 0
        return float(mine) + sum(read(each) for each in node.get("Plans", ()))

    with transaction.atomic(), connection.cursor() as cursor:
        # As for a long table; a page is read in this order.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        (plan,) = cursor.fetchone()
    return round(read((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


@pytest.mark.parametrize("path", ["speakers/", "sources/", "publishers/"])
def test_where_nearly_nothing_is_public_a_page_examines_few_rows(
    get: Get,
    follow: Callable[[str], dict[str, Any]],
    path: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full_claims.signed_claim(1)
    for _ in range(30):
        factories.source()
        factories.speaker()
        factories.publisher()
    full_claims.signed_claim(2)
    whole = ids(get(path).json())
    assert len(whole) >= 2
    monkeypatch.setattr(pagination, "WINDOW", 8)
    table, statements = f"sources_{path.removesuffix('s/')}", []
    found: dict[str, list[int]] = {"next": [], "previous": []}
    address: str = f"/api/v1/{path}?page_size=3"
    for way in ("next", "previous"):
        while address:
            with CaptureQueriesContext(connection) as queries:
                page = follow(address)
            statements += [each["sql"] for each in queries if f'FROM "{table}"' in each["sql"]]
            found[way] = found[way] + ids(page) if way == "next" else ids(page) + found[way]
            address, last = page[way], address
        address = last
    assert found == {"next": whole, "previous": whole}
    assert len(statements) > 20
    assert max(rows_read(each, table) for each in statements) <= 8


def test_nothing_is_counted_and_no_page_is_read_by_offset(get: Get, reporter: User) -> None:
    for _ in range(3):
        factories.signed_claim()
    for path in ("claims/", "working/claims/", "speakers/", "sources/", "publishers/", "topics/"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get(path, reporter, page_size="1")
        for query in queries:
            assert "COUNT(" not in query["sql"].upper()
            assert "OFFSET" not in query["sql"].upper()


@pytest.mark.long
def test_the_number_of_queries_does_not_grow_with_the_page(client: Client, reporter: User) -> None:
    headers = {"Authorization": f"Token {tokens.make(reporter, 'count', 1)}"}
    lists = ("claims/", "working/claims/", "speakers/", "sources/", "publishers/")

    def read(path: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as counted:
            answer = client.get(f"/api/v1/{path}", headers=headers)
        return len(answer.json()["results"]), len(counted)

    first = full_claims.signed_claim()
    full_claims.signed_claim(20, contradicts=first)
    read("topics/")  # notes that the token is used
    few = {path: read(path) for path in lists}
    for number in range(1, 20):
        full_claims.signed_claim(number, contradicts=first)
    many = {path: read(path) for path in lists}
    for path in lists:
        assert few[path][0] <= 6
        assert many[path][0] >= 20
        assert many[path][1] == few[path][1], path


@pytest.mark.parametrize(
    ("filters", "queries"),
    # A topic's name may be typed for its slug; one that doesn't exist is refused.
    [({"status": "verified"}, 1), ({"status": "verified", "topic": "roads"}, 4)],
)
def test_a_page_of_published_claims_is_one_query(
    client: Client, filters: dict[str, str], queries: int
) -> None:
    full_claims.signed_claim()
    with CaptureQueriesContext(connection) as counted:
        client.get("/api/v1/claims/", filters)
    assert len(counted) == queries
