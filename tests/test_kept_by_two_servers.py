"""Two servers on one database keep their answers, and neither ever gives a stale one."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from typing import Any, NamedTuple, Self

import pytest
from django.conf import settings
from django.test import Client, override_settings

from claims.models import Hold
from claims.publication import publishing, speakers, takedowns
from claims.workflow import approvals, review
from newsroom import public_version
from newsroom.errors import Refused
from newsroom.models import User
from sources.models import Speaker, SpeakerMerge, Takedown
from tests import database, factories
from tests.claims import full_claims
from tests.factcheck.test_serving import free_port
from tests.workers import database_url

pytestmark = [
    pytest.mark.long,
    pytest.mark.at_length,
    pytest.mark.django_db(transaction=True),
]

# INTERLEAVINGS=1000 takes some minutes.
TIMES = int(os.environ.get("INTERLEAVINGS", "200"))
LONG = 120  # seconds; only so that a failure ends
CLAIMS = 4
# How often may be asked is not what is compared.
NO_LIMITS = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {}}


class Answer(NamedTuple):
    status: int
    body: bytes


class Server:
    """Of one process, with two threads, which share what they keep."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._of_thread = threading.local()
        self._opened: list[HTTPConnection] = []

    def get(self, address: str) -> Answer:
        if not hasattr(self._of_thread, "connection"):
            self._of_thread.connection = HTTPConnection("127.0.0.1", self._port, timeout=LONG)
            self._opened.append(self._of_thread.connection)
        connection: HTTPConnection = self._of_thread.connection
        connection.request("GET", address, headers={"Host": "127.0.0.1"})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())

    def close(self) -> None:
        for each in self._opened:
            each.close()


@contextmanager
def serving() -> Iterator[Server]:
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "factcheck.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "1", "--threads", "2", "--no-control-socket", "--log-level", "warning"),
        ],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings_with_kept_answers",
            "DATABASE_URL": database_url(),
            "SITE_URL": settings.SITE_URL,
            "SECRET_KEY": settings.SECRET_KEY,
        },
    )
    server, gives_up = Server(port), time.monotonic() + LONG
    try:
        while True:
            with suppress(OSError), closing(Server(port)) as other:
                assert other.get("/readyz").status in {200, 503}
                break
            assert process.poll() is None
            assert time.monotonic() < gives_up
            time.sleep(0.1)
        yield server
    finally:
        server.close()
        process.terminate()
        process.wait()


