"""Each person says how they are told that something waits for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0006_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="told",
            field=models.CharField(
                choices=[
                    ("mail", "at the desk and by e-mail"),
                    ("desk", "at the desk only"),
                    ("not", "not at all"),
                ],
                db_default="mail",
                default="mail",
                max_length=4,
                verbose_name="told that something waits",
            ),
        ),
    ]
