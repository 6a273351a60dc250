"""The notices that exist are checked."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0027_requests_for_a_reply")]

    operations = [ValidateConstraint("notice", "notice_says_what_it_is_about")]
