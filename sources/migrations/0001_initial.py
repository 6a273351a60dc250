import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import newsroom.addresses
import newsroom.querysets
import newsroom.texts
import sources.querysets

# What the models can't say: a check that hashes, and indexes of what functions of ours make of a text.
BEYOND_MODELS = """
ALTER TABLE sources_snapshot ADD CONSTRAINT snapshot_text_hash
  CHECK (erased OR text_sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));
CREATE INDEX alias_by_key ON sources_alias (name_key(folded));
CREATE INDEX alias_by_near_name ON sources_alias (near_name(name_key(folded)));
CREATE INDEX alias_by_look_alike_key ON sources_alias (look_alike_key(name));
CREATE INDEX role_by_title ON sources_role USING gin (fold(title) gin_trgm_ops);
CREATE INDEX source_by_words ON sources_source USING gin (to_tsvector('simple'::regconfig, fold(title)));
CREATE INDEX publisher_by_words ON sources_publisher USING gin (to_tsvector('simple'::regconfig, fold(name)));
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("newsroom", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "cue",
                "verbose_name_plural": "cues",
                "ordering": ["start"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end_ms__gt", models.F("start_ms")), ("start_ms__gte", 0)
                        ),
                        name="cue_ends_after_it_starts",
                        violation_error_message="A cue starts at 0 or later, and ends after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start")), ("start__gte", 0)),
                        name="cue_has_words",
                        violation_error_message="A cue has at least one character of the text.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publisher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("domain", models.CharField(blank=True, max_length=253, verbose_name="domain")),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="Two letters, ISO 3166-1.",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("news", "news outlet"),
                            ("wire", "wire service"),
                            ("government", "government"),
                            ("organisation", "organisation"),
                            ("social", "social platform"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "whole_texts",
                    models.BooleanField(
                        default=False,
                        help_text="Only with the publisher's permission, or where the licence gives it.",
                        verbose_name="the public may read whole texts",
                    ),
                ),
            ],
            options={
                "verbose_name": "publisher",
                "verbose_name_plural": "publishers",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        newsroom.querysets.LookAlikeKey("name"),
                        models.F("domain"),
                        name="publisher_looks_like_no_other",
                        violation_error_message="This publisher exists already, or one whose name looks like it. Use that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "name__regex",
                                "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufff8]",
                            ),
                            _negated=True,
                        ),
                        name="publisher_name_is_visible",
                        violation_error_message="A name holds an invisible character. Remove it, or type the name again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("country", ""), ("country__regex", "^[A-Z]{2}$"), _connector="OR"
                        ),
                        name="publisher_country_is_iso",
                        violation_error_message="A country is two capital letters, such as EC.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "domain__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "country__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_sources_publisher",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
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
                        choices=[("capture", "capture"), ("excerpt", "excerpt")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                (
                    "text_sha256",
                    models.CharField(max_length=64, verbose_name="SHA-256 of the text"),
                ),
                (
                    "raw_sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="SHA-256 of the raw bytes"
                    ),
                ),
                (
                    "raw_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="raw bytes in storage"
                    ),
                ),
                (
                    "media_type",
                    models.CharField(blank=True, max_length=100, verbose_name="media type"),
                ),
                (
                    "metadata",
                    models.JSONField(
                        blank=True, db_default={}, default=dict, verbose_name="metadata"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("fetched", "fetched from its address by us"),
                            ("uploaded", "uploaded as a file"),
                            ("pasted", "pasted as text"),
                            ("copied", "copied or transcribed by hand"),
                            ("imported", "imported with an archive of claims"),
                        ],
                        max_length=10,
                        verbose_name="how obtained",
                    ),
                ),
                (
                    "read_by",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=50, verbose_name="read by"
                    ),
                ),
                (
                    "consulted_url",
                    models.CharField(blank=True, max_length=2000, verbose_name="consulted at"),
                ),
                (
                    "consulted_on",
                    models.DateField(blank=True, null=True, verbose_name="consulted on"),
                ),
                ("timecode", models.CharField(blank=True, max_length=50, verbose_name="timecode")),
                (
                    "captured_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="captured at",
                    ),
                ),
                (
                    "erased",
                    models.BooleanField(
                        db_default=False, default=False, editable=False, verbose_name="erased"
                    ),
                ),
                (
                    "captured_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="captured by",
                    ),
                ),
            ],
            options={
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
                "ordering": ["-pk"],
                "indexes": [models.Index(models.F("text_sha256"), name="snapshot_by_text")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="snapshot_has_text",
                        violation_error_message="There is no text to store. Paste it or upload a file.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("consulted_on__isnull", False),
                                ("kind", "excerpt"),
                                ("raw_name", ""),
                                ("raw_sha256", ""),
                            ),
                            models.Q(
                                ("consulted_on__isnull", True),
                                ("consulted_url", ""),
                                ("kind", "capture"),
                            ),
                            _connector="OR",
                        ),
                        name="snapshot_excerpt_or_capture",
                        violation_error_message="An excerpt says when it was consulted and has no raw bytes; a capture was not consulted elsewhere.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "excerpt"), ("method", "copied")),
                            models.Q(("kind", "capture"), ("method__in", ["pasted", "imported"])),
                            models.Q(
                                ("kind", "capture"),
                                ("method__in", ["fetched", "uploaded"]),
                                ("raw_sha256__gt", ""),
                            ),
                            _connector="OR",
                        ),
                        name="snapshot_method_is_known",
                        violation_error_message="A snapshot says how we obtained it. What was fetched or uploaded has its raw bytes; an excerpt was copied.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consulted_url__iregex", "^[a-z][a-z0-9+.-]*:[/\\\\]*[^/\\\\?#]*@"),
                            _negated=True,
                        ),
                        name="snapshot_url_without_credentials",
                        violation_error_message="The address holds a user name or password. Remove them, with the @ that follows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("raw_name", ""), ("raw_sha256", "")),
                            models.Q(("raw_name__gt", ""), ("raw_sha256__regex", "^[0-9a-f]{64}$")),
                            models.Q(
                                ("erased", True),
                                ("raw_name", ""),
                                ("raw_sha256__regex", "^[0-9a-f]{64}$"),
                            ),
                            _connector="OR",
                        ),
                        name="snapshot_raw_hash_and_name",
                        violation_error_message="Raw bytes have a SHA-256 and a place in storage.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "consulted_url__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "timecode__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_sources_snapshot",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
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
                "constraints": [
                    models.UniqueConstraint(
                        models.F("sha256"),
                        models.F("url"),
                        name="recording_once",
                        violation_error_message="This recording is stored already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("file_name__gt", ""),
                                ("media_type__regex", "^(audio|video)/"),
                                ("sha256__regex", "^[0-9a-f]{64}$"),
                                ("size__gt", 0),
                            ),
                            models.Q(
                                ("erased", True),
                                ("file_name", ""),
                                ("sha256__regex", "^[0-9a-f]{64}$"),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""), ("url__regex", "^https?://[^\\s]+$"), _connector="OR"
                        ),
                        name="recording_url_is_an_address",
                        violation_error_message="The recording's address starts with http:// or https://.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url__iregex", "^[a-z][a-z0-9+.-]*:[/\\\\]*[^/\\\\?#]*@"),
                            _negated=True,
                        ),
                        name="recording_url_without_credentials",
                        violation_error_message="The address holds a user name or password. Remove them, with the @ that follows.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "file_name__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "url__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "held_by__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_sources_recording",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
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
            ],
            options={
                "verbose_name": "transcript",
                "verbose_name_plural": "transcripts",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("made_by__gt", ""), ("origin", "machine"), ("version__gt", "")
                            ),
                            models.Q(("made_by__gt", ""), ("origin", "person"), ("version", "")),
                            models.Q(("origin__in", ["official", "captions"]), ("version", "")),
                            _connector="OR",
                        ),
                        name="transcript_says_who_made_it",
                        violation_error_message="Say who transcribed it; of a machine, the model and its version. Only a machine has a version.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "made_by__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "version__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_sources_transcript",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("fetched", "fetched from its address by us"),
                            ("uploaded", "uploaded as a file"),
                            ("pasted", "pasted as text"),
                            ("copied", "copied or transcribed by hand"),
                            ("imported", "imported with an archive of claims"),
                        ],
                        max_length=10,
                        verbose_name="how obtained",
                    ),
                ),
                (
                    "seen_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="seen at"
                    ),
                ),
                (
                    "raw_sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="SHA-256 of the raw bytes"
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sightings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="seen by",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sightings",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "sighting",
                "verbose_name_plural": "sightings",
                "ordering": ["-seen_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("raw_sha256", ""),
                            ("raw_sha256__regex", "^[0-9a-f]{64}$"),
                            _connector="OR",
                        ),
                        name="sighting_hash_is_sha256",
                        violation_error_message="A sighting keeps the SHA-256 of what was seen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["pasted", "uploaded"]),
                            models.Q(("method", "fetched"), ("raw_sha256__gt", "")),
                            _connector="OR",
                        ),
                        name="sighting_method_is_known",
                        violation_error_message="A sighting says how the text was obtained; what was fetched has its bytes.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnchorCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField(verbose_name="start")),
                ("end", models.PositiveIntegerField(verbose_name="end")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("exact", "unchanged"),
                            ("moved", "moved"),
                            ("altered", "altered"),
                            ("gone", "gone"),
                        ],
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("found_start", models.PositiveIntegerField(blank=True, null=True)),
                ("found_end", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "checked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="checked at",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="settled at"),
                ),
                (
                    "settled_note",
                    models.CharField(blank=True, max_length=500, verbose_name="what it means"),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anchor_checks_settled",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checked_here",
                        to="sources.snapshot",
                        verbose_name="later snapshot",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anchor_checks",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "quote check",
                "verbose_name_plural": "quote checks",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        models.F("snapshot"),
                        condition=models.Q(
                            ("settled_at__isnull", True), ("verdict__in", ["altered", "gone"])
                        ),
                        name="anchor_check_unsettled",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("snapshot"),
                        models.F("start"),
                        models.F("end"),
                        models.F("later"),
                        name="anchor_checked_once_per_snapshot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("snapshot", models.F("later")), _negated=True),
                        name="anchor_check_of_another_snapshot",
                        violation_error_message="An anchor is checked against another snapshot.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("found_end__isnull", True),
                                ("found_start__isnull", True),
                                ("verdict__in", ["gone", "altered"]),
                            ),
                            models.Q(
                                models.Q(("verdict", "gone"), _negated=True),
                                ("found_end__gt", models.F("found_start")),
                                ("found_start__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="anchor_check_has_its_place",
                        violation_error_message="What is not gone stands somewhere.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                                ("settled_note", ""),
                            ),
                            models.Q(
                                models.Q(("settled_note", ""), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="anchor_check_settled_with_a_note",
                        violation_error_message="Say what the change means for the claim.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            (
                                "settled_note__regex",
                                "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                            ),
                            _negated=True,
                        ),
                        name="texts_of_sources_anchorcheck",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uri",
                    models.CharField(
                        error_messages={"unique": "This source exists already. Use that one."},
                        help_text="Its URL, or urn:sha256:… of its text where none is known.",
                        max_length=2000,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "article"),
                            ("release", "press release"),
                            ("post", "social media post"),
                            ("transcript", "transcript"),
                            ("video", "video"),
                            ("document", "document"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="title")),
                ("byline", models.CharField(blank=True, max_length=300, verbose_name="byline")),
                (
                    "published_on",
                    models.DateField(blank=True, null=True, verbose_name="published on"),
                ),
                (
                    "published_note",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="how the date is known"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="BCP 47, such as en or es-EC.",
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("licence", models.CharField(blank=True, max_length=300, verbose_name="licence")),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="Internal; never public.",
                        max_length=10000,
                        verbose_name="note",
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="added at",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources_added",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="sources.publisher",
                        verbose_name="publisher",
                    ),
                ),
                (
                    "syndicated_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="syndicated_to",
                        to="sources.source",
                        verbose_name="syndicated from",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("uri__regex", "^(https?://[^\\s]+|urn:sha256:[0-9a-f]{64})$")
                        ),
                        name="source_uri_is_an_address",
                        violation_error_message="A source's address starts with http:// or https://, or is urn:sha256:…",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("uri__iregex", "^[a-z][a-z0-9+.-]*:[/\\\\]*[^/\\\\?#]*@"),
                            _negated=True,
                        ),
                        name="source_uri_without_credentials",
                        violation_error_message="The address holds a user name or password. Remove them, with the @ that follows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("language", ""),
                            ("language__regex", "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
                            _connector="OR",
                        ),
                        name="source_names_its_language",
                        violation_error_message="Give the language as a BCP 47 code, such as en or es-EC.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("syndicated_from__isnull", True),
                            models.Q(("syndicated_from", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="source_not_syndicated_from_itself",
                        violation_error_message="A source is not syndicated from itself.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "uri__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "title__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "byline__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "published_note__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "language__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "licence__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("note"), 10000
                            ),
                            models.Q(
                                (
                                    "note__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_sources_source",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="snapshot",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="snapshots",
                to="sources.source",
                verbose_name="source",
            ),
        ),
        migrations.CreateModel(
            name="CaptureRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[("asked", "somebody asked"), ("recheck", "checked again")],
                        default="asked",
                        max_length=10,
                        verbose_name="occasion",
                    ),
                ),
                ("url", models.CharField(blank=True, max_length=2000, verbose_name="link")),
                ("file_name", models.CharField(blank=True, max_length=300, verbose_name="file")),
                (
                    "raw_sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="SHA-256 of the raw bytes"
                    ),
                ),
                (
                    "raw_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="raw bytes in storage"
                    ),
                ),
                ("stated", models.JSONField(blank=True, default=dict, verbose_name="stated")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("stored", "stored, being read"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="requested at",
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="captures_requested",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capture_requests",
                        to="sources.recording",
                        verbose_name="recording",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capture_requests",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capture_requests",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "capture",
                "verbose_name_plural": "captures",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["source", "-id"], name="capture_of_source"),
                    models.Index(fields=["state", "-id"], name="capture_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("url", ""), _negated=True),
                            ("raw_name__gt", ""),
                            ("snapshot__isnull", False),
                            ("recording__isnull", False),
                            _connector="OR",
                        ),
                        name="capture_has_an_input",
                        violation_error_message="Give a link, a file or a text to capture.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url__iregex", "^[a-z][a-z0-9+.-]*:[/\\\\]*[^/\\\\?#]*@"),
                            _negated=True,
                        ),
                        name="capture_url_without_credentials",
                        violation_error_message="The address holds a user name or password. Remove them, with the @ that follows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", False), ("state__in", ["done", "failed"])
                            ),
                            models.Q(
                                ("finished_at__isnull", True), ("state__in", ["waiting", "stored"])
                            ),
                            _connector="OR",
                        ),
                        name="capture_ends_once",
                        violation_error_message="A capture that is done or has failed says when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stored"), _negated=True),
                            ("snapshot__isnull", False),
                            _connector="OR",
                        ),
                        name="capture_stored_has_its_snapshot",
                        violation_error_message="A capture that is stored names its snapshot.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("message", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="capture_failure_has_a_message",
                        violation_error_message="A failed capture says why in words.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "url__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "file_name__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length(
                                    models.Func(
                                        "stated",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    )
                                ),
                                250000,
                            ),
                            models.Q(
                                django.db.models.lookups.Regex(
                                    models.Func(
                                        "stated",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    ),
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]|(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:u00[01]|b|f)",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_sources_capturerequest",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArchiveRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=2000, verbose_name="address")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sent", "sent to the archive"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "service_job",
                    models.CharField(blank=True, max_length=200, verbose_name="the archive's job"),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="requested at",
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_requests",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for an archived copy",
                "verbose_name_plural": "requests for archived copies",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("source"),
                        condition=models.Q(("state__in", ("waiting", "sent"))),
                        name="archive_request_once_at_a_time",
                        violation_error_message="The archive has been asked to save this page. Wait for its answer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", True), ("state__in", ("waiting", "sent"))
                            ),
                            models.Q(
                                ("finished_at__isnull", False), ("state__in", ["done", "failed"])
                            ),
                            _connector="OR",
                        ),
                        name="archive_request_ends_once",
                        violation_error_message="A request that is done or has failed says when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("message", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="archive_request_failure_has_a_message",
                        violation_error_message="A failed request says why in words.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(("service_job", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="archive_request_sent_has_its_job",
                        violation_error_message="A request that was sent has the archive's name for it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArchivedCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("web_archive", "web.archive.org"),
                            ("perma", "perma.cc"),
                            ("archive_today", "archive.today"),
                        ],
                        max_length=20,
                        verbose_name="archive",
                    ),
                ),
                ("address", models.CharField(max_length=2100, verbose_name="address")),
                ("copied_on", models.DateField(verbose_name="copied on")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="removed at"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archived_copies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="removed by",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="sources.archiverequest",
                        verbose_name="request",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archived_copies",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "archived copy",
                "verbose_name_plural": "archived copies",
                "ordering": ["copied_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("source"),
                        models.F("address"),
                        condition=models.Q(("removed_at__isnull", True)),
                        name="archived_copy_once",
                        violation_error_message="This copy is recorded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "address__regex",
                                    "^https://web\\.archive\\.org/web/[0-9]{14}/https?://[^\\s]+$",
                                ),
                                ("service", "web_archive"),
                            ),
                            models.Q(
                                ("address__regex", "^https://perma\\.cc/[0-9A-Z]{4}-[0-9A-Z]{4}$"),
                                ("service", "perma"),
                            ),
                            models.Q(
                                (
                                    "address__regex",
                                    "^https://archive\\.(today|ph|is|md|li|fo|vn)/[^\\s]+$",
                                ),
                                ("service", "archive_today"),
                            ),
                            _connector="OR",
                        ),
                        name="archived_copy_at_its_archive",
                        violation_error_message="This is not the address of a copy at web.archive.org, perma.cc or archive.today. Open the copy and paste its whole address.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="archived_copy_removed_by_somebody",
                        violation_error_message="A copy that was removed says by whom and when.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Speaker",
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
                            ("person", "person"),
                            ("organisation", "organisation"),
                            ("group", "group"),
                            ("anonymous", "anonymous"),
                            ("unattributed", "unattributed"),
                            ("article", "the article's own voice"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=300, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        max_length=120,
                        null=True,
                        unique=True,
                        verbose_name="name in addresses",
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        help_text="For the public, and all it sees of a protected speaker.",
                        max_length=500,
                        verbose_name="description",
                    ),
                ),
                (
                    "protected",
                    models.BooleanField(
                        default=False,
                        help_text="A victim, minor or private person: the public sees the description only.",
                        verbose_name="protected",
                    ),
                ),
                (
                    "same_as",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.URLField(
                            max_length=500,
                            validators=[
                                django.core.validators.URLValidator(schemes=["http", "https"]),
                                newsroom.addresses.validate_no_credentials,
                            ],
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="same as",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="For anonymous, unattributed and article speakers: the one they belong to.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_speakers",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "speaker",
                "verbose_name_plural": "speakers",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ("anonymous", "unattributed", "article")),
                                ("slug__isnull", True),
                                ("source__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ("anonymous", "unattributed", "article")),
                                    _negated=True,
                                ),
                                ("source__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="speaker_belongs_to_a_source",
                        violation_error_message="An anonymous, unattributed or article speaker belongs to one source and has no page; any other belongs to none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "name__regex",
                                "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufff8]",
                            ),
                            _negated=True,
                        ),
                        name="speaker_name_is_visible",
                        violation_error_message="A name holds an invisible character. Remove it, or type the name again.",
                    ),
                    models.CheckConstraint(
                        condition=sources.querysets.AreWebAddresses("same_as"),
                        name="same_as_are_web_addresses",
                        violation_error_message="Give web addresses that start with http:// or https://, without a user name or password.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ("anonymous", "unattributed", "article")),
                                models.Q(("description", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ("anonymous", "unattributed", "article")),
                                    _negated=True,
                                ),
                                models.Q(("name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="speaker_is_named_or_described",
                        violation_error_message="Name the speaker, or describe one that the text does not name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("protected", False),
                            models.Q(("description", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="protected_speaker_is_described",
                        violation_error_message="Describe the speaker before protecting: the description is all that stays.",
                    ),
                    models.UniqueConstraint(
                        models.F("source"),
                        condition=models.Q(("kind", "article")),
                        name="one_voice_per_article",
                        violation_error_message="This source's own voice is a speaker already.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "slug__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "description__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length(
                                    models.Func(
                                        "same_as",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    )
                                ),
                                250000,
                            ),
                            models.Q(
                                django.db.models.lookups.Regex(
                                    models.Func(
                                        "same_as",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    ),
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]|(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:u00[01]|b|f)",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_sources_speaker",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        default="(,)",
                        help_text="First day to the day after the last; an end that is not known stays open.",
                        verbose_name="period",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="sources.speaker",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="sources.speaker",
                        verbose_name="speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ["speaker", "period", "pk"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("speaker", "="),
                            (
                                django.db.models.functions.comparison.Coalesce("organisation", 0),
                                "=",
                            ),
                            (sources.querysets.Fold(models.F("title")), "="),
                            ("period", "&&"),
                        ],
                        name="role_periods_apart",
                        violation_error_message="The speaker holds this post in part of that period already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__isempty", False)),
                        name="role_period_is_not_empty",
                        violation_error_message="A role's period ends after it begins.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "title__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "note__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_sources_role",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="publisher",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publishes_as",
                to="sources.speaker",
                verbose_name="the organisation it is as a speaker",
            ),
        ),
        migrations.CreateModel(
            name="ProtectedName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(verbose_name="words")),
                ("first_word", models.TextField()),
                (
                    "since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protected_names",
                        to="sources.speaker",
                        verbose_name="speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "protected name",
                "verbose_name_plural": "protected names",
                "indexes": [models.Index(models.F("first_word"), name="protected_name_first_word")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("speaker"),
                        models.F("words"),
                        name="protected_name_once",
                        violation_error_message="The speaker is protected under this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                (
                    "folded",
                    models.GeneratedField(
                        db_persist=True,
                        expression=sources.querysets.Fold(models.F("name")),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="sources.speaker",
                        verbose_name="speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "alias",
                "verbose_name_plural": "aliases",
                "ordering": ["name", "pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            models.F("folded"), name="gin_trgm_ops"
                        ),
                        name="alias_trigrams",
                    ),
                    models.Index(models.F("folded"), name="alias_folded"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("speaker"),
                        models.F("folded"),
                        name="alias_once_per_speaker",
                        violation_error_message="The speaker has this alias already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "name__regex",
                                "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufff8]",
                            ),
                            _negated=True,
                        ),
                        name="alias_is_visible",
                        violation_error_message="A name holds an invisible character. Remove it, or type the name again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="alias_is_not_empty",
                        violation_error_message="An alias needs a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpeakerMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=5000, verbose_name="reason")),
                (
                    "merged_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="merged at",
                    ),
                ),
                (
                    "undone_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="undone at"),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_in",
                        to="sources.speaker",
                        verbose_name="into",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="sources.speaker",
                        verbose_name="merged speaker",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="merged by",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_undone",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("merged"),
                        condition=models.Q(("undone_at__isnull", True)),
                        name="merged_into_one",
                        violation_error_message="This speaker is merged already. Undo that first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="merge_is_undone_by_someone",
                        violation_error_message="An undone merge names who undid it, and when.",
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
                        name="texts_of_sources_speakermerge",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Takedown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=5000, verbose_name="reason")),
                (
                    "set_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="set at"
                    ),
                ),
                (
                    "lifted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lifted at"),
                ),
                (
                    "lifted_by_approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.approval",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takedowns_set",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takedowns",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "takedown",
                "verbose_name_plural": "takedowns",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("snapshot"),
                        condition=models.Q(("lifted_at__isnull", True)),
                        name="taken_down_once",
                        violation_error_message="This snapshot is taken down already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="takedown_has_a_reason",
                        violation_error_message="Give the reason for the takedown.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lifted_at__isnull", True), ("lifted_by_approval__isnull", True)
                            ),
                            models.Q(
                                ("lifted_at__isnull", False), ("lifted_by_approval__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="takedown_is_lifted_by_an_approval",
                        violation_error_message="Lifting a takedown takes two people.",
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
                        name="texts_of_sources_takedown",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(max_length=50, verbose_name="authority")),
                ("token", models.BinaryField(null=True, verbose_name="answer of the authority")),
                (
                    "stamped_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="stamped at"),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="why there is no stamp"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="stored at",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_stamps",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "time stamp",
                "verbose_name_plural": "time stamps",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        models.F("snapshot"), models.F("id"), name="time_stamps_of_a_snapshot"
                    ),
                    models.Index(
                        models.F("authority"),
                        models.F("id"),
                        condition=models.Q(("token__isnull", True)),
                        name="time_stamps_that_failed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("snapshot"),
                        models.F("authority"),
                        condition=models.Q(("token__isnull", False)),
                        name="time_stamp_once",
                        violation_error_message="This authority has stamped the snapshot already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("failure", ""),
                                ("stamped_at__isnull", False),
                                ("token__isnull", False),
                            ),
                            models.Q(
                                models.Q(("stamped_at__isnull", True), ("token__isnull", True)),
                                models.Q(("failure", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="time_stamp_or_failure",
                        violation_error_message="There is a stamp with its time, or the reason why there is none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("authority__regex", "^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")
                        ),
                        name="time_stamp_names_the_authority",
                        violation_error_message="A stamp names its authority as the settings do.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="transcript",
            name="recording",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transcripts",
                to="sources.recording",
                verbose_name="recording",
            ),
        ),
        migrations.AddField(
            model_name="cue",
            name="transcript",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cues",
                to="sources.transcript",
                verbose_name="transcript",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                models.F("source"),
                models.F("text_sha256"),
                name="snapshot_once_per_text",
                violation_error_message="This text of the source is stored already.",
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
        migrations.RunSQL(BEYOND_MODELS),
    ]
