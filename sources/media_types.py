"""The media type of bytes, by the bytes; the declared type only breaks a tie."""

import re
from collections.abc import Mapping, Sequence

HTML, PDF, TEXT, XML, WARC, GZIP, UNKNOWN = (
    *("text/html", "application/pdf", "text/plain", "application/xml", "application/warc"),
    *("application/gzip", "application/octet-stream"),
)
FEED = "application/rss+xml"
WORD, SHEET, SLIDES, RTF, EBOOK = (
    *("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"),
    *("application/rtf", "application/epub+zip"),
)
OFFICE, ZIP = "application/x-ole-storage", "application/zip"

_AT_THE_START: Mapping[str, Sequence[bytes]] = {
    WARC: [b"WARC/"],
    GZIP: [b"\x1f\x8b"],
    RTF: [b"{\\rtf"],
    OFFICE: [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    ZIP: [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"],
    "image/png": [b"\x89PNG\r\n\x1a\n"],
    "image/jpeg": [b"\xff\xd8\xff"],
    "image/gif": [b"GIF87a", b"GIF89a"],
    "image/tiff": [b"II*\x00", b"MM\x00*"],
    # With a tag, or with the first frame of a layer III.
    "audio/mpeg": [b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"],
    "audio/ogg": [b"OggS"],
    "audio/flac": [b"fLaC"],
    "video/webm": [b"\x1aE\xdf\xa3"],
}
# File names in the first or last part of packed documents.
_PACKED: tuple[tuple[bytes, str], ...] = (
    (b"application/epub+zip", EBOOK),
    (b"opendocument.text", WORD),
    (b"opendocument.spreadsheet", SHEET),
    (b"opendocument.presentation", SLIDES),
    (b"word/", WORD),
    (b"xl/", SHEET),
    (b"ppt/", SLIDES),
)
_HTML_START = re.compile(
    rb"<(!doctype\s+html|html|head|body|script|style|title|meta|link|h[1-6]|div|article|main"
    rb"|section|table|font|iframe|p|a|b|br)[\s>/]",
    re.IGNORECASE,
)
_FEED_START = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")
_BEFORE_THE_ROOT = re.compile(rb"(\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?!\s+html)[^>]*>)", re.DOTALL)
_TAG = re.compile(rb"</?[a-zA-Z][^<>]*>")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # but ESC, which Japanese mail still uses
_WIDE = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 64 * 1024


def sniff(body: bytes, declared: str = "") -> str:
    """The media type of ``body``, such as ``text/html``; ``declared`` is the sender's."""
    start = body[:LOOKED_AT]
    for media_type, marks in _AT_THE_START.items():
        if start.startswith(tuple(marks)):
            return media_type
    # Readers of PDF look for its mark in the first kilobyte.
    if b"%PDF-" in start[:1024]:
        return PDF
    if start.startswith(b"PK\x03\x04"):
        ends = start + body[-LOOKED_AT:]
        return next((kind for mark, kind in _PACKED if mark in ends), ZIP)
    if start[4:8] == b"ftyp":
        return "image/heic" if start[8:12] in (b"heic", b"mif1", b"avif") else "video/mp4"
    if start.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(start[8:12], "video/avi")
    if start.startswith(_WIDE):
        start = start.replace(b"\x00", b"")[2:]
    elif _CONTROL.search(start):
        return UNKNOWN
    return _markup(start.removeprefix(b"\xef\xbb\xbf"), declared.partition(";")[0].strip().lower())


def _markup(start: bytes, declared: str) -> str:
    at = 0
    while (before := _BEFORE_THE_ROOT.match(start, at)) and before.end() > at:
        at = before.end()
    if _HTML_START.match(start, at):
        return HTML
    if _FEED_START.match(start, at):
        return FEED
    if start[:5] == b"<?xml" or start[at : at + 4] == b"<svg":
        return XML
    if declared in ("text/html", "application/xhtml+xml") and _TAG.search(start, at):
        return HTML
    return TEXT
