"""Documents to text, with what they state about themselves."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.errors import Refused
from newsroom.texts import stripped
from sources.media_types import (
    EBOOK,
    FEED,
    GZIP,
    HTML,
    OFFICE,
    PDF,
    RTF,
    SHEET,
    SLIDES,
    TEXT,
    WARC,
    WORD,
    XML,
    ZIP,
    sniff,
)
from sources.parsing import Ended, answer
from sources.transcripts.reading import BREAKS

LARGEST = 50_000_000  # bytes
LARGEST_HTML = 20_000_000  # bytes; the longest pages of law and tables stay below

REASONS: dict[str, Promise] = {
    "no_text": gettext_lazy(
        "No article was found in this page. Copy its text and paste that, or save the page as PDF."
    ),
    "too_deep": gettext_lazy(
        "This page is nested too deep to be read in full. Copy its text and paste that."
    ),
    "too_many_parts": gettext_lazy(
        "This page has more than 20,000 paragraphs or lines in one place. Copy the text you need and paste it."
    ),
    "pdf_encrypted": gettext_lazy(
        "This PDF opens only with a password. Save a copy without one, or paste its text."
    ),
    "pdf_pages": gettext_lazy("This PDF has more than 3,000 pages. Save the ones you need."),
    "pdf_damaged": gettext_lazy(
        "This PDF is damaged and can't be read. Open it, save it again, or paste its text."
    ),
    "pdf_no_text": gettext_lazy(
        "This is a PDF without a text layer, most likely a scan. Run text recognition (OCR) on it,"
        " or transcribe what you need."
    ),
    "pdf_letters": gettext_lazy(
        "The fonts of this PDF don't say which letters they show. Open it and copy its text, or"
        " transcribe what you need."
    ),
    "encoding": gettext_lazy(
        "The encoding of this text is not stated, or stated wrongly. Save it as UTF-8 and retry, or"
        " paste the text."
    ),
    "crashed": gettext_lazy(
        "This can't be read: it is damaged, or made to be unreadable. Paste the text you need."
    ),
    "too_much": gettext_lazy(
        "Reading this takes more time or memory than is allowed. Paste the text you need."
    ),
}
_OTHER_KINDS: dict[str, Promise] = {
    WORD: gettext_lazy("This is a Word document: save it as PDF or paste its text."),
    OFFICE: gettext_lazy("This is an office document: save it as PDF or paste its text."),
    RTF: gettext_lazy("This is an RTF document: save it as PDF or paste its text."),
    SHEET: gettext_lazy("This is a spreadsheet: save it as PDF or paste the rows you need."),
    SLIDES: gettext_lazy("These are slides: save them as PDF or paste their text."),
    EBOOK: gettext_lazy("This is an e-book: paste the text you need."),
    ZIP: gettext_lazy("This is an archive: unpack it and upload the files in it one by one."),
    GZIP: gettext_lazy("This file is packed with gzip: unpack it first."),
    WARC: gettext_lazy("This is a web archive (WARC): its pages are captured one by one."),
    FEED: gettext_lazy("This is a feed: capture the articles it lists, each by its own address."),
    XML: gettext_lazy("This is XML for machines: capture the page for people, or paste its text."),
    "image": gettext_lazy("This is an image: transcribe its words and add them as an excerpt."),
    "audio": gettext_lazy("This is a recording: transcribe what is said and add it as an excerpt."),
    "video": gettext_lazy("This is a video: transcribe what is said and add it as an excerpt."),
}
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """The text of a document, and what it states; fields that it doesn't state are empty."""

    text: str  # lines end in \n; letters are not normalised
    media_type: str
    read_by: str  # the program that read it, with its version
    title: str = ""
    byline: str = ""
    publisher: str = ""
    published_on: date | None = None
    language: str = ""  # BCP 47
    canonical_url: str = ""
    licence: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)  # "json_ld": the objects as found


def read(body: bytes, media_type: str = "", url: str = "", charset: str = "") -> Document:
    """Read a document; the same bytes give the same text. Raises Refused.

    ``media_type`` and ``charset`` are the sender's, used where the bytes leave it open. ``url``
    completes links.
    """
    refuse_size(body)
    kind = sniff(body, media_type)
    if kind == HTML:
        return _html(body, url, charset)
    if kind == PDF:
        return _document(PDF, _parsed("pdf", body))
    if kind == TEXT:
        return _document(TEXT, _parsed("text", body, charset=charset))
    raise _other(kind)


def refuse_other_kinds(body: bytes, *besides: str) -> None:
    """Raise Refused for bytes of a kind that is not read; ``besides``: other kinds to let pass."""
    kind = sniff(body)
    if kind not in (HTML, PDF, TEXT, *besides):
        raise _other(kind)


def _other(kind: str) -> Refused:
    sentence = _OTHER_KINDS.get(kind) or _OTHER_KINDS.get(kind.partition("/")[0])
    return Refused(
        sentence or _("This is not a web page, PDF or plain text. Paste its text."),
        rule="document_kind",
    )


def refuse_size(body: bytes) -> None:
    """Raise Refused for an empty file and for one that is too large."""
    if not body.strip():
        raise Refused(_("The file is empty."), rule="document_empty")
    if len(body) > LARGEST:
        raise Refused(
            _("The file is larger than %(most)d MB."), "document_size", most=LARGEST // 10**6
        )


def _html(body: bytes, url: str, charset: str) -> Document:
    if len(body) > LARGEST_HTML:
        raise Refused(
            _("The page is larger than %(most)d MB. Paste the text you need."),
            "document_size",
            most=LARGEST_HTML // 10**6,
        )
    return _document(HTML, _parsed("html", body, url, charset))


def _document(media_type: str, found: dict[str, Any]) -> Document:
    text = _NOT_TEXT.sub("", BREAKS.sub("\n", found.pop("text"))).strip("\n")
    if not text.strip():
        raise Refused(_("There is no text in this document."), rule="document_empty")
    day = found.pop("published_on", None)
    # As long as the fields of a source; a longer name is not a name.
    for name in ("title", "byline", "publisher", "licence"):
        found[name] = stripped(found.get(name, ""))
    for name in ("byline", "publisher", "licence"):
        if len(found.get(name, "")) > 300:
            found[name] = ""
    if len(found.get("title", "")) > 500:
        found["title"] = found["title"][:499] + "…"
    return Document(
        text=text,
        media_type=media_type,
        published_on=date.fromisoformat(day) if day else None,
        **found,
    )


def _parsed(kind: str, body: bytes, url: str = "", charset: str = "") -> dict[str, Any]:
    request = {"kind": kind, "url": url, "charset": charset}
    try:
        found, _nothing = answer(request, body)
    except Ended as error:
        raise _refusal("too_much" if error.too_much else "crashed") from error
    if "refused" in found:
        raise _refusal(found["refused"])
    return found


def _refusal(reason: str) -> Refused:
    return Refused(REASONS[reason], rule=f"document_{reason}")
