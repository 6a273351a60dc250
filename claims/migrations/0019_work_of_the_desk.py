"""Priority and due date, notes and notices, bulk work, saved views."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0018_what_claims_are_found_by"),
        ("sources", "0004_capture_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
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
                            ("assign", "assign"),
                            ("tag", "add topics"),
                            ("plan", "set priority and due date"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("payload", models.JSONField(default=dict, verbose_name="what exactly")),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="asked at",
                    ),
                ),
                (
                    "stopped_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="stopped at"),
                ),
            ],
            options={
                "verbose_name": "bulk work",
                "verbose_name_plural": "bulk work",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("done", "done"),
                            ("refused", "refused"),
                            ("stopped", "not done: stopped"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("sentence", models.TextField(blank=True, verbose_name="why not")),
                ("at", models.DateTimeField(blank=True, null=True, verbose_name="at")),
            ],
            options={
                "verbose_name": "claim of a bulk work",
                "verbose_name_plural": "claims of a bulk work",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="note")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                            ("assigned", "assigned to you"),
                            ("mentioned", "you are mentioned"),
                            ("to_sign", "waits for a signature"),
                            ("sent_back", "sent back"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                    ),
                ),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen at")),
                (
                    "mailed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="mailed at"),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.CharField(max_length=2000, verbose_name="what is asked for")),
                (
                    "saved_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="saved at",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="due on"),
        ),
        migrations.AddField(
            model_name="claim",
            name="priority",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "low"), (1, "normal"), (2, "high"), (3, "urgent")],
                db_default=1,
                default=1,
                verbose_name="priority",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.OrderBy(models.F("due_on"), nulls_last=True),
                models.F("id"),
                condition=models.Q(("status__in", ("unreviewed", "in_review", "awaiting_signoff"))),
                name="claim_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on__isnull", True),
                    ("status__in", ("unreviewed", "in_review", "awaiting_signoff")),
                    _connector="OR",
                ),
                name="claim_due_while_open",
                violation_error_message="Nothing is due on a claim that is concluded.",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="batchitem",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="claims.batch"
            ),
        ),
        migrations.AddField(
            model_name="batchitem",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="note",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="claims.note",
                verbose_name="note",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="batchitem",
            index=models.Index(
                models.F("batch"), models.F("outcome"), models.F("id"), name="batch_progress"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.UniqueConstraint(
                models.F("batch"), models.F("claim"), name="batch_claim_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "refused"), ("sentence__gt", "")),
                    models.Q(models.Q(("outcome", "refused"), _negated=True), ("sentence", "")),
                    _connector="OR",
                ),
                name="batch_refusal_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("at__isnull", True), ("outcome", "waiting")),
                    models.Q(
                        models.Q(("outcome", "waiting"), _negated=True), ("at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="batch_item_is_dated",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["claim", "-id"], name="note_of_claim"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="note_has_words",
                violation_error_message="Write the note first.",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["person", "-id"], name="notice_of_person"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", True)),
                fields=["person", "-id"],
                name="notice_unseen",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", True)),
                fields=["claim", "kind"],
                name="notice_on_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "mentioned"), ("note__isnull", False)),
                    models.Q(
                        models.Q(("kind", "mentioned"), _negated=True), ("note__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="notice_of_a_mention_has_its_note",
                violation_error_message="Only who is mentioned is told of a note, and of which.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("name"),
                name="view_name_once",
                violation_error_message="You have a view of this name. Choose another.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("query", ""), _negated=True)
                ),
                name="view_has_a_name",
                violation_error_message="Name the view, and choose what it shows first.",
            ),
        ),
    ]
