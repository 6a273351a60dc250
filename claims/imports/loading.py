"""Importing a file in batches, each one transaction that also records the position in the file.

An interrupted import continues after the last committed batch, with the same result.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import BinaryIO

from django.db import DatabaseError, DataError, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import ImportFormat, ImportNoteKind, ImportState, NameOutcome
from claims.imports import reports, writing
from claims.imports.batches import batches_of
from claims.imports.columns import RowRefused
from claims.imports.files import checked_origin, rows
from claims.imports.mapping import Mapping
from claims.imports.rows import Refusal, Row
from claims.models import ImportNote, ImportRun
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import LATER, enqueue
from newsroom.models import User
from newsroom.permissions import require
from newsroom.verbs import permitted

BATCH = 1_000  # rows of one transaction
FIRST = 100  # rows after which an import stops if all are refused for one reason
# What differs between two refusals for one reason.
_VALUES = re.compile(r"“.*?”|[0-9,.]+")

Progress = Callable[[ImportRun], None]


class AlreadyRunning(Refused):
    """Another process is importing the same file."""


def find_or_create_run(
    by: User, file: BinaryIO, name: str, format_: str, mapping: Mapping, origin: str = ""
) -> ImportRun:
    """The import of this file: a new one, or the earlier one, finished or interrupted.

    Raises Refused, NotAllowed.
    """
    with permitted(by, "import_claims", reason_of(name)):
        return create_run(by, file, name, format_, mapping, origin)


def create_run(
    by: User, file: BinaryIO, name: str, format_: str, mapping: Mapping, origin: str
) -> ImportRun:
    """The row of the import, or of the earlier one; inside the caller's verb. Raises Refused."""
    if mapping.columns and format_ == ImportFormat.CLAIMREVIEW:
        raise Refused(_("ClaimReview has fixed columns: leave the mapping out."))
    try:
        origin = checked_origin(origin or mapping.origin)
    except RowRefused as refused:
        raise Refused(refused.reason) from refused
    digest, size = _hashed(file)
    same = {
        "file_sha256": digest,
        "format": format_,
        "origin": origin,
        "mapping_sha256": mapping.sha256,
    }
    run, _made = ImportRun.objects.get_or_create(
        **same,
        defaults={
            "mapping": mapping.name,
            "file_name": name,
            "file_size": size,
            "requested_by": by,
        },
    )
    return run


def reason_of(name: str) -> str:
    return _("import of %(file)s") % {"file": name}


def _hashed(file: BinaryIO) -> tuple[str, int]:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    size = file.tell()
    file.seek(0)
    return digest.hexdigest(), size


def run_import(
    run: ImportRun,
    by: User,
    file: BinaryIO,
    mapping: Mapping,
    progress: Progress = lambda run: None,
    batch_of: int = BATCH,
) -> ImportRun:
    """Import what is not imported yet. ``progress`` is called after each batch.

    Raises Refused where the file as a whole can't be read, AlreadyRunning, NotAllowed.
    """
    require(by, "import_claims")
    if run.state == ImportState.DONE:
        return run
    _set_state(run, by, ImportState.RUNNING)
    try:
        found = rows(file, run.format, mapping, run.origin, run.file_sha256)
        start = run.position
        new = (each for each in found if each.line > start)
        batches = chain(
            batches_of(file, islice(new, FIRST), min(FIRST, batch_of)),
            batches_of(file, new, batch_of),
        )
        for batch in batches:
            _load(run, by, batch.rows, min(1.0, batch.read_to / max(1, run.file_size)))
            run.refresh_from_db()
            progress(run)
            _stop_if_all_are_refused(run, FIRST)
        _stop_if_all_are_refused(run)
    except AlreadyRunning:
        raise
    except Refused as refused:
        _set_state(run, by, ImportState.FAILED, refused.sentence)
        raise
    _finish(run, by)
    return run


def _stop_if_all_are_refused(run: ImportRun, least: int = 1) -> None:
    """Raises Refused where at least this many rows were read, and all are refused for the same reason."""
    if run.rows_made or run.rows_known or run.rows_refused < least:
        return
    notes = ImportNote.objects.filter(run=run, kind=ImportNoteKind.REFUSED).order_by("line", "pk")
    reasons = list(notes.values_list("column", "reason"))
    if len({(column, _VALUES.sub("", reason)) for column, reason in reasons}) == 1:
        column, reason = reasons[0]
        raise Refused(
            _("All rows that were read (%(rows)s) are refused for one reason. %(reason)s"),
            rows=f"{run.rows_refused:,}",
            reason=f"{column}: {reason}" if column else reason,
        )


