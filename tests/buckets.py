"""A bucket of S3 on this machine, for tests of what is stored in one."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest


def listed(kept: dict[str, bytes], bucket: str, query: dict[str, list[str]]) -> bytes:
    """ListObjects: the objects below a prefix, and the folders there."""
    prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
    keys = [path.removeprefix(f"/{bucket}/") for path in sorted(kept)]
    below = [key for key in keys if key.startswith(prefix)]
    folders, objects = set(), []
    for key in below:
        rest = key.removeprefix(prefix)
        if delimiter and delimiter in rest:
            folders.add(prefix + rest.partition(delimiter)[0] + delimiter)
        else:
            objects.append(key)
    parts = [
        *(f"<Contents><Key>{escape(key)}</Key><Size>1</Size></Contents>" for key in objects),
        *(
            f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>"
            for each in sorted(folders)
        ),
    ]
    namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    return (
        f'<ListBucketResult xmlns="{namespace}"><IsTruncated>false</IsTruncated>'
        f"{''.join(parts)}</ListBucketResult>"
    ).encode()


class Objects(BaseHTTPRequestHandler):
    objects: dict[str, bytes]
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"x"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    @property
    def object(self) -> str:
        return unquote(urlsplit(self.path).path)

    def do_PUT(self) -> None:
        self.objects[self.object] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_GET(self) -> None:
        bucket = self.object.strip("/")
        if "/" not in bucket:
            query = parse_qs(urlsplit(self.path).query)
            self.answer(200, listed(self.objects, bucket, query))
            return
        found = self.objects.get(self.object)
        self.answer(404 if found is None else 200, found or b"")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.objects.pop(self.object, None)
        self.answer(204)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """A server that keeps objects as S3 does: PUT, HEAD, GET and DELETE by their path, and lists."""
    kept: dict[str, bytes] = {}

    class Handler(Objects):
        objects = kept

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        for name, value in {
            "AWS_ACCESS_KEY_ID": "somebody",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{server.server_port}",
            "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
            "AWS_EC2_METADATA_DISABLED": "true",
            "MEDIA_STORAGE": "s3://captures/of/ours/",
        }.items():
            monkeypatch.setenv(name, value)
        yield kept
        server.shutdown()
