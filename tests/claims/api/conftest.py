"""A client for the API, and a database of claims that tests of lists share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from newsroom import counts, tokens
from newsroom.models import User
from tests import factories

Get = Callable[..., Any]
# The members of a refusal.
PROBLEM = {"type", "title", "status", "detail"}


@pytest.fixture(autouse=True)
def _unthrottled(settings: Any) -> None:
    """The tests of throttling set their own rates."""
    counts.shared().clear()
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"anon": None, "user": None, "export": None}
    }


@pytest.fixture
def reporter(db: None) -> User:
    return factories.reporter()


@pytest.fixture
def get(client: Client) -> Get:
    """``get("claims/", status="verified")``; ``by=`` signs it with a fresh token of that person."""

    def fetch(path: str, by: User | None = None, **parameters: Any) -> Any:
        headers = parameters.pop("headers", {})
        if by is not None:
            headers = {"Authorization": f"Token {tokens.make(by, 'test', 1)}", **headers}
        address = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
        return client.get(address, parameters or None, headers=headers)

    return fetch


def texts(answer: Any) -> list[str]:
    """The wordings of a page of claims."""
    assert answer.status_code == 200, answer.content
    return [claim["text"] for claim in answer.json()["results"]]
