"""ETags: 304 to one who has these very bytes, and to nobody else."""

import pytest
from django.test import Client

from claims.publication import publishing
from newsroom import tokens
from newsroom.models import User
from tests import factories
from tests.claims.api.conftest import Get

pytestmark = pytest.mark.django_db


def test_who_has_it_gets_304_until_it_changes(get: Get) -> None:
    claim = factories.signed_claim()
    for path in ("claims/", f"claims/{claim.pk}/", "speakers/", "sources/"):
        first = get(path)
        etag = first["ETag"]
        assert not etag.startswith("W/")
        again = get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == etag
        assert again["Cache-Control"] == first["Cache-Control"]
        assert get(path, headers={"If-None-Match": f'"other", {etag}'}).status_code == 304
        assert get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    etag = get("claims/")["ETag"]
    factories.signed_claim()
    assert get("claims/", headers={"If-None-Match": etag}).status_code == 200


def test_what_was_hidden_is_no_304(get: Get) -> None:
    claim = factories.signed_claim()
    etags = {path: get(path)["ETag"] for path in ("claims/", f"claims/{claim.pk}/")}
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    assert get("claims/", headers={"If-None-Match": etags["claims/"]}).status_code == 200
    for wanted in (etags[f"claims/{claim.pk}/"], "*"):
        answer = get(f"claims/{claim.pk}/", headers={"If-None-Match": wanted})
        assert answer.status_code == 404
        assert answer["Cache-Control"] == "no-store"


def test_another_page_has_another_etag_and_the_same_page_the_same(get: Get) -> None:
    for _ in range(3):
        factories.signed_claim()
    assert get("claims/", page_size="1")["ETag"] == get("claims/", page_size="1")["ETag"]
    assert get("claims/", page_size="1")["ETag"] != get("claims/", page_size="2")["ETag"]


def test_a_working_answer_is_its_readers_own(client: Client, reporter: User) -> None:
    factories.claim()
    path = "/api/v1/working/claims/"
    mine = {"Authorization": f"Token {tokens.make(reporter, 'mine', 1)}"}
    second = {"Authorization": f"Token {tokens.make(factories.reporter(), 'theirs', 1)}"}
    first = client.get(path, headers=mine)
    assert first["Cache-Control"] == "private, no-store"
    had = {"If-None-Match": first["ETag"]}
    assert client.get(path, headers=mine | had).status_code == 304
    assert client.get(path, headers=second | had).status_code == 200
    assert client.get(path, headers=had).status_code == 401
    factories.take_role(reporter)
    assert client.get(path, headers=mine | had).status_code == 403


def test_the_headers_say_what_the_answer_depends_on(get: Get, reporter: User) -> None:
    factories.signed_claim()
    public, working = get("claims/"), get("working/claims/", reporter)
    assert public["Cache-Control"] == "public, no-cache"
    assert {"Accept", "Authorization"} <= set(public["Vary"].split(", "))
    assert "Cookie" not in public["Vary"]
    assert {"Accept", "Authorization", "Cookie"} <= set(working["Vary"].split(", "))


def test_only_json_is_spoken(get: Get) -> None:
    factories.signed_claim()
    answer = get("claims/")
    assert answer["Content-Type"] == "application/json"
    etag = {"If-None-Match": answer["ETag"]}
    assert get("claims/", headers={"Accept": "application/xml", **etag}).status_code == 406
    assert get("claims/", headers={"Accept": "text/html"}).status_code == 406
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    assert get("claims/", headers={"Accept": browser})["Content-Type"] == "application/json"


def test_head_answers_as_get_does_without_the_body(client: Client) -> None:
    factories.signed_claim()
    got, head = client.get("/api/v1/claims/"), client.head("/api/v1/claims/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == got["ETag"]
    had = client.head("/api/v1/claims/", headers={"If-None-Match": got["ETag"]})
    assert had.status_code == 304
    parameters = client.options("/api/v1/claims/", headers={"If-None-Match": "*"})
    assert parameters.status_code == 200
