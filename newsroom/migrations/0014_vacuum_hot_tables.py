"""Tables whose rows come and go all day are vacuumed by their changes, not by a fifth of their size."""

from django.db import migrations

HOT = (
    "procrastinate_jobs",
    "procrastinate_events",
    "django_session",
    "usersessions_usersession",
    "newsroom_cache",
)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0013_public_names_by_a_senior"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.01,"
            " autovacuum_vacuum_threshold = 500, autovacuum_analyze_scale_factor = 0.02,"
            " autovacuum_analyze_threshold = 500)"
        )
        for table in HOT
    ]
