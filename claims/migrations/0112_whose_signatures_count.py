"""Whose signatures a body names, and that a policy asks for keys."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0111_signatures_of_all_who_agree")]

    operations = [
        ValidateConstraint(model_name="signature", name="signature_role_is_known"),
        LoadSQL("claims", "signatures", "4ef4d6d010e0"),
        LoadSQL("claims", "review_policy", "20971a802fb7"),
    ]