class Newsroom:
    """What may be done to its claims, and how it is taken back."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.seniors: list[User] = [factories.senior() for _each in range(2)]
        self.claims = [full_claims.signed_claim(number) for number in range(1, CLAIMS + 1)]
        self.snapshots = [each.appearances.get().snapshot for each in self.claims]
        self.done: Counter[str] = Counter()
        self.signed = 0

    def addresses(self) -> list[str]:
        found = ["/", "/?q=bridges&status=verified", "/speakers/", "/sources/", "/api/v1/claims/"]
        found += [
            "/api/v1/changes/",
            "/api/v1/speakers/",
            "/topics/roads/",
            "/sitemap/claims-0.xml",
        ]
        found += ["/search.atom?q=bridges", "/api/v1/claims/?q=bridges", "/corrections/"]
        for claim, snapshot in zip(self.claims, self.snapshots, strict=True):
            found += [f"/claims/{claim.pk}/", f"/api/v1/claims/{claim.pk}/"]
            found += [f"/claims/{claim.pk}/embed/", f"/claims/{claim.pk}/?as_of=1"]
            found += [f"/speakers/{claim.speaker_id}/", f"/api/v1/speakers/{claim.speaker_id}/"]
            found += [f"/sources/{snapshot.source_id}/", f"/claims/{claim.pk}/map/"]
        return found

    def change(self) -> None:
        """Something at random; what may not be done just now is left."""
        deeds = [self.hold, self.lift, self.lift, self.take_down, self.restore, self.restore]
        deeds += [self.merge, self.unmerge, self.protect, self.unprotect, self.unprotect, self.sign]
        deed: Callable[[], None] = self.dice.choice(deeds)
        try:
            deed()
        except Refused:
            self.done["refused"] += 1
        else:
            self.done[deed.__name__] += 1

    def _one_of(self, found: Iterable[Any]) -> Any:
        known = sorted(found, key=lambda each: each.pk)
        if not known:
            raise Refused("There is none.")
        return self.dice.choice(known)

    def _approve(self, request: Any) -> None:
        approvals.approve(request.pk, self.seniors[1])

    def hold(self) -> None:
        claim = self._one_of(self.claims)
        publishing.hold(claim.pk, self.seniors[0], "legal", "A letter of a lawyer.")

    def lift(self) -> None:
        claim = self._one_of(Hold.objects.filter(lifted_at__isnull=True)).claim_id
        self._approve(approvals.request_hold_lift(claim, self.seniors[0], "legal", "Settled."))

    def take_down(self) -> None:
        takedowns.take_down(self._one_of(self.snapshots).pk, self.seniors[0], "A letter.")

    def restore(self) -> None:
        snapshot = self._one_of(Takedown.objects.filter(lifted_at__isnull=True)).snapshot_id
        self._approve(takedowns.request_lift(snapshot, self.seniors[0], "Settled."))

    def merge(self) -> None:
        ids = [each.speaker_id for each in self.dice.sample(self.claims, 2)]
        one, other = (Speaker.objects.get(pk=each) for each in ids)
        self._approve(speakers.merge(one, other, self.seniors[0], "The same minister."))

    def unmerge(self) -> None:
        merge = self._one_of(SpeakerMerge.objects.filter(undone_at__isnull=True))
        self._approve(speakers.unmerge(merge, self.seniors[0], "Not the same."))

    def protect(self) -> None:
        speaker = self._one_of(self.claims).speaker_id
        speakers.protect(speaker, self.seniors[0], "A witness", "Asked for.")

    def unprotect(self) -> None:
        speaker = self._one_of(Speaker.objects.filter(protected=True))
        self._approve(speakers.unprotect(speaker, self.seniors[0], "Not any more.", "Minister"))

    def sign(self) -> None:
        """One claim more; later ones are withdrawn again, so that lists stay short."""
        claim = factories.signed_claim()
        self.signed += 1
        if self.signed > 5:
            review.withdraw(claim.pk, self.seniors[0], "Retracted.")


def fresh(address: str) -> Answer:
    """As this process makes it, which keeps nothing."""
    with override_settings(REST_FRAMEWORK=NO_LIMITS):
        answer = Client(headers={"Host": "127.0.0.1"}).get(address)
    return Answer(answer.status_code, answer.content)


def words_of(answer: Answer) -> bytes:
    return answer.body if answer.status == 200 else b""


class Readers:
    """Threads that read all the time, so that what is kept changes while others change the claims."""

    def __init__(self, servers: list[Server], addresses: list[str]) -> None:
        self.read = 0
        self.failed: list[str] = []
        self._servers, self._addresses = servers, addresses
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._go, args=(seed,)) for seed in (1, 2)]

    def _go(self, seed: int) -> None:
        dice = random.Random(seed)
        while not self._stop.wait(0.01):
            address = dice.choice(self._addresses)
            status = dice.choice(self._servers).get(address).status
            self.read += 1
            if status not in {200, 302, 404, 410}:
                self.failed.append(f"{status} {address}")

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for each in self._threads:
            each.join()


def interleaved(times: int, *, until_stale: bool = False) -> tuple[Counter[str], list[str]]:
    """Changes and reads in turn, while others read; which answers were not as they should be by then."""
    dice = random.Random(16)
    newsroom = Newsroom(dice)
    found: Counter[str] = Counter()
    stale: list[str] = []
    with ExitStack() as stack:
        servers = [stack.enter_context(serving()) for _each in range(2)]
        addresses = newsroom.addresses()
        readers = stack.enter_context(Readers(servers, addresses))
        for _each in range(times):
            if dice.random() < 0.4:
                newsroom.change()
            address = dice.choice(addresses)
            answers = [each.get(address) for each in dice.sample(servers, 2)]
            true = fresh(address)
            found["read"] += len(answers)
            found[str(true.status)] += 1
            stale += [
                f"{address}: {each.status}, not {true.status}"
                for each in answers
                if each.status != true.status or words_of(each) != words_of(true)
            ]
            if stale and until_stale:
                break
    found.update(newsroom.done)
    found["by others"] = readers.read
    return found, stale + readers.failed


@pytest.mark.parametrize("times", [60, pytest.param(TIMES, marks=pytest.mark.at_length)])
def test_nothing_stale_is_given(capsys: pytest.CaptureFixture[str], times: int) -> None:
    found, stale = interleaved(times)
    with capsys.disabled():
        print(f"\n{times} interleavings: {dict(found)}, stale: {len(stale)}")
    assert stale == []
    if times >= 200:
        for deed in ("hold", "lift", "take_down", "restore", "merge", "unmerge", "protect"):
            assert found[deed] > 0, deed
        assert found["404"] > 0
    assert found["200"] > times / 2


def test_without_the_marks_there_would_be() -> None:
    switch = "ALTER TABLE {} {} TRIGGER marks_public_change"
    with database.connect("owner", autocommit=True) as owner:
        for table in public_version.watched_tables():
            owner.execute(switch.format(table, "DISABLE"))
        try:
            _found, stale = interleaved(60, until_stale=True)
        finally:
            for table in public_version.watched_tables():
                owner.execute(switch.format(table, "ENABLE"))
    assert stale
