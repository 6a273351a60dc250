"""The history of all changes."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.choices import Via
from newsroom.querysets import EventQuerySet


class Event(models.Model):
    """One change of one row, written by PostgreSQL's triggers; append-only.

    ``old`` and ``new`` are rows as JSON, without secret columns; of an update, the columns that changed
    and some that name the row and its relations. Replaying the events of a row in order of ``id`` gives
    its present state.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("at"))
    transaction = models.BigIntegerField(_("transaction"))
    table = models.CharField(_("table"), max_length=63)
    row = models.CharField(_("row"), max_length=64)
    action = models.CharField(_("action"), max_length=6)
    old = models.JSONField(_("old values"), null=True, blank=True)
    new = models.JSONField(_("new values"), null=True, blank=True)
    about = ArrayField(models.BigIntegerField(), verbose_name=_("about"))
    actor_id = models.BigIntegerField(_("actor's number"), null=True, blank=True)
    actor = models.TextField(_("actor"))
    via = models.CharField(_("via"), max_length=10, choices=Via)
    reason = models.TextField(_("reason"))
    database_role = models.CharField(_("database role"), max_length=63)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        indexes = [
            models.Index("table", "row", "id", name="event_of_row"),
            GinIndex("about", name="event_about"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Field -> (old, new), for the fields that differ."""
        old, new = self.old or {}, self.new or {}
        return {
            key: (old.get(key), new.get(key))
            for key in sorted(old.keys() | new.keys())
            if old.get(key) != new.get(key)
        }
