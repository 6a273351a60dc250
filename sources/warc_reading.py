"""The pages in a web archive (WARC). Uses neither Django nor the database."""

import io
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from sources.media_types import HTML, PDF, TEXT, sniff

LARGEST_RECORD = 50_000_000  # bytes, unpacked
LARGEST = 2_000_000_000  # bytes of the whole archive, unpacked
MOST_RECORDS = 100_000
LONGEST_LINE = 64 * 1024
MOST_HEADERS = 1000
BLOCK = 64 * 1024
DECLARED = ("text/html", "application/xhtml+xml", PDF, TEXT)


class Unreadable(Exception):
    """``reason``: a key of ``sources.warc.REASONS``; ``url``: of the page that it is about."""

    def __init__(self, reason: str, url: str = "") -> None:
        super().__init__(reason)
        self.reason, self.url = reason, url


@dataclass(frozen=True)
class Recorded:
    """A page, PDF or text that an archive holds."""

    url: str
    date: datetime | None  # when it was archived
    media_type: str  # by the bytes
    charset: str  # stated by the server; empty where it was not
    body: bytes = field(repr=False)


def records(stream: BinaryIO) -> Iterator[Recorded]:
    """The pages, PDFs and texts in an archive (gzipped or not), in its order.

    Successful answers of servers (``response``), and what was stored without an answer
    (``resource``); images, scripts, redirects and the like are skipped. Raises Unreadable where the
    archive is damaged, cut off or too large, after yielding what came before.
    """
    lines = _Lines(_Unpacked(stream))
    archive = ArchiveIterator(io.BytesIO(), arc2warc=False)
    archive.reader = lines
    count = 0
    while True:
        lines.in_headers(True)
        try:
            record = next(archive, None)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError) as error:
            raise _damaged() from error
        if record is None:
            break
        lines.in_headers(False)
        length = record.rec_headers.get_header("Content-Length") or ""
        if record.format != "warc" or not (length.isascii() and length.isdecimal()):
            raise _damaged()
        count += 1
        if count > MOST_RECORDS:
            raise Unreadable("records")
        found = _recorded(record)
        # The library does not notice a record that is cut off.
        while record.raw_stream.read(BLOCK):
            pass
        if getattr(record.raw_stream, "limit", 0):
            raise _damaged()
        if found:
            yield found
    if not count:
        raise Unreadable("empty")


def _recorded(record: ArcWarcRecord) -> Recorded | None:
    header = record.rec_headers.get_header
    url = (header("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    sent = record.http_headers
    if record.rec_type == "response":
        if sent is None or sent.get_statuscode() != "200":
            return None
        declared = sent.get_header("Content-Type") or ""
    elif record.rec_type == "resource":
        declared = record.content_type or ""
    else:
        return None
    kind, __, parameters = declared.partition(";")
    if kind.strip().lower() not in DECLARED or header("WARC-Truncated") or not url:
        return None
    body = _body(record, url)
    media_type = sniff(body, kind)
    if media_type not in (HTML, PDF, TEXT) or len(url) > 2000:
        return None
    charset = parameters.lower().partition("charset=")[2].strip(" \"'").partition(";")[0]
    return Recorded(url, _date(header("WARC-Date") or ""), media_type, charset, body)


def _body(record: ArcWarcRecord, url: str) -> bytes:
    stream, sent = record.raw_stream, record.http_headers
    if sent and (sent.get_header("Transfer-Encoding") or "").lower() == "chunked":
        # Some archives keep the chunks, others only the header; this reads both.
        stream = ChunkedDataReader(stream)
    body: bytes = stream.read(LARGEST_RECORD + 1)
    packed = sent and (sent.get_header("Content-Encoding") or "").lower() in ("gzip", "x-gzip")
    if packed and body.startswith(b"\x1f\x8b"):
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            body = unpacking.decompress(body, LARGEST_RECORD + 1)
        except zlib.error as error:
            raise _damaged() from error
        if not unpacking.eof and len(body) <= LARGEST_RECORD:
            raise _damaged()
    if len(body) > LARGEST_RECORD:
        raise Unreadable("page", url)
    return body


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _damaged() -> Unreadable:
    return Unreadable("damaged")


class _Unpacked:
    """An archive's unpacked bytes, whether gzipped as a whole, record by record, or not at all."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.given = 0
        self.waiting = stream.read(BLOCK)  # not yet unpacked
        self.packed = self.waiting.startswith(b"\x1f\x8b")
        self.unpacking = _unpacking()

    def read(self, length: int) -> bytes:
        if not self.packed:
            part, self.waiting = self.waiting or self.stream.read(length), b""
        else:
            part = self._unpack(length)
        self.given += len(part)
        if self.given > LARGEST:
            raise Unreadable("unpacked")
        return part

    def _unpack(self, length: int) -> bytes:
        while True:
            if self.unpacking.eof:  # another part may follow
                self.waiting = self.unpacking.unused_data or self.stream.read(BLOCK)
                if not self.waiting.strip(b"\x00"):
                    return b""
                self.unpacking = _unpacking()
            self.waiting = self.waiting or self.stream.read(BLOCK)
            if not self.waiting:
                raise _damaged()
            try:
                part: bytes = self.unpacking.decompress(self.waiting, length)
            except zlib.error as error:
                raise _damaged() from error
            self.waiting = self.unpacking.unconsumed_tail
            if part:
                return part


def _unpacking() -> Any:
    return zlib.decompressobj(16 + zlib.MAX_WBITS)


class _Lines(BufferedReader):  # type: ignore[misc] # the library has no types
    """The library's reader, with limits for header lines."""

    def __init__(self, stream: _Unpacked) -> None:
        super().__init__(stream)
        self.left = sys.maxsize

    def in_headers(self, now: bool) -> None:
        self.left = MOST_HEADERS if now else sys.maxsize

    def readline(self, length: int | None = None) -> bytes:
        self.left -= 1
        line: bytes = super().readline(min(length or LONGEST_LINE, LONGEST_LINE))
        if self.left < 0 or (len(line) == LONGEST_LINE and not line.endswith(b"\n")):
            raise _damaged()
        return line
