"""The one policy row: conclusions take two people."""

from typing import Any

from django.db import migrations


def make(apps: Any, schema_editor: Any) -> None:
    policy = apps.get_model("newsroom", "Policy")
    policy.objects.using(schema_editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_guards")]

    operations = [migrations.RunPython(make)]
