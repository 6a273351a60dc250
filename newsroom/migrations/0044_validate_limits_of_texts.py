"""The texts that there are have these limits too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0043_limits_of_texts")]

    operations = [
        ValidateConstraint("apitoken", "texts_of_newsroom_apitoken"),
        ValidateConstraint("approval", "texts_of_newsroom_approval"),
        ValidateConstraint("policy", "texts_of_newsroom_policy"),
        ValidateConstraint("user", "texts_of_newsroom_user"),
    ]
