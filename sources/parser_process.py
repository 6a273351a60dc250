"""Reads pages, PDFs, texts and web archives, each in a process of its own: ``python -m sources.parser_process``.

Untrusted files may make a parser hang, crash or fill the memory; then only the child that reads this
one ends. The parent has the libraries loaded. For each pair of connections that arrives on standard input,
a socket, it forks a child, and when that has ended it writes its exit code to the second connection,
negative for a signal. The child reads from the first one a line of JSON (``kind``, ``url``, ``charset``) and
the bytes, and writes a line of JSON: the result of ``read_html``, ``read_pdf``, ``read_text`` or
``transcript``, or ``refused`` with the name of the reason. For a web archive it writes a line for each page, which its bytes follow;
for a picture a line and the picture drawn again. None of them uses Django or the database.
"""

import gc
import io
import json
import logging
import os
import resource
import select
import signal
import socket
import sys
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO

import pypdf
import trafilatura
from lxml.etree import tostring
from lxml.html import HtmlElement, document_fromstring
from PIL import Image
from pypdf.errors import DependencyError, PdfReadError, PyPdfError
from trafilatura.utils import HTML_PARSER, load_html

from sources import warc_reading
from sources.decoding import Undecodable, decode, stated_in
from sources.page_metadata import metadata_of
from sources.pictures import drawn_again
from sources.process_limits import limit_memory
from sources.transcripts import UnreadableTranscript, read_transcript

MEMORY = 3 * 1024**3  # bytes of address space
SECONDS = 60  # of processor time
NICE = 10  # who waits for a page comes first
IDLE = 600  # seconds without work after which the parent ends
LONGEST = 5_000_001  # characters; one more than can be stored
MOST_PAGES = 3000
# Elements within one other: finding an article takes time by the square of their number, here a second.
MOST_SIBLINGS = 20_000
# Joiners, direction marks and the like.
_ASCII = bytes(range(128))
INVISIBLE = {c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) == "Cf"}

_REQUEST = b'{"kind": "html", "url": "https://example.org/news/2026/1", "charset": ""}\n'
_PAGE = b"""<!doctype html><html lang=en><head><meta charset=utf-8><title>Ferry line reopens</title>
<meta property="og:site_name" content="The Paper"><meta name=author content="A. Writer">
<meta property="article:published_time" content="2026-01-02T03:04:05Z">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry line reopens"}</script>
</head><body><nav><a href="/a">News</a><a href="/b">Sports</a></nav><article><h1>Ferry line reopens</h1>
<p>The ferry line between the two islands reopened on Friday, <a href="/c">the harbour master said</a>.</p>
<p>It had carried 150 people a day before the storm of October 2025, and will carry more.</p>
<ul><li>Tickets are sold on board.<li>Children travel free.</ul><blockquote>We are glad.</blockquote>
<table><tr><th>Day<th>Boats<tr><td>Friday<td>2</table></article><footer>All rights reserved</footer></body></html>"""


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
    # An element has a bracket at least, and counting those is quicker.
    if page.count("<") > MOST_SIBLINGS and tree.xpath(f"boolean(//*/*[{MOST_SIBLINGS + 1}])"):
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
    text = tostring(tree, method="text", encoding="utf-8")
    if INVISIBLE.isdisjoint(text.translate(None, _ASCII).decode()):
        return {}
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    used = {c for each in elements for part in (each.text, each.tail) if part for c in part}
    hidden = sorted(used & INVISIBLE)
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


def transcript(body: bytes) -> dict[str, Any]:
    """Text, format and cues; what can't be read as ``sentence``, with the ``values`` that fill it in."""
    try:
        found = read_transcript(body)
    except UnreadableTranscript as error:
        return {"sentence": error.template, "values": error.values}
    cues = [(each.start_ms, each.end_ms, each.start, each.end, each.speaker) for each in found.cues]
    return {"text": found.text, "format": found.format, "cues": cues}


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
        case "transcript":
            return transcript(body)
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


def answer(given: BinaryIO, out: BinaryIO) -> None:
    """Read one document and write what is in it."""
    request = json.loads(given.readline())
    body = given.read()
    found: dict[str, Any]
    try:
        if request["kind"] == "warc":
            write_archive(body, out)
            return
        if request["kind"] == "picture":
            write_picture(body, out)
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
    out.write(json.dumps(found).encode() + b"\n")


def warm_up() -> None:
    """Read a page of our own, so that no child has to load and compile what is needed later."""
    answer(io.BytesIO(_REQUEST + _PAGE), io.BytesIO())


