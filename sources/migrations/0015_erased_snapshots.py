"""Of a snapshot whose text, or a name in it, was erased, the hashes are of what it was."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from newsroom.migration_operations import LoadSQL
from newsroom.schema import SHA256


class Migration(migrations.Migration):
    dependencies = [("sources", "0014_names_in_addresses")]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="erased",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="erased"
            ),
        ),
        migrations.RemoveConstraint(model_name="snapshot", name="snapshot_raw_hash_and_name"),
        AddConstraintNotValid(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=Q(raw_name="", raw_sha256="")
                | Q(raw_name__gt="", raw_sha256__regex=SHA256)
                | Q(erased=True, raw_name="", raw_sha256__regex=SHA256),
                name="snapshot_raw_hash_and_name",
                violation_error_message="Raw bytes have a SHA-256 and a place in storage.",
            ),
        ),
        migrations.RunSQL(
            """
            ALTER TABLE sources_snapshot DROP CONSTRAINT snapshot_text_hash;
            ALTER TABLE sources_snapshot ADD CONSTRAINT snapshot_text_hash
              CHECK (erased OR text_sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')) NOT VALID;
            """
        ),
        LoadSQL("sources", "erased_snapshots", "373e798734a4"),
        LoadSQL("sources", "takedowns", "006298a7e32c"),
    ]
