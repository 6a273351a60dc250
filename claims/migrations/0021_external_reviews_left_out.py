from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0020_desk_guards")]

    operations = [
        migrations.AddField(
            model_name="externalreview",
            name="left_out",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="left out of what is published"
            ),
        ),
    ]
