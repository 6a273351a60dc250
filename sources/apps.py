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
