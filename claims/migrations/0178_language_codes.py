"""The language of a claim is a code of BCP 47, from here on."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0177_erasures_go_through")]

    operations = [
        AddConstraintNotValid(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(language__regex="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
                name="claim_names_its_language",
                violation_error_message="Give the language as a BCP 47 code, such as en or es-EC.",
            ),
        ),
    ]
