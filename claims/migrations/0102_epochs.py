"""After a restore behind the public log nothing is published until two people open an epoch."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0101_listening"),
        ("newsroom", "0031_open_epochs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="erasure",
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
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="LogAhead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.TextField(verbose_name="name of the log")),
                ("size", models.BigIntegerField(verbose_name="entries of the log")),
                ("root", models.CharField(max_length=64, verbose_name="root of the log")),
                ("number", models.BigIntegerField(verbose_name="last publication in the log")),
                (
                    "last",
                    models.BigIntegerField(
                        db_default=0,
                        editable=False,
                        verbose_name="last publication in the database",
                    ),
                ),
                (
                    "found_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="found at",
                    ),
                ),
            ],
            options={
                "verbose_name": "restore behind the public log",
                "verbose_name_plural": "restores behind the public log",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", 0),
                            ("root__regex", "^[0-9a-f]{64}$"),
                            ("size__gt", 0),
                            models.Q(("origin", ""), _negated=True),
                        ),
                        name="log_ahead_is_a_checkpoint",
                        violation_error_message="A checkpoint has a name, a size and a root.",
                    ),
                    models.UniqueConstraint(
                        models.F("origin"),
                        models.F("size"),
                        name="log_ahead_once",
                        violation_error_message="That the log is ahead with this checkpoint is recorded already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.TextField(unique=True, verbose_name="name of the new log")),
                (
                    "last",
                    models.BigIntegerField(
                        db_default=0, editable=False, verbose_name="last publication before it"
                    ),
                ),
                (
                    "after",
                    models.BigIntegerField(
                        db_default=0, editable=False, verbose_name="numbering goes on after"
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="opened at",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.approval",
                    ),
                ),
                (
                    "ahead",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="epoch",
                        to="claims.logahead",
                    ),
                ),
            ],
            options={
                "verbose_name": "epoch",
                "verbose_name_plural": "epochs",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after__gte", models.F("last")),
                            ("last__gte", 0),
                            models.Q(("origin", ""), _negated=True),
                        ),
                        name="epoch_goes_on",
                        violation_error_message="Numbering goes on after the highest number of the log before it.",
                    )
                ],
            },
        ),
        LoadSQL("claims", "epochs", "01f2d125b349"),
        LoadSQL("claims", "publication_insert", "c51be0348be6"),
    ]
