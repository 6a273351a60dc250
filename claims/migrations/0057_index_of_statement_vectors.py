"""Indexes of statements' vectors that PostgreSQL uses.

Those before said ``statement IS NOT NULL``. Of a column that is never null PostgreSQL leaves that condition out
of a query, finds it missing, and reads every vector instead.
"""

from django.db import migrations

INDEXES = "".join(
    f"DROP INDEX claim_vectors_{name}_statement;"
    f"CREATE INDEX claim_vectors_{name}_statement ON claims_claimvector"
    f" USING hnsw (statement halfvec_ip_ops) WHERE scope = {scope};"
    for scope, name in ((0, "working"), (1, "public"))
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0056_authors_of_reminders_and_merges")]

    operations = [migrations.RunSQL(INDEXES)]
