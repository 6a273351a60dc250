"""How worth checking a statement of the inbox is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0035_vectors_for_matching")]

    operations = [
        migrations.AddField(
            "candidate",
            "score",
            models.FloatField(blank=True, null=True, verbose_name="worth checking"),
        ),
        migrations.AddField("candidate", "score_reasons", models.JSONField(blank=True, null=True)),
        migrations.AddField(
            "candidate",
            "score_model",
            models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
    ]
