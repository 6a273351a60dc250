"""The help texts of a person's rights say what they mean here; the database stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0007_written_by_sql_alone")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="is_active",
            field=models.BooleanField(
                default=True,
                help_text="Without it the person can't sign in, and what they did stays. People are deactivated, never deleted.",
                verbose_name="active",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_staff",
            field=models.BooleanField(
                default=False,
                help_text="With a role besides. Set when a person is invited.",
                verbose_name="may open the desk",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_superuser",
            field=models.BooleanField(
                default=False,
                help_text="Counts as a senior editor without that role, and may do no more: what takes two people takes two of superusers, too.",
                verbose_name="superuser",
            ),
        ),
    ]
