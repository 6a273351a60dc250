"""Names in addresses are called so, one more notice, and all that a conclusion lacks is said at once."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0069_fewer_indexes_of_notices"),
    ]

    operations = [
        LoadSQL("claims", "require_conclusion", "0b7f7fff8a6e"),
        migrations.AlterField(
            model_name="dossier",
            name="slug",
            field=models.SlugField(max_length=100, verbose_name="name in addresses"),
        ),
        migrations.AlterField(
            model_name="label",
            name="slug",
            field=models.SlugField(max_length=60, verbose_name="name in addresses"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "assigned to you"),
                    ("mentioned", "you are mentioned"),
                    ("to_sign", "to be signed"),
                    ("to_agree", "your agreement is needed"),
                    ("handed_in", "checked by a reporter"),
                    ("sent_back", "sent back"),
                    ("signed", "signed"),
                    ("offline", "taken offline"),
                    ("lifted", "hold lifted"),
                    ("to_approve", "waiting for your approval"),
                    ("decided", "your request is decided"),
                    ("report", "an error is reported"),
                    ("taken_over", "a colleague handles your error report"),
                    ("upheld", "an error report is upheld"),
                    ("settled", "an error report is decided"),
                    ("conflict", "a conflict of interest is declared"),
                    ("reply", "a reply is overdue"),
                    ("unanswered", "publish that no answer came"),
                    ("said_again", "a checked claim seems to be said again"),
                    ("people", "rights of a colleague, or rules of the newsroom"),
                    ("jobs", "jobs failed, or no worker runs"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="slug",
            field=models.SlugField(max_length=100, unique=True, verbose_name="name in addresses"),
        ),
        migrations.AlterConstraint(
            model_name="label",
            name="label_slug_once",
            constraint=models.UniqueConstraint(
                models.F("slug"),
                name="label_slug_once",
                violation_error_message="A label has this name in addresses already.",
            ),
        ),
    ]
