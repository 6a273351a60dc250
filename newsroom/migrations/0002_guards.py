"""Folding of names, history, and what PostgreSQL enforces of users and approvals."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]

    operations = [
        LoadSQL("newsroom", "fold", "60284fa4c046"),
        LoadSQL("newsroom", "refuse_change", "e3df6353776d"),
        LoadSQL("newsroom", "history", "cfd428cdd5cb"),
        LoadSQL("newsroom", "users", "07124fcd56d1"),
        LoadSQL("newsroom", "approvals", "c8e323594f2f"),
        LoadSQL("newsroom", "tracked_tables", "033162d32b68"),
    ]
