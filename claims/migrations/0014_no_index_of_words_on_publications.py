"""Publications are searched for a name by the table of their words."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0013_protecting_many_claims")]

    operations = [migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS publications_by_words")]
