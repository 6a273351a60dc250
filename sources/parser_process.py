"""Takes one HTML page or PDF apart, in a process of its own: ``python -m sources.parser_process``.

Strangers wrote what is read here, so it may hang, crash or eat memory; then this process ends
alone. It reads a line of JSON (``kind``, ``url``) and the bytes (of HTML: UTF-8) from standard
input, and writes one JSON object: what ``read_html`` or ``read_pdf`` returns, or ``refused`` with
the name of the reason. It knows neither Django nor the database.
"""

import io
import json
import logging
import resource
import sys
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import pypdf
import trafilatura
from lxml.html import HtmlElement, document_fromstring
from pypdf.errors import DependencyError, PdfReadError, PyPdfError
from trafilatura.utils import HTML_PARSER, load_html

from sources.page_metadata import stated_by

MEMORY = 3 * 1024**3  # bytes of address space
SECONDS = 60  # of computing
LONGEST = 5_000_001  # characters; one more than is stored
MOST_PAGES = 3000


class Unreadable(Exception):
    """``reason``: a key of ``sources.documents.REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_html(page: str, url: str) -> dict[str, Any]:
    """The main text of a page and what the page states about itself. Raises Unreadable."""
    tree = load_html(page)
    # Beyond some depth the parser drops what follows, and says so nowhere else.
    if any("depth" in each.message.lower() for each in HTML_PARSER.error_log):
        raise Unreadable("too_deep")
    if tree is None:
        tree = document_fromstring(f"<html><body>{page}</body></html>")
    found = stated_by(tree, url)
    return found | {"text": _main_text(tree), "method": f"trafilatura {trafilatura.__version__}"}


def _main_text(tree: HtmlElement) -> str:
    letters = _show_the_invisible(tree)
    # Precise first: what surrounds an article is not its text. A page that is no article still
    # has one, which the second look finds.
    for precise in (True, False):
        found = trafilatura.bare_extraction(
            tree, include_comments=False, favor_precision=precise, with_metadata=False
        )
        text = (getattr(found, "text", "") or "").strip()
        if text:
            return text.translate(letters)
    raise Unreadable("no_text")


def _show_the_invisible(tree: HtmlElement) -> dict[int, int]:
    """Put rare letters in the place of joiners and direction marks, and return the way back.

    trafilatura drops every character that doesn't print, and with them parts of Persian words,
    of emoji and of flags.
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
        # Many a report that anybody may open is encrypted against printing, with no password.
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
        said: Mapping[str, Any] = reader.metadata or {}
        title, author = (str(said.get(name) or "") for name in ("/Title", "/Author"))
    except DependencyError as error:
        raise Unreadable("pdf_encrypted") from error
    except (PyPdfError, PdfReadError, ValueError, TypeError, KeyError, IndexError) as error:
        raise Unreadable("pdf_damaged") from error
    except (AttributeError, ArithmeticError, AssertionError, RecursionError) as error:
        raise Unreadable("pdf_damaged") from error
    text = "\n\n".join(filter(None, pages))
    # A font that doesn't say which letters its signs are.
    lost = sum(unicodedata.category(c) in ("Co", "Cn") or c == "\ufffd" for c in text)
    if lost * 10 > len(text):
        raise Unreadable("pdf_letters")
    if not any(c.isalnum() for c in text):
        raise Unreadable("pdf_no_text")
    return {
        "text": text,
        "title": " ".join(title.split()),
        "byline": " ".join(author.split()),
        "method": f"pypdf {pypdf.__version__}",
    }


def within_limits(read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``read`` returns, or why not."""
    try:
        return read()
    except Unreadable as error:
        return {"refused": error.reason}
    except MemoryError:
        return {"refused": "too_much"}


def main() -> None:
    """Read what stands on standard input, under limits that a loop or a bomb can't pass."""
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == "linux":  # macOS does not count address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    if asked["kind"] == "pdf":
        found = within_limits(lambda: read_pdf(body))
    else:
        found = within_limits(lambda: read_html(body.decode(), asked["url"]))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
