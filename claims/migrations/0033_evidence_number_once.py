"""The models know the unique index on the numbers of evidence."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0032_number_evidence")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="evidence",
                    constraint=models.UniqueConstraint(
                        models.F("review"), models.F("number"), name="evidence_number_once"
                    ),
                )
            ]
        )
    ]
