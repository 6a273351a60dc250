import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("exact", models.TextField(verbose_name="exact")),
                ("prefix", models.CharField(blank=True, max_length=64, verbose_name="prefix")),
                ("suffix", models.CharField(blank=True, max_length=64, verbose_name="suffix")),
                ("start", models.PositiveIntegerField(verbose_name="start")),
                ("end", models.PositiveIntegerField(verbose_name="end")),
            ],
            options={
                "verbose_name": "anchor",
                "verbose_name_plural": "anchors",
                "ordering": ["start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Appearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(blank=True, max_length=60, verbose_name="verb")),
                (
                    "directness",
                    models.CharField(
                        choices=[
                            ("direct", "direct"),
                            ("indirect", "indirect"),
                            ("mixed", "mixed"),
                        ],
                        max_length=10,
                        verbose_name="directness",
                    ),
                ),
                (
                    "described_as",
                    models.CharField(
                        blank=True,
                        help_text="In the source's words.",
                        max_length=500,
                        verbose_name="speaker described as",
                    ),
                ),
                (
                    "first_known",
                    models.BooleanField(default=False, verbose_name="first known appearance"),
                ),
                (
                    "translated_from",
                    models.CharField(blank=True, max_length=12, verbose_name="translated from"),
                ),
                (
                    "translated_by",
                    models.CharField(blank=True, max_length=200, verbose_name="translated by"),
                ),
            ],
            options={
                "verbose_name": "appearance",
                "verbose_name_plural": "appearances",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Authorship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "authorship",
                "verbose_name_plural": "authorships",
            },
        ),
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
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="requested at",
                    ),
                ),
                (
                    "stopped_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="stopped at"),
                ),
            ],
            options={
                "verbose_name": "bulk change",
                "verbose_name_plural": "bulk changes",
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
                            ("stopped", "not done: batch stopped"),
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
                "verbose_name": "claim of a bulk change",
                "verbose_name_plural": "claims of a bulk change",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("exact", models.TextField(verbose_name="words")),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.PositiveIntegerField(), size=2
                        ),
                        size=None,
                        verbose_name="places",
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                (
                    "speaker_kind",
                    models.CharField(
                        choices=[
                            ("named", "named"),
                            ("anonymous", "not named"),
                            ("unattributed", "no speaker named"),
                            ("article", "the article's own voice"),
                        ],
                        default="unattributed",
                        max_length=20,
                        verbose_name="speaker is",
                    ),
                ),
                (
                    "described_as",
                    models.CharField(
                        blank=True,
                        help_text="In the source's words.",
                        max_length=500,
                        verbose_name="speaker described as",
                    ),
                ),
                ("speaker_start", models.PositiveIntegerField(blank=True, null=True)),
                ("speaker_end", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "speaker_name",
                    models.CharField(blank=True, max_length=300, verbose_name="speaker's name"),
                ),
                ("verb", models.CharField(blank=True, max_length=60, verbose_name="verb")),
                (
                    "directness",
                    models.CharField(
                        choices=[
                            ("direct", "direct"),
                            ("indirect", "indirect"),
                            ("mixed", "mixed"),
                        ],
                        max_length=10,
                        verbose_name="directness",
                    ),
                ),
                (
                    "relay",
                    models.CharField(blank=True, max_length=300, verbose_name="relayed from"),
                ),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fact", "fact"),
                            ("opinion", "opinion"),
                            ("prediction", "prediction"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("said_from", models.DateField(blank=True, null=True, verbose_name="said from")),
                ("said_to", models.DateField(blank=True, null=True, verbose_name="said to")),
                (
                    "said_basis",
                    models.CharField(
                        choices=[
                            ("stated", "stated"),
                            ("inferred", "inferred"),
                            ("unknown", "unknown"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="how the date is known",
                    ),
                ),
                (
                    "said_note",
                    models.CharField(blank=True, max_length=500, verbose_name="note on the date"),
                ),
                (
                    "likely_repeats",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("method", models.CharField(max_length=60, verbose_name="how found")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waiting"),
                            ("accepted", "accepted"),
                            ("rejected", "rejected"),
                            ("replaced", "edited, split or merged"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why rejected"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "found_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="found at",
                    ),
                ),
            ],
            options={
                "verbose_name": "candidate",
                "verbose_name_plural": "inbox",
                "ordering": ["snapshot", "places", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="statement")),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fact", "fact"),
                            ("opinion", "opinion"),
                            ("prediction", "prediction"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("said_from", models.DateField(blank=True, null=True, verbose_name="said from")),
                ("said_to", models.DateField(blank=True, null=True, verbose_name="said to")),
                (
                    "said_basis",
                    models.CharField(
                        choices=[
                            ("stated", "stated"),
                            ("inferred", "inferred"),
                            ("unknown", "unknown"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="how the date is known",
                    ),
                ),
                (
                    "said_note",
                    models.CharField(blank=True, max_length=500, verbose_name="note on the date"),
                ),
                (
                    "language",
                    models.CharField(
                        default="en", max_length=12, verbose_name="language of the wording"
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="Internal; never public.", verbose_name="note"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unreviewed", "unreviewed"),
                            ("in_review", "in review"),
                            ("awaiting_signoff", "awaiting sign-off"),
                            ("verified", "verified"),
                            ("refuted", "refuted"),
                            ("mixed", "mixed"),
                            ("disputed", "disputed"),
                            ("unverifiable", "unverifiable"),
                            ("unrated", "unrated"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="unreviewed",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "attribution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reported", "reported"),
                            ("confirmed", "confirmed"),
                            ("misattributed", "misattributed"),
                        ],
                        max_length=20,
                        verbose_name="attribution",
                    ),
                ),
                (
                    "embargo_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="embargo until"),
                ),
                ("withdrawn_reason", models.TextField(blank=True, verbose_name="why withdrawn")),
                (
                    "withdrawn_wording",
                    models.BooleanField(
                        default=False, verbose_name="withdrawal notice keeps the wording"
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "low"), (1, "normal"), (2, "high"), (3, "urgent")],
                        db_default=1,
                        default=1,
                        verbose_name="priority",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="revision")),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="added at",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("delivered", "delivered"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="requested at",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
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
                    "status",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="the answer's status"
                    ),
                ),
                ("sentence", models.TextField(verbose_name="in words")),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "bears_on",
                    models.CharField(
                        choices=[("said", "about who said it"), ("so", "about whether it is true")],
                        max_length=10,
                        verbose_name="about",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("supports", "supports"),
                            ("refutes", "refutes"),
                            ("context", "context"),
                        ],
                        max_length=10,
                        verbose_name="direction",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("passage", "passage"),
                            ("file", "file"),
                            ("record", "record consulted"),
                            ("contact", "contact"),
                            ("calculation", "calculation"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "primary",
                    models.BooleanField(
                        default=False,
                        help_text="The post, recording, transcript or document.",
                        verbose_name="primary",
                    ),
                ),
                (
                    "private",
                    models.BooleanField(
                        default=False,
                        help_text="Not shown to the public; no conclusion may rest on it alone.",
                        verbose_name="private",
                    ),
                ),
                ("description", models.TextField(verbose_name="in our words")),
                (
                    "consulted_on",
                    models.DateField(blank=True, null=True, verbose_name="consulted on"),
                ),
                (
                    "contacted",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="contacted whom, how"
                    ),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, max_length=200, verbose_name="file in storage"),
                ),
                (
                    "file_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file"),
                ),
                ("page", models.CharField(blank=True, max_length=50, verbose_name="page")),
                ("timecode", models.CharField(blank=True, max_length=50, verbose_name="timecode")),
                (
                    "independent",
                    models.BooleanField(blank=True, null=True, verbose_name="independent"),
                ),
                (
                    "independence_note",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="not independent because"
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="added at",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "number",
                    models.BigAutoField(primary_key=True, serialize=False, verbose_name="number"),
                ),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("signed", "signed"),
                            ("supplemented", "supplemented"),
                            ("corrected", "corrected"),
                            ("reopened", "reopened"),
                            ("withdrawn", "withdrawn"),
                            ("hidden", "hidden"),
                            ("shown", "shown"),
                            ("taken_down", "taken down"),
                            ("restored", "restored"),
                        ],
                        max_length=20,
                        verbose_name="event",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("signed", "signed"),
                            ("under_review", "under review again"),
                            ("withdrawn", "withdrawn"),
                            ("hidden", "hidden"),
                        ],
                        max_length=20,
                        verbose_name="standing",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published at"),
                ),
                ("body", models.TextField(verbose_name="body")),
                ("salt", models.CharField(blank=True, max_length=32)),
                ("body_sha256", models.CharField(blank=True, max_length=64)),
                ("previous_sha256", models.CharField(blank=True, max_length=64)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "shown_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="shown until"),
                ),
                ("withheld", models.BooleanField(default=False, verbose_name="withheld")),
                ("text", models.TextField(blank=True)),
                ("nature", models.CharField(blank=True, max_length=10)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("attribution", models.CharField(blank=True, max_length=20)),
                ("said_from", models.DateField(blank=True, null=True)),
                ("said_to", models.DateField(blank=True, null=True)),
                ("language", models.CharField(blank=True, max_length=12)),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "publishers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "speakers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "contradicts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("search", django.contrib.postgres.search.SearchVectorField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="ExternalReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        help_text="Their own word, verbatim.",
                        max_length=300,
                        verbose_name="their rating",
                    ),
                ),
                ("rationale", models.TextField(blank=True, verbose_name="their reasons")),
                ("url", models.CharField(blank=True, max_length=2000, verbose_name="address")),
                (
                    "reviewed_on",
                    models.DateField(blank=True, null=True, verbose_name="reviewed on"),
                ),
                ("markup", models.JSONField(blank=True, null=True, verbose_name="markup")),
                (
                    "left_out",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        verbose_name="left out of what is published",
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="added at",
                    ),
                ),
            ],
            options={
                "verbose_name": "external review",
                "verbose_name_plural": "external reviews",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                        choices=[("legal", "legal"), ("safety", "safety")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
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
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportedSpeaker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=253, verbose_name="origin")),
                ("key", models.CharField(max_length=300)),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("matched", "existing speaker"),
                            ("made", "new speaker"),
                            ("unsure", "new speaker, perhaps a duplicate"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported name",
                "verbose_name_plural": "imported names",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportNote",
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
                        choices=[("refused", "refused"), ("unsure", "unsure")],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("line", models.BigIntegerField(verbose_name="line")),
                ("column", models.CharField(blank=True, max_length=100, verbose_name="column")),
                ("reason", models.TextField(verbose_name="why")),
            ],
            options={
                "verbose_name": "note on an import",
                "verbose_name_plural": "notes on imports",
                "ordering": ["line", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=253, verbose_name="origin")),
                (
                    "external_id",
                    models.CharField(max_length=500, verbose_name="the origin's number"),
                ),
                ("line", models.BigIntegerField(verbose_name="line")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the row")),
                (
                    "speaker_role",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="speaker's role then"
                    ),
                ),
            ],
            options={
                "verbose_name": "import record",
                "verbose_name_plural": "import records",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("csv", "table (CSV)"),
                            ("ndjson", "one JSON object per line (NDJSON)"),
                            ("claimreview", "ClaimReview: a page, a feed or a dump"),
                        ],
                        max_length=20,
                        verbose_name="format",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        help_text="Whose claims these are: a domain.",
                        max_length=253,
                        verbose_name="origin",
                    ),
                ),
                ("mapping", models.CharField(blank=True, max_length=100, verbose_name="mapping")),
                (
                    "mapping_sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="SHA-256 of the mapping"
                    ),
                ),
                ("file_name", models.CharField(max_length=300, verbose_name="file")),
                (
                    "file_sha256",
                    models.CharField(max_length=64, verbose_name="SHA-256 of the file"),
                ),
                ("file_size", models.BigIntegerField(verbose_name="bytes")),
                (
                    "raw_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="raw bytes in storage"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "under way"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("message", models.TextField(blank=True, verbose_name="outcome")),
                ("position", models.BigIntegerField(default=0, verbose_name="lines done")),
                (
                    "part_done",
                    models.FloatField(default=0, verbose_name="part of the file that is done"),
                ),
                ("rows_made", models.BigIntegerField(default=0, verbose_name="claims made")),
                (
                    "rows_known",
                    models.BigIntegerField(default=0, verbose_name="rows that were there already"),
                ),
                ("rows_refused", models.BigIntegerField(default=0, verbose_name="rows refused")),
                ("speakers_made", models.BigIntegerField(default=0, verbose_name="speakers made")),
                (
                    "speakers_matched",
                    models.BigIntegerField(default=0, verbose_name="speakers matched"),
                ),
                (
                    "speakers_unsure",
                    models.BigIntegerField(
                        default=0, verbose_name="speakers made who may be one we have"
                    ),
                ),
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
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-pk"],
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
                            ("to_sign", "to be signed"),
                            ("sent_back", "sent back"),
                            ("people", "rights of a colleague"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("sentence", models.TextField(blank=True, verbose_name="sentence")),
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
            name="PublishedQuantity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.CharField(max_length=60)),
                ("low", models.DecimalField(decimal_places=6, max_digits=30)),
                ("high", models.DecimalField(decimal_places=6, max_digits=30)),
            ],
            options={
                "verbose_name": "published quantity",
                "verbose_name_plural": "published quantities",
            },
        ),
        migrations.CreateModel(
            name="Quantity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "low",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=30, null=True, verbose_name="low"
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=30, null=True, verbose_name="high"
                    ),
                ),
                ("unit", models.CharField(max_length=60, verbose_name="unit")),
                (
                    "bound",
                    models.CharField(
                        choices=[
                            ("exactly", "exactly"),
                            ("at_least", "at least"),
                            ("at_most", "at most"),
                            ("about", "about"),
                        ],
                        default="exactly",
                        max_length=10,
                        verbose_name="bound",
                    ),
                ),
                (
                    "qualifier",
                    models.CharField(
                        blank=True,
                        help_text="Such as “known”.",
                        max_length=100,
                        verbose_name="qualifier",
                    ),
                ),
                (
                    "counted",
                    models.CharField(blank=True, max_length=300, verbose_name="what is counted"),
                ),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
            ],
            options={
                "verbose_name": "quantity",
                "verbose_name_plural": "quantities",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReaderCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(verbose_name="what is wrong")),
                (
                    "contact",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how to reach the reader"
                    ),
                ),
                ("sender", models.CharField(max_length=64)),
                (
                    "sent_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="sent at"
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="settled at"),
                ),
                (
                    "settled_note",
                    models.CharField(blank=True, max_length=500, verbose_name="outcome"),
                ),
            ],
            options={
                "verbose_name": "reader correction",
                "verbose_name_plural": "reader corrections",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Relation",
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
                            ("contradicts", "contradicts"),
                            ("supports", "supports"),
                            ("repeats", "repeats"),
                            ("updates", "updates"),
                            ("narrows", "narrows"),
                            ("corrects", "corrects"),
                        ],
                        max_length=20,
                        verbose_name="relation",
                    ),
                ),
                ("rationale", models.TextField(blank=True, verbose_name="rationale")),
                ("scope", models.CharField(blank=True, max_length=500, verbose_name="scope")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "suggested"),
                            ("confirmed", "confirmed"),
                            ("dismissed", "dismissed"),
                        ],
                        default="suggested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("method", models.CharField(blank=True, max_length=60, verbose_name="method")),
                (
                    "method_version",
                    models.CharField(blank=True, max_length=60, verbose_name="method's version"),
                ),
                ("score", models.FloatField(blank=True, null=True, verbose_name="score")),
                (
                    "suggested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="suggested at",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Relay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("outlet", "outlet"),
                            ("wire", "wire service"),
                            ("spokesperson", "spokesperson"),
                            ("document", "document"),
                            ("post", "post"),
                            ("briefing", "briefing"),
                            ("person", "person"),
                            ("organisation", "organisation"),
                            ("anonymous", "anonymous source"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="description"),
                ),
                ("verb", models.CharField(blank=True, max_length=60, verbose_name="verb")),
            ],
            options={
                "verbose_name": "relay",
                "verbose_name_plural": "relayed from",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("signed", "signed"),
                            ("closed", "closed by withdrawal"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "opening",
                    models.CharField(
                        choices=[
                            ("first", "first review"),
                            ("reopened", "reopened"),
                            ("reinstated", "reinstated"),
                        ],
                        default="first",
                        max_length=10,
                        verbose_name="opening",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="opened at",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why opened again")),
                ("rationale", models.TextField(blank=True, verbose_name="public rationale")),
                (
                    "would_settle",
                    models.TextField(blank=True, verbose_name="what would settle this"),
                ),
                (
                    "reply_asked",
                    models.CharField(blank=True, max_length=300, verbose_name="reply sought from"),
                ),
                ("reply_asked_on", models.DateField(blank=True, null=True, verbose_name="on")),
                ("reply_how", models.CharField(blank=True, max_length=200, verbose_name="how")),
                ("reply_answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "reply_not_sought",
                    models.TextField(blank=True, verbose_name="why no reply was sought"),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("verified", "verified"),
                            ("refuted", "refuted"),
                            ("mixed", "mixed"),
                            ("disputed", "disputed"),
                            ("unverifiable", "unverifiable"),
                            ("unrated", "unrated"),
                        ],
                        max_length=20,
                        verbose_name="rating",
                    ),
                ),
                (
                    "attribution",
                    models.CharField(
                        choices=[
                            ("reported", "reported"),
                            ("confirmed", "confirmed"),
                            ("misattributed", "misattributed"),
                        ],
                        max_length=20,
                        verbose_name="attribution",
                    ),
                ),
                ("body", models.TextField(verbose_name="proposed publication")),
                ("version", models.CharField(max_length=64, verbose_name="version")),
                (
                    "proposed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="proposed at",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "awaiting sign-off"),
                            ("sent_back", "sent back"),
                            ("proposal_withdrawn", "proposal withdrawn"),
                            ("withdrawn", "closed by withdrawal"),
                            ("signed", "signed"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("alone", models.BooleanField(default=False, verbose_name="one person")),
            ],
            options={
                "verbose_name": "round",
                "verbose_name_plural": "rounds",
                "ordering": ["-number"],
            },
        ),
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
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="query")),
                (
                    "of_working_claims",
                    models.BooleanField(default=False, verbose_name="of working claims"),
                ),
                (
                    "notified_up_to",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="notified up to publication"
                    ),
                ),
                (
                    "saved_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="saved at",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
                "ordering": ["name", "pk"],
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
                ("query", models.CharField(max_length=2000, verbose_name="query")),
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
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("slug", models.SlugField(max_length=100, unique=True, verbose_name="slug")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Who receives it.", max_length=100, verbose_name="name"
                    ),
                ),
                ("url", models.CharField(max_length=2000, verbose_name="address")),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("signed", "signed"),
                                ("supplemented", "supplemented"),
                                ("corrected", "corrected"),
                                ("reopened", "reopened"),
                                ("withdrawn", "withdrawn"),
                                ("hidden", "hidden"),
                                ("shown", "shown"),
                                ("taken_down", "taken down"),
                                ("restored", "restored"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="events",
                    ),
                ),
                ("secret", models.TextField(blank=True, verbose_name="secret")),
                (
                    "secret_since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="secret since",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "active"), ("paused", "paused"), ("ended", "ended")],
                        default="active",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(blank=True, verbose_name="why it is paused or ended"),
                ),
                (
                    "failing_since",
                    models.DateTimeField(blank=True, null=True, verbose_name="failing since"),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="added at",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ["-pk"],
            },
        ),
    ]
