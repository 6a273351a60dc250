"""What the log says of requests that were refused: a line each, whatever they were."""

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.test import Client, override_settings

from factcheck.logs import LONGEST, ExpectedFailures
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the server would print."""
    printed = StringIO()
    handler = logging.StreamHandler(printed)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(ExpectedFailures())
    logging.getLogger().addHandler(handler)
    yield printed
    logging.getLogger().removeHandler(handler)


def signed_in() -> Client:
    client = Client()
    client.force_login(factories.reporter(), "newsroom.backend.Backend")
    return client


def long_form(client: Client) -> Any:
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3):
        return client.post("/language/", {f"field-{number}": "x" for number in range(9)})


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda: signed_in().get("/admin/newsroom/user/add/"), 403),
        (lambda: signed_in().post("/admin/claims/webhook/add/", {"url": "x\ny"}), 403),
        (lambda: Client(enforce_csrf_checks=True).post("/working/searches/save/"), 403),
        (lambda: long_form(Client()), 400),
        (lambda: Client().get("/claims/1/%0A" + "x" * 4000), 404),
        (lambda: Client().get("/api/v1/working/claims/"), 401),
    ],
    ids=["page", "form", "forged form", "many fields", "long address", "api"],
)
def test_a_refused_request_is_a_line(log: StringIO, ask: Any, status: int) -> None:
    assert ask().status_code == status
    lines = log.getvalue().splitlines()
    assert len(lines) <= 1
    assert all(len(line) < LONGEST + 100 for line in lines)


def test_a_failure_of_ours_is_told_in_full(log: StringIO) -> None:
    failed = RuntimeError("lost")
    logging.getLogger("django.request").error("Failed", exc_info=failed, extra={"status_code": 500})
    assert "RuntimeError: lost" in log.getvalue()
