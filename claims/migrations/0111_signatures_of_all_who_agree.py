"""Second sign-offs and panels sign with passkeys, too; a policy may ask for them."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0110_signatures_by_key")]

    operations = [
        migrations.AddField(
            model_name="reviewpolicy",
            name="signed_with_keys",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="conclusions are signed with keys"
            ),
        ),
        migrations.AlterField(
            model_name="signature",
            name="role",
            field=models.CharField(
                choices=[
                    ("proposer", "proposer"),
                    ("signer", "signer"),
                    ("second", "second sign-off"),
                    ("panel", "member of the panel"),
                ],
                max_length=10,
                verbose_name="signed as",
            ),
        ),
        migrations.RemoveConstraint("signature", "signature_role_is_known"),
        AddConstraintNotValid(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["proposer", "signer", "second", "panel"])),
                name="signature_role_is_known",
                violation_error_message="A version is signed by its proposer, its signer, as second sign-off or by its panel.",
            ),
        ),
    ]
