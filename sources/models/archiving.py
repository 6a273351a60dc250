"""Copies of a source's page that archives elsewhere keep, and requests to an archive to make one."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom.models import User
from newsroom.schema import check, choice, key_to, optional_key_to, unique
from sources.choices import ArchiveRequestState, ArchiveService
from sources.models.documents import Source
from sources.querysets import ArchivedCopyQuerySet

OPEN = (ArchiveRequestState.WAITING, ArchiveRequestState.SENT)


class ArchiveRequest(models.Model):
    """One person's request that web.archive.org save a source's page. A worker sends it."""

    source = key_to(Source, "archive_requests", _("source"))
    # What becomes public: the person saw exactly this.
    address = models.CharField(_("address"), max_length=2000)
    state = choice(_("state"), ArchiveRequestState.WAITING)
    # The archive's own name for its work.
    service_job = models.CharField(_("the archive's job"), max_length=200, blank=True)
    message = models.TextField(_("message"), blank=True)
    requested_by = key_to(User, "archive_requests", _("requested by"))
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for an archived copy")
        verbose_name_plural = _("requests for archived copies")
        ordering = ["-pk"]
        constraints = [
            unique(
                "archive_request_once_at_a_time",
                ("source",),
                _("The archive has been asked to save this page. Wait for its answer."),
                Q(state__in=OPEN),
            ),
            check(
                "archive_request_ends_once",
                Q(state__in=OPEN, finished_at__isnull=True)
                | Q(
                    state__in=[ArchiveRequestState.DONE, ArchiveRequestState.FAILED],
                    finished_at__isnull=False,
                ),
                _("A request that is done or has failed says when."),
            ),
            check(
                "archive_request_failure_has_a_message",
                ~Q(state=ArchiveRequestState.FAILED) | ~Q(message=""),
                _("A failed request says why in words."),
            ),
            check(
                "archive_request_sent_has_its_job",
                ~Q(state=ArchiveRequestState.SENT) | ~Q(service_job=""),
                _("A request that was sent has the archive's name for it."),
            ),
        ]

    def __str__(self) -> str:
        return self.address


class ArchivedCopy(models.Model):
    """The address of a copy of a source's page, and the day of the copy."""

    source = key_to(Source, "archived_copies", _("source"))
    service = models.CharField(_("archive"), max_length=20, choices=ArchiveService)
    address = models.CharField(_("address"), max_length=2100)
    copied_on = models.DateField(_("copied on"))
    request = optional_key_to(ArchiveRequest, "copies", _("request"))
    recorded_by = key_to(User, "archived_copies", _("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    removed_by = optional_key_to(User, "+", _("removed by"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = ArchivedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("archived copy")
        verbose_name_plural = _("archived copies")
        ordering = ["copied_on", "pk"]
        constraints = [
            unique(
                "archived_copy_once",
                ("source", "address"),
                _("This copy is recorded already."),
                Q(removed_at__isnull=True),
            ),
            check(
                "archived_copy_at_its_archive",
                Q(
                    service=ArchiveService.WEB_ARCHIVE,
                    address__regex=r"^https://web\.archive\.org/web/[0-9]{14}/https?://[^\s]+$",
                )
                | Q(
                    service=ArchiveService.PERMA,
                    address__regex=r"^https://perma\.cc/[0-9A-Z]{4}-[0-9A-Z]{4}$",
                )
                | Q(
                    service=ArchiveService.ARCHIVE_TODAY,
                    address__regex=r"^https://archive\.(today|ph|is|md|li|fo|vn)/[^\s]+$",
                ),
                _(
                    "This is not the address of a copy at web.archive.org, perma.cc or archive.today."
                    " Open the copy and paste its whole address."
                ),
            ),
            check(
                "archived_copy_removed_by_somebody",
                Q(removed_by__isnull=True, removed_at__isnull=True)
                | Q(removed_by__isnull=False, removed_at__isnull=False),
                _("A copy that was removed says by whom and when."),
            ),
        ]

    def __str__(self) -> str:
        return self.address
