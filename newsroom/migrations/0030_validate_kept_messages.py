"""The policy that is there fits the constraint."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0029_erasures_take_two")]

    operations = [ValidateConstraint(model_name="policy", name="messages_are_kept_half_a_year")]
