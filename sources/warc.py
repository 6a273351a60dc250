"""Web archives (WARC): reading the pages in one, and writing one of stored snapshots."""

import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from newsroom.errors import Refused
from sources.capture import sha256, stored_raw
from sources.choices import CaptureMethod
from sources.media_types import HTML, PDF, TEXT, sniff
from sources.models import Snapshot

LARGEST_RECORD = 50_000_000  # bytes, unpacked
LARGEST = 2_000_000_000  # bytes of the whole archive, unpacked
MOST_RECORDS = 100_000
LONGEST_LINE = 64 * 1024
MOST_HEADERS = 1000
BLOCK = 64 * 1024
DECLARED = ("text/html", "application/xhtml+xml", PDF, TEXT)


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
    (``resource``); images, scripts, redirects and the like are skipped. Raises Refused where the
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
            raise Refused(
                _("The archive has more than %(most)s records. Split it."),
                "warc_size",
                most=f"{MOST_RECORDS:,}",
            )
        found = _recorded(record)
        # The library does not notice a record that is cut off.
        while record.raw_stream.read(BLOCK):
            pass
        if getattr(record.raw_stream, "limit", 0):
            raise _damaged()
        if found:
            yield found
    if not count:
        raise Refused(_("This is not a web archive (WARC), or it is empty."), rule="warc_damaged")


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
        raise Refused(
            _("The archive's copy of %(url)s is larger than %(most)d MB."),
            "warc_size",
            url=url,
            most=LARGEST_RECORD // 10**6,
        )
    return body


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _damaged() -> Refused:
    return Refused(
        _("The web archive is damaged or cut off. Make it again, or upload its pages one by one."),
        rule="warc_damaged",
    )


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
            raise Refused(
                _("The archive is larger than %(most)d MB unpacked. Split it."),
                "warc_size",
                most=LARGEST // 10**6,
            )
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


def write(snapshots: Iterable[Snapshot], stream: BinaryIO) -> int:
    """Write the raw bytes of snapshots as a WARC, each record gzipped; returns how many.

    For each, a ``resource`` record and a ``metadata`` record with the hash of the text. What was
    uploaded stands under the hash of its bytes, since nobody fetched it from an address. What was
    pasted, copied or imported is left out. The same snapshots give the same bytes.
    """
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    written = 0
    for snapshot in snapshots:
        if snapshot.method not in (CaptureMethod.FETCHED, CaptureMethod.UPLOADED):
            continue
        written += 1
        body = stored_raw(snapshot.raw_name)
        stated = "%20".join(snapshot.source.uri.split())
        fetched = snapshot.method == CaptureMethod.FETCHED
        uri = stated if fetched else f"urn:sha256:{snapshot.raw_sha256}"
        moment = snapshot.captured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        name = f"{uri} {moment} {snapshot.raw_sha256}"
        headers = {
            "WARC-Record-ID": _record_id(name),
            "WARC-Date": moment,
            "WARC-Target-URI": uri,
        }
        media_type = snapshot.media_type or "application/octet-stream"
        _write_one(writer, "resource", body, headers | {"Content-Type": media_type})
        fields = {
            "textSha256": snapshot.text_sha256,
            "textLength": str(len(snapshot.text)),
            "method": snapshot.method,
            "textReadBy": snapshot.read_by,
            "rawSha256": snapshot.raw_sha256,
        } | ({} if fetched else {"statedAddress": stated})
        lines = "".join(f"{key}: {value}\r\n" for key, value in fields.items())
        headers |= {
            "WARC-Record-ID": _record_id(f"{name} metadata"),
            "WARC-Refers-To": headers["WARC-Record-ID"],
            "Content-Type": "application/warc-fields",
        }
        _write_one(writer, "metadata", lines.encode(), headers)
    return written


def _write_one(writer: WARCWriter, kind: str, body: bytes, headers: dict[str, str]) -> None:
    digest = f"sha256:{sha256(body)}"
    record = writer.create_warc_record(
        headers["WARC-Target-URI"],
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type=headers["Content-Type"],
        warc_headers_dict=headers | {"WARC-Block-Digest": digest, "WARC-Payload-Digest": digest},
    )
    writer.write_record(record)


def _record_id(name: str) -> str:
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>"
