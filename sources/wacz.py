"""Web archives as packages (WACZ 1.1.1): a WARC with its index, a list of pages, hashes and time stamps.

https://specs.webrecorder.net/wacz/1.1.1/
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from typing import IO, Any, BinaryIO
from urllib.parse import urlsplit
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sources.capture import stored_raw
from sources.models import Snapshot, TimeStamp
from sources.snapshot_stamps import stamped_lines
from sources.warc import Written, write_each

VERSION = "1.1.1"
MEDIA_TYPE = "application/wacz"
ARCHIVE = "data.warc.gz"
SOFTWARE = "manage.py wacz"
BLOCK = 1 << 20
HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
# The same snapshots give the same bytes, so no file of the package has a date.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def write(
    snapshots: Iterable[Snapshot],
    stream: BinaryIO,
    title: str = "",
    read: Callable[[str], bytes] = stored_raw,
) -> int:
    """Write the raw bytes of snapshots as a package; returns how many. Leaves out what a WARC does.

    ``read``: as for ``sources.warc.write``.
    """
    with tempfile.TemporaryFile() as warc, ZipFile(stream, "w") as package:
        written = [_without_text(each) for each in write_each(snapshots, warc, read)]
        files = _Files(package)
        warc.seek(0)
        files.add(f"archive/{ARCHIVE}", warc, ZIP_STORED)
        files.add_lines("indexes/index.cdxj", sorted(map(_index_line, written)))
        pages = [json.dumps(HEADER), *(json.dumps(_page(each)) for each in written)]
        files.add_lines("pages/pages.jsonl", pages)
        for each in written:
            for name, content in _stamps(each.snapshot):
                files.add_bytes(name, content)
        _describe(files, title)
    return len(written)


class _Files:
    """Those of the package, with the hash of each."""

    def __init__(self, package: ZipFile) -> None:
        self.package = package
        self.resources: list[dict[str, Any]] = []

    def add(self, path: str, content: IO[bytes], how: int = ZIP_DEFLATED) -> None:
        # replayweb.page looks in the wrong place for the content of a file that has ZIP64 fields without need.
        is_large = content.seek(0, 2) > ZIP64_LIMIT
        content.seek(0)
        hashed, size = hashlib.sha256(), 0
        info = ZipInfo(path, NO_DATE)
        info.compress_type = how
        with self.package.open(info, "w", force_zip64=is_large) as file:
            while block := content.read(BLOCK):
                hashed.update(block)
                size += len(block)
                file.write(block)
        # Validators take small letters alone, and no name twice.
        name = path.rpartition("/")[2].lower()
        if name in {each["name"] for each in self.resources}:
            name = f"{len(self.resources)}-{name}"
        resource = {"name": name, "path": path, "hash": f"sha256:{hashed.hexdigest()}"}
        self.resources.append({**resource, "bytes": size})

    def add_bytes(self, path: str, content: bytes) -> None:
        with tempfile.SpooledTemporaryFile(max_size=BLOCK) as file:
            file.write(content)
            file.seek(0)
            self.add(path, file)

    def add_lines(self, path: str, lines: Iterable[str]) -> None:
        self.add_bytes(path, "".join(f"{line}\n" for line in lines).encode())


def _without_text(written: Written) -> Written:
    """So that a large package does not hold all texts in memory."""
    written.snapshot.text = ""
    return written


def _describe(files: _Files, title: str) -> None:
    described = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "software": SOFTWARE,
        **({"title": title} if title else {}),
        "resources": list(files.resources),
    }
    content = json.dumps(described, indent=2, ensure_ascii=False).encode()
    files.add_bytes("datapackage.json", content)
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    files.add_lines(
        "datapackage-digest.json", [json.dumps({"path": "datapackage.json", "hash": digest})]
    )


def _page(written: Written) -> dict[str, Any]:
    snapshot = written.snapshot
    return {
        "id": f"{snapshot.text_sha256[:16]}-{snapshot.pk}",
        "url": written.uri,
        "ts": _moment(snapshot, "%Y-%m-%dT%H:%M:%SZ"),
        "title": str(snapshot.source),
        "textSha256": snapshot.text_sha256,
    }


def _index_line(written: Written) -> str:
    fields = {
        "url": written.uri,
        "mime": written.media_type,
        "status": "200",
        "digest": f"sha256:{written.snapshot.raw_sha256}",
        "length": str(written.length),
        "offset": str(written.offset),
        "filename": ARCHIVE,
    }
    moment = _moment(written.snapshot, "%Y%m%d%H%M%S")
    return f"{index_key(written.uri)} {moment} {json.dumps(fields)}"


def index_key(uri: str) -> str:
    """The address with its host from the back, in lower case, by which an index is sorted.

    https://www.news.example/A?b=2&a=1 is example,news)/a?a=1&b=2.
    """
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https"):
        return uri.lower()
    host = (parts.hostname or "").removeprefix("www.")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    path = (parts.path or "/") + (f"?{query}" if query else "")
    return f"{','.join(reversed(host.split('.')))}{port}){path}".lower().replace(" ", "%20")


def _moment(snapshot: Snapshot, form: str) -> str:
    return snapshot.captured_at.astimezone(UTC).strftime(form)


def _stamps(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Each authority's answer, and what it is a stamp of."""
    stamps = list(TimeStamp.objects.stamps().filter(snapshot=snapshot).order_by("pk"))
    name = f"stamps/{snapshot.pk}-{snapshot.text_sha256[:16]}"
    if stamps:
        yield f"{name}.sha256", stamped_lines(snapshot.text_sha256, snapshot.raw_sha256)
    for each in stamps:
        yield f"{name}-{each.authority}.tsr", bytes(each.token or b"")
