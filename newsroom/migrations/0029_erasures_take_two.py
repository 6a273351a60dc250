"""An erasure takes two people, whatever the policy says; which says how long readers' messages are kept."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0028_log_signer_keys")]

    operations = [
        migrations.AlterField(
            model_name="approval",
            name="kind",
            field=models.CharField(
                choices=[
                    ("lift_hold", "Lift a hold"),
                    ("lift_takedown", "Lift a takedown"),
                    ("supplement", "Supplement a signed claim"),
                    ("correct", "Minor edit of a signed claim"),
                    ("change_speaker", "Change a published speaker"),
                    ("merge_speakers", "Merge a published speaker"),
                    ("unmerge_speakers", "Undo the merge of a published speaker"),
                    ("unprotect_speaker", "End a speaker's protection"),
                    ("another_person", "Another person of a protected name"),
                    ("sign_dossier", "Sign a dossier"),
                    ("sign_label", "Add or change a label"),
                    ("enrol_key", "Enrol a signing key"),
                    ("erase_person", "Erase a person's data"),
                    ("erase_source", "Erase a source's text"),
                    ("erase_report", "Erase a reader's error report"),
                    ("erase_request", "Erase a reader's request"),
                    ("grant_role", "Grant a role"),
                    ("make_superuser", "Make somebody a superuser"),
                    ("reactivate", "Reactivate a person"),
                    ("reset_sign_in", "Reset a person's password and second factors"),
                    ("change_email", "Change a person's e-mail address"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="keep_messages",
            field=models.PositiveIntegerField(
                db_default=1095,
                default=1095,
                verbose_name="days for which readers' messages are kept",
            ),
        ),
        AddConstraintNotValid(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(keep_messages__gte=180),
                name="messages_are_kept_half_a_year",
                violation_error_message="Readers' messages are kept for at least 180 days after the decision.",
            ),
        ),
        LoadSQL("newsroom", "approvals", "b6b8b4ecfdc8"),
    ]
