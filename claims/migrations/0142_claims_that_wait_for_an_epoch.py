"""Claims that wait to be shown again say whether they wait since a restore."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0141_erasures_name_their_events")]

    operations = [
        migrations.AddField(
            model_name="claimtoshow",
            name="after_restore",
            field=models.BooleanField(db_default=False, editable=False),
        ),
    ]
