"""Relations that a method suggests name it, and two claims that are decided on stay decided; notices of
claims that are said again."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0038_no_press_contact_in_summaries")]

    operations = [
        AddConstraintNotValid(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("suggested_by__isnull", False),
                    models.Q(
                        ("method__gt", ""), ("method_version__gt", ""), ("score__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="relation_without_a_person_has_a_method",
                violation_error_message=(
                    "What nobody suggested names the method that did, its version and the score."
                ),
            ),
        ),
        # The same name: no row that the stricter one allows is refused.
        migrations.RemoveConstraint(model_name="notice", name="notice_says_what_it_is_about"),
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
                    ("offline", "taken offline"),
                    ("lifted", "hold lifted"),
                    ("to_approve", "waiting for your approval"),
                    ("decided", "your request is decided"),
                    ("report", "an error is reported"),
                    ("conflict", "a conflict of interest is declared"),
                    ("reply", "a reply is overdue"),
                    ("said_again", "a checked claim seems to be said again"),
                    ("people", "rights of a colleague, or rules of the newsroom"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
        AddConstraintNotValid(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("sentence", ""), _negated=True),
                        ("claim__isnull", True),
                        ("kind", "people"),
                    ),
                    models.Q(
                        ("approval__isnull", False),
                        ("by__isnull", False),
                        ("kind__in", ("to_approve", "decided")),
                        ("sentence", ""),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["people", "to_approve", "decided"]), _negated=True),
                        models.Q(
                            ("by__isnull", False),
                            ("kind__in", ["report", "reply", "said_again"]),
                            _connector="OR",
                        ),
                        ("approval__isnull", True),
                        ("claim__isnull", False),
                        ("sentence", ""),
                    ),
                    _connector="OR",
                ),
                name="notice_says_what_it_is_about",
                violation_error_message="A notice is of a claim, of a request, or about people in a sentence.",
            ),
        ),
        LoadSQL("claims", "relation_guard", "4d778b2cf577"),
    ]
