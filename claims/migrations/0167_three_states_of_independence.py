"""Evidence is independent, not independent, or not established to be, for a reason that readers read."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL

BASES = [
    ("no_tie", "nothing recorded ties it to the speaker or to a report of the statement"),
    ("stated", "we say why"),
    (
        "against_interest",
        "it is from the speaker’s own side, and counts as evidence against its own interest",
    ),
    ("own", "it is from the speaker’s own side"),
    ("speaker", "the claim’s speaker was the one contacted"),
    ("appearance", "it comes from a source in which the claim itself appears"),
    ("syndicated", "it is the same text or recording as an appearance, or syndicated with one"),
    ("no_inputs", "the calculation lists no evidence that it is made from"),
    ("input", "part of what the calculation is made from is not independent"),
    ("publisher", "it is not stated who published it"),
    (
        "affiliation",
        "it is not recorded for whom the speaker, or whoever was contacted, speaks",
    ),
    ("doubted", "one of our editors doubts it"),
]


class Migration(migrations.Migration):
    dependencies = [("claims", "0166_candidate_wording")]

    operations = [
        # Nobody runs a release with them.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("evidence", "independent"),
                migrations.RemoveField("evidence", "independence_note"),
            ],
            database_operations=[
                migrations.RunSQL(
                    "-- squawk-ignore ban-drop-column\nALTER TABLE claims_evidence DROP COLUMN independent;"
                ),
                migrations.RunSQL(
                    "-- squawk-ignore ban-drop-column\nALTER TABLE claims_evidence DROP COLUMN independence_note;"
                ),
            ],
        ),
        migrations.AddField(
            "evidence",
            "independence",
            models.CharField(
                blank=True,
                choices=BASES,
                db_default="",
                default="",
                editable=False,
                max_length=20,
                verbose_name="independence",
            ),
        ),
        migrations.AddField(
            "evidence",
            "independence_reason",
            models.TextField(
                blank=True,
                db_default="",
                default="",
                verbose_name="why it counts as independent",
            ),
        ),
        migrations.AddField(
            "evidence",
            "independence_doubted",
            models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="doubt that it is independent",
            ),
        ),
        LoadSQL("claims", "evidence", "51aa15d6e133"),
        LoadSQL("claims", "require_conclusion", "fad4905e82e9"),
        LoadSQL("claims", "proposal_body", "d32160266ec0"),
        LoadSQL("claims", "authors", "f8652f9ded51"),
        migrations.RunSQL(
            "-- squawk-ignore ban-drop-function\nDROP FUNCTION IF EXISTS evidence_not_independent(bigint);"
        ),
        migrations.RunSQL(
            "-- squawk-ignore ban-drop-function\nDROP FUNCTION IF EXISTS evidence_independent(text);"
        ),
    ]
