"""The history of all changes."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.choices import BY_SERVICE, Via
from newsroom.querysets import EventQuerySet


class Event(models.Model):
    """One change of one row, written by PostgreSQL's triggers; append-only.

    ``old`` and ``new`` are rows as JSON, without secret columns; of an update, the columns that changed
    and some by which events are looked for. Replaying the events of a row in order of ``id`` gives
    its present state. Long values stand in ``EventText``; the manager puts them back.

    It is one table. To divide it by ranges of ``id`` pays from some 100 million events on (five million
    signed claims), or where its ``VACUUM`` takes longer than a night.
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
            # Without the number: so each row's name is stored once for all of its events.
            models.Index("table", "row", name="event_by_row"),
            GinIndex("about", name="event_about"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def service(self) -> str:
        """The program whose token was used, if any."""
        return str(self.actor).partition(BY_SERVICE)[2]

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Field -> (old, new), for the fields that differ."""
        old, new = self.old or {}, self.new or {}
        return {
            key: (old.get(key), new.get(key))
            for key in sorted(old.keys() | new.keys())
            if old.get(key) != new.get(key)
        }


class EventText(models.Model):
    """A long value of events, once for a claim, or for a row that is about none; append-only.

    The migration makes the table, without indexes for LIKE.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    salt = models.CharField(max_length=32)
    value = models.TextField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("text of the history")
        verbose_name_plural = _("texts of the history")

    def __str__(self) -> str:
        return self.sha256
