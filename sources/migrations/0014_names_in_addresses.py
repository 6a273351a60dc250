"""A speaker's name in addresses is called so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0013_what_pages_read_of_sources"),
    ]

    operations = [
        migrations.AlterField(
            model_name="speaker",
            name="slug",
            field=models.SlugField(
                blank=True, max_length=120, null=True, unique=True, verbose_name="name in addresses"
            ),
        ),
    ]
