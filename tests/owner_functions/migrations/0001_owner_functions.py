"""Changes nothing: tests of ``migrate`` run it again. The functions are in ``sql/``."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations = []
