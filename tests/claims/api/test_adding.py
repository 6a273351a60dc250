"""Adding sources over the API: asked for at once, followed by their address, refused in words."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from newsroom import tokens
from newsroom.choices import Role
from newsroom.history import acting
from newsroom.models import Event, User
from sources import capture
from sources.models import CaptureRequest, Snapshot, Source
from tests import factories
from tests.claims.api.conftest import PROBLEM, Get

pytestmark = pytest.mark.django_db
ADD = "/api/v1/working/sources/"
LINK = {"url": "https://news.example/a"}


def key(by: User) -> dict[str, str]:
    return {"Authorization": f"Token {tokens.make(by, 'script', 1)}"}


@pytest.fixture
def send(client: Client, reporter: User) -> Any:
    """``send({...})`` as JSON; ``send(file=…)`` as a form."""
    headers = key(reporter)

    def post(body: Any = None, **form: Any) -> Any:
        if form:
            return client.post(ADD, form, headers=headers)
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(ADD, text, "application/json", headers=headers)

    return post


def test_a_link_is_asked_for_and_followed(send: Any, get: Get, reporter: User) -> None:
    answer = send(LINK | {"title": "A title", "published_on": "2026-03-01"})
    parameters = CaptureRequest.objects.get()
    assert answer.status_code == 202
    assert answer["Location"] == f"{settings.SITE_URL}/api/v1/working/captures/{parameters.pk}/"
    body = answer.json()
    assert (body["state"], body["link"], body["source"]) == ("waiting", LINK["url"], None)
    assert body["url"] == answer["Location"]
    assert parameters.stated == {"title": "A title", "published_on": "2026-03-01"}
    assert parameters.requested_by == reporter
    assert get(f"working/captures/{parameters.pk}/", reporter).json() == body
    assert Event.objects.get(table="sources_capturerequest").via == "api"


def test_a_text_is_stored_as_it_was_sent(send: Any) -> None:
    text = "  “We built it,”\r\nshe said. 🌉\n"
    publisher = factories.publisher()
    answer = send({"text": text, "uri": "https://news.example/b", "publisher": publisher.pk})
    assert answer.status_code == 202
    snapshot = Snapshot.objects.get()
    assert snapshot.text == text
    assert snapshot.source.publisher == publisher
    body = answer.json()
    assert (body["state"], body["source"]["uri"]) == ("stored", "https://news.example/b")
    assert body["snapshot"]["text_sha256"] == capture.sha256(text)


def test_a_file_is_kept_whole(send: Any) -> None:
    raw = "Minutes.\n“We built it,” she said.".encode()
    answer = send(file=SimpleUploadedFile("minutes.txt", raw), byline="Rosa Vega")
    assert answer.status_code == 202
    parameters = CaptureRequest.objects.get()
    assert capture.stored_raw(parameters.raw_name) == raw
    assert (answer.json()["file_name"], parameters.stated) == (
        "minutes.txt",
        {"byline": "Rosa Vega"},
    )


def test_a_copy_names_its_origin(send: Any) -> None:
    send({"text": "The same words.", "uri": "https://one.example/"})
    second = send({"text": "The same words.", "uri": "https://two.example/"}).json()
    assert second["syndicated_from"]["uri"] == "https://one.example/"


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "url", "Give a url or a text"),
        (LINK | {"text": "x"}, "url", "one of them"),
        (LINK | {"uri": "https://other.example/"}, "uri", "its own"),
        (LINK | {"titel": "x"}, "titel", "There is no such field. These are understood: byline"),
        (LINK | {"file": "x"}, "file", "There is no such field"),
        (LINK | {"title": "x" * 501}, "title", "500 characters"),
        (LINK | {"title": ["x"]}, "title", "Not a valid string"),
        (LINK | {"title": 1}, "title", "Not a valid string"),
        ({"text": 0}, "text", "Not a valid string"),
        (LINK | {"title": "a\x00b"}, "title", "Null characters"),
        (LINK | {"title": "\ud800"}, "title", "Surrogate"),
        (LINK | {"kind": "rumour"}, "kind", "is none of these"),
        (LINK | {"published_on": "1 March"}, "published_on", "YYYY-MM-DD"),
        (LINK | {"publisher": 10**30}, "publisher", "does not exist"),
        (LINK | {"publisher": "Great Wire"}, "publisher", "Incorrect type"),
        (LINK | {"syndicated_from": True}, "syndicated_from", "Incorrect type"),
        ({"text": "x" * (capture.LONGEST_TEXT + 1)}, "text", "5000000 characters"),
        ([LINK], "body", "Send one object."),
        ("x", "body", "Send one object."),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
@pytest.mark.few(8)
def test_what_is_not_understood_is_named(send: Any, body: Any, field: str, words: str) -> None:
    answer = send(json.dumps(body))
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert not CaptureRequest.objects.exists()


@pytest.mark.parametrize("body", ["{", "", "[" * 100_000, b'{"url": "\xff"}', '{"a": NaN}'])
def test_what_is_no_json_is_told(send: Any, body: Any) -> None:
    answer = send(body)
    assert answer.status_code == 400
    assert answer.json().keys() == {*PROBLEM, "errors"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"url": "ftp://news.example/a"}, "http"),
        ({"url": "https://news.example/\\a"}, "backslash"),
        ({"text": " \n "}, "There is no text to store"),
        ({"text": "a\x00b"}, "ull character"),
        ({"text": "x", "uri": "news"}, "A source's address starts with"),
    ],
)
def test_what_a_rule_stands_against_is_told_in_words(send: Any, body: Any, words: str) -> None:
    answer = send(body)
    assert answer.status_code in (400, 422)
    assert words in str(answer.json())
    assert not CaptureRequest.objects.exists()
    assert not Source.objects.exists()


def test_a_form_is_as_strict(send: Any) -> None:
    file = SimpleUploadedFile("a.txt", b"words")
    assert list(send(file=file, url="https://news.example/").json()["errors"]) == ["url"]
    file = SimpleUploadedFile("a.txt", b"words")
    assert list(send(file=file, title=["a", "b"]).json()["errors"]) == ["title"]
    assert list(send(title="no file").json()["errors"]) == ["file"]
    empty = send(file=SimpleUploadedFile("a.txt", b"")).json()
    assert "empty" in empty["errors"]["file"][0]
    assert not CaptureRequest.objects.exists()


def test_what_is_too_large_is_refused_unread(send: Any, settings: Any) -> None:
    settings.LARGEST_REQUEST = 1000
    answer = send({"text": "x" * 2000})
    assert (answer.status_code, answer.json().keys()) == (413, PROBLEM)


def test_other_types_and_parameters_are_refused(client: Client, send: Any, reporter: User) -> None:
    plain = client.post(ADD, "words", "text/plain", headers=key(reporter))
    assert plain.status_code == 415
    parameters = client.post(f"{ADD}?url=x", "{}", "application/json", headers=key(reporter))
    assert (parameters.status_code, list(parameters.json()["errors"])) == (400, ["url"])
    for method in ("get", "put", "patch", "delete"):
        assert getattr(client, method)(ADD, headers=key(reporter)).status_code == 405


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may(client: Client, role: Role | None) -> None:
    by = factories.person(role)
    client.force_login(by, "newsroom.backend.Backend")
    answer = client.post(ADD, json.dumps(LINK), "application/json")
    assert answer.status_code == (202 if role else 403)
    client.logout()
    assert client.post(ADD, json.dumps(LINK), "application/json").status_code == 401


def test_a_browser_sends_the_token_of_its_session(reporter: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter, "newsroom.backend.Backend")
    assert client.post(ADD, json.dumps(LINK), "application/json").status_code == 403
    # A key is no session: it needs none.
    fresh = Client(enforce_csrf_checks=True)
    answer = fresh.post(ADD, json.dumps(LINK), "application/json", headers=key(reporter))
    assert answer.status_code == 202


def test_a_capture_is_for_the_newsroom_alone(client: Client, get: Get, reporter: User) -> None:
    with acting(reporter):
        parameters = CaptureRequest.objects.create(
            url="https://news.example/a", requested_by=reporter
        )
    path = f"working/captures/{parameters.pk}/"
    assert client.get(f"/api/v1/{path}").status_code == 401
    client.force_login(factories.person(None), "newsroom.backend.Backend")
    assert client.get(f"/api/v1/{path}").status_code == 403
    assert get("working/captures/99999/", reporter).status_code == 404
    other = factories.reporter()
    assert get(path, other).status_code == 200
    assert "private" in get(path, other)["Cache-Control"]
