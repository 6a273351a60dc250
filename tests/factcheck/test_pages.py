"""The front page and the health check."""

import gzip
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_the_front_page_leads_on(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert b'href="/admin/login/' in response.content
    assert b"//" not in response.content.replace(b"<!doctype html>", b"")


@pytest.mark.django_db
def test_healthy_while_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_not_healthy_when_it_does_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_what_pages_load_is_compressed_and_asked_about_by_its_date() -> None:
    taken = {"Accept-Encoding": "gzip"}
    first: Any = Client().get("/static/site/site.css", headers=taken)
    assert first["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in first["Vary"]
    assert b"--paper" in gzip.decompress(b"".join(first))
    again = {**taken, "If-Modified-Since": first["Last-Modified"]}
    assert Client().get("/static/site/site.css", headers=again).status_code == 304
    plain: Any = Client().get("/static/site/site.css")
    assert "Content-Encoding" not in plain.headers
    assert b"--paper" in b"".join(plain)
