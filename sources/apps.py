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
        "alias": "SELECT, INSERT, UPDATE, DELETE",
        "protectedname": "SELECT",
        "role": "SELECT, INSERT, UPDATE, DELETE",
    }
    # A change of these may hide something from readers; see newsroom/replicas.py.
    read_by_the_public = (
        "sources_alias",
        "sources_anchorcheck",
        "sources_archivedcopy",
        "sources_protectedname",
        "sources_publisher",
        "sources_role",
        "sources_sighting",
        "sources_snapshot",
        "sources_source",
        "sources_speaker",
        "sources_speakermerge",
        "sources_takedown",
        "sources_timestamp",
    )
