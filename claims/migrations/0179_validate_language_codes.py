"""The languages that there are, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0178_language_codes")]

    operations = [ValidateConstraint("claim", "claim_names_its_language")]
