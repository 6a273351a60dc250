"""Web archives: the pages in them, whoever made them, and what is written of our own."""

import gzip
import io
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsroom.errors import Refused
from newsroom.history import acting
from sources import capture, parsing, warc, warc_reading
from sources.warc import records, write
from sources.warc_reading import Recorded
from tests import factories
from tests.sources.children import suspended_child

PAGE = b"<!doctype html><title>A bridge</title><p>The mayor said that it holds."
URL = "https://news.example/bridge"


def archive(*made: dict[str, Any], packed: bool = True) -> bytes:
    """An archive as crawlers write them; each record by ``body`` and what differs."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for each in made:
        http = None
        kind = each.get("kind", "response")
        if kind == "response":
            sent = {"Content-Type": each.get("media_type", "text/html; charset=utf-8")}
            http = StatusAndHeaders(
                each.get("status", "200 OK"),
                list((sent | each.get("sent", {})).items()),
                protocol="HTTP/1.1",
            )
        writer.write_record(
            writer.create_warc_record(
                each.get("url", URL),
                kind,
                payload=io.BytesIO(each.get("body", PAGE)),
                length=len(each.get("body", PAGE)),
                http_headers=http,
                warc_content_type="" if http else each.get("media_type", "text/html"),
                warc_headers_dict={"WARC-Date": "2021-05-03T08:00:00Z"} | each.get("headers", {}),
            )
        )
    return out.getvalue()


def read(data: bytes) -> list[Recorded]:
    return list(warc_reading.records(io.BytesIO(data)))


def refused(data: bytes) -> str:
    with pytest.raises(warc_reading.Unreadable) as refusal:
        read(data)
    return warc.REASONS[refusal.value.reason][0]


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_in_an_archive(packed: bool) -> None:
    data = archive(
        {"kind": "request", "body": b"GET / HTTP/1.1\r\n\r\n"},
        {},
        {"url": f"{URL}/2", "body": b"<p>2"},
        packed=packed,
    )
    first, second = read(data)
    assert first == Recorded(URL, datetime(2021, 5, 3, 8, tzinfo=UTC), "text/html", "utf-8", PAGE)
    assert (second.url, second.body) == (f"{URL}/2", b"<p>2")


def test_an_archive_packed_in_one_piece() -> None:
    data = gzip.compress(archive({}, {"url": f"{URL}/2"}, packed=False))
    assert [each.url for each in read(data)] == [URL, f"{URL}/2"]


@pytest.mark.parametrize(
    ("made", "body"),
    [
        ({"sent": {"Content-Encoding": "gzip"}, "body": gzip.compress(PAGE)}, PAGE),
        ({"sent": {"Content-Encoding": "gzip"}}, PAGE),  # unpacked by whoever archived it
        (
            {
                "sent": {"Transfer-Encoding": "chunked"},
                "body": b"4\r\n<p>O\r\n2\r\nne\r\n0\r\n\r\n",
            },
            b"<p>One",
        ),
        ({"sent": {"Transfer-Encoding": "chunked"}}, PAGE),
        ({"kind": "resource", "media_type": "text/html"}, PAGE),
        ({"media_type": "text/plain", "body": b"Words"}, b"Words"),
        ({"media_type": "application/pdf", "body": b"%PDF-1.7"}, b"%PDF-1.7"),
        ({"url": f"<{URL}>"}, PAGE),  # as older archives write it
    ],
    ids=[
        *("packed", "unpacked", "chunks", "no chunks", "resource", "text", "PDF", "in brackets"),
    ],
)
def test_bodies_are_given_as_a_browser_sees_them(made: dict[str, Any], body: bytes) -> None:
    (found,) = read(archive(made))
    assert (found.url, found.body) == (URL, body)


@pytest.mark.parametrize(
    "made",
    [
        {"status": "404 Not Found"},
        {"status": "301 Moved", "sent": {"Location": "/"}},
        {"media_type": "image/png", "body": b"\x89PNG\r\n\x1a\n"},
        {"media_type": "text/css", "body": b"p { color: red }"},
        {"media_type": "application/javascript", "body": b"<p>"},
        {"media_type": "text/html", "body": b"\x89PNG\r\n\x1a\n"},
        {"kind": "metadata", "media_type": "text/html"},
        {"headers": {"WARC-Truncated": "length"}},
        {"url": "https://news.example/" + "x" * 3000},
    ],
    ids=[
        *("not found", "redirect", "image", "style", "script", "image called a page"),
        *("metadata", "truncated by its maker", "endless address"),
    ],
)
def test_what_is_no_document_is_passed_over(made: dict[str, Any]) -> None:
    assert [each.url for each in read(archive(made, {"url": f"{URL}/2"}))] == [f"{URL}/2"]


WHOLE = archive({}, {})
PLAIN = archive({}, {}, packed=False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Only words.",
        PAGE,
        b"\x1f\x8b" + b"\x00" * 500,
        b"WARC/1.0\r\n",
        WHOLE[:-20],
        PLAIN[:-40],
        WHOLE[:100] + b"\x00" * 50 + WHOLE[150:],
        PLAIN.replace(b"WARC/1.0", b"WORC/1.0"),
        PLAIN.replace(b"WARC/1.0", b"WARC/1.0" + b"x" * 200_000, 1),
        PLAIN.replace(b"WARC-Date", b"X: y\r\n" * 5000 + b"WARC-Date", 1),
        archive({"sent": {"Content-Encoding": "gzip"}, "body": gzip.compress(PAGE * 9)[:-20]}),
    ],
    ids=[
        *("nothing", "words", "a page", "not really packed", "a first line", "cut off, packed"),
        *("cut off", "damaged", "another format", "long line", "many headers"),
        "page cut off",
    ],
)
def test_a_damaged_archive_is_refused(data: bytes) -> None:
    assert refused(data) == "warc_damaged"


@pytest.mark.long
@pytest.mark.parametrize(
    ("first", "repeated", "times"),
    [
        (b"WARC/1.0\r\nX: ", b"y", 100_000_000),
        (b"WARC/1.0\r\n", b"X: y\r\n", 10_000_000),
        (b"", b"\r\n", 10_000_000),
    ],
    ids=["line", "headers", "blank lines"],
)
def test_an_endless_archive_is_refused(first: bytes, repeated: bytes, times: int) -> None:
    assert refused(gzip.compress(first + repeated * times, compresslevel=1)) == "warc_damaged"


def test_what_came_before_the_damage_is_given() -> None:
    given = warc_reading.records(io.BytesIO(archive({}, {"url": f"{URL}/2"}, packed=False)[:-40]))
    assert next(given).url == URL
    with pytest.raises(warc_reading.Unreadable):
        next(given)


@pytest.mark.long
def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_reading, "LARGEST_RECORD", 1000)
    bomb = {"sent": {"Content-Encoding": "gzip"}, "body": gzip.compress(b"<p>" + b"x" * 10**8)}
    assert refused(archive({"body": b"<p>" + b"x" * 1000})) == "warc_size"
    assert refused(archive(bomb)) == "warc_size"
    monkeypatch.setattr(warc_reading, "LARGEST", 10**6)
    # Passed over, and still too much.
    image = {"media_type": "image/png", "body": b"\x00" * 10**7}
    assert refused(archive(image)) == "warc_size"
    monkeypatch.setattr(warc_reading, "MOST_RECORDS", 3)
    assert refused(archive({}, {}, {}, {})) == "warc_size"
    assert len(read(archive({}, {}, {}))) == 3


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999", ""])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    head = (
        f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: {URL}\r\nContent-Type: text/html\r\n"
    )
    assert refused(f"{head}Content-Length: {length}\r\n\r\n".encode() + b"<p>" * 10) == (
        "warc_damaged"
    )


# In a process of its own


def test_the_process_reads_what_is_read_here() -> None:
    data = archive(
        {}, {"url": "https://news.example/other", "body": PAGE * 3000}, {"status": "404 No"}
    )
    found = read(data)
    assert list(records(data)) == found
    assert len(found) == 2


@pytest.mark.parametrize("rule", ["warc_damaged", "warc_size"])
def test_what_the_process_refuses_or_ends_at_is_said(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = archive({"body": PAGE * 3000}, {})[:-20]
    if rule == "warc_size":
        monkeypatch.setattr(parsing, "SECONDS", 0.1)
        monkeypatch.setattr(parsing._parser, "child", suspended_child)
    with pytest.raises(Refused) as refusal:
        list(records(data))
    assert refusal.value.rule == rule
    assert refusal.value.sentence.endswith(".")


# Ours


@pytest.fixture
def snapshots(db: None) -> list[Any]:
    by = factories.reporter()
    pages = [factories.source(uri=f"https://news.example/b{n}") for n in range(2)]
    with acting(by):
        first, _new = capture.observe(
            *(pages[0], by, "It holds.", PAGE),
            method="fetched",
            read_by="x 1",
            media_type="text/html",
        )
        second, _new = capture.observe(
            pages[1], by, "It fell.", b"%PDF-1.7", method="fetched", media_type="application/pdf"
        )
    return [first, second, factories.snapshot("Pasted.")]


def written(snapshots: list[Any]) -> bytes:
    out = io.BytesIO()
    assert write(snapshots, out) == 2
    return out.getvalue()


def test_what_is_written_is_read_again(snapshots: list[Any]) -> None:
    found = read(written(snapshots))
    assert [(each.url, each.media_type, each.body) for each in found] == [
        ("https://news.example/b0", "text/html", PAGE),
        ("https://news.example/b1", "application/pdf", b"%PDF-1.7"),
    ]
    assert [each.date for each in found] == [each.captured_at for each in snapshots[:2]]


def test_what_is_written_is_what_the_standard_says(snapshots: list[Any]) -> None:
    written_records = [
        (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(written(snapshots)), check_digests="raise")
    ]
    assert [kind for kind, _, _ in written_records] == ["resource", "metadata"] * 2
    _, headers, body = written_records[0]
    assert body == PAGE
    assert headers["WARC-Payload-Digest"] == f"sha256:{capture.sha256(PAGE)}"
    assert headers["WARC-Target-URI"] == "https://news.example/b0"
    _, ours, fields = written_records[1]
    assert ours["WARC-Refers-To"] == headers["WARC-Record-ID"]
    assert f"textSha256: {capture.sha256('It holds.')}\r\n".encode() in fields
    assert b"textReadBy: x 1\r\n" in fields


@pytest.mark.django_db
def test_what_was_uploaded_is_written_under_its_hash_not_its_stated_address() -> None:
    by, out = factories.reporter(), io.BytesIO()
    source = factories.source(uri="https://news.example/stated")
    made = capture.capture(source, by, "It holds.", PAGE, method="uploaded", media_type="text/html")
    pasted = capture.capture(factories.source(), by, "Pasted.", b"Pasted.")
    assert write([made, pasted], out) == 1
    resource, ours = [
        (dict(record.rec_headers.headers), record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(out.getvalue()))
    ]
    assert resource[0]["WARC-Target-URI"] == f"urn:sha256:{made.raw_sha256}"
    assert b"method: uploaded\r\n" in ours[1]
    assert b"statedAddress: https://news.example/stated\r\n" in ours[1]


def test_the_same_snapshots_give_the_same_bytes(snapshots: list[Any]) -> None:
    assert written(snapshots) == written(snapshots)


def test_an_address_adds_no_header(snapshots: list[Any]) -> None:
    snapshots[0].source.uri = "https://news.example/x\r\nWARC-Type: response"
    (first, _) = read(written(snapshots))
    assert first.url == "https://news.example/x%20WARC-Type:%20response"


def test_each_record_is_packed_by_itself(snapshots: list[Any]) -> None:
    """So that a reader can jump to one."""
    data, pieces = written(snapshots), 0
    while data:
        unpacking = zlib.decompressobj(31)
        assert unpacking.decompress(data).startswith(b"WARC/1.1\r\n")
        data, pieces = unpacking.unused_data, pieces + 1
    assert pieces == 4
