"""The stored texts of a source that listed publications name, and which of them readers may download."""

import html
import json
import re
from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from claims.models import Publication
from claims.presentation.quotes_in_context import may_be_read_whole
from claims.publication.representation import SourceBody
from newsroom.schema import SHA256
from sources.capture import stored_raw
from sources.choices import CaptureMethod
from sources.models import Snapshot, Takedown

LARGEST = 10_000_000  # bytes of a capture that readers can download
BODIES_READ = 100

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


def find_whole(source: int, text_sha256: str) -> Snapshot | None:
    """The text if readers may have it with its raw bytes: we fetched it, its publisher or licence permits
    whole texts, it is neither taken down nor erased, and it names nobody who is protected.
    """
    found = find(source, text_sha256)
    if found is None:
        return None
    snapshot, named = found
    if (
        snapshot.method != CaptureMethod.FETCHED
        or not snapshot.raw_name
        or snapshot.erased
        or not may_be_read_whole(named)
        or Takedown.objects.standing().filter(snapshot=snapshot).exists()
    ):
        return None
    try:
        raw = stored_raw(snapshot.raw_name)
    except OSError:
        return None
    if len(raw) > LARGEST or _names_somebody_protected(snapshot, raw):
        return None
    return snapshot


def _names_somebody_protected(snapshot: Snapshot, raw: bytes) -> bool:
    markup = html.unescape(raw.decode(errors="replace")).replace("\x00", " ")
    with connection.cursor() as cursor:
        cursor.execute(NAMES_SOMEBODY, [[snapshot.text, snapshot.source.title, markup]])
        return any(names for (names,) in cursor.fetchall())
