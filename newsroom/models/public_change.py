"""Which changes of what the public reads are committed; see ``newsroom/public_version.py``."""

from django.db import models


class PublicChange(models.Model):
    """A place, in which each transaction that changes what the public reads leaves a mark of its own.

    A transaction takes a place that no other holds, so none waits; there are as many as ever wrote at
    the same time. Whoever sees a mark also sees all that its transaction wrote, and what those wrote
    whose marks stood there before. ``transaction`` and ``began``: which one left it.
    """

    mark = models.UUIDField()
    transaction = models.BigIntegerField()
    began = models.DateTimeField()

    def __str__(self) -> str:
        return f"#{self.pk} {self.mark}"
