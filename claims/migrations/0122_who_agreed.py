"""A round says whose agreement counted and whether it takes keys."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0118_claims_to_show_are_watched")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="takes_keys",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="takes keys"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="agreed",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
    ]
