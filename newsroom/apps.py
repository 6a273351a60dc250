from django.apps import AppConfig
from django.db.models.signals import class_prepared, post_migrate
from django.utils.translation import gettext_lazy as _

from newsroom.history import accept_keys_after_migrate
from newsroom.privileges import set_privileges
from newsroom.texts import limit

# Before any model is made.
class_prepared.connect(limit, dispatch_uid="limits of texts")


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = _("Newsroom")
    # Privileges of the application's database role; see privileges.py.
    application_may = {
        "event": "SELECT",
        "eventtext": "SELECT",
        "jobnote": "SELECT, INSERT",
        "policy": "SELECT",
        "signin": "SELECT, INSERT",
        "apitoken": "SELECT, INSERT, DELETE",
        "tokenuse": "SELECT, INSERT, UPDATE, DELETE",
        "repeatableanswer": "SELECT, INSERT, UPDATE, DELETE",
        "heldrole": "SELECT, INSERT, DELETE",
        "cacheentry": "SELECT, INSERT, UPDATE, DELETE",
        "heartbeat": "SELECT, INSERT, UPDATE",
        "publicchange": "SELECT",
        "logentry": "SELECT",
    }
    # A change of these may hide something from readers; see newsroom/replicas.py.
    read_by_the_public = ("newsroom_policy", "newsroom_signerkey")
    application_calls = (
        "acting_person",
        "approved_now",
        "changed_in_this_transaction",
        "drafters_may_sign",
        "event_text_hash",
        "event_values",
        "fold",
        "gives_second_sign_off",
        "history_context",
        "holders_of",
        "holds_role",
        "is_editor",
        "is_owner_of",
        "is_senior",
        "is_written_by_sql_alone",
        "log_mark",
        "look_alike_key",
        "may_sign_with",
        "one_person_is_enough",
        "remove_old_sign_ins",
        "require_read_committed",
        "require_table",
        "this_transaction",
        "with_accounts_of_one",
    )
    owner_calls = (
        "event_hashes",
        "history_about",
        "history_values",
        "track_history",
        "watch_for_the_public",
        "write_to_log",
    )
    # Columns that the role of the log's signer reads, of each model.
    signer_reads = {"logentry": ("id", "line"), "event": ("id",)}
    signer_calls = (
        "event_hashes(bigint, bigint, integer)",
        "log_mark(bigint, bigint[], bigint)",
    )

    def ready(self) -> None:
        # After every migrate, on new tables and functions too.
        post_migrate.connect(set_privileges, dispatch_uid="newsroom.privileges")
        post_migrate.connect(
            accept_keys_after_migrate, sender=self, dispatch_uid="newsroom.history"
        )
