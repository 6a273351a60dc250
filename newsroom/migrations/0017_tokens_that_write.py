"""Tokens with which the newsroom writes: more scopes, services, limits, use; answers kept for a day."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL

SCOPES = [
    ("read", "Read working claims"),
    ("add_sources", "Add sources"),
    ("draft", "Write claims, decide on statements in the inbox, import"),
    ("review", "Write evidence and replies"),
    ("hold", "Take claims offline"),
    ("webhooks", "Register webhooks"),
]


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0016_events_of_what_changed")]

    operations = [
        migrations.RemoveConstraint(model_name="apitoken", name="token_has_scopes"),
        migrations.AddField(
            model_name="apitoken",
            name="service",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text=(
                    "A program of the newsroom that uses it, such as the CMS; empty for one's own."
                ),
                max_length=100,
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="requests_a_minute",
            field=models.SmallIntegerField(null=True, verbose_name="requests a minute"),
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=SCOPES, max_length=20),
                default=list,
                size=None,
                verbose_name="scopes",
            ),
        ),
        AddConstraintNotValid(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    scopes__contained_by=[value for value, _label in SCOPES], scopes__len__gt=0
                ),
                name="token_scopes_are_known",
                violation_error_message="Choose what the token may be used for.",
            ),
        ),
        AddConstraintNotValid(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("requests_a_minute__isnull", True),
                    ("requests_a_minute__gt", 0),
                    _connector="OR",
                ),
                name="token_rate_is_positive",
                violation_error_message="A token may be used at least once a minute.",
            ),
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
        migrations.CreateModel(
            name="RepeatableAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "key"), name="answer_once_for_each_key"
                    )
                ],
            },
        ),
        LoadSQL("newsroom", "approvals", "f58f04ba56c2"),
    ]
