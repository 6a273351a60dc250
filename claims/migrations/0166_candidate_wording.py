"""A denial's wording: a negated sentence."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0165_terms_whatever_the_settings")]

    operations = [
        migrations.AddField(
            model_name="candidate",
            name="wording",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="wording"),
        )
    ]
