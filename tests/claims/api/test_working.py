"""What the newsroom reads: every claim in its present state, with a token or signed in."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.api import authentication
from claims.formats import working_objects
from claims.models import Claim, Evidence
from claims.publication import publishing
from claims.workflow import review
from newsroom import tokens
from newsroom.choices import Role, TokenScope
from newsroom.models import ApiToken, User
from tests import factories
from tests.claims.api.conftest import PROBLEM, Get, texts

pytestmark = pytest.mark.django_db
LIST = "/api/v1/working/claims/"


def test_every_claim_is_there_whatever_its_state(get: Get, reporter: User) -> None:
    made = [make() for make in factories.IN_STATUS.values()]
    shown = get("working/claims/", reporter).json()["results"]
    assert [one["id"] for one in shown] == [claim.pk for claim in reversed(made)]
    assert [one["status"] for one in shown] == [str(claim.status) for claim in reversed(made)]
    for one in shown:
        assert get(f"working/claims/{one['id']}/", reporter).json() == one
        assert one["url"] == f"{settings.SITE_URL}/api/v1/working/claims/{one['id']}/"


def test_it_says_what_only_the_newsroom_knows(get: Get, reporter: User) -> None:
    ana = factories.speaker("Ana Protegida", description="a resident")
    claim = factories.claim_in_review(speaker=ana)
    editor = factories.editor()
    factories.private_evidence(claim, editor, "Not for print.")
    publishing.hold(claim.pk, reporter, "legal", "A letter came.")
    shown = get(f"working/claims/{claim.pk}/", reporter).json()
    assert shown["speaker"]["name"] == "Ana Protegida"
    assert [piece["private"] for piece in shown["evidence"]] == [False, True]
    # Before a proposal, too, it says what the desk does.
    assert [piece["independence"]["state"] for piece in shown["evidence"]] == [
        *("independent", "not_established")
    ]
    assert shown["holds"] == ["legal"]
    assert shown["publication"] is None


def test_evidence_that_a_colleague_adds_meanwhile_breaks_nothing() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    statements = []

    def add_after_the_first(execute: Callable[..., Any], *statement: Any) -> Any:
        statements.append(statement)
        answer = execute(*statement)
        if len(statements) == 1:
            factories.record(claim, by)
        return answer

    rows = working_objects.for_working(Claim.objects.filter(pk=claim.pk))
    with connection.execute_wrapper(add_after_the_first):
        shown = working_objects.working(rows.get(), "")
    assert len(shown["evidence"]) == Evidence.objects.filter(claim=claim).count() == 2


def test_it_says_what_the_public_was_last_told(get: Get, reporter: User) -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    shown = get(f"working/claims/{claim.pk}/", reporter).json()
    row = factories.current_publication(claim)
    assert shown["publication"]["number"] == row.number
    assert shown["publication"]["standing"] == "under_review"


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/"])
def test_the_public_is_not_let_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_person_without_a_role_is_not_let_in(client: Client) -> None:
    client.force_login(factories.person(None), "newsroom.backend.Backend")
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_let_in_signed_in_or_by_token(client: Client, get: Get, role: Role) -> None:
    person = factories.person(role)
    assert get(LIST, person).status_code == 200
    client.force_login(person, "newsroom.backend.Backend")
    assert client.get(LIST).status_code == 200


def test_a_role_taken_away_closes_its_tokens(client: Client, reporter: User) -> None:
    token = {"Authorization": f"Token {tokens.make(reporter, 'script', 1)}"}
    assert client.get(LIST, headers=token).status_code == 200
    factories.take_role(reporter)
    assert client.get(LIST, headers=token).status_code == 403


@pytest.mark.parametrize(
    ("scope", "reads", "adds"), [(TokenScope.READ, 200, 403), (TokenScope.ADD_SOURCES, 403, 202)]
)
def test_a_token_is_used_only_for_what_it_was_made_for(
    client: Client, reporter: User, scope: TokenScope, reads: int, adds: int
) -> None:
    token = {"Authorization": f"Token {tokens.make(reporter, 'script', 1, [scope])}"}
    body = {"text": "The minister spoke of bridges."}
    added = client.post(
        "/api/v1/working/sources/", body, content_type="application/json", headers=token
    )
    read = client.get(LIST, headers=token)
    assert (read.status_code, added.status_code) == (reads, adds)
    refused = read if reads == 403 else added
    assert "make one with" in refused.json()["detail"]


@pytest.mark.parametrize("ended", ["revoked", "expired", "deactivated"])
def test_a_token_that_ended_opens_nothing(
    client: Client, reporter: User, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    token = {"Authorization": f"Token {tokens.make(reporter, 'script', 1)}"}
    if ended == "revoked":
        tokens.revoke(ApiToken.objects.get(), reporter)
    elif ended == "expired":
        in_two_days = timezone.now() + timedelta(days=2)
        monkeypatch.setattr(authentication, "timezone", SimpleNamespace(now=lambda: in_two_days))
    else:
        User.objects.filter(pk=reporter.pk).update(is_active=False)
    before = ApiToken.objects.count()
    assert client.get(LIST, headers=token).status_code == 401
    assert client.get("/api/v1/claims/", headers=token).status_code == 401
    assert ApiToken.objects.count() == before


@pytest.mark.parametrize(
    "sent",
    ["Token", "Token ", "Token x", "Token é", "Token a\x00b", "Token a b", f"Token {'f' * 64}"],
)
def test_what_is_no_token_is_refused_in_words(client: Client, reporter: User, sent: str) -> None:
    tokens.make(reporter, "script", 1)
    answer = client.get(LIST, headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer.json().keys() == PROBLEM


def test_a_token_for_reading_does_nothing_else(client: Client, reporter: User) -> None:
    claim = factories.claim()
    token = {"Authorization": f"Token {tokens.make(reporter, 'script', 1, ['read'])}"}
    refusals = {"post": 403, "patch": 403, "put": 405, "delete": 405}
    for path in (LIST, f"{LIST}{claim.pk}/"):
        for method, refusal in refusals.items():
            answer: Any = getattr(client, method)(
                path, "{}", content_type="application/json", headers=token
            )
            assert answer.status_code == refusal
    assert texts(client.get(LIST, headers=token)) == [claim.text]
