"""Who gives a second sign-off, such as a legal read."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0008_what_rights_mean")]

    operations = [
        migrations.AddField(
            "heldrole",
            "second_sign_off",
            models.BooleanField(
                db_default=False, default=False, verbose_name="gives the second sign-off"
            ),
        ),
        LoadSQL("newsroom", "people", "b91dd83b2984"),
    ]
