"""Conflicts of interest: whoever declares one neither proposes nor signs."""

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0020_error_reports_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conflict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "declared_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="declared at",
                    ),
                ),
                (
                    "took_part",
                    models.BooleanField(
                        db_default=False, editable=False, verbose_name="had worked on it"
                    ),
                ),
                (
                    "lifted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lifted at"),
                ),
                (
                    "lifted_reason",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="why lifted"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="conflicts",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="conflicts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.deletion.PROTECT,
                        related_name="conflicts_lifted",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lifted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "conflict of interest",
                "verbose_name_plural": "conflicts of interest",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(reason=""),
                        name="conflict_has_a_reason",
                        violation_error_message="Say what the conflict is.",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            lifted_at__isnull=True, lifted_by__isnull=True, lifted_reason=""
                        )
                        | Q(~Q(lifted_reason=""), lifted_at__isnull=False, lifted_by__isnull=False),
                        name="conflict_is_lifted_with_a_reason",
                        violation_error_message="Say why the conflict no longer stands.",
                    ),
                    models.CheckConstraint(
                        condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("person")),
                        name="conflict_is_lifted_by_another",
                        violation_error_message="Another senior editor decides whether your conflict still stands.",
                    ),
                    models.UniqueConstraint(
                        F("claim"),
                        F("person"),
                        condition=Q(lifted_at__isnull=True),
                        name="conflict_stands_once",
                        violation_error_message="You have declared a conflict of interest already.",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            "notice",
            "kind",
            models.CharField(
                choices=[
                    ("assigned", "assigned to you"),
                    ("mentioned", "you are mentioned"),
                    ("to_sign", "to be signed"),
                    ("sent_back", "sent back"),
                    ("offline", "taken offline"),
                    ("lifted", "hold lifted"),
                    ("to_approve", "waiting for your approval"),
                    ("decided", "your request is decided"),
                    ("report", "an error is reported"),
                    ("conflict", "a conflict of interest is declared"),
                    ("people", "rights of a colleague"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
        LoadSQL("claims", "conflicts", "a1f1e6529637"),
        LoadSQL("claims", "round_guard", "60451f0fdfec"),
    ]
