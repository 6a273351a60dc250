"""Jobs, and what became of their attempts."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom.choices import JobNoteKind
from newsroom.models.people import User
from newsroom.querysets import JobQuerySet


class Job(ProcrastinateJob):
    """A job in procrastinate's table, to be read; ``newsroom.jobs`` writes it."""

    objects = JobQuerySet.as_manager()  # type: ignore[assignment, misc]  # theirs only reads

    class Meta:
        proxy = True
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.words} #{self.pk}"

    @property
    def words(self) -> str:
        """What it does, read off the task's name: claims.process_capture, Process capture."""
        name = self.task_name.rpartition(".")[2].replace("_", " ")
        return name[:1].upper() + name[1:]


class JobNote(models.Model):
    """Why an attempt at a job failed, or who retried it; removed with the job."""

    # A foreign key of the database deletes the notes with the job.
    job = models.ForeignKey(
        Job, models.DO_NOTHING, db_constraint=False, related_name="notes", verbose_name=_("job")
    )
    at = models.DateTimeField(_("at"), db_default=Now())
    kind = models.CharField(_("what happened"), max_length=10, choices=JobNoteKind)
    attempt = models.IntegerField(_("attempt"))
    sentence = models.TextField(_("in words"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name=_("by"))

    class Meta:
        verbose_name = _("note on a job")
        verbose_name_plural = _("notes on jobs")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.sentence}"
