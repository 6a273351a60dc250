"""Importing from the desk: the file is stored, and a worker imports it."""

from io import BytesIO

from django.utils.translation import gettext as _

from claims.choices import ImportFormat, ImportState
from claims.imports import lines, loading, mapping
from claims.models import ImportRun
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import TryAgain, enqueue
from newsroom.models import User
from newsroom.permissions import require
from newsroom.verbs import permitted
from sources.capture import store_raw, stored_raw

LARGEST = 50_000_000  # bytes; the command takes larger files
JOB = "claims.import_file"


def request_import(
    by: User, name: str, raw: bytes, format_: str, mapping_name: str = "", origin: str = ""
) -> ImportRun:
    """Queue the import of an uploaded file, or of the rest of it. Raises Refused, NotAllowed."""
    require(by, "import_claims")
    if format_ not in ImportFormat:
        raise Refused(_("Choose the format of the file."))
    if not raw:
        raise lines.empty()
    if len(raw) > LARGEST:
        raise Refused(
            _("This file is larger than %(most)d MB. manage.py import_claims takes any size."),
            most=LARGEST // 10**6,
        )
    # Only by name: a path would read any file of the server.
    if mapping_name and mapping_name not in mapping.shipped():
        raise Refused(_("There is no such mapping."))
    chosen = mapping.load(mapping_name)
    with acting(by, loading.reason_of(name)):
        run = loading.create_run(by, BytesIO(raw), name.strip()[:300], format_, chosen, origin)
        if run.state == ImportState.DONE:
            return run
        _digest, run.raw_name = store_raw(raw)
        run.save(update_fields=["raw_name"])
        _enqueue(run)
        return run


def resume(run_id: int, by: User) -> ImportRun:
    """Queue the rest of an import that failed or was interrupted. Raises Refused, NotAllowed."""
    with permitted(by, "import_claims", "resume"):
        run: ImportRun = ImportRun.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=run_id
        )
        if run.state == ImportState.DONE:
            raise Refused(_("This import is finished."))
        if not run.raw_name:
            raise Refused(_("The file is not stored here: run manage.py import_claims again."))
        run.state, run.message, run.finished_at = ImportState.WAITING, "", None
        run.save(update_fields=["state", "message", "finished_at"])
        _enqueue(run)
        return run


def _enqueue(run: ImportRun) -> None:
    enqueue(JOB, once=f"import {run.pk}", importrun_id=run.pk)


def run_upload(
    importrun_id: int, progress: loading.Progress = lambda run: None, batch_of: int = loading.BATCH
) -> None:
    """Import an upload, in the name of the person who uploaded it.

    Raises Refused; TryAgain while another worker imports it.
    """
    run = ImportRun.objects.select_related("requested_by").get(pk=importrun_id)
    chosen = mapping.load(run.mapping)
    if chosen.sha256 != run.mapping_sha256:
        raise Refused(_("The mapping has changed since the file was uploaded. Upload it again."))
    file = BytesIO(stored_raw(run.raw_name))
    try:
        loading.run_import(run, run.requested_by, file, chosen, progress, batch_of)
    except loading.AlreadyRunning as busy:
        # Usually a worker that was thought dead; where it stops, this one continues.
        raise TryAgain(busy.sentence) from busy


def mark_failed(sentence: str, importrun_id: int) -> None:
    """The job has failed for good."""
    loading.mark_failed(importrun_id, None, sentence)
