"""Titles of posts, names of publishers and titles of sources are found by their words."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sources", "0011_restored_by_the_owner")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY role_by_title ON sources_role"
            " USING gin (fold(title) gin_trgm_ops)"
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY source_by_words ON sources_source"
            " USING gin (to_tsvector('simple'::regconfig, fold(title)))"
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY publisher_by_words ON sources_publisher"
            " USING gin (to_tsvector('simple'::regconfig, fold(name)))"
        ),
    ]
