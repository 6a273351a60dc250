"""Whether a text says a name is decided by a short expression first."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0155_waiting_for_the_chain")]

    operations = [LoadSQL("claims", "erasures", "0b143599220e")]
