"""What readers send for checking, and their subscriptions."""

import uuid

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0041_archiving"),
        ("sources", "0007_publishers_that_look_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReaderSending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [
                    models.Index(models.F("key"), models.F("at"), name="reader_sending_by_key"),
                    models.Index(models.F("at"), name="reader_sending_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
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
                            ("request", "answers to requests"),
                            ("claim", "claims"),
                            ("speaker", "speakers"),
                            ("topic", "topics"),
                            ("dossier", "dossiers"),
                            ("search", "searches"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject", models.CharField(max_length=1000)),
                ("address", models.TextField()),
                ("address_hash", models.CharField(max_length=64)),
                ("code", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("language", models.CharField(max_length=12)),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("told_up_to", models.BigIntegerField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "subscription",
                "verbose_name_plural": "subscriptions",
                "indexes": [
                    models.Index(models.F("expires_at"), name="subscription_by_end"),
                    models.Index(
                        models.F("told_up_to"),
                        condition=models.Q(("confirmed_at__isnull", False)),
                        name="subscription_to_tell",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("kind"),
                        models.F("subject"),
                        models.F("address_hash"),
                        name="subscription_once",
                        violation_error_message="This address gets these letters already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "request"), ("told_up_to__isnull", True)),
                            models.Q(
                                models.Q(("kind", "request"), _negated=True),
                                ("told_up_to__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="subscription_follows_from_a_publication",
                        violation_error_message="Letters about a page begin after a publication; an answer comes once.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReaderRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="statement")),
                ("url", models.CharField(blank=True, max_length=2000, verbose_name="link")),
                ("key", models.CharField(max_length=64)),
                (
                    "senders",
                    models.PositiveIntegerField(db_default=1, default=1, verbose_name="sent by"),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="first sent at",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting"),
                            ("captured", "captured"),
                            ("linked", "linked to a claim"),
                            ("declined", "not checked"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "opinion",
                                "It is an opinion or a prediction, which can't be checked.",
                            ),
                            ("no_source", "We could not find where it was said."),
                            ("private", "It is about private persons."),
                            ("elsewhere", "Others have checked it already."),
                            ("no_time", "We can't check everything, and chose other statements."),
                        ],
                        max_length=10,
                        verbose_name="why it is not checked",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="more about the reason"
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "capture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reader_requests",
                        to="sources.capturerequest",
                        verbose_name="capture",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reader_requests",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reader_requests_decided",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
            ],
            options={
                "verbose_name": "reader's request",
                "verbose_name_plural": "readers' requests",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        models.F("senders"),
                        models.F("id"),
                        condition=models.Q(("state", "open")),
                        name="reader_request_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("url", ""), models.Q(("text", ""), _negated=True)),
                            models.Q(("text", ""), models.Q(("url", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="reader_request_is_text_or_link",
                        violation_error_message="Send a statement or a link.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url__iregex", "^[a-z][a-z0-9+.-]*:[/\\\\]*[^/\\\\?#]*@"),
                            _negated=True,
                        ),
                        name="reader_request_url_without_credentials",
                        violation_error_message="The address holds a user name or password. Remove them, with the @ that follows.",
                    ),
                    models.UniqueConstraint(
                        models.F("key"),
                        condition=models.Q(("state", "declined"), _negated=True),
                        name="reader_request_once",
                        violation_error_message="The same request is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("note", ""), ("reason", "")),
                                ("capture__isnull", True),
                                ("claim__isnull", True),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "open"),
                            ),
                            models.Q(
                                models.Q(
                                    ("decided_at__isnull", False),
                                    ("decided_by__isnull", False),
                                    ("note", ""),
                                    ("reason", ""),
                                ),
                                ("capture__isnull", False),
                                ("claim__isnull", True),
                                ("state", "captured"),
                            ),
                            models.Q(
                                models.Q(
                                    ("decided_at__isnull", False),
                                    ("decided_by__isnull", False),
                                    ("note", ""),
                                    ("reason", ""),
                                ),
                                ("claim__isnull", False),
                                ("state", "linked"),
                            ),
                            models.Q(
                                models.Q(
                                    ("decided_at__isnull", False),
                                    ("decided_by__isnull", False),
                                    models.Q(("reason", ""), _negated=True),
                                ),
                                ("claim__isnull", True),
                                ("state", "declined"),
                            ),
                            _connector="OR",
                        ),
                        name="reader_request_has_its_outcome",
                        violation_error_message="Name the capture, the claim, or the reason why it is not checked.",
                    ),
                ],
            },
        ),
        LoadSQL("claims", "reader_requests", "6001678795ff"),
    ]
