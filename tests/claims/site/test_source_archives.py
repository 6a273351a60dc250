"""Captures as web archives: for readers only where the publisher or the licence permits whole texts."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from warcio.archiveiterator import ArchiveIterator

from claims.models import Claim
from claims.presentation import named_texts
from claims.publication import takedowns
from newsroom import counts
from newsroom.history import acting
from sources import capture, publishers
from sources.models import Snapshot, Source
from tests import factories
from tests.claims.published import hold
from tests.claims.site.test_claim_page import claim_quoting

pytestmark = pytest.mark.django_db

RAW = f"<!doctype html><title>A bridge</title><p>{factories.TEXT}".encode()


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    counts.shared().clear()


def published(
    raw: bytes = RAW, method: str = "fetched", media_type: str = "text/html", **stated: Any
) -> tuple[Claim, Snapshot]:
    """A public claim with a quote of a page that we hold."""
    by = factories.editor()
    source = factories.source(**{"licence": "CC BY 4.0"} | stated)
    with acting(by):
        snapshot, _new = capture.observe(
            source, by, factories.TEXT, raw, method=method, media_type=media_type
        )
    return claim_quoting(factories.TEXT, source), snapshot


def get(snapshot: Snapshot, ending: str = "wacz") -> Any:
    at = f"/sources/{snapshot.source_id}/texts/{snapshot.text_sha256}.{ending}"
    return Client().get(at)


def page(snapshot: Snapshot) -> str:
    return Client().get(f"/sources/{snapshot.source_id}/").content.decode()


def test_readers_take_away_what_we_were_sent() -> None:
    _claim, snapshot = published()
    answer = get(snapshot)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/wacz"
    package = zipfile.ZipFile(io.BytesIO(answer.content))
    archive = package.read("archive/data.warc.gz")
    assert get(snapshot, "warc.gz").content == archive
    first = next(iter(ArchiveIterator(io.BytesIO(archive))))
    assert first.raw_stream.read() == RAW
    for ending in ("wacz", "warc.gz"):
        assert f"{snapshot.text_sha256}.{ending}" in page(snapshot)


def test_the_files_are_read_once_and_downloads_are_rate_limited(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "export": "2/hour"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    _claim, snapshot = published()
    opened: list[str] = []
    read = default_storage.open

    def noted(name: str, mode: str = "rb") -> Any:
        opened.append(name)
        return read(name, mode)

    monkeypatch.setattr(default_storage, "open", noted)
    assert get(snapshot).status_code == 200
    assert len(opened) == 1
    assert get(snapshot, "warc.gz").status_code == 200
    stopped = get(snapshot)
    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= 3600
    assert "no-store" in stopped["Cache-Control"]


def test_permission_is_asked_each_time() -> None:
    publisher = factories.publisher()
    _claim, snapshot = published(licence="", publisher=publisher)
    assert get(snapshot).status_code == 404
    assert ".wacz" not in page(snapshot)
    publishers.change(publisher.pk, factories.senior(), whole_texts=True)
    assert get(snapshot).status_code == 200
    publishers.change(publisher.pk, factories.senior(), whole_texts=False)
    for ending in ("wacz", "warc.gz"):
        assert get(snapshot, ending).status_code == 404


def test_a_takedown_or_a_hold_ends_it_at_once() -> None:
    _claim, snapshot = published()
    takedowns.take_down(snapshot.pk, factories.editor(), "A court.")
    assert get(snapshot).status_code == get(snapshot, "warc.gz").status_code == 404
    claim, other = published()
    assert get(other).status_code == 200
    hold(claim)
    assert get(other).status_code == 404


@pytest.mark.parametrize("where", ["text", "markup"])
def test_a_page_that_names_somebody_protected_is_not_given(where: str) -> None:
    villager = factories.speaker("Rosa Quispe")
    words = (
        b'<meta name="author" content="Rosa&#32;Quispe">' if where == "markup" else b"Rosa Quispe"
    )
    _claim, snapshot = published(RAW + words)
    assert get(snapshot).status_code == 200
    factories.protected(villager, "a villager")
    assert get(snapshot).status_code == get(snapshot, "warc.gz").status_code == 404


@pytest.mark.parametrize(
    "hidden",
    [
        b'<script type="application/ld+json">{"name": "N\\u00fa\\u00f1ez"}</script>',
        b"<a href='/N%C3%BA%C3%B1ez'>",
        b"<a href='/N%FA%F1ez'>",
        b"<p data-by='N&amp;uacute;&amp;ntilde;ez'>",
    ],
)
def test_a_protected_name_is_found_however_it_is_written(hidden: bytes) -> None:
    somebody = factories.speaker("José Núñez")
    _claim, snapshot = published(RAW + hidden)
    assert get(snapshot).status_code == 200
    factories.protected(somebody, "a villager")
    assert get(snapshot).status_code == get(snapshot, "warc.gz").status_code == 404


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1252"])
def test_a_protected_name_is_found_in_other_encodings(encoding: str) -> None:
    somebody = factories.speaker("José Núñez")
    text = f"<!doctype html><meta charset={encoding}><p>El alcalde José Núñez: ya está."
    _claim, snapshot = published(text.encode(encoding))
    assert get(snapshot).status_code == 200
    factories.protected(somebody, "a villager")
    assert get(snapshot).status_code == 404


@pytest.mark.parametrize(
    "raw", [RAW.decode().encode("utf-16-le"), RAW + b"\xff", RAW + b"&#" + b"9" * 5000]
)
def test_bytes_that_can_not_be_read_for_certain_are_not_given(raw: bytes) -> None:
    _claim, snapshot = published(raw)
    assert get(snapshot).status_code == 404


def test_only_pages_and_plain_texts_are_given() -> None:
    _claim, snapshot = published(b"%PDF-1.7", media_type="application/pdf")
    assert get(snapshot).status_code == 404
    _claim, snapshot = published(b"Words.", media_type="text/plain")
    assert get(snapshot).status_code == 200


def test_a_licence_that_the_source_no_longer_has_permits_nothing() -> None:
    _claim, snapshot = published()
    assert get(snapshot).status_code == 200
    with acting(factories.editor()):
        Source.objects.filter(pk=snapshot.source_id).update(licence="")
    assert get(snapshot).status_code == 404


def test_what_was_uploaded_lost_or_is_too_large_is_not_given(monkeypatch: Any) -> None:
    _claim, uploaded = published(method="uploaded")
    assert get(uploaded).status_code == 404
    assert ".wacz" not in page(uploaded)
    _claim, snapshot = published(RAW + b"Another.")
    assert get(snapshot).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(named_texts, "LARGEST", 10)
        assert get(snapshot).status_code == 404
    default_storage.delete(snapshot.raw_name)
    assert get(snapshot).status_code == 404


def test_no_text_that_is_not_public() -> None:
    claim = factories.anchored_claim()
    assert get(claim.appearances.get().snapshot).status_code == 404
