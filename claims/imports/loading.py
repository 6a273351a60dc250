"""Bringing a file in: batch after batch, each one transaction that also says how far it is.

Cut off anywhere, it goes on behind the last batch that was committed, and the end is the same.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import psycopg
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import ImportFormat, ImportNoteKind, ImportState
from claims.imports import staging
from claims.imports.files import rows, whole
from claims.imports.mapping import Mapping
from claims.imports.rows import Refusal, Row, RowRefused
from claims.models import ImportRun
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require

BATCH = 5_000  # rows of one transaction
# Characters after which a batch has no more rows: whole texts may come with them.
HEAVIEST = 10_000_000

Tell = Callable[[ImportRun], None]


class CutIn(Refused):
    """Somebody else brings the same file in at the same time."""


def find_or_create_run(
    by: User, file: BinaryIO, name: str, format_: str, mapping: Mapping, origin: str = ""
) -> ImportRun:
    """The import of this file: a new one, or the one there is, done or cut off.

    Raises Refused, NotAllowed.
    """
    require(by, "import_claims")
    if mapping.columns and format_ == ImportFormat.CLAIMREVIEW:
        raise Refused(_("ClaimReview has its own columns: it takes no mapping."))
    try:
        origin = whole(origin or mapping.origin)
    except RowRefused as refused:
        raise Refused(refused.reason) from refused
    digest, size = _hashed(file)
    same = {
        "file_sha256": digest,
        "format": format_,
        "origin": origin,
        "mapping_sha256": mapping.sha256,
    }
    with acting(by, _reason(name)):
        run: ImportRun | None = ImportRun.objects.filter(**same).first()
        return run or ImportRun.objects.create(
            **same, mapping=mapping.name, file_name=name, file_size=size, requested_by=by
        )


def _reason(name: str) -> str:
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
    tell: Tell = lambda run: None,
    batch_of: int = BATCH,
) -> ImportRun:
    """Load what is not loaded yet; a file that is done is left alone. ``tell``: after each batch.

    Raises Refused (the file as a whole can't be read; or somebody else brings it in), NotAllowed.
    """
    require(by, "import_claims")
    if run.state == ImportState.DONE:
        return run
    _set_state(run, by, ImportState.RUNNING)
    try:
        found = rows(file, run.format, mapping, run.origin, run.file_sha256)
        done = run.position
        for batch in _batches((each for each in found if each.line > done), batch_of):
            _load(run, by, batch, min(1.0, file.tell() / max(1, run.file_size)))
            run.refresh_from_db()
            tell(run)
    except CutIn:
        raise
    except Refused as refused:
        _set_state(run, by, ImportState.FAILED, refused.sentence)
        raise
    _set_state(run, by, ImportState.DONE, _outcome(run))
    return run


def give_up(run_id: int, by: User | None, sentence: str) -> None:
    """Say of an import that nobody goes on with it, and why. The same file goes on nonetheless."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != ImportState.DONE:
        _set_state(run, by, ImportState.FAILED, sentence)


def _batches(found: Iterator[Row | Refusal], most: int) -> Iterator[list[Row | Refusal]]:
    batch: list[Row | Refusal] = []
    weight = 0
    for each in found:
        batch.append(each)
        weight += _weight(each)
        if len(batch) == most or weight >= HEAVIEST:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _weight(each: Row | Refusal) -> int:
    """Characters, of what may be long."""
    if isinstance(each, Refusal):
        return len(each.reason)
    texts = (each.text, each.rationale, each.note, each.markup, each.source_text, each.quote)
    return sum(len(text) for text in texts if text)


def _set_state(run: ImportRun, by: User | None, state: ImportState, message: str = "") -> None:
    if (run.state, run.message) == (state, message):
        return
    over = state in (ImportState.DONE, ImportState.FAILED)
    with acting(by, _reason(run.file_name)):
        ImportRun.objects.filter(pk=run.pk).exclude(state=ImportState.DONE).update(
            state=state,
            message=message,
            finished_at=timezone.now() if over else None,
            **({"part_done": 1.0} if state == ImportState.DONE else {}),
        )
    run.refresh_from_db()


def _load(run: ImportRun, by: User, batch: Sequence[Row | Refusal], part: float) -> None:
    """One transaction; where a rule of the database's stands against it, the row is looked for."""
    try:
        with acting(by, _reason(run.file_name)):
            _write(run, by, batch, part)
    except CutIn:
        raise
    except (Refused, DatabaseError, psycopg.Error) as error:
        sentence = _the_rows_own(error)
        if not sentence or (len(batch) == 1 and isinstance(batch[0], Refusal)):
            raise
        if len(batch) == 1:
            _load(run, by, [Refusal(batch[0].line, "", sentence)], part)
            return
        half = len(batch) // 2
        _load(run, by, batch[:half], part)
        _load(run, by, batch[half:], part)


# Classes of PostgreSQL's errors that what a row says may cause: its data, a rule, a limit of size.
_OF_ROWS = ("22", "23", "54")


def _the_rows_own(error: Exception) -> str:
    """What stands against a row, in a sentence; empty where the error is none of the row's."""
    if isinstance(error, Refused):
        return error.sentence
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    state = getattr(cause, "sqlstate", None) or ""
    if not state.startswith(_OF_ROWS) and not isinstance(cause, psycopg.DataError):
        return ""
    return _("The database can't store it: %(why)s.") % {
        "why": str(cause).splitlines()[0].rstrip(".")
    }


def _write(run: ImportRun, by: User, batch: Sequence[Row | Refusal], part: float) -> None:
    # One import at a time, so that each sees whom the other has made.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('import of claims'))")
        cursor.execute("SET LOCAL jit = off")
    locked = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.state != ImportState.RUNNING or locked.position >= batch[0].line:
        raise CutIn(_("Somebody else brings this file in at this moment. Wait until it is done."))
    fit = [each for each in batch if isinstance(each, Row)]
    refused = [each for each in batch if isinstance(each, Refusal)]
    unsure = [Refusal(each.line, "speaker", each.unsure) for each in fit if each.unsure]
    staging.stage(fit)
    judged = staging.judge(run.file_sha256)
    refused += [_not_loaded(each) for each in judged if each.verdict != "known"]
    counted = staging.load(run.pk, run.file_name, by.pk)
    out = {each.line for each in judged}
    unsure = [each for each in unsure if each.line not in out]
    unsure += [_not_sure(each) for each in counted.unsure]
    for kind, notes in ((ImportNoteKind.REFUSED, refused), (ImportNoteKind.UNSURE, unsure)):
        staging.note(run.pk, kind, sorted(notes, key=lambda each: each.line))
    ImportRun.objects.filter(pk=run.pk).update(
        position=batch[-1].line,
        part_done=part,
        rows_made=F("rows_made") + counted.made,
        rows_known=F("rows_known") + sum(each.verdict == "known" for each in judged),
        rows_refused=F("rows_refused") + len(refused),
        speakers_made=F("speakers_made") + counted.speakers_made,
        speakers_matched=F("speakers_matched") + counted.speakers_matched,
        speakers_unsure=F("speakers_unsure") + len(counted.unsure),
    )


def _not_loaded(judged: staging.Judged) -> Refusal:
    told = {"number": judged.external_id[:80], "line": judged.other_line}
    if judged.verdict == "twice":
        reason = _("“%(number)s” is the number of line %(line)s of this file, too.") % told
    else:
        reason = (
            _(
                "“%(number)s” was brought in before (line %(line)s of that file) and said something"
                " else. What is here stays; an editor changes it."
            )
            % told
        )
    return Refusal(judged.line, "external_id", reason)


def _not_sure(found: staging.Unsure) -> Refusal:
    told = {"name": found.name, "alike": ", ".join(found.alike)}
    if found.several:
        reason = (
            _(
                "Several speakers, or none for certain, are “%(name)s”: %(alike)s. A new one was"
                " made; merge it into the right one."
            )
            % told
        )
    else:
        reason = (
            _(
                "“%(name)s” is nearly the name of %(alike)s. A new speaker was made; merge the two"
                " if they are one."
            )
            % told
        )
    return Refusal(found.line, "speaker", reason)


def _outcome(run: ImportRun) -> str:
    return _(
        "%(made)s claims made, %(known)s there already, %(refused)s rows refused."
        " Speakers: %(matched)s matched, %(new)s made, of whom %(unsure)s may be one that we have."
    ) % {
        "made": f"{run.rows_made:,}",
        "known": f"{run.rows_known:,}",
        "refused": f"{run.rows_refused:,}",
        "new": f"{run.speakers_made:,}",
        "matched": f"{run.speakers_matched:,}",
        "unsure": f"{run.speakers_unsure:,}",
    }