class Parent:
    """Forks a child for each document, and tells its reader how it ended.

    One more waits for the next document, so that nobody waits for the fork.
    """

    def __init__(self, control: socket.socket, idle: float) -> None:
        self._control = control
        self._idle = idle
        self._children: dict[int, tuple[socket.socket, socket.socket]] = {}
        self._readers: dict[int, int] = {}  # by the handle of a connection, the child
        self._waiting: tuple[int, socket.socket] | None = (
            None  # a child, and what it takes work from
        )
        self._poll = select.poll()
        self._woken, waking = socket.socketpair()
        for each in (self._woken, waking):
            each.setblocking(False)
        # A child that ends interrupts nothing and wakes the poll.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        self._waking = waking
        self._poll.register(control, select.POLLIN)
        self._poll.register(self._woken, select.POLLIN)

    def serve(self) -> None:
        """Until the process that wants documents read has ended, or wants none for long."""
        while True:
            self._have_one_waiting()
            ready = self._poll.poll(self._idle * 1000)
            if not ready and not self._children:
                # What arrives from now on is refused; what has arrived is read first.
                self._control.shutdown(socket.SHUT_RD)
            for handle, event in ready:
                if handle == self._woken.fileno():
                    self._reap()
                elif handle in self._readers and event & (select.POLLHUP | select.POLLERR):
                    # Nobody reads the answer any more.
                    self._poll.unregister(handle)
                    os.kill(self._readers.pop(handle), signal.SIGKILL)
                elif handle == self._control.fileno() and not self._accept():
                    for child in self._children:
                        os.kill(child, signal.SIGKILL)
                    return

    def _accept(self) -> bool:
        message, handles, _flags, _address = socket.recv_fds(self._control, 1, 2)
        if not message:
            return False
        connection, code = (socket.socket(fileno=handle) for handle in handles)
        child = self._hand_over(connection) or self._hand_over(connection)
        if child is None:
            connection.close()
            code.close()
            return True
        self._children[child] = connection, code
        self._readers[connection.fileno()] = child
        self._poll.register(connection, 0)
        return True

    def _hand_over(self, connection: socket.socket) -> int | None:
        """The child that has taken the connection; None where it has ended, or could not be forked."""
        self._have_one_waiting()
        if self._waiting is None:
            return None
        (child, work), self._waiting = self._waiting, None
        with work:
            try:
                socket.send_fds(work, [b"."], [connection.fileno()])
            except OSError:
                return None
        return child

    def _have_one_waiting(self) -> None:
        if self._waiting is not None:
            return
        ours, work = socket.socketpair()
        with work:
            try:
                child = os.fork()
            except OSError:
                ours.close()
                return
            if child == 0:
                ours.close()
                self._be_a_child(work)
        self._waiting = child, ours

    def _be_a_child(self, work: socket.socket) -> None:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # Otherwise the others' connections would end with this child.
            for each in self._children.values():
                for other in each:
                    other.close()
            for own in (self._control, self._woken, self._waking):
                own.close()
            gc.disable()  # it ends soon, and its memory is limited
            warm_up()  # it has then its own copy of what reading writes to
            limit_memory(MEMORY)
            os.nice(NICE)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            message, handles, _flags, _address = socket.recv_fds(work, 1, 1)
            if message:  # otherwise the parent has ended
                with (
                    socket.socket(fileno=handles[0]) as connection,
                    connection.makefile("rb") as given,
                    connection.makefile("wb") as out,
                ):
                    answer(given, out)
            code = 0
        finally:
            os._exit(code)

    def _reap(self) -> None:
        while True:
            try:
                if not self._woken.recv(4096):
                    break
            except BlockingIOError:
                break
        while self._children or self._waiting:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                break
            if self._waiting is not None and child == self._waiting[0]:
                self._waiting[1].close()
                self._waiting = None
            if child not in self._children:  # it took no document
                continue
            connection, code = self._children.pop(child)
            if self._readers.pop(connection.fileno(), None) is not None:
                self._poll.unregister(connection)
            connection.close()
            with code, suppress(OSError):  # nobody may wait for it
                code.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def main() -> None:
    """``sys.argv``: the seconds of IDLE, where they are others."""
    logging.disable(logging.CRITICAL)
    warm_up()
    # Children copy no page only because the collector has looked at it.
    gc.collect()
    gc.freeze()
    Parent(socket.socket(fileno=0), float(sys.argv[1]) if sys.argv[1:] else IDLE).serve()


if __name__ == "__main__":
    main()
