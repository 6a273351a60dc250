"""Keys with which people sign."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0023_event_hashes"),
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
        migrations.CreateModel(
            name="SignerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pseudonym",
                    models.CharField(
                        editable=False, max_length=32, unique=True, verbose_name="pseudonym"
                    ),
                ),
                ("credential", models.TextField(unique=True, verbose_name="number of the passkey")),
                ("public_key", models.TextField(verbose_name="public key")),
                (
                    "enrolled_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="enrolled at",
                    ),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signer_keys",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "signing key",
                "verbose_name_plural": "signing keys",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="signer_key_revocation_is_complete",
                        violation_error_message="A revoked key names who revoked it, and when.",
                    )
                ],
            },
        ),
        LoadSQL("newsroom", "signer_keys", "672cb790d9da"),
    ]
