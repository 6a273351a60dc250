"""Recordings, transcripts of them, and when each part of a transcript is spoken."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0016_validate_erased_snapshots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file"),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, max_length=200, verbose_name="file in storage"),
                ),
                (
                    "media_type",
                    models.CharField(blank=True, max_length=100, verbose_name="media type"),
                ),
                ("size", models.BigIntegerField(blank=True, null=True, verbose_name="bytes")),
                ("url", models.CharField(blank=True, max_length=2000, verbose_name="address")),
                ("held_by", models.CharField(blank=True, max_length=300, verbose_name="held by")),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="added at",
                    ),
                ),
                (
                    "erased",
                    models.BooleanField(
                        db_default=False, default=False, editable=False, verbose_name="erased"
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recordings_added",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
            ],
            options={
                "verbose_name": "recording",
                "verbose_name_plural": "recordings",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Transcript",
            fields=[
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="transcript",
                        serialize=False,
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("official", "official transcript"),
                            ("captions", "automatic captions"),
                            ("machine", "speech recognition"),
                            ("person", "transcribed by a person"),
                        ],
                        max_length=10,
                        verbose_name="made by",
                    ),
                ),
                (
                    "made_by",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="name of who or what made it"
                    ),
                ),
                ("version", models.CharField(blank=True, max_length=100, verbose_name="version")),
                ("format", models.CharField(max_length=30, verbose_name="format")),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="added at",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transcripts",
                        to="sources.recording",
                        verbose_name="recording",
                    ),
                ),
            ],
            options={
                "verbose_name": "transcript",
                "verbose_name_plural": "transcripts",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Cue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start_ms", models.IntegerField(verbose_name="starts (ms)")),
                ("end_ms", models.IntegerField(verbose_name="ends (ms)")),
                ("start", models.IntegerField(verbose_name="start")),
                ("end", models.IntegerField(verbose_name="end")),
                (
                    "speaker",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="speaker, as the transcript has it"
                    ),
                ),
                (
                    "transcript",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cues",
                        to="sources.transcript",
                        verbose_name="transcript",
                    ),
                ),
            ],
            options={
                "verbose_name": "cue",
                "verbose_name_plural": "cues",
                "ordering": ["start"],
            },
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.UniqueConstraint(
                models.F("sha256"),
                models.F("url"),
                name="recording_once",
                violation_error_message="This recording is stored already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("file_name__gt", ""),
                        ("media_type__regex", "^(audio|video)/"),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("size__gt", 0),
                    ),
                    models.Q(
                        ("erased", True), ("file_name", ""), ("sha256__regex", "^[0-9a-f]{64}$")
                    ),
                    models.Q(
                        ("file_name", ""),
                        ("held_by__gt", ""),
                        ("media_type", ""),
                        ("sha256", ""),
                        ("size__isnull", True),
                        ("url__gt", ""),
                    ),
                    _connector="OR",
                ),
                name="recording_has_a_file_or_an_address",
                violation_error_message="Give the recording's file, or its address and who holds it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("url", ""), ("url__regex", "^https?://[^\\s]+$"), _connector="OR"
                ),
                name="recording_url_is_an_address",
                violation_error_message="The recording's address starts with http:// or https://.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("url__iregex", "^[a-z][a-z0-9+.-]*:[/\\\\]*[^/\\\\?#]*@"), _negated=True
                ),
                name="recording_url_without_credentials",
                violation_error_message="The address holds a user name or password. Remove them, with the @ that follows.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transcript",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("made_by__gt", ""), ("origin", "machine"), ("version__gt", "")),
                    models.Q(("made_by__gt", ""), ("origin", "person"), ("version", "")),
                    models.Q(("origin__in", ["official", "captions"]), ("version", "")),
                    _connector="OR",
                ),
                name="transcript_says_who_made_it",
                violation_error_message="Say who transcribed it; of a machine, the model and its version. Only a machine has a version.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cue",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_ms__gt", models.F("start_ms")), ("start_ms__gte", 0)),
                name="cue_ends_after_it_starts",
                violation_error_message="A cue starts at 0 or later, and ends after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cue",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start")), ("start__gte", 0)),
                name="cue_has_words",
                violation_error_message="A cue has at least one character of the text.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cue",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("transcript", "="),
                    (models.Func("start", "end", function="int4range"), "&&"),
                ],
                name="cues_apart",
                violation_error_message="No character belongs to two cues.",
            ),
        ),
        LoadSQL("sources", "transcripts", "43db568d5896"),
    ]
