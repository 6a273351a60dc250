import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.CreateExtension(
            name="vector",
        ),
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
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
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
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
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
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
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
                ("reason", models.TextField(verbose_name="reason")),
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
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals_decided",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals_requested",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
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
                ],
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
                    models.Index(
                        models.F("table"), models.F("row"), models.F("id"), name="event_of_row"
                    ),
                    django.contrib.postgres.indexes.GinIndex(models.F("about"), name="event_about"),
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
                (
                    "approval",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="password_links",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
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
                ("reason", models.TextField(blank=True, verbose_name="reason")),
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
                ],
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
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-in",
                "verbose_name_plural": "sign-ins",
                "indexes": [
                    models.Index(fields=["person", "-id"], name="sign_in_of_person"),
                    models.Index(fields=["at"], name="sign_in_at"),
                ],
            },
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
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="notes",
                        to="newsroom.job",
                        verbose_name="job",
                    ),
                ),
            ],
            options={
                "verbose_name": "note on a job",
                "verbose_name_plural": "notes on jobs",
            },
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
                    "since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles_granted",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="granted by",
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
                            ],
                            max_length=20,
                        ),
                        default=list,
                        size=None,
                        verbose_name="scopes",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="auth_token_set",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scopes__contained_by", ["read", "add_sources"]),
                            ("scopes__len__gt", 0),
                        ),
                        name="token_has_scopes",
                        violation_error_message="Choose what the token may be used for.",
                    )
                ],
            },
        ),
    ]
