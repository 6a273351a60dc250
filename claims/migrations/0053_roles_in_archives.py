"""Claims are found by the role that their archive gives."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0052_external_reviews_by_rating")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY archived_role ON claims_importrecord"
            " USING gin (fold(speaker_role) gin_trgm_ops) WHERE speaker_role <> ''"
        ),
    ]
