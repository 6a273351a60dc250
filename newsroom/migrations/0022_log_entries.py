"""What the public log states besides publications."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0021_public_changes")]

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("line__regex", "^[!-~]+( [!-~]+)*$")),
                        name="log_entry_is_one_line",
                        violation_error_message="An entry of the public log is one line of ASCII words.",
                    )
                ],
            },
        ),
        LoadSQL("newsroom", "log_entries", "394df50a8be2"),
    ]
