"""Webhooks: who is told of what is published, and what became of each telling."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0013_flat_publications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("delivered", "delivered"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="asked at",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="claims.publication",
                        verbose_name="publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                    ),
                ),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="the answer's status"
                    ),
                ),
                ("sentence", models.TextField(verbose_name="in words")),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="claims.delivery",
                        verbose_name="delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="Who is told.", max_length=100, verbose_name="name"),
                ),
                ("url", models.CharField(max_length=2000, verbose_name="address")),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("signed", "signed"),
                                ("supplemented", "supplemented"),
                                ("corrected", "corrected"),
                                ("reopened", "reopened"),
                                ("withdrawn", "withdrawn"),
                                ("hidden", "hidden"),
                                ("shown", "shown"),
                                ("taken_down", "taken down"),
                                ("restored", "restored"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="told of",
                    ),
                ),
                ("secret", models.TextField(blank=True, verbose_name="secret")),
                (
                    "secret_since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="secret since",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "told"), ("paused", "paused"), ("ended", "ended")],
                        default="active",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("because", models.TextField(blank=True, verbose_name="why it is paused or ended")),
                (
                    "failing_since",
                    models.DateTimeField(blank=True, null=True, verbose_name="failing since"),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="added at",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhooks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="webhook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="claims.webhook",
                verbose_name="webhook",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("events__contains", ["reopened", "withdrawn", "hidden", "taken_down"])
                ),
                name="webhook_hears_what_goes",
                violation_error_message="A webhook is told of all that is reopened, withdrawn, hidden or taken down.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("because", ""), ("state", "active")),
                    models.Q(
                        models.Q(("state", "active"), _negated=True),
                        models.Q(("because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="webhook_state_is_told",
                violation_error_message="Say why the webhook is paused or ended.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("secret", ""), ("state", "ended")),
                    models.Q(
                        models.Q(("state", "ended"), _negated=True),
                        models.Q(("secret", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="webhook_has_its_secret",
                violation_error_message="A webhook has a secret until it has ended.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.UniqueConstraint(
                models.F("url"),
                condition=models.Q(("state", "ended"), _negated=True),
                name="webhook_address_once",
                violation_error_message="There is a webhook of this address already.",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                models.F("webhook"),
                models.F("publication"),
                name="delivery_once",
                violation_error_message="This publication is being sent there already.",
            ),
        ),
    ]
