from django.apps import AppConfig
from django.db.models.signals import class_prepared, post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from newsroom.history import accept_keys_after_migrate
from newsroom.privileges import set_privileges
from newsroom.sql_loading import load, make_missing
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
        "publicchange": "SELECT",
        "logentry": "SELECT",
        "approval": "SELECT, INSERT, UPDATE (outcome, decided_by_id, decided_at, answer)",
        "signerkey": "SELECT, INSERT, UPDATE (revoked_at, revoked_by_id)",
    }
    # Columns that the role of the log's signer reads, of each model.
    signer_reads = {"logentry": ("id", "line"), "event": ("id",)}

    def ready(self) -> None:
        pre_migrate.connect(make_missing, sender=self, dispatch_uid="newsroom.functions")
        # After every migrate, in this order.
        post_migrate.connect(load, sender=self, dispatch_uid="newsroom.functions")
        post_migrate.connect(set_privileges, dispatch_uid="newsroom.privileges")
        post_migrate.connect(
            accept_keys_after_migrate, sender=self, dispatch_uid="newsroom.history"
        )
