"""Files that an erasure removes, and its list beside the database, by which a restored one is erased again.

Each entry is a file ``erasures/KEY.json`` in the newsroom's storage: what the row says, with what was erased
encrypted. Backups don't hold the list: it is to outlive them.
"""

import contextlib
import gzip
import html
import json
import re
import unicodedata
import uuid
import zlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from claims.formats.exports import kept_files
from claims.formats.releases import stored
from claims.models import ErasedPublication, Erasure
from newsroom import kept_uploads
from newsroom.encryption import unseal
from sources.stored_files import names_under, referenced

FOLDER = "erasures"
CAPTURED = "raw"


def saying(names: Sequence[str]) -> list[str]:
    """The captured files whose text says one of the names: text, HTML and JSON, not PDFs or pictures."""
    return saying_each({"": names})[""]


def saying_each(wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The same for several lists of names, reading each file once."""
    words = {
        key: {f" {_words(name)} " for name in names if len(_words(name).replace(" ", "")) >= 4}
        for key, names in wanted.items()
    }
    found: dict[str, list[str]] = {key: [] for key in wanted}
    for name in names_under(CAPTURED) if any(words.values()) else ():
        text = _text(name)
        for key, forms in words.items():
            if any(each in text for each in forms):
                found[key].append(name)
    return found


def _text(name: str) -> str:
    with default_storage.open(name) as file:
        content = file.read()
    with contextlib.suppress(OSError, EOFError, zlib.error):
        content = gzip.decompress(content)
    text = content.decode("utf-8", errors="replace")
    # Links within links are encoded twice.
    return f" {_words(unquote(unquote(html.unescape(text))))} "


def _words(text: str) -> str:
    """Folded, with one space between words, much as PostgreSQL's name_words."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in folded if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", plain))


def place(key: uuid.UUID | str) -> str:
    """Of what an erasure keeps encrypted."""
    return f"erasure {key}"


def after(erasure: Erasure) -> None:
    """Once it is committed: the entry in the list first, then the files. May be called again."""
    keep(erasure)
    # The reason of an earlier one may have said it.
    for earlier in Erasure.objects.exclude(pk=erasure.pk):
        keep(earlier)
    content = json.loads(unseal(erasure.sealed, place(erasure.key))) if erasure.sealed else {}
    remove(content.get("files", []))
    remove_releases()
    kept_uploads.remove_old(timedelta(0))
    for path in kept_files.folder().glob("*"):
        path.unlink(missing_ok=True)


def remove(names: Sequence[str]) -> None:
    """Those that no row names any more: another source may have the same bytes."""
    for name in sorted(set(names) - referenced(names)):
        default_storage.delete(name)


def remove_releases() -> None:
    """The releases that hold an erased publication; ``manage.py release`` makes others."""
    erased = ErasedPublication.objects
    for release in stored.releases():
        if erased.filter(publication__lte=release.number).exclude(
            publication__in=list(release.withheld)
        ):
            stored.remove(release.name)


def keep(erasure: Erasure) -> None:
    """In the list, with its reason as it is now."""
    name = f"{FOLDER}/{erasure.key}.json"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            if json.loads(file.read())["reason"] == erasure.reason:
                return
        default_storage.delete(name)
    entry = {
        each: getattr(erasure, each)
        for each in (
            *("kind", "subject_id", "legal_basis", "reason", "requested_by", "approved_by"),
            *("found", "removed_sha256", "sealed"),
        )
    }
    entry |= {"key": str(erasure.key), "erased_at": erasure.erased_at.isoformat()}
    default_storage.save(name, ContentFile(json.dumps(entry, indent=1).encode()))


def entries() -> list[dict[str, Any]]:
    """The list, oldest first."""
    found = []
    for name in names_under(FOLDER):
        with default_storage.open(name) as file:
            found.append(json.loads(file.read()))
    return sorted(found, key=lambda entry: entry["erased_at"])
