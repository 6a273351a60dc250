"""A mark of each transaction that changes what the public reads."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0020_events_by_row")]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.UUIDField()),
                ("transaction", models.BigIntegerField()),
                ("began", models.DateTimeField()),
            ],
        ),
        # A few rows that change all day: read in one page, and vacuumed in time.
        migrations.RunSQL(
            "ALTER TABLE newsroom_publicchange SET (fillfactor = 50,"
            " autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)"
        ),
        LoadSQL("newsroom", "public_changes", "5f5d5b18dcdd"),
    ]
