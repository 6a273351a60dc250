"""Two more notices: an error report is decided, and that no answer came is to be published."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0057_index_of_statement_vectors"),
    ]

    operations = [
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
                    ("upheld", "an error report is upheld"),
                    ("settled", "an error report is decided"),
                    ("conflict", "a conflict of interest is declared"),
                    ("reply", "a reply is overdue"),
                    ("unanswered", "publish that no answer came"),
                    ("said_again", "a checked claim seems to be said again"),
                    ("people", "rights of a colleague, or rules of the newsroom"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
    ]
