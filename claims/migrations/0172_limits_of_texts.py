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
        ("claims", "0171_conclusions_in_order"),
        ("newsroom", "0043_limits_of_texts"),
        ("sources", "0026_limits_of_texts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="claim",
            name="note",
            field=models.TextField(
                blank=True,
                help_text="Internal; never public.",
                max_length=10000,
                verbose_name="note",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="text",
            field=models.TextField(max_length=10000, verbose_name="statement"),
        ),
        migrations.AlterField(
            model_name="claim",
            name="withdrawn_reason",
            field=models.TextField(blank=True, max_length=5000, verbose_name="why withdrawn"),
        ),
        migrations.AlterField(
            model_name="conflict",
            name="lifted_reason",
            field=models.TextField(
                blank=True, db_default="", default="", max_length=5000, verbose_name="why lifted"
            ),
        ),
        migrations.AlterField(
            model_name="conflict",
            name="reason",
            field=models.TextField(max_length=5000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="offline_reason",
            field=models.TextField(
                blank=True, db_default="", default="", max_length=5000, verbose_name="why offline"
            ),
        ),
        migrations.AlterField(
            model_name="dossieredition",
            name="introduction",
            field=models.TextField(max_length=10000, verbose_name="introduction"),
        ),
        migrations.AlterField(
            model_name="erasure",
            name="reason",
            field=models.TextField(max_length=5000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="errorreport",
            name="answer",
            field=models.TextField(
                blank=True, db_default="", default="", max_length=10000, verbose_name="answer"
            ),
        ),
        migrations.AlterField(
            model_name="errorreport",
            name="words",
            field=models.TextField(max_length=5000, verbose_name="what is wrong"),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="description",
            field=models.TextField(max_length=30000, verbose_name="in our words"),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="independence_reason",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=5000,
                verbose_name="why it counts as independent",
            ),
        ),
        migrations.AlterField(
            model_name="externalreview",
            name="rationale",
            field=models.TextField(blank=True, max_length=100000, verbose_name="their reasons"),
        ),
        migrations.AlterField(
            model_name="hold",
            name="reason",
            field=models.TextField(max_length=5000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="note",
            name="text",
            field=models.TextField(max_length=10000, verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="readerrequest",
            name="text",
            field=models.TextField(blank=True, max_length=2000, verbose_name="statement"),
        ),
        migrations.AlterField(
            model_name="relation",
            name="rationale",
            field=models.TextField(blank=True, max_length=10000, verbose_name="rationale"),
        ),
        migrations.AlterField(
            model_name="replyletter",
            name="text",
            field=models.TextField(max_length=30000, verbose_name="letter"),
        ),
        migrations.AlterField(
            model_name="replyrequest",
            name="answer",
            field=models.TextField(blank=True, max_length=30000, verbose_name="answer"),
        ),
        migrations.AlterField(
            model_name="replyrequest",
            name="deadline_reason",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=5000,
                verbose_name="why they get less than two working days",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="rationale",
            field=models.TextField(blank=True, max_length=30000, verbose_name="public rationale"),
        ),
        migrations.AlterField(
            model_name="review",
            name="reason",
            field=models.TextField(blank=True, max_length=5000, verbose_name="why opened again"),
        ),
        migrations.AlterField(
            model_name="review",
            name="reply_answer",
            field=models.TextField(blank=True, max_length=30000, verbose_name="answer"),
        ),
        migrations.AlterField(
            model_name="review",
            name="reply_not_awaited",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=5000,
                verbose_name="why no reply was waited for",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="reply_not_sought",
            field=models.TextField(
                blank=True, max_length=5000, verbose_name="why no reply was sought"
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="returned_for",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=5000,
                verbose_name="returned to the reporter for",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="would_settle",
            field=models.TextField(
                blank=True, max_length=5000, verbose_name="what would settle this"
            ),
        ),
        migrations.AlterField(
            model_name="reviewpolicy",
            name="reason",
            field=models.TextField(max_length=5000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="round",
            name="reason",
            field=models.TextField(blank=True, max_length=5000, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="translation",
            name="rationale",
            field=models.TextField(max_length=30000, verbose_name="public rationale"),
        ),
        migrations.AlterField(
            model_name="translation",
            name="text",
            field=models.TextField(max_length=10000, verbose_name="statement"),
        ),
        migrations.AlterField(
            model_name="webhook",
            name="state_reason",
            field=models.TextField(
                blank=True, max_length=5000, verbose_name="why it is paused or ended"
            ),
        ),
        AddConstraintNotValid(
            model_name="appearance",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("translated_from__regex", CONTROLS), _negated=True),
                    models.Q(("translated_by__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_appearance",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="candidate",
            constraint=TextLimits(
                condition=models.Q(("reason__regex", CONTROLS), _negated=True),
                name="texts_of_claims_candidate",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="claim",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("text"), 10000),
                    models.Q(("text__regex", CONTROLS), _negated=True),
                    models.Q(("said_note__regex", CONTROLS), _negated=True),
                    models.Q(("language__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("note"), 10000),
                    models.Q(("note__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("withdrawn_reason"), 5000),
                    models.Q(("withdrawn_reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_claim",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="conflict",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("lifted_reason"), 5000),
                    models.Q(("lifted_reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_conflict",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="dossier",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("slug__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("offline_reason"), 5000),
                    models.Q(("offline_reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_dossier",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="dossieredition",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("title__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("introduction"), 10000),
                    models.Q(("introduction__regex", CONTROLS), _negated=True),
                    models.Q(("language__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_dossieredition",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="erasure",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_erasure",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="errorreport",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("words"), 5000),
                    models.Q(("words__regex", CONTROLS), _negated=True),
                    models.Q(("contact__regex", CONTROLS), _negated=True),
                    models.Q(("language__regex", CONTROLS), _negated=True),
                    models.Q(("settled_note__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("answer"), 10000),
                    models.Q(("answer__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_readercorrection",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="evidence",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("description"), 30000),
                    models.Q(("description__regex", CONTROLS), _negated=True),
                    models.Q(("contacted__regex", CONTROLS), _negated=True),
                    models.Q(("file_name__regex", CONTROLS), _negated=True),
                    models.Q(("page__regex", CONTROLS), _negated=True),
                    models.Q(("timecode__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("independence_reason"), 5000),
                    models.Q(("independence_reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_evidence",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="externalreview",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("rating__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("rationale"), 100000),
                    models.Q(("rationale__regex", CONTROLS), _negated=True),
                    models.Q(("url__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_externalreview",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="hold",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_hold",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="importedspeaker",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("origin__regex", CONTROLS), _negated=True),
                    models.Q(("key__regex", CONTROLS), _negated=True),
                    models.Q(("name__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_importedspeaker",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="importrecord",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("origin__regex", CONTROLS), _negated=True),
                    models.Q(("external_id__regex", CONTROLS), _negated=True),
                    models.Q(("speaker_role__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_importrecord",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="importrun",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("origin__regex", CONTROLS), _negated=True),
                    models.Q(("mapping__regex", CONTROLS), _negated=True),
                    models.Q(("file_name__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_importrun",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="label",
            constraint=TextLimits(
                condition=models.Q(("slug__regex", CONTROLS), _negated=True),
                name="texts_of_claims_label",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="labeledition",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("name__regex", CONTROLS), _negated=True),
                    models.Q(("definition__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length(as_text("translations")), 250000),
                    models.Q(Regex(as_text("translations"), NESTED_CONTROLS), _negated=True),
                ),
                name="texts_of_claims_labeledition",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="note",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("text"), 10000),
                    models.Q(("text__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_note",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="quantity",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("unit__regex", CONTROLS), _negated=True),
                    models.Q(("qualifier__regex", CONTROLS), _negated=True),
                    models.Q(("counted__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_quantity",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="readerrequest",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("text"), 2000),
                    models.Q(("text__regex", CONTROLS), _negated=True),
                    models.Q(("url__regex", CONTROLS), _negated=True),
                    models.Q(("note__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_readerrequest",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="relation",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("rationale"), 10000),
                    models.Q(("rationale__regex", CONTROLS), _negated=True),
                    models.Q(("scope__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_relation",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="relay",
            constraint=TextLimits(
                condition=models.Q(("description__regex", CONTROLS), _negated=True),
                name="texts_of_claims_relay",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="replyletter",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("heading__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("text"), 30000),
                    models.Q(("text__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_replyletter",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="replyrequest",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("addressee__regex", CONTROLS), _negated=True),
                    models.Q(("role__regex", CONTROLS), _negated=True),
                    models.Q(("contact_name__regex", CONTROLS), _negated=True),
                    models.Q(("contact_address__regex", CONTROLS), _negated=True),
                    models.Q(("language__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("deadline_reason"), 5000),
                    models.Q(("deadline_reason__regex", CONTROLS), _negated=True),
                    models.Q(("time_zone__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("answer"), 30000),
                    models.Q(("answer__regex", CONTROLS), _negated=True),
                    models.Q(("file_name__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_replyrequest",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="review",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("returned_for"), 5000),
                    models.Q(("returned_for__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                    models.Q(("summary__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("rationale"), 30000),
                    models.Q(("rationale__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("would_settle"), 5000),
                    models.Q(("would_settle__regex", CONTROLS), _negated=True),
                    models.Q(("reply_asked__regex", CONTROLS), _negated=True),
                    models.Q(("reply_how__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("reply_answer"), 30000),
                    models.Q(("reply_answer__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("reply_not_sought"), 5000),
                    models.Q(("reply_not_sought__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("reply_not_awaited"), 5000),
                    models.Q(("reply_not_awaited__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length(as_text("harms")), 250000),
                    models.Q(Regex(as_text("harms"), NESTED_CONTROLS), _negated=True),
                ),
                name="texts_of_claims_review",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="reviewpolicy",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("second_sign_off__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_reviewpolicy",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="round",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length("reason"), 5000),
                    models.Q(("reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_round",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="savedsearch",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("name__regex", CONTROLS), _negated=True),
                    models.Q(("query__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_savedsearch",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="savedview",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("name__regex", CONTROLS), _negated=True),
                    models.Q(("query__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_savedview",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="subscription",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("subject__regex", CONTROLS), _negated=True),
                    models.Q(("language__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_subscription",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="synonyms",
            constraint=TextLimits(
                condition=models.Q(
                    LessThanOrEqual(Length(as_text("terms")), 250000),
                    models.Q(Regex(as_text("terms"), NESTED_CONTROLS), _negated=True),
                ),
                name="texts_of_claims_synonyms",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="topic",
            constraint=TextLimits(
                condition=models.Q(("slug__regex", CONTROLS), _negated=True),
                name="texts_of_claims_topic",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="translation",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("language__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("text"), 10000),
                    models.Q(("text__regex", CONTROLS), _negated=True),
                    models.Q(("summary__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("rationale"), 30000),
                    models.Q(("rationale__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_translation",
                violation_error_message=SENTENCE,
            ),
        ),
        AddConstraintNotValid(
            model_name="webhook",
            constraint=TextLimits(
                condition=models.Q(
                    models.Q(("name__regex", CONTROLS), _negated=True),
                    models.Q(("url__regex", CONTROLS), _negated=True),
                    LessThanOrEqual(Length("state_reason"), 5000),
                    models.Q(("state_reason__regex", CONTROLS), _negated=True),
                ),
                name="texts_of_claims_webhook",
                violation_error_message=SENTENCE,
            ),
        ),
    ]
