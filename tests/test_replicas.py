"""Public pages and the public API from a hot standby: never what was hidden before."""

import json
import random
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.signals import request_started
from django.db import OperationalError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import errors

from claims.formats.releases import making
from claims.models import Claim, Dossier, Publication
from claims.publication import publishing, speakers, takedowns
from claims.publication.point_in_time import last_number
from claims.workflow import approvals, dossiers, notes, review
from factcheck import metrics
from factcheck.management.commands import worker
from newsroom import replicas
from newsroom.history import acting
from newsroom.models import Heartbeat, User
from sources.models import Publisher
from tests import factories, standby, test_imports
from tests.claims import full_claims
from tests.standby import Pair

pytestmark = pytest.mark.long

SHORT = 0.05  # seconds of a lease, for tests that often wait for its end
# Forms, which readers send and come back to, and links in letters.
FROM_THE_PRIMARY = {
    *("/match/", "/search/stop/x/", "/claims/{claim}/error/", "/send/", "/send/?sent"),
    *("/follow/search/?q=bridges", "/letters/stop/x/", "/follow/claim/{claim}/"),
    *("/follow/speaker/{speaker}/", "/follow/topic/{topic}/", "/follow/dossier/bridges/"),
}
NUMBERS = count(10)  # of claims that differ
EXPORTS = ("claims.ndjson", "claims.csv", "claims.parquet", "sources.csv", "datapackage.json")


@pytest.fixture(scope="module")
def running(template: str, django_db_blocker: Any) -> Iterator[Pair]:
    with tempfile.TemporaryDirectory(prefix="factcheck-pair-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's user must get through when we are root
        with django_db_blocker.unblock(), standby.running(Path(folder), template) as pair:
            yield pair


@pytest.fixture
def pair(running: Pair, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Pair]:
    """Both; replay goes on, and the heartbeat is of now."""
    settings.DATABASE_REPLICA_LEASE = 600
    rates = dict.fromkeys(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    running.resume()
    beat(running)
    yield running
    running.resume()


def beat(pair: Pair) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(replicas.BEAT)
    pair.catch_up()


@contextmanager
def refused(alias: str) -> Iterator[list[str]]:
    """Statements on that connection are collected, and fail."""
    found: list[str] = []

    def refuse(_execute: Any, sql: str, *_rest: Any) -> None:
        found.append(sql)
        raise AssertionError(f"{alias}: {sql}")

    with connections[alias].execute_wrapper(refuse):
        yield found


def body(address: str, client: Client | None = None, **headers: Any) -> str:
    answer = (client or Client()).get(address, **headers)
    text = b"".join(answer).decode(errors="replace")
    answer.close()
    assert answer.status_code == 200, text
    return text


@pytest.fixture(scope="module")
def words(running: Pair, django_db_blocker: Any) -> dict[str, Any]:
    """What addresses name: a claim with everything."""
    claim = full_claims.signed_claim(1, contradicts=full_claims.signed_claim(2))
    snapshot = claim.appearances.get().snapshot
    source = snapshot.source
    factories.dossier(claim)
    found: dict[str, Any] = {"claim": claim.pk, "speaker": claim.speaker_id, "source": source.pk}
    found |= {"publisher": source.publisher_id, "topic": "roads", "number": last_number()}
    return found | {"text": "150 bridges", "text_sha256": snapshot.text_sha256}


def test_every_public_address_is_answered_by_the_replica_alone(
    pair: Pair, words: dict[str, Any]
) -> None:
    words = words | {"release": making.make(lambda _line: None).day}  # in this test's media
    addresses = [*test_imports.SITE_ADDRESSES, *(f"/api/v1/export/{each}" for each in EXPORTS)]
    addresses += [
        each if each.startswith("/") else f"/api/v1/{each}"
        for each in test_imports.PUBLIC_ADDRESSES
    ]
    addresses += ["/api/v1/changes/", "/api/v1/rating-scale/", "/api/v1/claims/?as_of={number}"]
    beat(pair)
    elsewhere = set()
    for address in addresses:
        client = Client(raise_request_exception=False)
        with refused("default") as on_primary:
            answer = client.get(address.format(**words))
            b"".join(answer)
            answer.close()
        if on_primary:
            elsewhere.add(address)
        elif address not in FROM_THE_PRIMARY:
            assert answer.status_code == 200, address
    assert elsewhere <= FROM_THE_PRIMARY
    assert "/claims/{claim}/error/" in elsewhere


def test_who_may_write_or_is_signed_in_reads_the_primary(pair: Pair, words: dict[str, Any]) -> None:
    page, api = f"/claims/{words['claim']}/", f"/api/v1/claims/{words['claim']}/"
    reporter = Client()
    reporter.force_login(factories.reporter())
    with refused("replica") as on_replica:
        assert reporter.get(page).status_code == 200
        reporter.cookies[django_settings.SESSION_COOKIE_NAME] = "of nobody"
        assert reporter.get(page).status_code == 200
        assert Client().get(api, headers={"Authorization": "Token x"}).status_code == 401
        assert Client().options(api).status_code == 200
        assert Client().post("/match/", {"text": "150 bridges"}).status_code == 200
    assert on_replica == []


def test_workers_write_the_heartbeat(pair: Pair, settings: Any) -> None:
    settings.DATABASE_REPLICA_LEASE = SHORT
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_heartbeat")
    with worker.beating():
        standby.wait_for(lambda: Heartbeat.objects.filter(number__gt=2).exists())


def asks_primary(address: str) -> bool:
    with refused("default") as on_primary:
        Client(raise_request_exception=False).get(address)
    return bool(on_primary)


@pytest.mark.parametrize("age", [3, -3])
def test_a_replica_without_a_fresh_heartbeat_does_not_answer(
    pair: Pair, words: dict[str, Any], settings: Any, age: int
) -> None:
    """Too old, or of a clock that is ahead; or none."""
    settings.DATABASE_REPLICA_LEASE = 2
    address = f"/claims/{words['claim']}/"
    beat(pair)
    assert not asks_primary(address)
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=age))
    pair.catch_up()
    assert asks_primary(address)
    assert "150" in body(address)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_heartbeat")
    pair.catch_up()
    assert asks_primary(address)


