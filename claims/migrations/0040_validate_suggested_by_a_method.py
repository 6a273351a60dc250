"""The suggestions and notices that exist are checked."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0039_suggested_by_a_method")]

    operations = [
        ValidateConstraint("relation", "relation_without_a_person_has_a_method"),
        ValidateConstraint("notice", "notice_says_what_it_is_about"),
    ]
