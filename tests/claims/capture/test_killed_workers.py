"""Workers killed in the middle of capturing: nothing is lost, nothing is there twice."""

import random
import signal
import time
from collections import Counter
from functools import partial
from typing import Any

import pytest

from claims.capture import intake
from claims.models import Candidate
from newsroom.models import Event
from sources.models import CaptureRequest, Sighting, Snapshot, Source
from tests import factories, workers
from tests.sources.web import answer, serving

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = 5
PAGE = """<!doctype html><html lang="en"><title>Count {number}</title><article>
<p>The minister of works spoke to reporters on Monday about the bridges of district {number}.</p>
<p>“We have built {number}50 bridges since January,” said Ana Nuñez, the minister of works.</p>
<p>Pedro Vega said that {number}20 of the bridges were never used by anybody.</p></article>"""


def ended() -> int:
    return CaptureRequest.objects.filter(state__in=["done", "failed"]).count()


def have_ended(count: int) -> bool:
    return ended() >= count


@pytest.mark.long
@pytest.mark.parametrize("kills", [3, pytest.param(8, marks=pytest.mark.at_length)])
def test_killed_at_random_moments_capturing_loses_and_doubles_nothing(
    settings: Any, kills: int
) -> None:
    by = factories.reporter()
    with serving() as site:
        allowed = f"127.0.0.1:{site.port}"
        settings.FETCH_ALLOWED_HOSTS = [allowed]
        for number in range(1, PAGES + 1):
            body = PAGE.format(number=number).encode()
            site.says[f"/{number}"] = answer(body=body)
            # Asked for twice, so that it is seen twice.
            for _time in range(2):
                intake.request_link(by, site.url(f"/{number}"))
        for kill in range(kills):
            with workers.worker(FETCH_ALLOWED_HOSTS=allowed, **workers.SOON) as worker:
                # Now and then before it has begun, mostly in the midst of a page.
                goal = min(ended() + kill % 3, 2 * PAGES)
                worker.wait_until(partial(have_ended, goal))
                time.sleep(random.random())
                worker.end(signal.SIGKILL)
        with workers.worker(FETCH_ALLOWED_HOSTS=allowed, **workers.SOON) as worker:
            worker.wait_until(workers.all_done)
            worker.end(signal.SIGKILL)  # it may not even have begun
    assert set(CaptureRequest.objects.values_list("state", flat=True)) == {"done"}
    assert Source.objects.count() == Snapshot.objects.count() == PAGES
    assert Sighting.objects.count() == PAGES
    found = Counter(Candidate.objects.values_list("snapshot", flat=True))
    # The pages differ in numbers alone.
    assert len(found) == PAGES
    assert len(set(found.values())) == 1, found
    # Each request went once through each of its states.
    states = Counter(
        (row, new["state"])
        for row, new in Event.objects.filter(
            table="sources_capturerequest", action="update"
        ).values_list("row", "new")
    )
    assert set(states.values()) == {1}
    assert {state for _row, state in states} == {"stored", "done"}
