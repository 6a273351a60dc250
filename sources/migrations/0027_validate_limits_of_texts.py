"""The texts that there are have these limits too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0026_limits_of_texts")]

    operations = [
        ValidateConstraint("anchorcheck", "texts_of_sources_anchorcheck"),
        ValidateConstraint("capturerequest", "texts_of_sources_capturerequest"),
        ValidateConstraint("publisher", "texts_of_sources_publisher"),
        ValidateConstraint("recording", "texts_of_sources_recording"),
        ValidateConstraint("role", "texts_of_sources_role"),
        ValidateConstraint("snapshot", "texts_of_sources_snapshot"),
        ValidateConstraint("source", "texts_of_sources_source"),
        ValidateConstraint("speaker", "texts_of_sources_speaker"),
        ValidateConstraint("speakermerge", "texts_of_sources_speakermerge"),
        ValidateConstraint("takedown", "texts_of_sources_takedown"),
        ValidateConstraint("transcript", "texts_of_sources_transcript"),
    ]
