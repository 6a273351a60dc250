"""A speaker is only said to be the same as web addresses; existing rows are checked by the next one."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import newsroom.addresses
import sources.querysets
from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_written_by_sql_alone")]

    operations = [
        LoadSQL("sources", "addresses", "a872c0a0a7c8"),
        migrations.AlterField(
            model_name="speaker",
            name="same_as",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.URLField(
                    max_length=500,
                    validators=[
                        newsroom.addresses.validate_web_address,
                        newsroom.addresses.validate_no_credentials,
                    ],
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="same as",
            ),
        ),
        AddConstraintNotValid(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=sources.querysets.AreWebAddresses("same_as"),
                name="same_as_are_web_addresses",
                violation_error_message="Give web addresses that start with http:// or https://, without a user name or password.",
            ),
        ),
    ]
