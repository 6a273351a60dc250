"""What two people erase, and that they did."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0090_signatures_in_bodies"),
        ("newsroom", "0030_validate_kept_messages"),
        ("sources", "0016_validate_erased_snapshots"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "kind",
                    models.CharField(
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
                        verbose_name="what",
                    ),
                ),
                ("subject_id", models.BigIntegerField(verbose_name="subject's number")),
                (
                    "legal_basis",
                    models.CharField(
                        choices=[
                            ("data_subject", "request of the person concerned (GDPR, Article 17)"),
                            ("court", "order of a court or authority"),
                            ("unlawful", "collected or published unlawfully"),
                            ("other_law", "another legal obligation"),
                        ],
                        max_length=30,
                        verbose_name="legal basis",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("requested_by", models.CharField(max_length=150, verbose_name="requested by")),
                ("approved_by", models.CharField(max_length=150, verbose_name="approved by")),
                ("erased_at", models.DateTimeField(verbose_name="erased at")),
                ("found", models.JSONField(verbose_name="found in")),
                ("removed_sha256", models.CharField(max_length=64)),
                ("sealed", models.TextField(blank=True)),
                ("approval_id", models.BigIntegerField(blank=True, null=True, unique=True)),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["erase_person", "erase_source", "erase_report", "erase_request"],
                            ),
                            ("legal_basis__in", ["data_subject", "court", "unlawful", "other_law"]),
                            ("removed_sha256__regex", "^[0-9a-f]{64}$"),
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("requested_by", ""), _negated=True),
                            models.Q(("approved_by", ""), _negated=True),
                            models.Q(("requested_by", models.F("approved_by")), _negated=True),
                        ),
                        name="erasure_is_complete",
                        violation_error_message="An erasure names its kind, reason, legal basis and two people.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasedPublication",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="erased",
                        serialize=False,
                        to="claims.publication",
                    ),
                ),
                (
                    "erasure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="claims.erasure",
                        verbose_name="erasure",
                    ),
                ),
            ],
            options={
                "verbose_name": "erased publication",
                "verbose_name_plural": "erased publications",
            },
        ),
        LoadSQL("claims", "erasures", "500557d1eb19"),
        LoadSQL("claims", "withhold", "6d5f641a85c1"),
    ]
