"""Whom a conclusion could harm is asked for a reply, or readers learn why not."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0169_nobody_is_asked_by_an_unsent_letter")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="harms",
            field=models.JSONField(
                blank=True, editable=False, null=True, verbose_name="whom it could harm"
            ),
        ),
        LoadSQL("claims", "reply_requests", "171336de210c"),
        LoadSQL("claims", "require_conclusion", "781f9e640f6b"),
        LoadSQL("claims", "review_guard", "ef2d9ee1adcd"),
        LoadSQL("claims", "authors", "e97a927def7b"),
    ]
