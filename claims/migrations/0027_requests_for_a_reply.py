"""Requests for a reply, with their letters; why one is not awaited; notices of overdue ones."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0026_reviews_handed_in"),
        ("newsroom", "0009_second_sign_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyLetter",
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
                        choices=[("request", "request"), ("reminder", "reminder")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("heading", models.CharField(max_length=300, verbose_name="subject")),
                ("text", models.TextField(verbose_name="letter")),
                ("by_hand", models.BooleanField(verbose_name="sent by hand")),
                (
                    "sent_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="sent at"
                    ),
                ),
                (
                    "mailed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="e-mail sent at"),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReplyRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("addressee", models.CharField(max_length=300, verbose_name="whom we asked")),
                ("role", models.CharField(blank=True, max_length=200, verbose_name="in what role")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("phone", "by telephone"),
                            ("letter", "by letter"),
                            ("form", "by a form on their site"),
                            ("message", "by message"),
                            ("in_person", "in person"),
                        ],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=200, verbose_name="contact"),
                ),
                (
                    "contact_address",
                    models.CharField(blank=True, max_length=300, verbose_name="contact's address"),
                ),
                (
                    "language",
                    models.CharField(max_length=12, verbose_name="language of the letter"),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="asked at",
                    ),
                ),
                ("deadline", models.DateTimeField(verbose_name="answer by")),
                ("time_zone", models.CharField(max_length=60, verbose_name="time zone")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("reminded", "reminded"),
                            ("no_answer", "no answer by the deadline"),
                            ("answered", "answered"),
                            ("declined", "declined to answer"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="answered on"),
                ),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "file_name",
                    models.CharField(blank=True, max_length=200, verbose_name="file in storage"),
                ),
                (
                    "file_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file"),
                ),
                (
                    "left_out",
                    models.BooleanField(db_default=False, default=False, verbose_name="left out"),
                ),
            ],
            options={
                "verbose_name": "request for a reply",
                "verbose_name_plural": "requests for a reply",
                "ordering": ["sent_at", "pk"],
            },
        ),
        # The same name: no row that the stricter one allows is refused.
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_says_what_it_is_about",
        ),
        migrations.AddField(
            model_name="review",
            name="reply_not_awaited",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="why no reply was waited for"
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
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
                    ("reply", "a reply is overdue"),
                    ("people", "rights of a colleague, or rules of the newsroom"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
        AddConstraintNotValid(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("sentence", ""), _negated=True),
                        ("claim__isnull", True),
                        ("kind", "people"),
                    ),
                    models.Q(
                        ("approval__isnull", False),
                        ("by__isnull", False),
                        ("kind__in", ("to_approve", "decided")),
                        ("sentence", ""),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["people", "to_approve", "decided"]), _negated=True),
                        models.Q(
                            ("by__isnull", False),
                            ("kind__in", ["report", "reply"]),
                            _connector="OR",
                        ),
                        ("approval__isnull", True),
                        ("claim__isnull", False),
                        ("sentence", ""),
                    ),
                    _connector="OR",
                ),
                name="notice_says_what_it_is_about",
                violation_error_message="A notice is of a claim, of a request, or about people in a sentence.",
            ),
        ),
        migrations.AddField(
            model_name="replyletter",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="replyletter",
            name="sent_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sent by",
            ),
        ),
        migrations.AddField(
            model_name="replyrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies_requested",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="replyrequest",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reply_requests",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="replyletter",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="claims.replyrequest",
                verbose_name="request for a reply",
            ),
        ),
        migrations.AddIndex(
            model_name="replyrequest",
            index=models.Index(
                models.F("deadline"),
                models.F("id"),
                condition=models.Q(("left_out", False), ("state__in", ("asked", "reminded"))),
                name="reply_awaited_by_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="replyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("addressee", ""), _negated=True),
                name="reply_request_says_whom",
                violation_error_message="Say whom you asked.",
            ),
        ),
        migrations.AddConstraint(
            model_name="replyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("deadline__gt", models.F("sent_at"))),
                name="reply_deadline_is_later",
                violation_error_message="The deadline is later than the request.",
            ),
        ),
        migrations.AddConstraint(
            model_name="replyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state__in", ("answered", "declined")), _negated=True),
                        ("answer", ""),
                        ("answered_on__isnull", True),
                        ("file_name", ""),
                        ("file_sha256", ""),
                    ),
                    models.Q(("answered_on__isnull", False), ("state", "declined")),
                    models.Q(
                        models.Q(
                            ("answer__gt", ""),
                            models.Q(
                                ("file_name__gt", ""), ("file_sha256__regex", "^[0-9a-f]{64}$")
                            ),
                            _connector="OR",
                        ),
                        ("answered_on__isnull", False),
                        ("state", "answered"),
                    ),
                    _connector="OR",
                ),
                name="reply_answer_is_complete",
                violation_error_message="Give the day of the answer, and its text or a file; an open request has neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="replyletter",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="reply_letter_has_text",
                violation_error_message="Write the letter.",
            ),
        ),
        migrations.AddConstraint(
            model_name="replyletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by_hand", False), ("mailed_at__isnull", True), _connector="OR"
                ),
                name="reply_letter_by_hand_is_not_mailed",
                violation_error_message="A letter that was sent by hand is not mailed from here.",
            ),
        ),
        LoadSQL("claims", "reply_requests", "6e3bd8ed494b"),
        LoadSQL("claims", "proposal_body", "c0d808c4d851"),
        LoadSQL("claims", "authors", "e4d925fa6438"),
        LoadSQL("claims", "review_guard", "038aabfa0160"),
        LoadSQL("claims", "require_conclusion", "1ec27217a57c"),
        LoadSQL("claims", "protected_speakers", "95e8e7b743e2"),
        LoadSQL("claims", "names_in_publications", "4bd10908dd52"),
    ]
