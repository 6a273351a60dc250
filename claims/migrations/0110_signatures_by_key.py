"""Several people may sign a version in one role: the trigger refuses a second signature of one person."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # the index is dropped without a lock that others wait for
    dependencies = [("claims", "0109_public_epochs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS one_signature_a_role"),
            ],
            state_operations=[migrations.RemoveConstraint("signature", "one_signature_a_role")],
        ),
    ]
