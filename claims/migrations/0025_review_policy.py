"""The review policy of the newsroom, agreements to proposals, and reviews by reporters."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0024_conflict_on_error_report"),
        ("newsroom", "0009_second_sign_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reporters_propose",
                    models.BooleanField(
                        default=False, verbose_name="reporters propose their own work"
                    ),
                ),
                (
                    "panel",
                    models.BooleanField(default=False, verbose_name="a panel of three decides"),
                ),
                (
                    "second_sign_off",
                    models.CharField(blank=True, max_length=60, verbose_name="second sign-off"),
                ),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="since",
                    ),
                ),
            ],
            options={
                "verbose_name": "review policy",
                "verbose_name_plural": "review policies",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(panel=False) | Q(second_sign_off=""),
                        name="review_policy_is_one_way",
                        violation_error_message="Choose a panel or a second sign-off, not both.",
                    ),
                    models.CheckConstraint(
                        condition=Q(topics=[]) | ~Q(second_sign_off=""),
                        name="review_policy_topics_of_a_second_sign_off",
                        violation_error_message="Topics belong to a second sign-off: name it.",
                    ),
                    models.CheckConstraint(
                        condition=~Q(reason=""),
                        name="review_policy_has_a_reason",
                        violation_error_message="Give a reason.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "review",
            "policy",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="reviews",
                to="claims.reviewpolicy",
                verbose_name="review policy",
            ),
        ),
        migrations.AddField(
            "review",
            "handed_in_at",
            models.DateTimeField(blank=True, null=True, verbose_name="handed in at"),
        ),
        migrations.AddField(
            "review",
            "returned_for",
            models.TextField(
                blank=True, db_default="", default="", verbose_name="returned to the reporter for"
            ),
        ),
        migrations.AddField(
            "round",
            "panel",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddField(
            "round",
            "second_sign_off",
            models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="takes a second sign-off",
            ),
        ),
        migrations.CreateModel(
            name="Assent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=64, verbose_name="version")),
                ("second", models.BooleanField(default=False, verbose_name="second sign-off")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT, related_name="+", to="claims.claim"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="assents",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="assents",
                        to="claims.round",
                        verbose_name="proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"),
                        models.F("person"),
                        name="assent_once",
                        violation_error_message="You have agreed to this already.",
                    ),
                    models.CheckConstraint(
                        condition=Q(version__regex="^[0-9a-f]{64}$"),
                        name="assent_version_is_a_hash",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            "notice",
            "kind",
            models.CharField(
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
                    ("people", "rights of a colleague, or rules of the newsroom"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
        LoadSQL("claims", "review_policy", "b8fd79a54937"),
        LoadSQL("claims", "review_guard", "a694bbf5c779"),
        LoadSQL("claims", "round_guard", "7035c7f2721e"),
    ]
