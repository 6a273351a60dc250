"""Copies of pages in archives elsewhere, and requests to save a page there."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0007_publishers_that_look_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=2000, verbose_name="address")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sent", "sent to the archive"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "service_job",
                    models.CharField(blank=True, max_length=200, verbose_name="the archive's job"),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="requested at",
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_requests",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for an archived copy",
                "verbose_name_plural": "requests for archived copies",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ArchivedCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("web_archive", "web.archive.org"),
                            ("perma", "perma.cc"),
                            ("archive_today", "archive.today"),
                        ],
                        max_length=20,
                        verbose_name="archive",
                    ),
                ),
                ("address", models.CharField(max_length=2100, verbose_name="address")),
                ("copied_on", models.DateField(verbose_name="copied on")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="removed at"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archived_copies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="removed by",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archived_copies",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="sources.archiverequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "archived copy",
                "verbose_name_plural": "archived copies",
                "ordering": ["copied_on", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="archiverequest",
            constraint=models.UniqueConstraint(
                models.F("source"),
                condition=models.Q(("state__in", ("waiting", "sent"))),
                name="archive_request_once_at_a_time",
                violation_error_message="The archive has been asked to save this page. Wait for its answer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="archiverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("state__in", ("waiting", "sent"))),
                    models.Q(("finished_at__isnull", False), ("state__in", ["done", "failed"])),
                    _connector="OR",
                ),
                name="archive_request_ends_once",
                violation_error_message="A request that is done or has failed says when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="archiverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("message", ""), _negated=True),
                    _connector="OR",
                ),
                name="archive_request_failure_has_a_message",
                violation_error_message="A failed request says why in words.",
            ),
        ),
        migrations.AddConstraint(
            model_name="archiverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True),
                    models.Q(("service_job", ""), _negated=True),
                    _connector="OR",
                ),
                name="archive_request_sent_has_its_job",
                violation_error_message="A request that was sent has the archive's name for it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="archivedcopy",
            constraint=models.UniqueConstraint(
                models.F("source"),
                models.F("address"),
                condition=models.Q(("removed_at__isnull", True)),
                name="archived_copy_once",
                violation_error_message="This copy is recorded already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="archivedcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "address__regex",
                            "^https://web\\.archive\\.org/web/[0-9]{14}/https?://[^\\s]+$",
                        ),
                        ("service", "web_archive"),
                    ),
                    models.Q(
                        ("address__regex", "^https://perma\\.cc/[0-9A-Z]{4}-[0-9A-Z]{4}$"),
                        ("service", "perma"),
                    ),
                    models.Q(
                        ("address__regex", "^https://archive\\.(today|ph|is|md|li|fo|vn)/[^\\s]+$"),
                        ("service", "archive_today"),
                    ),
                    _connector="OR",
                ),
                name="archived_copy_at_its_archive",
                violation_error_message="This is not the address of a copy at web.archive.org, perma.cc or archive.today. Open the copy and paste its whole address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="archivedcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                    models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                    _connector="OR",
                ),
                name="archived_copy_removed_by_somebody",
                violation_error_message="A copy that was removed says by whom and when.",
            ),
        ),
        LoadSQL("sources", "archived_copies", "6b9f3002cd36"),
    ]
