"""``changes/``: whoever applies them in order has what the list of claims holds, and can check it."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from claims.choices import LISTED
from claims.models import Claim, Publication
from claims.publication import publishing, takedowns
from claims.publication.representation import canonical
from claims.workflow import review
from newsroom.errors import Refused
from sources.models import Snapshot
from tests import factories
from tests.claims.api.conftest import Get
from tests.claims.published import hold, lift, without_related
from tests.claims.random_people import Actor
from tests.threads import at_once

pytestmark = pytest.mark.django_db

BESIDE = ("id", "url", "html_url", "number", "event", "standing", "published_at")
HASHES = ("salt", "body_sha256", "previous_sha256", "sha256")


class Mirror:
    """Somebody's copy of what is public, kept by the changes alone."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.last, self.head = 0, "0" * 64
        self.claims: dict[int, dict[str, Any]] = {}

    def catch_up(self, limit: int = 1000) -> "Mirror":
        page: str | None = f"/api/v1/changes/?since={self.last}&limit={limit}"
        while page:
            answer = self.client.get(page.removeprefix(settings.SITE_URL))
            assert answer.status_code == 200, answer.content
            for change in answer.json()["results"]:
                self.apply(change)
            assert answer.json()["last"] == self.last
            page = answer.json()["next"]
        return self

    def apply(self, change: dict[str, Any]) -> None:
        assert change["number"] == self.last + 1, "missed, or doubled"
        assert change["previous_sha256"] == self.head, "another past"
        assert change["sha256"] == line_hash(change)
        body = change["body"]
        assert (change["salt"] is None) == (body is None or "redacted" in change)
        if change["salt"] is not None:
            salted = f"{change['salt']}\n{canonical(body)}"
            assert hashlib.sha256(salted.encode()).hexdigest() == change["body_sha256"]
        if change["standing"] in LISTED and body is not None:
            shown = {key: change[key] for key in (*BESIDE, *HASHES)}
            self.claims[change["id"]] = shown | body
        else:
            self.claims.pop(change["id"], None)
        self.last, self.head = change["number"], change["sha256"]


def line_hash(change: dict[str, Any]) -> str:
    keys = ("number", "published_at", "id", "event", "standing", "body_sha256", "previous_sha256")
    return hashlib.sha256("\n".join(str(change[key]) for key in keys).encode()).hexdigest()


def listed(client: Client) -> dict[int, dict[str, Any]]:
    """The whole list of claims, without the claims that they relate to."""
    page, rows = "/api/v1/claims/?page_size=200", []
    while page:
        answer = client.get(page.removeprefix(settings.SITE_URL)).json()
        rows += answer["results"]
        page = answer["next"]
    return {row["id"]: without_related(row) for row in rows}


def exported(client: Client) -> dict[int, dict[str, Any]]:
    """The whole of the file."""
    answer: Any = client.get("/api/v1/export/claims.ndjson")
    assert answer.status_code == 200
    rows = map(json.loads, b"".join(answer).decode().split("\n")[:-1])
    return {row["id"]: row for row in rows}


def contradicting_pair() -> tuple[Claim, Claim]:
    """Two signed claims, each of which names the other."""
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(other, one)
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(other.pk, factories.senior(), factories.version_of(other))
    return one, other


def take_down(claim: Claim) -> None:
    snapshot = Snapshot.objects.filter(anchors__claim=claim).first()
    assert snapshot
    takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")


# What is told


def test_every_event_is_told_in_order_with_its_hashes(get: Get, client: Client) -> None:
    senior = factories.senior()
    one, other = factories.signed_claim(), factories.signed_claim()
    review.reopen(one.pk, senior, "A second count came in.", "routine")
    review.withdraw(other.pk, senior, "It was a hoax.")
    hold(one)
    lift(one)
    take_down(one)
    answer = get("changes/").json()
    assert (answer["last"], answer["next"]) == (7, None)
    shown = answer["results"]
    assert [change["number"] for change in shown] == [1, 2, 3, 4, 5, 6, 7]
    assert [(change["id"], change["event"]) for change in shown] == [
        (one.pk, "signed"),
        (other.pk, "signed"),
        (one.pk, "reopened"),
        (other.pk, "withdrawn"),
        (one.pk, "hidden"),
        (one.pk, "shown"),
        (one.pk, "taken_down"),
    ]
    # What quotes the snapshot, and what stood before a tombstone without wording, is null.
    assert [change["body"] is None for change in shown] == [True] * 3 + [False, False, True, False]
    assert shown[3]["body"] == {"reason": "It was a hoax."}
    assert shown[4]["body"] == {}
    rows = Publication.objects.order_by("number")
    for change, row in zip(shown, rows, strict=True):
        assert [change[key] for key in HASHES] == [
            None if change["body"] is None else row.salt,
            row.body_sha256, row.previous_sha256, row.sha256,
        ]  # fmt: skip
        assert change["url"] == f"{settings.SITE_URL}/api/v1/claims/{change['id']}/"
    assert Mirror(client).catch_up().claims == listed(client)


def test_of_a_held_claim_no_row_is_told(get: Get) -> None:
    claim = factories.signed_claim()
    hold(claim)
    shown = get("changes/").json()["results"]
    assert [(change["event"], change["body"]) for change in shown] == [
        ("signed", None),
        ("hidden", None),
    ]
    assert all(change["sha256"] == line_hash(change) for change in shown)


