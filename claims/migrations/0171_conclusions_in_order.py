"""Each publication names the one in which its conclusion was signed or changed; lists of the latest go by that."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0170_each_whom_it_could_harm_is_asked")]

    operations = [
        migrations.AddField(
            "publication",
            "conclusion",
            models.ForeignKey(
                "claims.publication",
                models.DO_NOTHING,
                null=True,
                blank=True,
                db_index=False,
                db_constraint=False,
                related_name="+",
            ),
        ),
        LoadSQL("claims", "publication_insert", "697c8d2b3f1b"),
    ]
