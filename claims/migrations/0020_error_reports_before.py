"""What was settled before outcomes were recorded counts as answered; then the rules hold for all rows."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import F, Q

from newsroom.history import acting


def answer(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    while _settled(connection):
        # Without rows, as in a new database, nobody has to be recorded.
        with (
            acting(None, "outcomes are recorded from now on", using=connection.alias),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE claims_readercorrection SET outcome = 'answered' WHERE id = ANY (%s)",
                [_settled(connection)],
            )


def _settled(connection: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM claims_readercorrection"
            " WHERE settled_at IS NOT NULL AND outcome = '' ORDER BY id LIMIT 1000"
        )
        return [number for (number,) in cursor.fetchall()]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0019_error_reports")]

    operations = [
        migrations.RunPython(answer),
        ValidateConstraint("errorreport", "error_report_has_text"),
        ValidateConstraint("errorreport", "error_report_is_settled_with_a_reason"),
        ValidateConstraint("errorreport", "error_report_upheld_reopens"),
        ValidateConstraint("errorreport", "error_report_answer_is_complete"),
        ValidateConstraint("notice", "notice_says_what_it_is_about"),
        AddIndexConcurrently(
            "errorreport",
            models.Index(
                F("due_on").asc(nulls_last=True),
                F("id"),
                condition=Q(settled_at__isnull=True),
                name="error_report_open",
            ),
        ),
        AddIndexConcurrently(
            "errorreport",
            models.Index(
                F("settled_at"), condition=~Q(contact=""), name="error_report_with_address"
            ),
        ),
    ]
