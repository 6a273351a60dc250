"""The refusal to publish says that database and log don't match; a round that requires keys."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0134_erasing_hides_addresses")]

    operations = [
        LoadSQL("claims", "epochs", "81fd1800e74e"),
        migrations.AlterField(
            model_name="round",
            name="takes_keys",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="requires keys"
            ),
        ),
    ]
