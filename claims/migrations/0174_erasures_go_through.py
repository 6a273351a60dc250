from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0173_validate_limits_of_texts")]

    operations = [
        LoadSQL("claims", "erasures", "f147a8ec10d7"),
    ]
