"""The notices that exist are checked, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0158_searches_for_names_to_erase")]

    operations = [ValidateConstraint(model_name="notice", name="notice_says_its_subject")]
