"""The front page and the health check."""

import gzip
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from newsroom.choices import Role
from tests import factories
from tests.claims.admin.desk import at_the_desk


@pytest.mark.django_db
def test_the_front_page_leads_on(client: Client, settings: Any) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert b'href="/account/sign-in/' in response.content
    page = response.content.decode().replace(settings.SITE_URL, "")
    assert "//" not in page, "nothing is loaded from elsewhere"


def test_whom_to_tell_of_a_vulnerability(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@facts.example"
    answer = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ") for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == settings.SECURITY_CONTACT
    assert lines["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    days = (datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)).days
    assert 0 < days < 365


def test_pages_may_use_no_device(client: Client) -> None:
    allowed = client.get("/.well-known/security.txt")["Permissions-Policy"]
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(allowed.split(", "))
    assert "publickey" not in allowed


@pytest.mark.django_db
def test_what_pages_load_is_compressed_and_asked_about_by_its_date() -> None:
    taken = {"Accept-Encoding": "gzip"}
    first: Any = Client().get("/static/site/site.css", headers=taken)
    assert first["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in first["Vary"]
    assert b"--paper" in gzip.decompress(b"".join(first))
    again = {**taken, "If-Modified-Since": first["Last-Modified"]}
    unchanged: Any = Client().get("/static/site/site.css", headers=again)
    assert unchanged.status_code == 304
    assert "Accept-Encoding" in unchanged["Vary"]
    assert b"".join(unchanged) == b"", "the server logs each body that a 304 has"
    plain: Any = Client().get("/static/site/site.css")
    assert "Content-Encoding" not in plain.headers
    assert b"--paper" in b"".join(plain)


@pytest.mark.django_db
def test_the_icon_is_served_from_here_also_to_who_asks_without_reading_a_page() -> None:
    answer: Any = Client().get("/favicon.ico", follow=True)
    assert answer.status_code == 200
    assert b"".join(answer)[:4] == b"\x00\x00\x01\x00"
    senior = at_the_desk(factories.person(Role.SENIOR))
    for client, path in ((Client(), "/"), (senior, "/admin/")):
        page = client.get(path).content.decode()
        assert re.search(r'<link rel="icon"[^>]*href="/static/site/icon.svg"', page), path


@pytest.mark.django_db
def test_the_newsroom_is_led_back_to_the_desk_from_an_address_below_it_without_a_page() -> None:
    client = at_the_desk(factories.person(Role.REPORTER))
    answer = client.get("/admin/nothing/")
    assert answer.status_code == 404
    assert b'id="desk-says"' in answer.content
    assert b'href="/admin/"' in answer.content
    assert b'id="desk-says"' not in client.get("/nothing/").content
