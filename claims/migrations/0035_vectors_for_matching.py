"""Vectors of claims, for which MATCHING_EMBEDDER names an embedder; empty without one."""

import django.db.models.deletion
from django.db import migrations, models

from claims.models.matching import HalfVector

INDEXES = "".join(
    f"CREATE INDEX claim_vectors_{name}_{column} ON claims_claimvector"
    f" USING hnsw ({column} halfvec_ip_ops) WHERE scope = {scope} AND {column} IS NOT NULL;"
    for scope, name in ((0, "working"), (1, "public"))
    for column in ("statement", "headings")
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0034_words_for_matching")]

    operations = [
        migrations.CreateModel(
            name="ClaimVector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.SmallIntegerField(choices=[(0, "working claims"), (1, "published")]),
                ),
                ("model", models.CharField(max_length=200)),
                ("statement", HalfVector()),
                ("headings", HalfVector(null=True)),
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
                "verbose_name": "vector of a claim",
                "verbose_name_plural": "vectors of claims",
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "claim"), name="claim_vector_once")
                ],
            },
        ),
        migrations.RunSQL(INDEXES),
    ]
