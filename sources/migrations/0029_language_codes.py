"""The language of a source is a code of BCP 47, from here on."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0028_captions_with_their_transcript")]

    operations = [
        AddConstraintNotValid(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("language", ""),
                    ("language__regex", "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
                    _connector="OR",
                ),
                name="source_names_its_language",
                violation_error_message="Give the language as a BCP 47 code, such as en or es-EC.",
            ),
        ),
    ]
