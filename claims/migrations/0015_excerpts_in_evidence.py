"""A body says where and when an excerpt that is evidence was consulted. Earlier bodies don't."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_no_index_of_words_on_publications")]

    operations = [LoadSQL("claims", "proposal_body", "e19020012f62")]
