"""Everybody has a rate: each address without a sign-in, and each person."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from newsroom import tokens
from newsroom.models import User
from tests import factories
from tests.claims.api.conftest import PROBLEM

pytestmark = pytest.mark.django_db
RATES: Any = configured.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]


@pytest.fixture(autouse=True)
def _slow(settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"anon": "2/day", "user": "3/day"}
    }


def test_the_project_sets_each_rate() -> None:
    assert RATES.keys() == {"anon", "user", "export", "match"}
    assert all(RATES.values())


def test_too_many_from_one_address_wait_and_others_do_not(client: Client) -> None:
    path = "/api/v1/claims/"
    assert [client.get(path).status_code for _ in range(2)] == [200, 200]
    refused = client.get(path)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert refused.json().keys() == PROBLEM
    wait = refused["Retry-After"]
    assert refused.json()["detail"] == f"Too many requests. Try again in {wait} seconds."
    assert refused["RateLimit"].startswith('"anon";r=0;t=')
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200
    # Without a proxy of our own in front, what a client says of its address is not believed.
    assert client.get(path, headers={"X-Forwarded-For": "192.0.2.8"}).status_code == 429


def test_a_person_has_one_rate_for_all_their_tokens(client: Client, reporter: User) -> None:
    path = "/api/v1/working/claims/"

    def ask(person: User) -> int:
        token = {"Authorization": f"Token {tokens.make(person, 'script', 1)}"}
        return client.get(path, headers=token).status_code

    assert [ask(reporter) for _ in range(4)] == [200, 200, 200, 429]
    assert ask(factories.reporter()) == 200
    assert client.get("/api/v1/claims/").status_code == 200


def test_each_answer_says_what_is_left(client: Client, reporter: User, settings: Any) -> None:
    answer = client.get("/api/v1/topics/")
    assert answer["RateLimit-Policy"] == '"anon";q=2;w=86400'
    assert answer["RateLimit"] == '"anon";r=1;t=86400'
    token = {"Authorization": f"Bearer {tokens.make(reporter, 'script', 1)}"}
    answer = client.get("/api/v1/working/claims/", headers=token)
    assert answer["RateLimit"].startswith('"user";r=2;t=')
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {}}
    assert "RateLimit" not in client.get("/api/v1/topics/")


def test_a_token_may_have_a_limit_of_its_own(client: Client, reporter: User) -> None:
    slow = tokens.make(reporter, "slow", 1, requests_a_minute=1)
    headers = {"Authorization": f"Bearer {slow}"}
    answer = client.get("/api/v1/working/claims/", headers=headers)
    assert answer["RateLimit-Policy"] == '"token";q=1;w=60, "user";q=3;w=86400'
    assert answer["RateLimit"].startswith('"token";r=0;t=60, "user";r=2;t=')
    assert client.get("/api/v1/working/claims/", headers=headers).status_code == 429
    other = {"Authorization": f"Bearer {tokens.make(reporter, 'other', 1)}"}
    assert client.get("/api/v1/working/claims/", headers=other).status_code == 200
