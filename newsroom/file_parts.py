"""Answers with a file on disk, or with a part of it where a Range is requested."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from newsroom import problems

BLOCK = 1 << 17  # bytes


def answer(request: Any, path: Path, tag: str, content_type: str) -> HttpResponseBase:
    """The file whose bytes the tag names; 206 for a part, 304 to a client that has it, 416 beyond it."""
    size, etag = path.stat().st_size, quote_etag(tag)
    first, length, status = _range(request, size, etag)
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        sentence = _("The file has %(size)s bytes.") % {"size": size}
        beyond = problems.answer(request.path, status, sentence)
        beyond["Content-Range"] = f"bytes */{size}"
        return beyond
    headers = {"Accept-Ranges": "bytes", "ETag": etag, "Content-Length": str(length)}
    if status == HTTPStatus.PARTIAL_CONTENT:
        headers["Content-Range"] = f"bytes {first}-{first + length - 1}/{size}"
    made: Any = StreamingHttpResponse(content_type=content_type, status=status, headers=headers)
    if request.method == "GET":
        made.streaming_content = part(path, first, length)
    found: Any = get_conditional_response(request, etag=etag, response=made)
    response: HttpResponseBase = found
    return response


def part(path: Path, first: int, length: int) -> Iterator[bytes]:
    """So many bytes of the file, from the first on."""
    with path.open("rb") as file:
        file.seek(first)
        while length and (block := file.read(min(BLOCK, length))):
            length -= len(block)
            yield block


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int, HTTPStatus]:
    """The first byte, the number of bytes and the status; the whole file where no part is understood."""
    whole = (0, size, HTTPStatus.OK)
    text = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        return whole
    match = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", text.strip())
    if match is None or match.group(1, 2) == ("", ""):
        return whole
    given_first, given_last = match.groups()
    if not given_first:
        length = min(int(given_last), size)
        first, last = size - length, size - 1
    else:
        first = int(given_first)
        last = min(int(given_last), size - 1) if given_last else size - 1
    if given_first and given_last and int(given_last) < first:
        return whole
    if first > last:
        return 0, 0, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    return first, last - first + 1, HTTPStatus.PARTIAL_CONTENT
