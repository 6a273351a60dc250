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
    application_calls = (
        "are_web_addresses",
        "bare_address",
        "bare_name",
        "canonical_speaker",
        "contains_a_protected_name",
        "has_a_token",
        "has_all_words_of_a_name",
        "is_at_archive_today",
        "lock_protected_names",
        "merged_speakers",
        "name_forms",
        "name_key",
        "name_similarity",
        "name_words",
        "names_to_find",
        "near_name",
        "protected_names_in",
        "quote_time",
        "source_last_seen",
        "source_origin",
        "speakers_with_similar_names",
    )
    owner_calls = ("protect_names",)
