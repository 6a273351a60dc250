"""Imports at the desk: queued, running, done with refused rows, failed; and an imported claim."""

from django.urls import reverse

from claims.imports import uploads
from claims.models import Claim, ImportRun
from newsroom.models import User
from tests import factories
from tests.claims.admin.desk import list_of, url_of
from tests.claims.imports.files import bring_in, row, table
from tools.screenshots.camera import Shot


def shots() -> list[Shot]:
    editor = User.objects.get(username="editor")
    factories.speaker("Pat Robertson")
    rows = (
        row(1, speaker="Phil Robertson", review_url="https://checkers.example/1", topics="Bridges"),
        row(2, speaker="Facebook posts", rating="Pants on fire"),
        row(3, said_on="9999-12-31"),
        row(4, text=""),
        row(4, text="=HYPERLINK(A1)"),
    )
    done = bring_in(table(*rows, *(row(n) for n in range(5, 40))), editor)
    waiting = uploads.request_import(editor, "waiting.csv", table(row(90)), "csv", "", "a.example")
    running = uploads.request_import(editor, "running.csv", table(row(91)), "csv", "", "a.example")
    ImportRun.objects.filter(pk=running.pk).update(
        state="running", part_done=0.42, rows_made=12_600, rows_refused=3
    )
    failed = uploads.request_import(editor, "failed.csv", b"colour\nred\n", "csv", "", "a.example")
    uploads.mark_failed("The file has no column external_id.", failed.pk)
    return [
        Shot("list", list_of(ImportRun), editor),
        Shot("add", reverse("admin:claims_importrun_add"), editor),
        Shot("waiting", url_of(waiting), editor),
        Shot("running", url_of(running), editor),
        Shot("failed", url_of(failed), editor),
        Shot("done", url_of(done), editor),
        Shot("claim", url_of(Claim.objects.filter(import_record__run=done)[0]), editor),
    ]
