"""What takes a snapshot down, erases a source or changes a speaker reads the rows that it concerns."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0149_keys_sign_this_version")]

    operations = [
        LoadSQL("claims", "takedowns", "07887bdeedbc"),
        LoadSQL("claims", "erasures", "2a6ee024b298"),
        LoadSQL("claims", "published_speakers", "6e36bcf0023c"),
    ]
