"""Words of captions and machines confirm nothing until a person has listened to them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


def key_to(model: str, label: str) -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="listenings",
        to=model,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0091_erasures"),
        ("sources", "0020_time_stamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Listening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField(verbose_name="start")),
                ("end", models.PositiveIntegerField(verbose_name="end")),
                (
                    "listened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="listened to at",
                    ),
                ),
                ("claim", key_to("claims.claim", "claim")),
                ("listened_by", key_to(settings.AUTH_USER_MODEL, "listened to by")),
                ("snapshot", key_to("sources.snapshot", "snapshot")),
                ("speaker", key_to("sources.speaker", "speaker")),
            ],
            options={
                "verbose_name": "listening",
                "verbose_name_plural": "listenings",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"),
                        models.F("snapshot"),
                        models.F("start"),
                        models.F("end"),
                        models.F("speaker"),
                        name="listening_once",
                        violation_error_message="These words are marked as listened to already.",
                    ),
                ],
            },
        ),
        LoadSQL("claims", "listening", "c315cecae89c"),
        LoadSQL("claims", "require_conclusion", "a6aa973c3882"),
    ]
