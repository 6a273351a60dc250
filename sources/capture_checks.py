"""Whether stored texts and files are still those whose hashes are recorded."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from sources.capture import sha256
from sources.models import Snapshot, TimeStamp
from sources.stamp_records import fault_of

BLOCK = 1 << 20  # bytes


def fault_of_file(name: str, recorded_sha256: str, *, packed: bool = True) -> str:
    """Why the file in storage is not the recorded one; empty where it is. Reads it block by block.

    ``packed``: its bytes are stored gzipped.
    """
    hashed = hashlib.sha256()
    unpack: Any = gzip.open if packed else nullcontext
    try:
        with default_storage.open(name) as stored, unpack(stored) as content:
            while block := content.read(BLOCK):
                hashed.update(block)
    except FileNotFoundError:
        return _("is missing from storage (%(name)s).") % {"name": name}
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return _("is damaged (%(name)s).") % {"name": name}
    except Exception as error:  # noqa: BLE001 - each kind of storage has its own
        values = {"name": name, "kind": type(error).__name__}
        return _("can't be read (%(name)s): %(kind)s.") % values
    if hashed.hexdigest() != recorded_sha256:
        return _("was altered: its hash differs (%(name)s).") % {"name": name}
    return ""


def faults(snapshot: Snapshot, named: frozenset[str]) -> Iterator[str]:
    """What is missing or altered of a snapshot, in sentences.

    Of an erased text only the hash is left. ``named``: the authorities whose stamps are verified.
    """
    if not snapshot.erased and sha256(snapshot.text) != snapshot.text_sha256:
        yield _("The text was altered: its hash differs.")
    if snapshot.raw_name:
        fault = fault_of_file(snapshot.raw_name, snapshot.raw_sha256)
        if fault:
            yield _("The raw capture %(fault)s") % {"fault": fault}
    elif snapshot.raw_sha256 and not snapshot.erased:
        yield _("The raw capture has no name in storage.")
    for row in TimeStamp.objects.stamps().filter(snapshot=snapshot, authority__in=named):
        if fault := fault_of(snapshot, row):
            yield _("The stamp by %(name)s does not hold: %(fault)s") % {
                "name": row.authority,
                "fault": fault,
            }
