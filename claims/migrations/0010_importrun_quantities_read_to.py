"""Up to which line of a file the quantities of imported claims have been read."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_hidden_claims")]

    operations = [
        migrations.AddField(
            "importrun",
            "quantities_read_to",
            models.BigIntegerField("quantities read up to line", default=0, db_default=0),
        ),
        LoadSQL("claims", "imports", "14f618b98834"),
    ]
