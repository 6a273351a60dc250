"""A reopening copies the reason for which a reply is not waited for; whoever reopens has not written it."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0067_notices_leave_history")]

    operations = [LoadSQL("claims", "authors", "55815c2c3302")]
