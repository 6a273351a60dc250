from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from newsroom.privileges import grant_to_application


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = _("Newsroom")
    # Privileges of the application's database role; see privileges.py.
    application_may = {
        "event": "SELECT",
        "jobnote": "SELECT, INSERT",
        "policy": "SELECT",
        "apitoken": "SELECT, INSERT, UPDATE, DELETE",
        "heldrole": "SELECT, INSERT, DELETE",
        "cacheentry": "SELECT, INSERT, UPDATE, DELETE",
    }

    def ready(self) -> None:
        # Grants on new tables right after their migration.
        post_migrate.connect(grant_to_application, dispatch_uid="newsroom.privileges")
