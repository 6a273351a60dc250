"""That the database was restored to a point behind its public log, and that numbering goes on."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.querysets import EpochQuerySet, LogAheadQuerySet
from newsroom.models import Approval
from newsroom.schema import SHA256, check, unique


class LogAhead(models.Model):
    """The public log was found to hold more than the database; append-only.

    ``origin``, ``size``, ``root`` (in hex): the log's last checkpoint. ``number``: its last publication.
    ``last``: the last one in the database, as PostgreSQL found it. Nothing is published until an epoch is
    opened.
    """

    origin = models.TextField(_("name of the log"))
    size = models.BigIntegerField(_("entries of the log"))
    root = models.CharField(_("root of the log"), max_length=64)
    number = models.BigIntegerField(_("last publication in the log"))
    last = models.BigIntegerField(
        _("last publication in the database"), db_default=0, editable=False
    )
    found_at = models.DateTimeField(_("found at"), db_default=Now(), editable=False)

    objects = LogAheadQuerySet.as_manager()

    class Meta:
        verbose_name = _("restore behind the public log")
        verbose_name_plural = _("restores behind the public log")
        ordering = ["-pk"]
        constraints = [
            check(
                "log_ahead_is_a_checkpoint",
                Q(size__gt=0, number__gte=0, root__regex=SHA256) & ~Q(origin=""),
                _("A checkpoint has a name, a size and a root."),
            ),
            unique(
                "log_ahead_once",
                ("origin", "size"),
                _("That the log is ahead with this checkpoint is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Epoch(models.Model):
    """After a restore numbering goes on after ``after``; ``last`` is the last publication before it.

    Publications between the two were lost. ``origin`` is the name of the log that begins with it.
    PostgreSQL sets both numbers and requires the approval of two people. Append-only.
    """

    ahead = models.OneToOneField(LogAhead, models.PROTECT, related_name="epoch")
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="+")
    origin = models.TextField(_("name of the new log"), unique=True)
    last = models.BigIntegerField(_("last publication before it"), db_default=0, editable=False)
    after = models.BigIntegerField(_("numbering goes on after"), db_default=0, editable=False)
    opened_at = models.DateTimeField(_("opened at"), db_default=Now(), editable=False)

    objects = EpochQuerySet.as_manager()

    class Meta:
        verbose_name = _("epoch")
        verbose_name_plural = _("epochs")
        ordering = ["-pk"]
        constraints = [
            check(
                "epoch_goes_on",
                Q(after__gte=F("last"), last__gte=0) & ~Q(origin=""),
                _("Numbering goes on after the highest number of the log before it."),
            ),
        ]

    def __str__(self) -> str:
        return self.origin

    @property
    def first(self) -> int:
        """The first number that was lost, if it is not above ``after``."""
        return self.last + 1