def test_who_answered_is_counted(pair: Pair, words: dict[str, Any], settings: Any) -> None:
    settings.MONITORING_TOKEN = "0123456789abcdef0123456789"
    address = f"/claims/{words['claim']}/"
    beat(pair)

    def counted(answered: str) -> float:
        (metric,) = metrics.PUBLIC_READS.labels(answered).collect()
        return sum(each.value for each in metric.samples)

    before = {answered: counted(answered) for answered in ("replica", "behind")}
    body(address)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_heartbeat")
    pair.catch_up()
    body(address)
    body(address)
    assert counted("replica") == before["replica"] + 1
    assert counted("behind") == before["behind"] + 2


def changed(publisher: int, name: str) -> None:
    """As a verb does it."""
    with acting(None, "a test"):
        Publisher.objects.filter(pk=publisher).update(name=name)


def test_a_replica_that_fails_is_stood_in_for(pair: Pair, words: dict[str, Any]) -> None:
    address = f"/claims/{words['claim']}/"
    shown = body(address)
    pair.standby.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'factcheck_app'"
    )
    assert body(address) == shown
    with refused("default"):
        assert body(address) == shown


def test_what_takes_too_long_is_not_tried_twice(
    pair: Pair, words: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def slow(_execute: Any, sql: str, *_rest: Any) -> Any:
        tried.append(sql)
        with connections["replica"].wrap_database_errors:
            raise errors.QueryCanceled

    with connections["replica"].execute_wrapper(slow), refused("default") as on_primary:
        answer = Client(raise_request_exception=False).get(f"/claims/{words['claim']}/")
    assert answer.status_code == 503
    assert len(tried) == 1
    assert on_primary == []


def test_a_moment_after_the_last_publication_is_asked_of_the_primary(
    pair: Pair, words: dict[str, Any]
) -> None:
    """A replica doesn't know who is publishing."""
    number = last_number()
    first, last = (
        f"{Publication.objects.get(number=each).published_at:%Y-%m-%dT%H:%M:%S.%fZ}"
        for each in (1, number)
    )
    pair.catch_up()
    with refused("default"):
        body(f"/api/v1/claims/?as_of={first}")
    assert asks_primary(f"/api/v1/claims/?as_of={last}")
    assert body(f"/api/v1/claims/?as_of={last}")


def test_replay_may_end_a_read(pair: Pair, words: dict[str, Any]) -> None:
    """Where the primary has vacuumed what a snapshot still needs; the thread goes on as before."""
    pair.standby.execute("ALTER SYSTEM SET max_standby_streaming_delay = 0")
    pair.standby.execute("SELECT pg_reload_conf()")
    before = conflicts(pair)
    # A session between two statements is ended; its client may see no more than a closed connection.
    with pytest.raises(OperationalError, match=r"conflict with recovery|server closed"):
        read_for_long()
    standby.wait_for(lambda: conflicts(pair) > before)
    assert connections["default"].alias == "default"
    assert "150" in body(f"/claims/{words['claim']}/")
    pair.standby.execute("ALTER SYSTEM RESET max_standby_streaming_delay")
    pair.standby.execute("SELECT pg_reload_conf()")


def conflicts(pair: Pair) -> int:
    """Reads that replay ended, as the standby counts them."""
    (found,) = pair.standby.execute(
        "SELECT sum(confl_snapshot) FROM pg_stat_database_conflicts"
    ).fetchall()
    return int(found[0])


def read_for_long() -> None:
    with replicas.reading():
        Heartbeat.objects.get()
        vacuum()
        standby.wait_for(lambda: Heartbeat.objects.count() == 0)


def vacuum() -> None:
    with connections["owner"].cursor() as cursor:
        for _each in range(3):
            cursor.execute("UPDATE newsroom_heartbeat SET number = number + 1")
        cursor.execute("VACUUM newsroom_heartbeat")


def test_an_export_from_a_replica_goes_on_after_what_came(
    pair: Pair, words: dict[str, Any]
) -> None:
    address = "/api/v1/export/claims.ndjson"
    with refused("default"):
        whole = body(address).splitlines()
    broken_off = Client().get(address)
    number = broken_off["As-Of-Publication"]
    assert connections["default"].alias == replicas.ALIAS
    broken_off.close()
    assert connections["default"].alias == "default"
    after = json.loads(whole[0])["number"]
    rest = body(f"{address}?as_of={number}&after={after}").splitlines()
    assert [whole[0], *rest] == whole
    assert len(whole) > 1


@pytest.fixture
def of_exports(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A second way to the standby, for exports alone, as if it were another."""
    alias = replicas.OF_EXPORTS
    monkeypatch.setitem(connections.settings, alias, connections.settings[replicas.ALIAS])
    yield alias
    connections[alias].close()
    del connections[alias]


def test_exports_have_a_replica_of_their_own(
    pair: Pair, words: dict[str, Any], of_exports: str, settings: Any
) -> None:
    exports = [*(f"/api/v1/export/{each}" for each in EXPORTS), "/api/v1/claims.jsonld"]
    with refused("default"), refused(replicas.ALIAS):
        for address in exports:
            assert body(address)
    with refused("default"), refused(of_exports):
        assert body(f"/claims/{words['claim']}/")
    settings.DATABASE_REPLICA_LEASE = 0
    with refused(replicas.ALIAS):  # where its own may not answer, the primary does
        assert body(exports[0])
    assert len(list(replicas.addresses())) == 2  # hiding waits for both


def test_replay_waits_for_an_export_where_the_server_says_so(
    pair: Pair, words: dict[str, Any], of_exports: str, settings: Any
) -> None:
    """Meanwhile nothing else is read there: the lease ends, and hiding waits for no more than that."""
    settings.DATABASE_REPLICA_LEASE = 1
    claim = full_claims.signed_claim(next(NUMBERS))
    pair.standby.execute("ALTER SYSTEM SET max_standby_streaming_delay = -1")
    pair.standby.execute("SELECT pg_reload_conf()")
    beat(pair)
    with replicas.reading(of_exports):
        Heartbeat.objects.get()
        vacuum()
        hold_elsewhere(claim)
        with pytest.raises(replicas.Behind), replicas.reading():
            pass
        assert Heartbeat.objects.count() == 1
    pair.catch_up()
    pair.standby.execute("ALTER SYSTEM RESET max_standby_streaming_delay")
    pair.standby.execute("SELECT pg_reload_conf()")


def hold_elsewhere(claim: Claim) -> None:
    """In a thread of its own, as another request: this one reads the replica."""

    def act() -> None:
        try:
            hold(claim, factories.senior())
        finally:
            connections.close_all()

    holding = threading.Thread(target=act)
    holding.start()
    holding.join(standby.LONG)
    assert not holding.is_alive()


def test_a_stream_that_was_never_closed_keeps_no_request_from_the_primary(
    pair: Pair, words: dict[str, Any]
) -> None:
    open_stream = replicas.reading()
    open_stream.__enter__()
    request_started.send(None)
    assert connections["default"].alias == "default"
    with refused("default"):
        body(f"/claims/{words['claim']}/")
    open_stream.__exit__(None, None, None)
    assert connections["default"].alias == "default"


def test_what_is_kept_is_given_again_at_the_replicas_version(pair: Pair, settings: Any) -> None:
    """In one statement, under the lease; where the replica is behind, at the primary's."""
    settings.CACHES = settings.CACHES | {
        "answers": {"BACKEND": "factcheck.memory_cache.MemoryCache"}
    }
    caches["answers"].clear()
    claim = full_claims.signed_claim(next(NUMBERS))
    address = f"/claims/{claim.pk}/"
    beat(pair)
    with refused("default"):
        first = body(address)
        with CaptureQueriesContext(connections["replica"]) as queries:
            assert body(address) == first
        assert len(queries) == 1
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_heartbeat")
    pair.catch_up()
    with CaptureQueriesContext(connections["default"]) as queries:
        assert body(address) == first
    assert len(queries) == 1
    beat(pair)
    hold(claim, factories.senior())
    with refused("default") as on_primary:
        assert Client().get(address).status_code == 404
    assert on_primary == []
    caches["answers"].clear()


# Hiding


def hold(claim: Claim, by: User) -> None:
    publishing.hold(claim.pk, by, "legal", "A letter of a lawyer.")


def withdraw(claim: Claim, by: User) -> None:
    review.withdraw(claim.pk, by, "The source retracted it.")


def take_down(claim: Claim, by: User) -> None:
    takedowns.take_down(claim.appearances.get().snapshot_id, by, "A letter of a lawyer.")


def protect(claim: Claim, by: User) -> None:
    speakers.protect(claim.speaker_id, by, "A witness", "She asked for it.")


def take_offline(claim: Claim, by: User) -> None:
    made = dossiers.add(
        factories.editor(),
        f"floods-{claim.pk}",
        title="Floods",
        introduction="In short.",
        language="en",
        claims=[claim.pk],
    )
    approvals.approve(made.pk, factories.senior())
    dossiers.take_offline(
        Dossier.objects.get(slug=f"floods-{claim.pk}").pk, by, "A letter of a lawyer."
    )


@pytest.mark.parametrize("hide", [hold, withdraw, take_down, protect, take_offline])
def test_whoever_hides_is_told_so_when_every_replica_has_it(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, hide: Callable[[Claim, User], None]
) -> None:
    claim, by = full_claims.signed_claim(next(NUMBERS)), factories.senior()
    tables = "claims_publication", "sources_takedown", "claims_dossier"
    state_of = " || ' ' || ".join(f"(SELECT sum(hashtext(t::text)) FROM {t} t)" for t in tables)
    hide(claim, by)
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {state_of}")
        state = cursor.fetchone()
    with replicas.reading(), connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {state_of}")
        assert cursor.fetchone() == state
    waited = []
    monkeypatch.setattr(replicas, "wait_until_replayed", lambda: waited.append(1))
    hide(full_claims.signed_claim(next(NUMBERS)), by)
    assert waited


def test_whatever_the_public_does_not_read_waits_for_nobody(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, by = factories.claim(), factories.editor()
    time.sleep(1.1)  # the counts of the last transaction are written by then
    waited = []
    monkeypatch.setattr(replicas, "wait_until_replayed", lambda: waited.append(1))
    notes.write(claim.pk, by, "A note.")
    notes.write(claim.pk, by, "Another.")
    assert waited == []


def test_readyz_says_how_far_a_replica_is_behind_and_that_it_may_not_answer(
    pair: Pair, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MONITORING_TOKEN = "0123456789abcdef0123456789"
    monitor = Client(headers={"Authorization": f"Bearer {settings.MONITORING_TOKEN}"})
    replica = f"{connections.settings['replica']['HOST']}:5432"
    found = monitor.get("/readyz").json()
    assert found["replicas"].keys() == {replica}
    assert -replicas.CLOCKS <= found["replicas"][replica] < 600
    assert "replicas" not in found["warnings"]
    assert Client().get("/readyz").content == b"ok\n"
    pair.pause()
    settings.DATABASE_REPLICA_LEASE = 0
    answer = monitor.get("/readyz")
    # The primary answers what the replica may not.
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert "behind; the lease is 0 s." in answer.json()["warnings"]["replicas"]
    assert Client().get("/").status_code == 200
    with monkeypatch.context() as only_the_replica:
        only_the_replica.setattr(
            connections["default"], "cursor", Mock(side_effect=OperationalError("gone"))
        )
        answer = monitor.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["reasons"].keys() == {"database", "replicas"}
        assert Client(raise_request_exception=False).get("/").status_code == 503
    monkeypatch.setitem(connections.settings["replica"], "HOST", "/nowhere")
    answer = monitor.get("/readyz").json()
    assert answer["replicas"] == {"/nowhere:5432": None}
    assert "does not answer" in answer["warnings"]["replicas"]


@pytest.mark.parametrize("broken", ["paused", "silent", "away", "unknown"])
def test_hiding_waits_for_the_lease_of_a_replica_that_does_not_follow(
    pair: Pair, settings: Any, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATABASE_REPLICA_LEASE = 1
    claim = full_claims.signed_claim(next(NUMBERS))
    address = f"/claims/{claim.pk}/"
    beat(pair)
    assert claim.text in body(address)
    pair.pause()
    hosts = {"silent": "127.0.0.1", "away": "/nowhere", "unknown": "no.such.name.invalid"}
    known = connections.settings["replica"]
    with ExitStack() as stack:
        # Where a reader's was too old to be kept.
        connections["replica"].ensure_connection()
        if broken == "silent":
            listener = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
            monkeypatch.setitem(known, "PORT", f"{listener.getsockname()[1]}")
        if broken in hosts:
            host = f"{known['HOST']},{hosts[broken]}" if broken == "unknown" else hosts[broken]
            monkeypatch.setitem(known, "HOST", host)
            if broken == "unknown":
                pair.resume()
        hold(claim, factories.senior())
    with pytest.raises(replicas.NotServed), replicas.reading():
        pass
    assert Client().get(address).status_code == 404


def test_each_host_of_the_address_is_a_replica(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    known = connections.settings["replica"]
    monkeypatch.setitem(known, "HOST", "127.0.0.1,127.0.0.2")
    monkeypatch.setitem(known, "PORT", "5001,5002")
    found = [(each["host"], str(each["port"])) for each in replicas.addresses()]
    assert found == [("127.0.0.1", "5001"), ("127.0.0.2", "5002")]
    monkeypatch.setitem(known, "PORT", "5001")
    assert [str(each["port"]) for each in replicas.addresses()] == ["5001", "5001"]


def interleaved(pair: Pair, times: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Changes, each answered, while replay is paused and resumed at random and readers read."""
    monkeypatch.setattr(replicas, "CLOCKS", 0.02)
    publisher = factories.publisher().pk
    changed(publisher, "0")
    beat(pair)
    answered, stop, heart = [0], threading.Event(), replicas.Heart()
    found = {"stale": 0, "served": 0, "refused": 0}

    def read() -> None:
        before = answered[0]
        try:
            with replicas.reading():
                number = int(Publisher.objects.get(pk=publisher).name)
        except (replicas.NotServed, OperationalError):
            found["refused"] += 1
            return
        found["served"] += 1
        found["stale"] += number < before

    def repeat(action: Callable[[], None], pause: float) -> None:
        while not stop.wait(pause):
            action()
        connections.close_all()

    threads = [
        threading.Thread(target=repeat, args=arguments)
        for arguments in ((heart.beat, SHORT / 4), (read, 0.001))
    ]
    for thread in threads:
        thread.start()
    draw = random.Random(15)
    try:
        for number in range(1, times + 1):
            match draw.randrange(6):
                case 0:
                    pair.standby.execute("SELECT pg_wal_replay_pause()")
                case 1 | 2 | 3:
                    pair.resume()
            changed(publisher, str(number))
            answered[0] = number
            read()
            time.sleep(draw.random() * 0.005)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        heart.close()
    return found


# Fewer in each test than in the one before: the last number of each stays a publisher's name.
@pytest.mark.parametrize("times", [pytest.param(1000, marks=pytest.mark.at_length), 250])
def test_nothing_stale_is_read_after_the_answer(
    pair: Pair, settings: Any, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    settings.DATABASE_REPLICA_LEASE = SHORT
    found = interleaved(pair, times, monkeypatch)
    assert found["stale"] == 0
    assert found["served"] > times / 10
    assert found["refused"] > times / 10


def test_without_waiting_there_would_be(
    pair: Pair, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATABASE_REPLICA_LEASE = SHORT
    monkeypatch.setattr(replicas, "wait_until_replayed", lambda: None)
    assert interleaved(pair, 200, monkeypatch)["stale"] > 0


def test_nor_would_waiting_do_without_leases(
    pair: Pair, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATABASE_REPLICA_LEASE = SHORT
    monkeypatch.setattr(replicas, "IS_FRESH", "SELECT %s < 9 AND %s < 9")
    assert interleaved(pair, 100, monkeypatch)["stale"] > 0
