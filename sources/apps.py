from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = _("Sources")
    # Privileges of the application's database role; see newsroom/privileges.py.
    application_may = {
        "snapshot": "SELECT, INSERT",
        "sighting": "SELECT, INSERT",
        "alias": "SELECT, INSERT, UPDATE, DELETE",
        "role": "SELECT, INSERT, UPDATE, DELETE",
    }
    application_calls = (
        "bare_name",
        "canonical_speaker",
        "merged_speakers",
        "name_key",
        "name_similarity",
        "near_name",
        "source_last_seen",
        "source_origin",
        "speakers_with_similar_names",
    )
