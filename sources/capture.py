"""Capture: an immutable, hashed copy of a source's text, with its raw bytes."""

import gzip
import hashlib
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from newsroom.errors import Refused, refusal_by
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require
from newsroom.verbs import permitted
from sources import unnamed_files
from sources.choices import CaptureMethod, SnapshotKind
from sources.models import Sighting, Snapshot, Source
from sources.saving import refuse_other_fields, save
from sources.snapshot_stamps import enqueue_stamp

# The fields of a source that a person may state.
STATED = (
    *("uri", "kind", "title", "byline", "publisher", "published_on", "published_note"),
    *("language", "licence", "note", "syndicated_from"),
)
LONGEST_TEXT = 5_000_000  # code points; the longest court filings stay well below


def sha256(data: str | bytes) -> str:
    """Lower-case hex SHA-256; of a text, of its UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def checked_text(text: str) -> str:
    """The text as it will be stored. Raises Refused where it is empty, too long or not storable."""
    if not text.strip():
        raise refusal_by("snapshot_has_text")
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("The text has %(long)s characters; %(most)s at most are stored. Split it."),
            long=f"{len(text):,}",
            most=f"{LONGEST_TEXT:,}",
        )
    if "\x00" in text:
        raise Refused(_("The text holds a null character. Remove it and retry."))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused(_("The text is not valid Unicode. Save it as UTF-8 and retry.")) from error
    return text


def store_raw(raw: bytes) -> tuple[str, str]:
    """Keep bytes gzipped under their own SHA-256; returns (sha256, name in storage).

    In the transaction that names the file: until its end nothing removes it.
    """
    digest = sha256(raw)
    name = f"raw/{digest[:2]}/{digest}.gz"
    unnamed_files.keep(name)
    if not default_storage.exists(name):
        # mtime 0: the same bytes always make the same file.
        name = default_storage.save(name, ContentFile(gzip.compress(raw, mtime=0)))
    return digest, name


def stored_raw(name: str) -> bytes:
    """The bytes that :func:`store_raw` stored under this name."""
    with default_storage.open(name) as stored:
        return gzip.decompress(stored.read())


def start_of_raw(name: str, most: int) -> bytes:
    """The first bytes of what :func:`store_raw` stored. Raises OSError."""
    with default_storage.open(name) as stored, gzip.open(stored) as unpacked:
        return unpacked.read(most)


def add_source(by: User, text: str, uri: str = "", **stated: Any) -> Source:
    """Add a citable document; without an address it is identified by the text's hash.

    ``stated``: fields of Source. Raises Refused, NotAllowed.
    """
    with permitted(by, "add_source"):
        source, new = by_address(uri, by, text, **stated)
        if not new:
            raise Refused(
                _("This source is logged already: %(uri)s. Add a snapshot to it."),
                rule="source_uri_once",
                uri=source.uri,
            )
        return source


def edit_source(source_id: int, by: User, **stated: Any) -> Source:
    """Change fields of a source; its snapshots stay. Raises Refused, NotAllowed."""
    require(by, "edit_source")
    refuse_other_fields(stated, STATED)
    with acting(by):
        source: Source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
        return save(source, stated)


def capture(source: Source, by: User, text: str, raw: bytes | None = None, **how: Any) -> Snapshot:
    """Store a capture of the source. For the same text again, returns the existing snapshot.

    ``how``: ``method`` (pasted, if not given), ``read_by``, ``media_type``, ``metadata``. Raises
    Refused, NotAllowed.
    """
    with permitted(by, "add_source"):
        text = checked_text(text)
        return _stored(source, text) or _store(source, by, text, raw, **how)


def observe(
    source: Source, by: User | None, text: str, raw: bytes | None = None, **how: Any
) -> tuple[Snapshot, bool]:
    """Store the source's present text as a snapshot, or a sighting of the one with the same text.

    Returns the snapshot and whether it is new; inside the caller's ``acting``. ``how``:
    ``method``, ``read_by``, ``media_type`` and ``metadata``. Raises Refused.
    """
    text = checked_text(text)
    same = _stored(source, text)
    if same is not None:
        digest = sha256(raw) if raw is not None else ""
        method = how.get("method", CaptureMethod.PASTED)
        Sighting.objects.create(snapshot=same, method=method, raw_sha256=digest, seen_by=by)
        return same, False
    return _store(source, by, text, raw, **how), True


def by_address(uri: str, by: User | None, text: str = "", **stated: Any) -> tuple[Source, bool]:
    """The source at the address, and whether it is new: two captures of one page make one source.

    Inside the caller's ``acting``. Without an address: by the text's hash. ``stated``: fields of a
    new Source. Raises Refused.
    """
    uri = uri.strip() or f"urn:sha256:{sha256(checked_text(text))}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('source'), hashtext(%s))", [uri])
    found: Source | None = Source.objects.filter(uri=uri).first()
    if found is not None:
        return found, False
    if by is None:
        raise Refused(_("A new source needs a person who adds it: %(uri)s"), uri=uri)
    return save(Source(uri=uri, added_by=by), stated), True


def same_text_elsewhere(source: Source, text_sha256: str) -> Source | None:
    """The first other source with the same text, except this one's own copies."""
    first = (
        Snapshot.objects.filter(text_sha256=text_sha256, kind=SnapshotKind.CAPTURE)
        .exclude(source=source)
        .exclude(source__syndicated_from=source)
        .order_by("pk")
        .select_related("source")
        .first()
    )
    return first.source if first is not None else None


def excerpt(
    source: Source,
    by: User,
    text: str,
    consulted_on: date,
    consulted_url: str = "",
    timecode: str = "",
) -> Snapshot:
    """Store words that a person copied from something consulted. Raises Refused, NotAllowed."""
    with permitted(by, "add_source"):
        return store_excerpt(source, by, text, consulted_on, consulted_url, timecode)


def store_excerpt(
    source: Source, by: User, text: str, consulted_on: date, consulted_url: str, timecode: str
) -> Snapshot:
    """The excerpt, or the snapshot with the same text; inside the caller's verb. Raises Refused."""
    text = checked_text(text)
    return _stored(source, text) or _created(
        source=source,
        kind=SnapshotKind.EXCERPT,
        text=text,
        text_sha256=sha256(text),
        method=CaptureMethod.COPIED,
        consulted_on=consulted_on,
        consulted_url=consulted_url,
        timecode=timecode,
        captured_by=by,
    )


def _stored(source: Source, text: str) -> Snapshot | None:
    found: Snapshot | None = Snapshot.objects.filter(
        source=source, text_sha256=sha256(text)
    ).first()
    return found


def _store(source: Source, by: User | None, text: str, raw: bytes | None, **how: Any) -> Snapshot:
    digest, name = store_raw(raw) if raw is not None else ("", "")
    return _created(
        source=source,
        kind=SnapshotKind.CAPTURE,
        text=text,
        text_sha256=sha256(text),
        raw_sha256=digest,
        raw_name=name,
        captured_by=by,
        **({"method": CaptureMethod.PASTED} | how),
    )


def _created(**fields: Any) -> Snapshot:
    made: Snapshot = Snapshot.objects.create(**fields)
    enqueue_stamp(made.pk)
    return made