def test_a_relation_to_what_was_hidden_since_is_not_told(get: Get) -> None:
    one, other = contradicting_pair()
    hold(other)
    shown = [change for change in get("changes/").json()["results"] if change["id"] == one.pk]
    assert [change["body"]["relations"] for change in shown] == [[], [], []]
    assert [change.get("redacted", False) for change in shown] == [False, True, False]
    assert "They can't both hold" not in json.dumps(shown)


# Where it goes on


@pytest.mark.long
def test_pages_follow_on_each_other_and_the_last_says_where_to_ask_later(get: Get) -> None:
    claims = [factories.signed_claim() for _ in range(5)]
    answer = get("changes/", limit="2").json()
    assert answer["next"] == f"{settings.SITE_URL}/api/v1/changes/?limit=2&since=2"
    found = answer["results"]
    while answer["next"]:
        answer = get(answer["next"].removeprefix(settings.SITE_URL)).json()
        found += answer["results"]
    assert [change["id"] for change in found] == [claim.pk for claim in claims]
    assert answer["last"] == 5
    assert get("changes/", since="5").json() == {"last": 5, "next": None, "results": []}
    review.reopen(claims[0].pk, factories.senior(), "A second count came in.", "routine")
    (change,) = get("changes/", since="5").json()["results"]
    assert (change["number"], change["event"]) == (6, "reopened")


def test_before_the_first_there_is_nothing(get: Get) -> None:
    assert get("changes/").json() == {"last": 0, "next": None, "results": []}


def test_one_who_has_more_than_there_is_is_told(get: Get) -> None:
    factories.signed_claim()
    answer = get("changes/", since="2")
    assert answer.status_code == 400
    assert "the last is number 1" in answer.json()["errors"]["since"][0]


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"since": "-1"}, "since"),
        ({"since": "2026-03-04"}, "since"),
        ({"since": "9" * 30}, "since"),
        ({"since": "٣"}, "since"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"status": "verified"}, "status"),
        ({"as_of": "1"}, "as_of"),
    ],
)
def test_what_is_not_understood_is_named(get: Get, parameters: dict[str, str], name: str) -> None:
    answer = get("changes/", **parameters)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]


def test_asking_again_costs_nothing_until_there_is_news(get: Get) -> None:
    claim = factories.signed_claim()
    first = get("changes/", since="1")
    assert first["Cache-Control"] == "public, no-cache"
    again = partial(get, "changes/", since="1", headers={"If-None-Match": first["ETag"]})
    assert again().status_code == 304
    hold(claim)
    assert again().status_code == 200


@pytest.mark.long
def test_the_number_of_queries_does_not_grow(get: Get) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert get("changes/").status_code == 200
        return len(queries)

    hold(factories.signed_claim())  # what is withheld may have been erased
    few = count()
    hold(factories.signed_claim())
    one, other = factories.signed_claim(), factories.signed_claim()
    review.reopen(one.pk, factories.senior(), "A second count came in.", "routine")
    take_down(other)
    assert count() == few


# Whatever happens


def walking(people: list[Actor], dice: random.Random) -> Iterator[None]:
    """One step of one of them after another."""
    for actor in people:
        actor.dice = dice
    while True:
        dice.choice(people).step()
        yield


@pytest.mark.long
def test_whatever_people_do_a_mirror_equals_the_list_and_the_file(client: Client) -> None:
    snapshots = [factories.snapshot() for _ in range(2)]
    claims = [claim.pk for claim in (factories.proposed_claim(), *contradicting_pair())]
    people = [
        Actor(by, 0, claims, snapshots)
        for by in (factories.senior(), factories.senior(), factories.editor())
    ]
    did: set[str] = set()

    @effort(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    @given(seed=st.integers(0, 2**32), polls=st.lists(st.integers(0, 5), min_size=15, max_size=40))
    def example(seed: int, polls: list[int]) -> None:
        with transaction.atomic():
            always = Mirror(client)
            steps = walking(people, random.Random(seed))
            for limit in [*polls, 1]:
                next(steps)
                if limit:
                    always.catch_up(limit)
                    assert always.claims == listed(client)
            assert always.claims == listed(client)
            assert Mirror(client).catch_up().claims == always.claims == exported(client)
            did.update(Publication.objects.values_list("event", flat=True))
            transaction.set_rollback(True)

    example()
    assert did >= {"signed", "supplemented", "reopened", "withdrawn", "hidden"}, did


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_while_many_sign_a_reader_misses_nothing_and_doubles_nothing() -> None:
    signers, each = 4, 4
    waiting = [[factories.proposed_claim() for _ in range(each)] for _ in range(signers)]
    versions = {claim.pk: factories.version_of(claim) for some in waiting for claim in some}
    done: list[int] = []

    def sign(some: list[Claim], dice: random.Random) -> None:
        by = factories.senior()
        for claim in some:
            with transaction.atomic():
                review.sign(claim.pk, by, versions[claim.pk])
                _dawdle(dice)  # numbered, and not yet committed
            done.append(claim.pk)

    def read() -> Mirror:
        mirror = Mirror(Client())
        while len(done) < signers * each:
            mirror.catch_up(3)
        return mirror.catch_up(3)

    deeds: list[Callable[[], Any]] = [
        partial(sign, some, random.Random(seed)) for seed, some in enumerate(waiting)
    ]
    *signed, mirror = at_once(*deeds, read)
    assert not [each for each in signed if isinstance(each, Refused)]
    assert mirror.last == signers * each
    assert mirror.claims == listed(Client()) == exported(Client())
    assert mirror.claims.keys() == versions.keys()
    assert publishing.current(waiting[0][0])


def _dawdle(dice: random.Random) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [dice.random() / 20])
