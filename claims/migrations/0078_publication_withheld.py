"""An index of the publications that are withheld, by which a release knows whether it may be served."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0075_what_to_do_about_a_footnote")]

    operations = [
        AddIndexConcurrently(
            "publication",
            models.Index("number", condition=Q(withheld=True), name="publication_withheld"),
        ),
    ]
