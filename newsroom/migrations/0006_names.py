"""Names of people that readers can tell apart, without invisible characters."""

from django.db import migrations, models

import newsroom.querysets
from newsroom.choices import INVISIBLE
from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_second_factors")]

    operations = [
        LoadSQL("newsroom", "names", "59aedba0b29c"),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("public_name__regex", INVISIBLE), _negated=True),
                    models.Q(("first_name__regex", INVISIBLE), _negated=True),
                    models.Q(("last_name__regex", INVISIBLE), _negated=True),
                ),
                name="person_name_is_visible",
                violation_error_message="A name holds an invisible character. Remove it, or type the name again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                newsroom.querysets.LookAlikeKey("public_name"),
                condition=models.Q(
                    ("is_active", True), models.Q(("public_name", ""), _negated=True)
                ),
                name="public_name_once",
                violation_error_message="Another active person has this public name, or one that looks like it. Add an initial.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                newsroom.querysets.LookAlikeKey("username"),
                name="username_once",
                violation_error_message="Somebody has this username, or one that looks like it. Choose another.",
            ),
        ),
    ]
