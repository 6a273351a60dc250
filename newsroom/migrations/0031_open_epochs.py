"""Two people open an epoch."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0030_validate_kept_messages"),
    ]

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
                    ("open_epoch", "Go on after a restore"),
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
    ]
