"""What tables of other packages get, some of which are made after ours."""

from django.db import migrations

# Notes are deleted with their job; the desk lists the newest jobs of a state, however many others.
JOBS = """
ALTER TABLE newsroom_jobnote ADD CONSTRAINT note_is_of_a_job
  FOREIGN KEY (job_id) REFERENCES procrastinate_jobs ON DELETE CASCADE;
CREATE INDEX newsroom_job_by_state ON procrastinate_jobs (status, id DESC);
"""
# Tables whose rows come and go all day are vacuumed by their changes, not by a fifth of their size.
HOT = "".join(
    f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.01,"
    " autovacuum_vacuum_threshold = 500, autovacuum_analyze_scale_factor = 0.02,"
    " autovacuum_analyze_threshold = 500);"
    for table in (
        "procrastinate_jobs",
        "procrastinate_events",
        "django_session",
        "usersessions_usersession",
        "newsroom_cache",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(JOBS), migrations.RunSQL(HOT)]
