"""What an erasure finds is shown in its places; files of evidence and answers go, too."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0128_erasing_reaches_matching")]

    operations = [LoadSQL("claims", "erasures", "beb703bedad1")]
