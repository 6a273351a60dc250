"""Notices are not looked for by their note or by who caused them, and by person there is notice_of_person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

INDEXES = (
    "claims_notice_by_id_510e5545",
    "claims_notice_note_id_7cdd1558",
    "claims_notice_person_id_f81f2b0d",
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0068_reason_not_to_wait_is_copied")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}") for name in INDEXES],
            [
                migrations.AlterField(
                    model_name="notice",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                migrations.AlterField(
                    model_name="notice",
                    name="note",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="claims.note",
                        verbose_name="note",
                    ),
                ),
                migrations.AlterField(
                    model_name="notice",
                    name="person",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
