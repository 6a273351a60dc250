"""What the public reads in one person's words is written in that person's name; what was signed or withdrawn while
nobody could see it is published as that."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0029_dossiers")]

    operations = [
        LoadSQL("claims", "claim_guard", "b001d3f3de42"),
        LoadSQL("claims", "review_guard", "9c2d983573ef"),
        LoadSQL("claims", "published_speakers", "33cf56034586"),
        LoadSQL("claims", "publication_insert", "c551fb349628"),
        LoadSQL("claims", "error_reports", "a6a13198a6ee"),
    ]
