from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0017_tokens_that_write")]

    operations = [
        ValidateConstraint(model_name="apitoken", name="token_scopes_are_known"),
        ValidateConstraint(model_name="apitoken", name="token_rate_is_positive"),
    ]
