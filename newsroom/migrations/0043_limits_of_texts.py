"""Texts have a length and no control characters, from here on."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual, Regex

from newsroom.texts import TextLimits

CONTROLS = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
NESTED_CONTROLS = CONTROLS + r"|(?:^|[^\\])(?:\\\\)*\\(?:u00[01]|b|f)"
SENTENCE = (
    "A text is too long, or holds a character that is not seen or changes the direction of writing."
)


def as_text(name: str) -> models.Func:
    template = "(%(expressions)s - '{appearance,names}'::text[])::text"
    return models.Func(name, template=template, output_field=models.TextField())


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0042_decided_in_this_transaction"),
    ]

    operations = [
        migrations.AlterField(
            model_name="approval",
            name="answer",
            field=models.TextField(blank=True, max_length=5000, verbose_name="answer"),
        ),
        migrations.AlterField(
            model_name="approval",
            name="reason",
            field=models.TextField(max_length=5000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="policy",
            name="reason",
            field=models.TextField(blank=True, max_length=5000, verbose_name="reason"),
        ),
        AddConstraintNotValid(
            model_name="apitoken",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("name__regex", CONTROLS), _negated=True),
                    models.Q(("service__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_newsroom_apitoken",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="approval",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("answer"), 5000),
                    models.Q(("answer__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length(as_text("payload")), 250000),
                    models.Q(Regex(as_text("payload"), NESTED_CONTROLS), _negated=True),
                ),
                name="texts_of_newsroom_approval",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="policy",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_newsroom_policy",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="user",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("username__regex", CONTROLS), _negated=True),
                    models.Q(("email__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_newsroom_user",
                violation_error_message=SENTENCE,
            ),
        ),
    ]