def mark_failed(run_id: int, by: User | None, sentence: str) -> None:
    """Mark the import as failed, with the reason; importing the same file again continues it."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != ImportState.DONE:
        _set_state(run, by, ImportState.FAILED, sentence)


def _set_state(run: ImportRun, by: User | None, state: ImportState, message: str = "") -> None:
    if (run.state, run.message) == (state, message):
        return
    over = state in (ImportState.DONE, ImportState.FAILED)
    with acting(by, reason_of(run.file_name)):
        ImportRun.objects.filter(pk=run.pk).exclude(state=ImportState.DONE).update(
            state=state,
            message=message,
            finished_at=timezone.now() if over else None,
            **({"part_done": 1.0} if state == ImportState.DONE else {}),
        )
    run.refresh_from_db()


def _finish(run: ImportRun, by: User) -> None:
    """The import is done; its claims' quantities are read by a job, which takes longer."""
    with acting(by, reason_of(run.file_name)):
        _set_state(run, by, ImportState.DONE, _outcome(run))
        enqueue(
            "claims.read_quantities",
            once=f"quantities of import {run.pk}",
            priority=LATER,
            importrun_id=run.pk,
        )


def _load(run: ImportRun, by: User, batch: Sequence[Row | Refusal], part: float) -> None:
    """One transaction. Where the database refuses a row, the batch is halved until it is found."""
    try:
        with acting(by, reason_of(run.file_name)):
            _write(run, by, batch, part)
    except AlreadyRunning:
        raise
    except (Refused, DatabaseError) as error:
        sentence = _caused_by_row(error)
        if not sentence or (len(batch) == 1 and isinstance(batch[0], Refusal)):
            raise
        if len(batch) == 1:
            _load(run, by, [Refusal(batch[0].line, "", sentence)], part)
            return
        half = len(batch) // 2
        _load(run, by, batch[:half], part)
        _load(run, by, batch[half:], part)


# Classes of PostgreSQL's errors that a row may cause: data, rules, limits of size.
_CAUSED_BY_ROWS = ("22", "23", "54")


def _caused_by_row(error: Exception) -> str:
    """What is wrong with a row, in a sentence; empty where the error has another cause."""
    if isinstance(error, Refused):
        return error.sentence
    state = getattr(error.__cause__, "sqlstate", None) or ""
    if not state.startswith(_CAUSED_BY_ROWS) and not isinstance(error, DataError):
        return ""
    return _("The database can't store it: %(why)s.") % {
        "why": str(error).splitlines()[0].rstrip(".")
    }


def _write(run: ImportRun, by: User, batch: Sequence[Row | Refusal], part: float) -> None:
    # One import at a time, so that each sees the speakers that the other has made.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('import of claims'))")
    locked = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.state != ImportState.RUNNING or locked.position >= batch[0].line:
        raise AlreadyRunning(
            _("This file is being imported already. Wait until that has finished.")
        )
    valid = [each for each in batch if isinstance(each, Row)]
    refused = [each for each in batch if isinstance(each, Refusal)]
    new, same_number, before = writing.not_imported_yet(valid, run.file_sha256)
    refused += same_number
    found = writing.write(run, by, new)
    doubts = [Refusal(each.line, "speaker", each.unsure) for each in new if each.unsure]
    ImportNote.objects.bulk_create(
        ImportNote(run=run, kind=kind, line=each.line, column=each.column, reason=each.reason)
        for kind, notes in (
            (ImportNoteKind.REFUSED, refused),
            (ImportNoteKind.UNSURE, [*doubts, *found.notes]),
        )
        for each in sorted(notes, key=lambda each: each.line)
    )
    outcomes = Counter(each.outcome for each in found.decided)
    ImportRun.objects.filter(pk=run.pk).update(
        position=batch[-1].line,
        part_done=part,
        rows_made=F("rows_made") + len(new),
        rows_known=F("rows_known") + before,
        rows_refused=F("rows_refused") + len(refused),
        speakers_made=F("speakers_made")
        + outcomes[NameOutcome.MADE]
        + outcomes[NameOutcome.UNSURE],
        speakers_matched=F("speakers_matched") + outcomes[NameOutcome.MATCHED],
        speakers_unsure=F("speakers_unsure") + outcomes[NameOutcome.UNSURE],
    )


def _outcome(run: ImportRun) -> str:
    return _(
        "%(made)s made, %(known)s imported before, %(refused)s refused."
        " Speakers: %(matched)s matched, %(new)s made, %(unsure)s of these uncertain."
    ) % {
        "made": reports.claims(run.rows_made),
        "known": f"{run.rows_known:,}",
        "refused": reports.rows(run.rows_refused),
        "new": f"{run.speakers_made:,}",
        "matched": f"{run.speakers_matched:,}",
        "unsure": f"{run.speakers_unsure:,}",
    }
