"""The time on the primary, by which replicas know how far behind they are."""

from django.db import models


class Heartbeat(models.Model):
    """One row, written on the primary several times in a second (``newsroom/replicas.py``).

    Whoever reads it in a snapshot sees all that was committed before ``at``. ``number`` grows with
    each writing, whatever the clock does.
    """

    number = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"#{self.number} {self.at}"
