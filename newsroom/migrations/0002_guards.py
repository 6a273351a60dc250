"""Folding of names, history, and what PostgreSQL enforces of users and approvals."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]

    operations = [
        LoadSQL("newsroom", "fold", "60284fa4c046"),
        LoadSQL("newsroom", "require_table", "b28319c20e5b"),
        LoadSQL("newsroom", "isolation", "23dfc2eaf7d1"),
        LoadSQL("newsroom", "refuse_change", "1fb543a4ae39"),
        LoadSQL("newsroom", "history", "4c00e5cbbeb6"),
        LoadSQL("newsroom", "users", "103ceabaad4e"),
        LoadSQL("newsroom", "approvals", "6c9665ccf955"),
        LoadSQL("newsroom", "people", "61865ccf13df"),
        LoadSQL("newsroom", "sign_ins", "19c58435de20"),
        LoadSQL("newsroom", "tracked_tables", "154467d81c0c"),
    ]
