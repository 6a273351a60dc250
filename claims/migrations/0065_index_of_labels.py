"""Publications are found by the newsroom's own label."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0064_old_notices_are_removed")]

    operations = [
        AddIndexConcurrently(
            "exportrow",
            models.Index(
                fields=["label_key", "publication"],
                condition=~models.Q(label_key=""),
                name="export_row_by_label",
            ),
        ),
    ]
