"""The public lists of corrections and updates, and publications by what they were reopened for."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0017_reason_kinds")]

    operations = [
        ValidateConstraint(model_name="review", name="reason_kind_of_a_reopening"),
        AddIndexConcurrently(
            "publication",
            models.Index(
                "number",
                condition=models.Q(
                    ("withheld", False),
                    models.Q(
                        ("event", "withdrawn"),
                        models.Q(
                            ("event", "signed"),
                            ("reason_kind__in", ["our_error", "complaint_upheld"]),
                        ),
                        _connector="OR",
                    ),
                ),
                name="publication_corrections",
            ),
        ),
        AddIndexConcurrently(
            "publication",
            models.Index(
                "number",
                condition=models.Q(
                    ("event", "signed"), ("reason_kind", "new_evidence"), ("withheld", False)
                ),
                name="publication_updates",
            ),
        ),
        AddIndexConcurrently(
            "publication",
            models.Index(
                "reason_kind",
                "number",
                condition=models.Q(("reason_kind", ""), _negated=True),
                name="publication_by_reason_kind",
            ),
        ),
    ]
