"""Whole texts, checks of quotes and archived copies, which pages read, are not written by SQL alone."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0012_words_of_names"),
        ("newsroom", "0012_recovery_codes_stay_used"),
    ]

    operations = [
        LoadSQL("sources", "publishers", "cc48755b41e3"),
        LoadSQL("sources", "anchor_checks", "1098d4582314"),
        LoadSQL("sources", "archived_copies", "76a07630190d"),
    ]
