from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = _("Sources")
    # Privileges of the application's database role; see newsroom/privileges.py.
    application_may = {
        "snapshot": "SELECT, INSERT",
        "sighting": "SELECT, INSERT",
        "recording": "SELECT, INSERT",
        "transcript": "SELECT, INSERT",
        "cue": "SELECT, INSERT",
        "timestamp": "SELECT, INSERT",
        "capturerequest": "SELECT, INSERT, UPDATE (state, message, source_id, snapshot_id, finished_at)",
        "takedown": "SELECT, INSERT, UPDATE (lifted_at, lifted_by_approval_id)",
        "speakermerge": "SELECT, INSERT, UPDATE (undone_at, undone_by_id)",
        "archivedcopy": "SELECT, INSERT, UPDATE (removed_at, removed_by_id)",
        "archiverequest": "SELECT, INSERT, UPDATE (state, service_job, message, finished_at)",
        "anchorcheck": "SELECT, INSERT, UPDATE (settled_at, settled_by_id, settled_note)",
        "alias": "SELECT, INSERT, UPDATE, DELETE",
        "protectedname": "SELECT",
        "role": "SELECT, INSERT, UPDATE, DELETE",
    }
