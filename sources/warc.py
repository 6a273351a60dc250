"""Web archives (WARC): reading the pages in one, in a process of its own, and writing one of snapshots."""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from warcio.warcwriter import WARCWriter

from newsroom.errors import Refused
from sources.capture import sha256, stored_raw
from sources.choices import CaptureMethod
from sources.models import Snapshot
from sources.parsing import Ended, answers
from sources.warc_reading import LARGEST, LARGEST_RECORD, MOST_RECORDS, Recorded

# The rule, and the sentence.
REASONS: dict[str, tuple[str, Promise]] = {
    "damaged": (
        "warc_damaged",
        gettext_lazy(
            "The web archive is damaged or cut off. Make it again, or upload its pages one by one."
        ),
    ),
    "empty": (
        "warc_damaged",
        gettext_lazy("This is not a web archive (WARC), or it is empty."),
    ),
    "records": (
        "warc_size",
        gettext_lazy("The archive has more than %(most)s records. Split it."),
    ),
    "page": (
        "warc_size",
        gettext_lazy("The archive's copy of %(url)s is larger than %(most)s MB."),
    ),
    "unpacked": (
        "warc_size",
        gettext_lazy("The archive is larger than %(most)s MB unpacked. Split it."),
    ),
    "too_much": (
        "warc_size",
        gettext_lazy("Reading this archive takes more time or memory than is allowed. Split it."),
    ),
}
_MOST = {
    "records": f"{MOST_RECORDS:,}",
    "page": LARGEST_RECORD // 10**6,
    "unpacked": LARGEST // 10**6,
}


def records(body: bytes) -> Iterator[Recorded]:
    """The pages, PDFs and texts in an archive, as ``sources.warc_reading`` reads them.

    Raises Refused where it can't be read on, after yielding what came before.
    """
    try:
        for head, content in answers({"kind": "warc"}, body):
            if reason := head.get("refused"):
                raise _refusal(reason, head.get("url", ""))
            moment = datetime.fromisoformat(head["date"]) if head["date"] else None
            yield Recorded(head["url"], moment, head["media_type"], head["charset"], content)
    except Ended as error:
        raise _refusal("too_much" if error.too_much else "damaged") from error


def _refusal(reason: str, url: str = "") -> Refused:
    rule, sentence = REASONS[reason]
    return Refused(sentence, rule, url=url, most=_MOST.get(reason, ""))


class Written(NamedTuple):
    """Where the raw bytes of a snapshot begin in an archive, and how long their record is."""

    snapshot: Snapshot
    uri: str
    media_type: str
    offset: int
    length: int


def write(
    snapshots: Iterable[Snapshot], stream: BinaryIO, read: Callable[[str], bytes] = stored_raw
) -> int:
    """Write the raw bytes of snapshots as a WARC, each record gzipped; returns how many.

    For each, a ``resource`` record and a ``metadata`` record with the hash of the text. What was
    uploaded stands under the hash of its bytes, since nobody fetched it from an address. What was
    pasted, copied or imported is left out, and what was erased. The same snapshots give the same bytes.

    ``read``: the raw bytes by the name under which they are stored.
    """
    return sum(1 for _written in write_each(snapshots, stream, read))


def write_each(
    snapshots: Iterable[Snapshot], stream: BinaryIO, read: Callable[[str], bytes] = stored_raw
) -> Iterator[Written]:
    """As ``write``, and says of each at which offset it is."""
    counted = _Counted(stream)
    writer = WARCWriter(counted, gzip=True, warc_version="1.1")
    for snapshot in snapshots:
        if snapshot.method not in (CaptureMethod.FETCHED, CaptureMethod.UPLOADED):
            continue
        if not snapshot.raw_name:
            continue
        body = read(snapshot.raw_name)
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
        offset = counted.written
        _write_one(writer, "resource", body, headers | {"Content-Type": media_type})
        length = counted.written - offset
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
        yield Written(snapshot, uri, media_type, offset, length)


class _Counted:
    """A stream that counts what is written; standard output can't say where it is."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.written = stream, 0

    def write(self, part: bytes) -> int:
        self.written += len(part)
        return self.stream.write(part)

    def flush(self) -> None:
        self.stream.flush()


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
