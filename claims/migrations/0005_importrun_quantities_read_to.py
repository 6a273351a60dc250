"""Up to which line of a file the quantities of imported claims have been read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_uncompressed_bodies")]

    operations = [
        migrations.AddField(
            "importrun",
            "quantities_read_to",
            models.BigIntegerField("quantities read up to line", default=0, db_default=0),
        ),
    ]
