"""Signatures with passkeys."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0082_log_withholding"),
        ("newsroom", "0027_signer_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("proposer", "proposer"), ("signer", "signer")],
                        max_length=10,
                        verbose_name="signed as",
                    ),
                ),
                ("authenticator_data", models.TextField(verbose_name="data of the authenticator")),
                ("client_data", models.TextField(verbose_name="data of the browser")),
                ("signature", models.TextField(verbose_name="signature")),
                (
                    "version",
                    models.CharField(editable=False, max_length=64, verbose_name="version"),
                ),
                (
                    "pseudonym",
                    models.CharField(editable=False, max_length=32, verbose_name="pseudonym"),
                ),
                ("public_key", models.TextField(editable=False, verbose_name="public key")),
                ("counter", models.BigIntegerField(verbose_name="counter of the authenticator")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="signed at",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="newsroom.signerkey",
                        verbose_name="signing key",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="claims.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["proposer", "signer"])),
                        name="signature_role_is_known",
                        violation_error_message="A version is signed by its proposer or its signer.",
                    ),
                    models.UniqueConstraint(
                        models.F("round"),
                        models.F("role"),
                        name="one_signature_a_role",
                        violation_error_message="This version is signed already.",
                    ),
                    models.UniqueConstraint(
                        models.F("signature"),
                        name="signature_used_once",
                        violation_error_message="This signature was used already. Sign again.",
                    ),
                ],
            },
        ),
        LoadSQL("claims", "signatures", "53e9ff8510c5"),
    ]
