"""Erasing reaches vectors and words for matching."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0123_agreement_is_settled")]

    operations = [LoadSQL("claims", "erasures", "426f20f83c08")]
