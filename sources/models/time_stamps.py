"""What authorities for time stamps answered about snapshots (RFC 3161)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom.schema import check, key_to, unique
from sources.models.documents import Snapshot
from sources.querysets import TimeStampQuerySet


class TimeStamp(models.Model):
    """An authority's stamp of a snapshot's hashes, or why there is none. Never changed or deleted.

    A failure is stored once for each reason, however often it is tried. Whether a token holds is checked
    whenever it is shown: the row proves nothing by itself.
    """

    snapshot = key_to(Snapshot, "time_stamps", _("snapshot"), indexed=False)
    # As the settings name it.
    authority = models.CharField(_("authority"), max_length=50)
    token = models.BinaryField(_("answer of the authority"), null=True)
    # As the token says.
    stamped_at = models.DateTimeField(_("stamped at"), null=True, blank=True)
    failure = models.CharField(_("why there is no stamp"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("stored at"), db_default=Now())

    objects = TimeStampQuerySet.as_manager()

    class Meta:
        verbose_name = _("time stamp")
        verbose_name_plural = _("time stamps")
        ordering = ["pk"]
        constraints = [
            unique(
                "time_stamp_once",
                ("snapshot", "authority"),
                _("This authority has stamped the snapshot already."),
                Q(token__isnull=False),
            ),
            check(
                "time_stamp_or_failure",
                Q(token__isnull=False, stamped_at__isnull=False, failure="")
                | Q(Q(token__isnull=True, stamped_at__isnull=True), ~Q(failure="")),
                _("There is a stamp with its time, or the reason why there is none."),
            ),
            check(
                "time_stamp_names_the_authority",
                Q(authority__regex=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$"),
                _("A stamp names its authority as the settings do."),
            ),
        ]
        indexes = [
            models.Index("snapshot", "id", name="time_stamps_of_a_snapshot"),
            models.Index(
                "authority",
                "id",
                name="time_stamps_that_failed",
                condition=Q(token__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.snapshot_id}"
