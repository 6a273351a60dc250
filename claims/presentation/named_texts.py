"""The stored texts of a source that listed publications name, and which of them readers may download."""

import html
import json
import re
import sys
import zlib
from collections.abc import Collection
from urllib.parse import unquote

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import QuerySet

from claims.models import Publication
from claims.presentation.quotes_in_context import may_be_read_whole
from claims.publication.representation import SourceBody
from newsroom.schema import SHA256
from sources.capture import start_of_raw
from sources.choices import CaptureMethod
from sources.decoding import Undecodable, decode, stated_in
from sources.licences import permits_whole_texts
from sources.media_types import HTML, TEXT
from sources.models import Snapshot, Source, Takedown

LARGEST = 10_000_000  # bytes of a capture that readers can download
BODIES_READ = 100
READ_WHOLE = (HTML, TEXT)  # in others a name may stand that a search of the bytes does not find
NESTED = 3  # escapes within escapes
_ESCAPED = re.compile(
    r"(?<!\\)\\+(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|[nrt])", re.IGNORECASE
)

# Of what was published, and of the bytes behind it: a page's markup may have more than its text.
NAMES_SOMEBODY = """
SELECT contains_a_protected_name(words)
       OR contains_a_name(jsonb_build_object('words', words),
                          ARRAY(SELECT id FROM sources_speaker WHERE protected))
  FROM unnest(%s::text[]) AS words
"""


def with_hashes(source: int, hashes: Collection[str]) -> QuerySet[Snapshot]:
    texts = Snapshot.objects.filter(source=source, text_sha256__in=hashes)
    return texts.without_text().latest_first()


def find(source: int, text_sha256: str) -> tuple[Snapshot, SourceBody] | None:
    """The text, and the source as the latest listed publication that quotes it names it."""
    if not re.fullmatch(SHA256, text_sha256):
        return None
    rows = Publication.objects.listed().naming_source(source).filter(body__contains=text_sha256)
    for body in rows.order_by("-number").values_list("body", flat=True)[:BODIES_READ]:
        for each in json.loads(body)["appearances"]:
            if (each["source"]["id"], each["snapshot"]["text_sha256"]) == (source, text_sha256):
                snapshot = with_hashes(source, [text_sha256]).first()
                return (snapshot, each["source"]) if snapshot else None
    return None


def find_whole(source: int, text_sha256: str) -> tuple[Snapshot, bytes] | None:
    """The text with its raw bytes, if readers may have both: we fetched it, its publisher or licence permits
    whole texts, it is a page or plain text, it is neither taken down nor erased, and it names nobody
    who is protected.
    """
    found = find(source, text_sha256)
    if found is None:
        return None
    snapshot, named = found
    if (
        snapshot.method != CaptureMethod.FETCHED
        or snapshot.media_type not in READ_WHOLE
        or not snapshot.raw_name
        or snapshot.erased
        or not may_be_read_whole(named)
        or not _is_permitted_now(snapshot.source)
        or Takedown.objects.standing().filter(snapshot=snapshot).exists()
    ):
        return None
    raw = _raw_within_limits(snapshot.raw_name)
    return None if raw is None or _names_somebody_protected(snapshot, raw) else (snapshot, raw)


def _is_permitted_now(source: Source) -> bool:
    """Whether licence or publisher, as they are stated today, permit whole texts."""
    publisher = source.publisher
    return permits_whole_texts(source.licence) or (publisher is not None and publisher.whole_texts)


def _raw_within_limits(name: str) -> bytes | None:
    try:
        if default_storage.size(name) > LARGEST:
            return None
        raw = start_of_raw(name, LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        return None
    return None if len(raw) > LARGEST else raw


def _names_somebody_protected(snapshot: Snapshot, raw: bytes) -> bool:
    """Also where nobody can know, since a letter of the bytes is not known."""
    try:
        markup = decode(raw, stated_in(raw))
    except Undecodable:
        return True
    if "\x00" in markup or "\ufffd" in markup:
        return True
    source = snapshot.source
    try:
        texts = {snapshot.text, source.title, *_readings(source.uri), *_readings(markup)}
    except ValueError:  # an entity with thousands of digits
        return True
    with connection.cursor() as cursor:
        cursor.execute(NAMES_SOMEBODY, [sorted(texts)])
        return any(names for (names,) in cursor.fetchall())


def _readings(markup: str) -> set[str]:
    """What may be read in it: with entities resolved, and with every escape resolved, also those in
    others.
    """
    found = [html.unescape(markup), _resolved(markup, "utf-8")]
    if "\ufffd" in found[1]:
        found.append(_resolved(markup, "cp1252"))
    # Halves of a letter beyond the first 65,536, each escaped by itself.
    whole = (each.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for each in found)
    return {each.replace("\x00", " ") for each in whole}


def _resolved(markup: str, encoding: str) -> str:
    text = html.unescape(markup)
    for _ in range(NESTED):
        text = html.unescape(_ESCAPED.sub(_letter, unquote(text, encoding)))
    return text


def _letter(found: re.Match[str]) -> str:
    """Of "\\u00e9", "\\u{e9}" and "\\xe9"; a space for "\\n"."""
    number = found[1] or found[2] or found[3]
    if not number:
        return " "
    return chr(int(number, 16)) if int(number, 16) <= sys.maxunicode else " "
