"""Searches that people of the newsroom keep, and are told of by e-mail."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.history_triggers import track


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0024_suggestion_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "query",
                    models.CharField(blank=True, max_length=2000, verbose_name="what is asked for"),
                ),
                (
                    "inside",
                    models.BooleanField(default=False, verbose_name="of everything at work"),
                ),
                (
                    "told_to",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="told up to publication"
                    ),
                ),
                (
                    "saved_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="saved at",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
                "ordering": ["name", "pk"],
                "indexes": [
                    models.Index(
                        models.F("told_to"),
                        condition=models.Q(("told_to__isnull", False)),
                        name="searches_followed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("name"),
                        name="search_name_once",
                        violation_error_message="You have a search of this name. Choose another.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="search_has_a_name",
                        violation_error_message="Name the search.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("inside", False), ("told_to__isnull", True), _connector="OR"
                        ),
                        name="only_public_searches_are_mailed",
                        violation_error_message="An e-mail leaves the house: only what is published is told in one.",
                    ),
                ],
            },
        ),
        track("claims_savedsearch"),
    ]
