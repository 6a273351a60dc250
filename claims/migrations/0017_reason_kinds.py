"""What a claim is reopened for: our error, an upheld complaint, new evidence or routine."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL

KINDS = [
    ("our_error", "our error"),
    ("complaint_upheld", "complaint upheld"),
    ("new_evidence", "new evidence"),
    ("routine", "routine"),
]


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_claim_by_due_date")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="reason_kind",
            field=models.CharField(
                blank=True,
                choices=KINDS,
                db_default="",
                default="",
                max_length=20,
                verbose_name="kind of reason",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="reason_kind",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        AddConstraintNotValid(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason_kind", ""),
                    models.Q(
                        ("opening", "reopened"),
                        ("reason_kind__in", [kind for kind, _label in KINDS]),
                    ),
                    _connector="OR",
                ),
                name="reason_kind_of_a_reopening",
                violation_error_message="Only a reopening has a kind of reason: our error, new evidence …",
            ),
        ),
        LoadSQL("claims", "review_guard", "2793a00d6b5a"),
        LoadSQL("claims", "proposal_body", "e774f2cb5103"),
        LoadSQL("claims", "public_body", "2d074fd78edd"),
        LoadSQL("claims", "publication_insert", "1c8dcd3e3316"),
        LoadSQL("claims", "publication_is_current", "17a7aa9d92da"),
        LoadSQL("claims", "publication_search", "c4d180e6269e"),
        LoadSQL("claims", "tracked_tables", "d664a9989cf9"),
    ]
