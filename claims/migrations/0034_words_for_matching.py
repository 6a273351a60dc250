"""What statements are matched against. The claims that are there already are noted, to be read by a job."""

import django.db.models.deletion
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL

SCOPES = [(0, "working claims"), (1, "published")]


class Migration(migrations.Migration):
    dependencies = [("claims", "0033_evidence_number_once")]

    operations = [
        migrations.CreateModel(
            name="MatchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.SmallIntegerField(choices=SCOPES)),
                ("word", models.TextField()),
                ("claims", models.IntegerField()),
            ],
            options={
                "verbose_name": "word of claims",
                "verbose_name_plural": "words of claims, counted",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "word"), include=("claims",), name="match_word_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchPosting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.SmallIntegerField(choices=SCOPES)),
                ("word", models.TextField()),
                ("block", models.IntegerField()),
                ("claims", models.BinaryField()),
                ("weights", models.BinaryField()),
            ],
            options={
                "verbose_name": "claims that have a word",
                "verbose_name_plural": "claims by their words",
                "indexes": [models.Index(fields=["scope", "block"], name="match_posting_of_block")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "word", "block"), name="match_posting_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimToMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim to read for matching",
                "verbose_name_plural": "claims to read for matching",
            },
        ),
        LoadSQL("claims", "matching", "434d394bc8b4"),
        migrations.RunSQL(
            "INSERT INTO claims_claimtomatch (claim_id) SELECT id FROM claims_claim ORDER BY id"
        ),
    ]
