"""Reads one page, PDF, text or web archive, in a process of its own: ``python -m sources.parser_process``.

Untrusted files may make a parser hang, crash or fill the memory; then only this process ends. It
reads a line of JSON (``kind``, ``url``, ``charset``) and the bytes from standard input, and writes a
line of JSON: the result of ``read_html``, ``read_pdf`` or ``read_text``, or ``refused`` with the name
of the reason. For a web archive it writes a line for each page, which its bytes follow; for a picture a
line and the picture drawn again. It uses neither Django nor the database.
"""

import io
import json
import logging
import resource
import sys
import unicodedata
from collections.abc import Mapping
from typing import Any, BinaryIO

import pypdf
import trafilatura
from lxml.html import HtmlElement, document_fromstring
from PIL import Image
from pypdf.errors import DependencyError, PdfReadError, PyPdfError
from trafilatura.utils import HTML_PARSER, load_html

from sources import warc_reading
from sources.decoding import Undecodable, decode, stated_in
from sources.page_metadata import metadata_of
from sources.pictures import drawn_again
from sources.process_limits import limit_memory

MEMORY = 3 * 1024**3  # bytes of address space
SECONDS = 60  # of processor time
LONGEST = 5_000_001  # characters; one more than can be stored
MOST_PAGES = 3000
# Elements within one other: finding an article takes time by the square of their number, here a second.
MOST_SIBLINGS = 20_000


class Unreadable(Exception):
    """``reason``: a key of ``sources.documents.REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_html(page: str, url: str) -> dict[str, Any]:
    """The main text of a page and what the page states about itself. Raises Unreadable."""
    tree = load_html(page)
    # Beyond some depth the parser drops what follows, and says so only in this log.
    if any("depth" in each.message.lower() for each in HTML_PARSER.error_log):
        raise Unreadable("too_deep")
    if tree is None:
        tree = document_fromstring(f"<html><body>{page}</body></html>")
    if any(len(each) > MOST_SIBLINGS for each in tree.iter()):
        raise Unreadable("too_many_parts")
    found = metadata_of(tree, url)
    return found | {"text": _main_text(tree), "read_by": f"trafilatura {trafilatura.__version__}"}


def _main_text(tree: HtmlElement) -> str:
    letters = _show_the_invisible(tree)
    # First without what surrounds an article; then anything, for pages that are not articles.
    for precise in (True, False):
        found = trafilatura.bare_extraction(
            tree, include_comments=False, favor_precision=precise, with_metadata=False
        )
        text = (getattr(found, "text", "") or "").strip()
        if text:
            return text.translate(letters)
    raise Unreadable("no_text")


def _show_the_invisible(tree: HtmlElement) -> dict[int, int]:
    """Replace joiners and direction marks by rare letters; returns the table that reverses it.

    trafilatura drops characters that don't print, and with them parts of Persian words, emoji and
    flags.
    """
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    used = {c for each in elements for part in (each.text, each.tail) if part for c in part}
    hidden = sorted(c for c in used if unicodedata.category(c) == "Cf")
    spare = (c for c in map(chr, range(0x13000, 0x1342F)) if c not in used)
    shown = str.maketrans(dict(zip(hidden, spare, strict=False)))
    if shown:
        for each in elements:
            each.text = each.text and each.text.translate(shown)
            each.tail = each.tail and each.tail.translate(shown)
    return {ord(letter): code for code, letter in shown.items()}


def read_pdf(body: bytes) -> dict[str, Any]:
    """The text layer of a PDF, page after page, and its title and author. Raises Unreadable."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(body))
        # Many public reports are encrypted against printing, without a password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("pdf_encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable("pdf_pages")
        pages, length = [], 0
        for page in reader.pages:
            pages.append(page.extract_text().strip())
            length += len(pages[-1])
            if length > LONGEST:
                break
        stated: Mapping[str, Any] = reader.metadata or {}
        title, author = (str(stated.get(name) or "") for name in ("/Title", "/Author"))
    except DependencyError as error:
        raise Unreadable("pdf_encrypted") from error
    except (
        *(PyPdfError, PdfReadError, ValueError, TypeError, KeyError, IndexError),
        *(AttributeError, ArithmeticError, AssertionError, RecursionError),
    ) as error:
        raise Unreadable("pdf_damaged") from error
    text = "\n\n".join(filter(None, pages))
    # Some fonts don't say which letters their glyphs are.
    lost = sum(unicodedata.category(c) in ("Co", "Cn") or c == "\ufffd" for c in text)
    if lost * 10 > len(text):
        raise Unreadable("pdf_letters")
    if not any(c.isalnum() for c in text):
        raise Unreadable("pdf_no_text")
    return {
        "text": text,
        "title": " ".join(title.split()),
        "byline": " ".join(author.split()),
        "read_by": f"pypdf {pypdf.__version__}",
    }


def read_text(body: bytes, charset: str) -> dict[str, Any]:
    return {"text": decode(body, charset), "read_by": "plain text"}


def write_archive(body: bytes, out: BinaryIO) -> None:
    """Write each page of the archive with its bytes. Raises Unreadable."""
    for page in warc_reading.records(io.BytesIO(body)):
        head = {
            "url": page.url,
            "date": page.date and page.date.isoformat(),
            "media_type": page.media_type,
            "charset": page.charset,
            "length": len(page.body),
        }
        out.write(json.dumps(head).encode() + b"\n" + page.body)


def _read(request: dict[str, str], body: bytes) -> dict[str, Any]:
    match request["kind"]:
        case "pdf":
            return read_pdf(body)
        case "text":
            return read_text(body, request["charset"])
        case _:
            page = decode(body, request["charset"], stated_in(body))
            # Half a surrogate pair is no character.
            return read_html(page.encode("utf-8", "replace").decode(), request["url"])


def write_picture(body: bytes, out: BinaryIO) -> None:
    """The picture drawn again. Raises Unreadable."""
    try:
        drawn = drawn_again(body)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable("no_picture") from error
    out.write(json.dumps({"length": len(drawn)}).encode() + b"\n" + drawn)


def main() -> None:
    """Parse standard input, within limits of time and memory."""
    logging.disable(logging.CRITICAL)
    limit_memory(MEMORY)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    request = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    found: dict[str, Any]
    try:
        if request["kind"] == "warc":
            write_archive(body, sys.stdout.buffer)
            return
        if request["kind"] == "picture":
            write_picture(body, sys.stdout.buffer)
            return
        found = _read(request, body)
    except warc_reading.Unreadable as error:
        found = {"refused": error.reason, "url": error.url}
    except Unreadable as error:
        found = {"refused": error.reason}
    except Undecodable:
        found = {"refused": "encoding"}
    except MemoryError:
        found = {"refused": "too_much"}
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n")


if __name__ == "__main__":
    main()
