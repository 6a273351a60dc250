"""A long value stands once beside the events that state it; updates name fewer columns."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0018_validate_tokens_that_write")]

    operations = [
        # The table is made by the file: from zero, events are written before this migration.
        LoadSQL("newsroom", "history", "97922e110649"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="EventText",
                    fields=[
                        (
                            "sha256",
                            models.CharField(max_length=64, primary_key=True, serialize=False),
                        ),
                        ("salt", models.CharField(max_length=32)),
                        ("value", models.TextField()),
                        ("key", models.CharField(max_length=64, unique=True)),
                    ],
                    options={
                        "verbose_name": "text of the history",
                        "verbose_name_plural": "texts of the history",
                    },
                ),
            ],
        ),
    ]
