"""Importing from the desk: the file is kept, and a worker brings it in."""

from io import BytesIO

from django.utils.translation import gettext as _

from claims.choices import ImportFormat, ImportState
from claims.imports import loading, mapping
from claims.imports.loading import Tell
from claims.models import ImportRun
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import TryAgain, enqueue
from newsroom.models import User
from newsroom.permissions import require
from sources.capture import store_raw, stored_raw

LARGEST = 50_000_000  # bytes; what is larger comes in by the command
JOB = "claims.import_file"


def request_import(
    by: User, name: str, raw: bytes, format_: str, mapping_name: str = "", origin: str = ""
) -> ImportRun:
    """Ask for an uploaded file; of one that is here, the import there is. Raises Refused, NotAllowed."""
    require(by, "import_claims")
    if format_ not in ImportFormat:
        raise Refused(_("Choose what kind of file it is."))
    if not raw:
        raise Refused(_("The file is empty."))
    if len(raw) > LARGEST:
        raise Refused(
            _("This file is larger than %(most)d MB. manage.py import_claims takes any size.")
            % {"most": LARGEST // 10**6}
        )
    # By its name only: a path would read any file of the server.
    if mapping_name and mapping_name not in mapping.shipped():
        raise Refused(_("There is no such mapping."))
    with acting(by, _("import of %(file)s") % {"file": name}):
        run = loading.find_or_create_run(
            by, BytesIO(raw), name.strip()[:300], format_, mapping.load(mapping_name), origin
        )
        if run.state == ImportState.DONE:
            return run
        _digest, stored = store_raw(raw)
        if run.raw_name != stored:
            run.raw_name = stored
            run.save(update_fields=["raw_name"])
        _enqueue(run)
        return run


def resume(run_id: int, by: User) -> ImportRun:
    """Have a worker go on with what failed or was cut off. Raises Refused, NotAllowed."""
    require(by, "import_claims")
    with acting(by, "go on"):
        run: ImportRun = ImportRun.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=run_id
        )
        if run.state == ImportState.DONE:
            raise Refused(_("It is done."))
        if not run.raw_name:
            raise Refused(_("The file is not here: run manage.py import_claims again."))
        run.state, run.message, run.finished_at = ImportState.WAITING, "", None
        run.save(update_fields=["state", "message", "finished_at"])
        _enqueue(run)
        return run


def _enqueue(run: ImportRun) -> None:
    enqueue(JOB, once=f"import {run.pk}", importrun_id=run.pk)


def run_upload(
    importrun_id: int, tell: Tell = lambda run: None, batch_of: int = loading.BATCH
) -> None:
    """The worker's part: under the name of whoever asked, behind what is done already.

    Raises Refused; TryAgain while another one is at it.
    """
    run = ImportRun.objects.select_related("requested_by").get(pk=importrun_id)
    chosen = mapping.load(run.mapping)
    if chosen.sha256 != run.mapping_sha256:
        raise Refused(_("The mapping has changed since the import was asked for. Ask anew."))
    file = BytesIO(stored_raw(run.raw_name))
    try:
        loading.run_import(run, run.requested_by, file, chosen, tell, batch_of)
    except loading.CutIn as busy:
        # A worker that was thought dead, mostly; where it stops, this one goes on.
        raise TryAgain(busy.sentence) from busy


def give_up(sentence: str, importrun_id: int) -> None:
    """What the job tells when it is given up."""
    loading.give_up(importrun_id, None, sentence)
