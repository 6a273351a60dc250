"""The notices that exist are checked."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0007_notices_of_requests")]

    operations = [ValidateConstraint(model_name="notice", name="notice_says_what_it_is_about")]
