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
    return models.Func(name, template="(%(expressions)s)::text", output_field=models.TextField())


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0043_limits_of_texts"),
        ("sources", "0025_decided_in_this_transaction"),
    ]

    operations = [
        migrations.AlterField(
            model_name="source",
            name="note",
            field=models.TextField(
                blank=True,
                help_text="Internal; never public.",
                max_length=10000,
                verbose_name="note",
            ),
        ),
        migrations.AlterField(
            model_name="speakermerge",
            name="reason",
            field=models.TextField(max_length=5000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="takedown",
            name="reason",
            field=models.TextField(max_length=5000, verbose_name="reason"),
        ),
        AddConstraintNotValid(
            model_name="anchorcheck",
            constraint=TextLimits(
                condition=models.Q(("settled_note__regex", CONTROLS), _negated=True),
                name="texts_of_sources_anchorcheck",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="capturerequest",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("url__regex", CONTROLS), _negated=True),
                    models.Q(("file_name__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length(as_text("stated")), 250000),
                    models.Q(Regex(as_text("stated"), NESTED_CONTROLS), _negated=True),
                ),
                name="texts_of_sources_capturerequest",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="publisher",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("domain__regex", CONTROLS), _negated=True),
                    models.Q(("country__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_sources_publisher",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="recording",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("file_name__regex", CONTROLS), _negated=True),
                    models.Q(("url__regex", CONTROLS), _negated=True),
                    models.Q(("held_by__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_sources_recording",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="role",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("title__regex", CONTROLS), _negated=True),
                    models.Q(("note__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_sources_role",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="snapshot",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("consulted_url__regex", CONTROLS), _negated=True),
                    models.Q(("timecode__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_sources_snapshot",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="source",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("uri__regex", CONTROLS), _negated=True),
                    models.Q(("title__regex", CONTROLS), _negated=True),
                    models.Q(("byline__regex", CONTROLS), _negated=True),
                    models.Q(("published_note__regex", CONTROLS), _negated=True),
                    models.Q(("language__regex", CONTROLS), _negated=True),
                    models.Q(("licence__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("note"), 10000),
                    models.Q(("note__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_sources_source",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="speaker",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("slug__regex", CONTROLS), _negated=True),
                    models.Q(("description__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length(as_text("same_as")), 250000),
                    models.Q(Regex(as_text("same_as"), NESTED_CONTROLS), _negated=True),
                ),
                name="texts_of_sources_speaker",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="speakermerge",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_sources_speakermerge",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="takedown",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_sources_takedown",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="transcript",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("made_by__regex", CONTROLS), _negated=True),
                    models.Q(("version__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_sources_transcript",
                violation_error_message=SENTENCE,
            ),
        ),
    ]
