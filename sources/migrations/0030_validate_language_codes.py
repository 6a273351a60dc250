"""The languages that there are, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0029_language_codes")]

    operations = [ValidateConstraint("source", "source_names_its_language")]
