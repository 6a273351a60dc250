"""The addresses that speakers had before are web addresses, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0005_addresses_of_speakers")]

    operations = [ValidateConstraint(model_name="speaker", name="same_as_are_web_addresses")]
