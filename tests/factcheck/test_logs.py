"""What the log says, and what it never says; refused requests are a line each, whatever they were."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError
from django.test import Client, override_settings

from factcheck import logs
from factcheck.logs import LONGEST, ExpectedFailures
from newsroom import current_request
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


@pytest.fixture(params=["text", "json"])
def line(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Logs an error with an exception as the server would; returns what it prints."""
    formatter = logs.Text() if request.param == "text" else logs.Json()

    def log_line(message: str, *args: Any, error: Exception | None = None, **extra: Any) -> str:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, message, args, None)
        record.__dict__ |= extra
        if error is not None:
            raised = RuntimeError("while it worked")
            raised.__cause__ = error
            record.exc_info = (RuntimeError, raised, None)
        return formatter.format(record)

    yield log_line
    current_request.end()


WORDS = "Nobody drowned here in March"


@pytest.mark.parametrize(
    ("secret", "message", "error"),
    [
        ("ferry", "Not Found: /search/?q=ferry+deaths", None),
        ("ferry", "Bad address", ValueError("http://host/search/?q=ferry")),
        ("ana@paper", "Sent to ana@paper.example", None),
        ("ana@paper", "Sent", ValueError("refused <ana@paper.example>")),
        ("XyzzyXyzzy", "Not Found: /account/password/XyzzyXyzzyXyzzyXyzzy/", None),
        ("0a1b2c", "Token 0a1b2c3d4e5f60718293a4b5c6d7", None),
        ("drowned", "Failed", ValueError(f"invalid literal for int(): '{WORDS}'")),
        ("drowned", "Failed", KeyError(WORDS)),
        ("ferry", "Failed", ValueError("invalid literal for int() with base 10: 'ferry'")),
        ("Maduro", "Failed", KeyError("Maduro")),
        ("drowned", "Failed", ValueError("“Nobody drowned\nhere in March” has no speaker.")),
        ("here in", "Failed", ValueError("Not here: 'Nobody drowned\nhere in March'")),
        ("Maduro", "Failed", ProgrammingError("an error\nLINE 1: … WHERE name = Maduro\n   ^")),
        ("drowned", "Failed", IntegrityError(f"a rule\nDETAIL:  Failing row: ({WORDS})")),
    ],
)
def test_no_line_has_what_came_from_outside(
    line: Any, secret: str, message: str, error: Exception | None
) -> None:
    printed = line(message, error=error)
    assert secret not in printed
    assert message.split(maxsplit=1)[0] in printed
    assert error is None or type(error).__name__ in printed


def test_a_refusals_sentence_has_no_quotes(log: StringIO) -> None:
    class Said(Exception):
        sentence = f"“{WORDS}” has no speaker."

    logging.getLogger("x").error("A job ended", exc_info=Said())
    assert "A job ended" in log.getvalue()
    assert "drowned" not in log.getvalue()


def test_names_in_code_stay(line: Any) -> None:
    printed = line("Failed", error=AttributeError("'Claim' object has no attribute 'wording'"))
    assert "'Claim' object has no attribute 'wording'" in printed
    assert "while it worked" in printed


def test_a_line_names_its_request_and_its_job(line: Any) -> None:
    with current_request.for_job(7, "of-a-proxy-1"):
        printed = line("Done", request="<WSGIRequest: GET '/search/?q=ferry'>")
    assert "of-a-proxy-1" in printed
    assert "7" in printed
    assert "ferry" not in printed


def test_a_message_makes_no_second_line(line: Any) -> None:
    assert "\n" not in line("Refused: %s", "x\n2026-11-27 ERROR forged: \u2028all is well\r")


def test_json_is_an_object_with_known_fields_only() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "One\nline of %s", ("two",), None)
    record.__dict__ |= {"route": "claim", "status": 200, "something": object()}
    printed = json.loads(logs.Json().format(record))
    assert printed.pop("time").endswith("+00:00")
    assert printed == {
        "level": "ERROR",
        "logger": "x",
        "message": "One\nline of two",
        "route": "claim",
        "status": 200,
    }
