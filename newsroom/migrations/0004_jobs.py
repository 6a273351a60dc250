"""Notes are deleted with their job; the desk lists the newest jobs of a state, however many others."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0003_roles_and_policy")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE newsroom_jobnote ADD CONSTRAINT note_is_of_a_job
              FOREIGN KEY (job_id) REFERENCES procrastinate_jobs ON DELETE CASCADE;
            CREATE INDEX newsroom_job_by_state ON procrastinate_jobs (status, id DESC);
            """
        ),
    ]
