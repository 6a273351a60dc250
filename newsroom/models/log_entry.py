"""What the public log states besides publications."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.schema import check


class LogEntry(models.Model):
    """One line of the public log, written by a trigger; append-only."""

    line = models.TextField()

    class Meta:
        constraints = [
            check(
                "log_entry_is_one_line",
                models.Q(line__regex=r"^[!-~]+( [!-~]+)*$"),
                _("An entry of the public log is one line of ASCII words."),
            )
        ]

    def __str__(self) -> str:
        return self.line
