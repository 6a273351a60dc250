from typing import Any

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension, TrigramExtension
from django.db import migrations, models

import newsroom.querysets
import newsroom.texts

# What follows in capitals the models can't say.
EVENT_TEXTS = """
-- No index for LIKE, which Django would add to both.
CREATE TABLE newsroom_eventtext (
  sha256 varchar(64) PRIMARY KEY,
  salt varchar(32) NOT NULL,
  value text STORAGE MAIN NOT NULL,
  key varchar(64) NOT NULL UNIQUE
) WITH (toast_tuple_target = 128);
"""
HISTORY_KEYS = """
-- The keys with which the application signs who makes a change, each as the two keys of HMAC-SHA256 (RFC
-- 2104). Without grants: only functions with the owner's rights read it. Each migrate fills it.
CREATE TABLE newsroom_historykey (
  inner_key bytea NOT NULL CHECK (length(inner_key) = 64),
  outer_key bytea NOT NULL CHECK (length(outer_key) = 64)
);
"""
# A few rows that change all day: read in one page, and vacuumed in time.
PUBLIC_CHANGES = """
ALTER TABLE newsroom_publicchange SET (fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
"""


def make_policy(apps: Any, schema_editor: Any) -> None:
    policy = apps.get_model("newsroom", "Policy")
    policy.objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        CreateExtension(name="vector"),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=150, verbose_name="first name"),
                ),
                (
                    "last_name",
                    models.CharField(blank=True, max_length=150, verbose_name="last name"),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="email address"),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="With a role besides. Set when a person is invited.",
                        verbose_name="may open the desk",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Without it the person can't sign in, and what they did stays. People are deactivated, never deleted.",
                        verbose_name="active",
                    ),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Counts as a senior editor without that role, and may do no more: what takes two people takes two of superusers, too.",
                        verbose_name="superuser",
                    ),
                ),
                (
                    "public_name",
                    models.CharField(
                        blank=True,
                        help_text="As whom the public sees this person sign. Empty: not named.",
                        max_length=200,
                        verbose_name="public name",
                    ),
                ),
                (
                    "notice_delivery",
                    models.CharField(
                        choices=[
                            ("mail", "at the desk and by e-mail"),
                            ("desk", "at the desk only"),
                            ("not", "not at all"),
                        ],
                        db_default="mail",
                        default="mail",
                        max_length=4,
                        verbose_name="notices are sent",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "public_name__regex",
                                    "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufff8]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "first_name__regex",
                                    "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufff8]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "last_name__regex",
                                    "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufff8]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="person_name_is_visible",
                        violation_error_message="A name holds an invisible character. Remove it, or type the name again.",
                    ),
                    models.UniqueConstraint(
                        newsroom.querysets.LookAlikeKey("public_name"),
                        condition=models.Q(
                            ("is_active", True), models.Q(("public_name", ""), _negated=True)
                        ),
                        name="public_name_once",
                        violation_error_message="Another active person has this public name, or one that looks like it. Add an initial.",
                    ),
                    models.UniqueConstraint(
                        newsroom.querysets.LookAlikeKey("username"),
                        name="username_once",
                        violation_error_message="Somebody has this username, or one that looks like it. Choose another.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "username__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "email__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_newsroom_user",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("digest", models.CharField(max_length=128, primary_key=True, serialize=False)),
                ("token_key", models.CharField(db_index=True, max_length=25)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("expiry", models.DateTimeField(blank=True, null=True)),
                (
                    "name",
                    models.CharField(
                        help_text="What uses this token.", max_length=100, verbose_name="name"
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("read", "Read working claims"),
                                ("add_sources", "Add sources"),
                                (
                                    "draft",
                                    "Write claims, decide on statements in the inbox, import",
                                ),
                                ("review", "Write evidence and replies"),
                                ("hold", "Take claims offline"),
                                ("webhooks", "Register webhooks"),
                            ],
                            max_length=20,
                        ),
                        default=list,
                        size=None,
                        verbose_name="scopes",
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        blank=True,
                        db_default="",
                        help_text="A program of the newsroom that uses it, such as the CMS; empty for one's own.",
                        max_length=100,
                        verbose_name="service",
                    ),
                ),
                (
                    "requests_a_minute",
                    models.SmallIntegerField(null=True, verbose_name="requests a minute"),
                ),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "scopes__contained_by",
                                ["read", "add_sources", "draft", "review", "hold", "webhooks"],
                            ),
                            ("scopes__len__gt", 0),
                        ),
                        name="token_scopes_are_known",
                        violation_error_message="Choose what the token may be used for.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("requests_a_minute__isnull", True),
                            ("requests_a_minute__gt", 0),
                            _connector="OR",
                        ),
                        name="token_rate_is_positive",
                        violation_error_message="A token may be used at least once a minute.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "name__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "service__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_newsroom_apitoken",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lift_hold", "Lift a hold"),
                            ("lift_takedown", "Lift a takedown"),
                            ("supplement", "Supplement a signed claim"),
                            ("correct", "Minor edit of a signed claim"),
                            ("change_speaker", "Change a published speaker"),
                            ("merge_speakers", "Merge a published speaker"),
                            ("unmerge_speakers", "Undo the merge of a published speaker"),
                            ("unprotect_speaker", "End a speaker's protection"),
                            ("another_person", "Another person of a protected name"),
                            ("sign_dossier", "Sign a dossier"),
                            ("sign_label", "Add or change a label"),
                            ("enrol_key", "Enrol a signing key"),
                            ("open_epoch", "Go on after a restore"),
                            ("erase_person", "Erase a person's data"),
                            ("erase_source", "Erase a source's text"),
                            ("erase_report", "Erase a reader's error report"),
                            ("erase_request", "Erase a reader's request"),
                            ("grant_role", "Grant a role"),
                            ("make_superuser", "Make somebody a superuser"),
                            ("reactivate", "Reactivate a person"),
                            ("reset_sign_in", "Reset a person's password and second factors"),
                            ("change_email", "Change a person's e-mail address"),
                        ],
                        max_length=20,
                        verbose_name="action",
                    ),
                ),
                ("subject_id", models.BigIntegerField(verbose_name="subject's number")),
                ("payload", models.JSONField(default=dict, verbose_name="what exactly")),
                ("reason", models.TextField(max_length=5000, verbose_name="reason")),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="requested at",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "waiting for a second person"),
                            ("done", "done"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                ("answer", models.TextField(blank=True, max_length=5000, verbose_name="answer")),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="approval_has_a_reason",
                        violation_error_message="Give a reason.",
                    ),
                    models.UniqueConstraint(
                        models.F("kind"),
                        models.F("subject_id"),
                        condition=models.Q(("outcome", "open")),
                        name="approval_open_once",
                        violation_error_message="The same request already waits for a second person. Decide that one first.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("reason"), 5000
                            ),
                            models.Q(
                                (
                                    "reason__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("answer"), 5000
                            ),
                            models.Q(
                                (
                                    "answer__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length(
                                    models.Func(
                                        "payload",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s - '{appearance,names}'::text[])::text",
                                    )
                                ),
                                250000,
                            ),
                            models.Q(
                                django.db.models.lookups.Regex(
                                    models.Func(
                                        "payload",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s - '{appearance,names}'::text[])::text",
                                    ),
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]|(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:u00[01]|b|f)",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_newsroom_approval",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CacheEntry",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "newsroom_cache",
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="at")),
                ("transaction", models.BigIntegerField(verbose_name="transaction")),
                ("table", models.CharField(max_length=63, verbose_name="table")),
                ("row", models.CharField(max_length=64, verbose_name="row")),
                ("action", models.CharField(max_length=6, verbose_name="action")),
                ("old", models.JSONField(blank=True, null=True, verbose_name="old values")),
                ("new", models.JSONField(blank=True, null=True, verbose_name="new values")),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="about"
                    ),
                ),
                (
                    "actor_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="actor's number"),
                ),
                ("actor", models.TextField(verbose_name="actor")),
                (
                    "via",
                    models.CharField(
                        choices=[
                            ("admin", "admin"),
                            ("api", "API"),
                            ("site", "site"),
                            ("command", "command"),
                            ("clock", "clock"),
                            ("job", "job"),
                            ("code", "code"),
                            ("sql", "SQL from outside"),
                        ],
                        max_length=10,
                        verbose_name="via",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("database_role", models.CharField(max_length=63, verbose_name="database role")),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "history",
                "indexes": [
                    models.Index(models.F("table"), models.F("row"), name="event_by_row"),
                    django.contrib.postgres.indexes.GinIndex(models.F("about"), name="event_about"),
                ],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(EVENT_TEXTS)],
            state_operations=[
                migrations.CreateModel(
                    name="EventText",
                    fields=[
                        (
                            "sha256",
                            models.CharField(max_length=64, primary_key=True, serialize=False),
                        ),
                        ("salt", models.CharField(max_length=32)),
                        ("value", models.TextField()),
                        ("key", models.CharField(max_length=64, unique=True)),
                    ],
                    options={
                        "verbose_name": "text of the history",
                        "verbose_name_plural": "texts of the history",
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="JobNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("failed", "failed; will be retried"),
                            ("given_up", "failed for good"),
                            ("retried", "sent back to the queue"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
                ("attempt", models.IntegerField(verbose_name="attempt")),
                ("sentence", models.TextField(verbose_name="in words")),
            ],
            options={
                "verbose_name": "note on a job",
                "verbose_name_plural": "notes on jobs",
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("line__regex", "^[!-~]+( [!-~]+)*$")),
                        name="log_entry_is_one_line",
                        violation_error_message="An entry of the public log is one line of ASCII words.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PasswordLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                    ),
                ),
                ("first_digest", models.CharField(blank=True, max_length=64)),
                ("second_digest", models.CharField(blank=True, max_length=64)),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="expires at"),
                ),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
            ],
            options={
                "verbose_name": "password link",
                "verbose_name_plural": "password links",
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "one_person",
                    models.BooleanField(
                        default=False,
                        help_text="A newsroom of one: one person may do what otherwise takes two, and it is shown.",
                        verbose_name="one person is enough",
                    ),
                ),
                (
                    "drafters_may_sign",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Whoever wrote a claim before its review may sign its conclusion.",
                        verbose_name="drafters may sign",
                    ),
                ),
                (
                    "keep_sign_ins",
                    models.PositiveIntegerField(
                        db_default=365, default=365, verbose_name="days for which sign-ins are kept"
                    ),
                ),
                (
                    "keep_messages",
                    models.PositiveIntegerField(
                        db_default=1095,
                        default=1095,
                        verbose_name="days for which readers' messages are kept",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=5000, verbose_name="reason")),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="changed at",
                    ),
                ),
            ],
            options={
                "verbose_name": "policy",
                "verbose_name_plural": "policy",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="policy_is_one_row",
                        violation_error_message="There is one policy row, number 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("keep_sign_ins__gte", 30)),
                        name="sign_ins_are_kept_a_month",
                        violation_error_message="Sign-ins are kept for at least 30 days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("keep_messages__gte", 180)),
                        name="messages_are_kept_half_a_year",
                        violation_error_message="Readers' messages are kept for at least 180 days after the decision.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("reason"), 5000
                            ),
                            models.Q(
                                (
                                    "reason__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_newsroom_policy",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.UUIDField()),
                ("transaction", models.BigIntegerField()),
                ("began", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RepeatableAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("request_sha256", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("sealed_answer", models.TextField()),
                (
                    "answered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pseudonym",
                    models.CharField(
                        editable=False, max_length=32, unique=True, verbose_name="pseudonym"
                    ),
                ),
                ("credential", models.TextField(unique=True, verbose_name="number of the passkey")),
                ("public_key", models.TextField(verbose_name="public key")),
                (
                    "enrolled_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="enrolled at",
                    ),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
            ],
            options={
                "verbose_name": "signing key",
                "verbose_name_plural": "signing keys",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("signed_in", "signed in"),
                            ("wrong", "wrong password or name"),
                            ("inactive", "deactivated"),
                            ("stopped", "not tried: too many failed before"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "network",
                    models.CharField(
                        help_text="The address; of IPv6 its first 64 bits.",
                        max_length=43,
                        verbose_name="network",
                    ),
                ),
                (
                    "user_agent",
                    models.CharField(blank=True, max_length=300, verbose_name="browser"),
                ),
            ],
            options={
                "verbose_name": "sign-in",
                "verbose_name_plural": "sign-ins",
                "indexes": [models.Index(fields=["at"], name="sign_in_at")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("procrastinate.procrastinatejob",),
        ),
        migrations.CreateModel(
            name="HeldRole",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="held_role",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("Reporter", "Reporter"),
                            ("Editor", "Editor"),
                            ("Senior editor", "Senior editor"),
                        ],
                        max_length=13,
                        verbose_name="role",
                    ),
                ),
                (
                    "second_sign_off",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="gives the second sign-off"
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "db_table": "newsroom_role",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["Reporter", "Editor", "Senior editor"])),
                        name="role_is_known",
                        violation_error_message="Choose one of the roles.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TokenUse",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="use",
                        serialize=False,
                        to=settings.KNOX_TOKEN_MODEL,
                    ),
                ),
                (
                    "used_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.AddField(
            model_name="apitoken",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="auth_token_set",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals_decided",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals_requested",
                to=settings.AUTH_USER_MODEL,
                verbose_name="requested by",
            ),
        ),
        migrations.AddField(
            model_name="jobnote",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="passwordlink",
            name="approval",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="newsroom.approval",
                verbose_name="approval",
            ),
        ),
        migrations.AddField(
            model_name="passwordlink",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="password_links",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="passwordlink",
            name="requested_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="requested by",
            ),
        ),
        migrations.AddField(
            model_name="repeatableanswer",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signerkey",
            name="approval",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                to="newsroom.approval",
                verbose_name="approval",
            ),
        ),
        migrations.AddField(
            model_name="signerkey",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signer_keys",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="signerkey",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="revoked by",
            ),
        ),
        migrations.AddField(
            model_name="signin",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_ins",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="jobnote",
            name="job",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="notes",
                to="newsroom.job",
                verbose_name="job",
            ),
        ),
        migrations.AddField(
            model_name="heldrole",
            name="approval",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="newsroom.approval",
                verbose_name="approval",
            ),
        ),
        migrations.AddField(
            model_name="heldrole",
            name="granted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roles_granted",
                to=settings.AUTH_USER_MODEL,
                verbose_name="granted by",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("outcome", "open"),
                    ),
                    models.Q(
                        models.Q(("outcome", "open"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="approval_decision_is_complete",
                violation_error_message="A decision names who decided, and when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="repeatableanswer",
            constraint=models.UniqueConstraint(
                fields=("person", "key"), name="answer_once_for_each_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="signerkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="signer_key_revocation_is_complete",
                violation_error_message="A revoked key names who revoked it, and when.",
            ),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=models.Index(fields=["person", "-id"], name="sign_in_of_person"),
        ),
        migrations.RunSQL(HISTORY_KEYS),
        migrations.RunSQL(PUBLIC_CHANGES),
        # The one row: conclusions take two people.
        migrations.RunPython(make_policy),
    ]
