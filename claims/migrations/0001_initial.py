import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.choices import INVISIBLE


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("newsroom", "0005_second_factors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("sources", "0003_name_search"),
    ]

    operations = [
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
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_added",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="sources.speaker",
                        verbose_name="speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(models.F("status"), models.F("id"), name="claim_queue"),
                    models.Index(
                        models.OrderBy(models.F("priority"), descending=True),
                        models.OrderBy(models.F("due_on"), nulls_last=True),
                        models.F("id"),
                        condition=models.Q(
                            ("status__in", ("unreviewed", "in_review", "awaiting_signoff"))
                        ),
                        name="claim_open_by_priority",
                    ),
                    models.Index(
                        models.F("embargo_until"),
                        condition=models.Q(("embargo_until__isnull", False)),
                        name="claim_embargoed",
                    ),
                    models.Index(models.F("speaker"), models.F("id"), name="claim_by_speaker"),
                    models.Index(
                        models.OrderBy(models.F("said_from"), descending=True, nulls_last=True),
                        models.F("id"),
                        name="claim_by_said",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="claim_has_text",
                        violation_error_message="A claim needs a statement in words.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("said_basis", "unknown"),
                                ("said_from__isnull", True),
                                ("said_to__isnull", True),
                            ),
                            models.Q(
                                models.Q(("said_basis", "unknown"), _negated=True),
                                ("said_from__isnull", False),
                                ("said_from__lte", models.F("said_to")),
                                ("said_to__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="claim_said_range_is_complete",
                        violation_error_message="Give the first and the last day on which it may have been said, in that order, and how that is known; or leave both empty and the basis unknown.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    (
                                        "verified",
                                        "refuted",
                                        "mixed",
                                        "disputed",
                                        "unverifiable",
                                        "unrated",
                                    ),
                                ),
                                models.Q(("attribution", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "status__in",
                                        (
                                            "verified",
                                            "refuted",
                                            "mixed",
                                            "disputed",
                                            "unverifiable",
                                            "unrated",
                                        ),
                                    ),
                                    _negated=True,
                                ),
                                ("attribution", ""),
                            ),
                            _connector="OR",
                        ),
                        name="claim_attribution_when_concluded",
                        violation_error_message="A conclusion has both answers: attribution and rating.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["unreviewed", "in_review", "withdrawn"]),
                            models.Q(("nature", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="claim_nature_before_proposal",
                        violation_error_message="Say whether it is fact, opinion or prediction first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    ["verified", "refuted", "mixed", "disputed", "unverifiable"],
                                ),
                                _negated=True,
                            ),
                            ("nature", "fact"),
                            _connector="OR",
                        ),
                        name="claim_rated_is_fact",
                        violation_error_message="Only a statement of fact may be rated; conclude opinions and predictions as unrated.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attribution", "misattributed"), _negated=True),
                            ("status", "unrated"),
                            _connector="OR",
                        ),
                        name="claim_misattributed_is_unrated",
                        violation_error_message="A misattributed claim is unrated.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="claim_withdrawn_says_why",
                        violation_error_message="Say why the claim is withdrawn.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True),
                            ("status__in", ("unreviewed", "in_review", "awaiting_signoff")),
                            _connector="OR",
                        ),
                        name="claim_due_while_open",
                        violation_error_message="Nothing is due on a claim that is concluded.",
                    ),
                ],
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
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="claims.claim",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="publications",
                        to="sources.speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ["-number"],
                "indexes": [
                    models.Index(
                        models.F("claim"), models.F("number"), name="publication_of_claim"
                    ),
                    models.Index(
                        models.F("speaker"),
                        models.F("number"),
                        condition=models.Q(
                            ("shown_until__isnull", True),
                            ("standing__in", ("signed", "under_review")),
                            ("withheld", False),
                        ),
                        name="listed_by_speaker",
                    ),
                    models.Index(
                        models.F("status"),
                        models.F("number"),
                        condition=models.Q(
                            ("shown_until__isnull", True),
                            ("standing__in", ("signed", "under_review")),
                            ("withheld", False),
                        ),
                        name="listed_by_status",
                    ),
                    models.Index(
                        models.F("number"),
                        condition=models.Q(
                            ("shown_until__isnull", True),
                            ("standing__in", ("signed", "under_review")),
                            ("withheld", False),
                        ),
                        name="listed_by_number",
                    ),
                    models.Index(
                        models.F("said_from"),
                        models.F("number"),
                        condition=models.Q(
                            ("shown_until__isnull", True),
                            ("standing__in", ("signed", "under_review")),
                            ("withheld", False),
                        ),
                        name="listed_by_said",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("speakers"), name="publications_naming"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("search"),
                        condition=models.Q(
                            ("shown_until__isnull", True),
                            ("standing__in", ("signed", "under_review")),
                            ("withheld", False),
                        ),
                        name="listed_by_words",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("topics"),
                        models.F("sources"),
                        models.F("publishers"),
                        models.F("speakers"),
                        models.F("contradicts"),
                        condition=models.Q(
                            ("shown_until__isnull", True),
                            ("standing__in", ("signed", "under_review")),
                            ("withheld", False),
                        ),
                        name="listed_by_parts",
                    ),
                    models.Index(models.F("published_at"), name="published_in_time"),
                    models.Index(
                        models.F("speaker"),
                        models.F("number"),
                        condition=models.Q(
                            ("standing__in", ("signed", "under_review")), ("withheld", False)
                        ),
                        name="past_by_speaker",
                    ),
                    models.Index(
                        models.F("status"),
                        models.F("number"),
                        condition=models.Q(
                            ("standing__in", ("signed", "under_review")), ("withheld", False)
                        ),
                        name="past_by_status",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("search"),
                        condition=models.Q(
                            ("shown_until__isnull", False),
                            ("standing__in", ("signed", "under_review")),
                            ("withheld", False),
                        ),
                        name="past_by_words",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("topics"),
                        models.F("sources"),
                        models.F("publishers"),
                        models.F("speakers"),
                        models.F("contradicts"),
                        condition=models.Q(
                            ("shown_until__isnull", False),
                            ("standing__in", ("signed", "under_review")),
                            ("withheld", False),
                        ),
                        name="past_by_parts",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"),
                        condition=models.Q(("shown_until__isnull", True)),
                        name="one_current_publication",
                    )
                ],
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", INVISIBLE), _negated=True),
                        name="topic_name_is_visible",
                        violation_error_message="A name holds an invisible character. Remove it, or type the name again.",
                    ),
                ],
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
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appearances",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appearances",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "appearance",
                "verbose_name_plural": "appearances",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"),
                        models.F("snapshot"),
                        name="appearance_once_per_snapshot",
                        violation_error_message="The claim already appears in this snapshot. Add the place to that appearance.",
                    ),
                    models.UniqueConstraint(
                        models.F("claim"),
                        condition=models.Q(("first_known", True)),
                        name="one_first_known_appearance",
                        violation_error_message="Another appearance is the first known one already.",
                    ),
                ],
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk change",
                "verbose_name_plural": "bulk changes",
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
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="claims.delivery",
                        verbose_name="delivery",
                    ),
                ),
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
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_added",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="claims.evidence",
                    ),
                ),
                (
                    "inputs",
                    models.ManyToManyField(
                        blank=True,
                        related_name="used_in",
                        to="claims.evidence",
                        verbose_name="inputs",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="sources.speaker",
                        verbose_name="who was contacted",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True),
                        name="evidence_has_a_description",
                        violation_error_message="Say in our words what the evidence shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "passage"), ("source__isnull", False)),
                            models.Q(
                                ("file_name__gt", ""),
                                ("file_sha256__regex", "^[0-9a-f]{64}$"),
                                ("kind", "file"),
                                ("source__isnull", False),
                            ),
                            models.Q(
                                ("consulted_on__isnull", False),
                                ("kind", "record"),
                                ("source__isnull", False),
                            ),
                            models.Q(
                                ("consulted_on__isnull", False),
                                ("contacted__gt", ""),
                                ("kind", "contact"),
                            ),
                            models.Q(("kind", "calculation"), ("source__isnull", True)),
                            _connector="OR",
                        ),
                        name="evidence_kind_has_its_parts",
                        violation_error_message="A passage names its source; a file has its hash; a record its source and the day consulted; a contact whom and when; a calculation its inputs.",
                    ),
                ],
            },
        ),
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
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anchors",
                        to="sources.snapshot",
                    ),
                ),
                (
                    "appearance",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="anchors",
                        to="claims.appearance",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="anchor",
                        to="claims.evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "anchor",
                "verbose_name_plural": "anchors",
                "ordering": ["start", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appearance__isnull", False), ("evidence__isnull", True)),
                            models.Q(("appearance__isnull", True), ("evidence__isnull", False)),
                            _connector="OR",
                        ),
                        name="anchor_of_appearance_or_evidence",
                        violation_error_message="An anchor belongs to an appearance or to evidence.",
                    ),
                    models.UniqueConstraint(
                        models.F("appearance"),
                        models.F("start"),
                        models.F("end"),
                        name="anchor_place_once",
                        violation_error_message="This place is anchored already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportRow",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="export_row",
                        serialize=False,
                        to="claims.publication",
                    ),
                ),
                ("speaker_kind", models.TextField()),
                ("speaker_name", models.TextField()),
                ("speaker_description", models.TextField()),
                ("speaker_role", models.TextField()),
                ("speaker_organisation", models.TextField()),
                ("said_basis", models.TextField()),
                ("said_note", models.TextField()),
                ("rationale", models.TextField()),
                ("reason", models.TextField()),
                ("four_eyes", models.BooleanField(null=True)),
                ("quantities", models.IntegerField()),
                ("quantity_low", models.DecimalField(decimal_places=6, max_digits=30, null=True)),
                ("quantity_high", models.DecimalField(decimal_places=6, max_digits=30, null=True)),
                ("quantity_unit", models.TextField()),
                ("quantity_bound", models.TextField()),
                ("quantity_qualifier", models.TextField()),
                ("quantity_counted", models.TextField()),
                ("quantity_as_of", models.DateField(null=True)),
                ("appearances", models.IntegerField()),
                ("first_known", models.BooleanField(null=True)),
                ("source_id", models.BigIntegerField(null=True)),
                ("source_uri", models.TextField()),
                ("source_kind", models.TextField()),
                ("source_title", models.TextField()),
                ("source_byline", models.TextField()),
                ("source_publisher", models.TextField()),
                ("source_published_on", models.DateField(null=True)),
                ("source_language", models.TextField()),
                ("text_sha256", models.TextField()),
                ("verb", models.TextField()),
                ("directness", models.TextField()),
                ("described_as", models.TextField()),
                ("translated_from", models.TextField()),
                (
                    "quotes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("taken_down", models.BooleanField()),
                ("spreadsheet_safe", models.BooleanField()),
            ],
            options={
                "verbose_name": "export row",
                "verbose_name_plural": "export rows",
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="publication",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="claims.publication",
                verbose_name="publication",
            ),
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
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="external_reviews",
                        to="claims.claim",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="external_reviews",
                        to="sources.publisher",
                        verbose_name="publisher",
                    ),
                ),
            ],
            options={
                "verbose_name": "external review",
                "verbose_name_plural": "external reviews",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"),
                        models.F("publisher"),
                        models.F("url"),
                        name="external_review_once",
                        violation_error_message="This review of the claim is here already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rating", ""), _negated=True),
                            models.Q(("url", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="external_review_has_rating_or_url",
                        violation_error_message="Give their rating or the address of their review.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url__iregex", r"^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*@"),
                            _negated=True,
                        ),
                        name="external_review_url_without_credentials",
                        violation_error_message="The address holds a user name or password. Remove them, with the @ that follows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""), ("url__regex", "^https?://[^\\s]+$"), _connector="OR"
                        ),
                        name="external_review_url_is_an_address",
                        violation_error_message="A review's address starts with http:// or https:// and has no spaces.",
                    ),
                ],
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
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="claims.claim",
                    ),
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
                        related_name="holds_set",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"),
                        models.F("kind"),
                        condition=models.Q(("lifted_at__isnull", True)),
                        name="one_hold_of_a_kind",
                        violation_error_message="The claim has a hold of this kind already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="hold_has_a_reason",
                        violation_error_message="Give the reason for the hold.",
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
                        name="hold_is_lifted_by_an_approval",
                        violation_error_message="Lifting a hold takes two people.",
                    ),
                ],
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
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("file_sha256"),
                        models.F("format"),
                        models.F("origin"),
                        models.F("mapping_sha256"),
                        name="import_once_per_file",
                        violation_error_message="This file was imported already, in the same way.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("file_sha256__regex", "^[0-9a-f]{64}$"),
                            models.Q(("file_name", ""), _negated=True),
                        ),
                        name="import_names_its_file",
                        violation_error_message="An import names its file and the file's SHA-256.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", False), ("state__in", ["done", "failed"])
                            ),
                            models.Q(
                                ("finished_at__isnull", True), ("state__in", ["waiting", "running"])
                            ),
                            _connector="OR",
                        ),
                        name="import_ends_when_finished",
                        violation_error_message="A finished import has the time when it ended.",
                    ),
                ],
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
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_record",
                        to="claims.claim",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="claims.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "import record",
                "verbose_name_plural": "import records",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("origin"),
                        models.F("external_id"),
                        name="external_id_once_per_origin",
                        violation_error_message="A claim with this number of its origin is here already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", ""), _negated=True),
                            models.Q(("external_id", ""), _negated=True),
                            ("sha256__regex", "^[0-9a-f]{64}$"),
                        ),
                        name="import_record_names_its_origin",
                        violation_error_message="An import record names the origin, its number for the claim, and a SHA-256.",
                    ),
                ],
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
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="claims.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "note on an import",
                "verbose_name_plural": "notes on imports",
                "ordering": ["line", "pk"],
                "indexes": [
                    models.Index(
                        models.F("run"), models.F("kind"), models.F("line"), name="import_notes"
                    )
                ],
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
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.speaker",
                        verbose_name="speaker",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speakers",
                        to="claims.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported name",
                "verbose_name_plural": "imported names",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("origin"),
                        models.F("key"),
                        name="imported_name_once_per_origin",
                        violation_error_message="The speaker for this name is decided already.",
                    )
                ],
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["claim", "-id"], name="note_of_claim")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="note_has_text",
                        violation_error_message="Write the note first.",
                    )
                ],
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
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="claims.note",
                        verbose_name="note",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["person", "-id"], name="notice_of_person"),
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["person", "-id"],
                        name="notice_unseen",
                    ),
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["claim", "kind"],
                        name="notice_on_claim",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "mentioned"), ("note__isnull", False)),
                            models.Q(
                                models.Q(("kind", "mentioned"), _negated=True),
                                ("note__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notice_of_a_mention_has_its_note",
                        violation_error_message="A notice of a mention has its note, and no other notice has one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("kind", "people"), _negated=True),
                                ("approval__isnull", True),
                                ("by__isnull", False),
                                ("claim__isnull", False),
                                ("sentence", ""),
                            ),
                            models.Q(
                                models.Q(("sentence", ""), _negated=True),
                                ("claim__isnull", True),
                                ("kind", "people"),
                            ),
                            _connector="OR",
                        ),
                        name="notice_is_of_a_claim_or_of_people",
                        violation_error_message="A notice is of a claim, or about people in a sentence.",
                    ),
                ],
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
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quantities",
                        to="claims.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "published quantity",
                "verbose_name_plural": "published quantities",
                "indexes": [
                    models.Index(
                        models.F("unit"),
                        models.F("low"),
                        models.F("high"),
                        name="published_quantity_range",
                    )
                ],
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
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quantities",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "quantity",
                "verbose_name_plural": "quantities",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("high__isnull", False),
                            ("low__isnull", False),
                            ("low__lte", models.F("high")),
                        ),
                        name="quantity_has_a_value",
                        violation_error_message="Give a value, or a range from low to high.",
                    )
                ],
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
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reader_corrections",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reader_corrections",
                        to="claims.publication",
                        verbose_name="publication",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reader_corrections_settled",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "reader correction",
                "verbose_name_plural": "reader corrections",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        models.F("sender"), models.F("sent_at"), name="reader_correction_by_sender"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="reader_correction_has_text",
                        violation_error_message="Say what is wrong.",
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
                        name="reader_correction_settled_with_a_note",
                        violation_error_message="Say what was done about the suggestion.",
                    ),
                ],
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
                (
                    "appearance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relays",
                        to="claims.appearance",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relays",
                        to="sources.speaker",
                        verbose_name="speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "relay",
                "verbose_name_plural": "relayed from",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("appearance"), models.F("position"), name="relay_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("speaker__isnull", False),
                            models.Q(("description", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="relay_names_or_describes",
                        violation_error_message="Name or describe who relayed it.",
                    ),
                ],
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
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="claims.claim",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewer",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"), models.F("number"), name="review_number_once"
                    ),
                    models.UniqueConstraint(
                        models.F("claim"),
                        condition=models.Q(("state", "open")),
                        name="one_open_review",
                        violation_error_message="A review of this claim is open already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="review_closed_when_not_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opening", "first"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="review_opened_again_says_why",
                        violation_error_message="Say why the claim is reviewed again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reply_answer", ""),
                                ("reply_asked", ""),
                                ("reply_asked_on__isnull", True),
                            ),
                            models.Q(
                                ("reply_asked__gt", ""),
                                ("reply_asked_on__isnull", False),
                                ("reply_not_sought", ""),
                            ),
                            _connector="OR",
                        ),
                        name="review_reply_is_complete",
                        violation_error_message="Say whom you asked and when; or why no reply was sought; not both.",
                    ),
                ],
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
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations_out",
                        to="claims.claim",
                    ),
                ),
                (
                    "suggested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations_suggested",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations_in",
                        to="claims.claim",
                    ),
                ),
                (
                    "signed_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations_signed",
                        to="claims.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(models.F("to_claim"), models.F("state"), name="relation_to")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_claim", models.F("to_claim")), _negated=True),
                        name="relation_joins_two_claims",
                        violation_error_message="A relation joins two different claims.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "contradicts"), _negated=True),
                            ("from_claim__lt", models.F("to_claim")),
                            _connector="OR",
                        ),
                        name="relation_contradicts_is_symmetric",
                        violation_error_message="A contradiction is stored once, lower number first.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("from_claim", "to_claim"),
                        django.db.models.functions.comparison.Greatest("from_claim", "to_claim"),
                        models.F("kind"),
                        name="relation_once_per_pair_and_kind",
                        violation_error_message="This relation of the two claims exists already: it is suggested, confirmed or dismissed. Open it and decide there.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("state", "suggested")),
                            models.Q(
                                models.Q(("state", "suggested"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="relation_decision_is_complete",
                        violation_error_message="A decided relation names who decided, and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("rationale", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="relation_confirmed_says_why",
                        violation_error_message="Say in the rationale why the relation holds.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="claims.review",
            ),
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
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        db_default=[],
                        editable=False,
                        size=None,
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
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds_decided",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds_proposed",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="claims.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "round",
                "verbose_name_plural": "rounds",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("review"), models.F("number"), name="round_number_once"
                    ),
                    models.UniqueConstraint(
                        models.F("review"),
                        condition=models.Q(("outcome", "open")),
                        name="one_open_proposal",
                        violation_error_message="A conclusion is proposed already.",
                    ),
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
                        name="round_decision_is_complete",
                        violation_error_message="A decided proposal names who decided, and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "signed"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ("alone", True),
                            _connector="OR",
                        ),
                        name="sign_off_by_another",
                        violation_error_message="You proposed this conclusion; another senior editor signs it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "sent_back"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sent_back_with_a_reason",
                        violation_error_message="Say what is missing when sending back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attribution", "misattributed"), _negated=True),
                            ("status", "unrated"),
                            _connector="OR",
                        ),
                        name="round_misattributed_is_unrated",
                        violation_error_message="A misattributed claim is unrated.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__regex", "^[0-9a-f]{64}$")),
                        name="round_version_is_a_hash",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("authors"),
                        condition=models.Q(("outcome", "open")),
                        fastupdate=False,
                        name="open_round_by_author",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="publication",
            name="round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publications",
                to="claims.round",
            ),
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
                        models.F("notified_up_to"),
                        condition=models.Q(("notified_up_to__isnull", False)),
                        name="saved_search_mailed",
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
                            ("of_working_claims", False),
                            ("notified_up_to__isnull", True),
                            _connector="OR",
                        ),
                        name="only_public_searches_are_mailed",
                        violation_error_message="Only searches of published claims can be followed by e-mail.",
                    ),
                ],
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("name"),
                        name="view_name_once",
                        violation_error_message="You have a view of this name. Choose another.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("query", ""), _negated=True),
                        ),
                        name="view_has_a_name",
                        violation_error_message="Name the view, and choose what it shows first.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="topics",
            field=models.ManyToManyField(
                blank=True, related_name="claims", to="claims.topic", verbose_name="topics"
            ),
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
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhooks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("events__contains", ["reopened", "withdrawn", "hidden", "taken_down"])
                        ),
                        name="webhook_receives_removals",
                        violation_error_message="A webhook receives at least reopened, withdrawn, hidden and taken_down.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "active"), ("state_reason", "")),
                            models.Q(
                                models.Q(("state", "active"), _negated=True),
                                models.Q(("state_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="webhook_state_has_a_reason",
                        violation_error_message="Say why the webhook is paused or ended.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("secret", ""), ("state", "ended")),
                            models.Q(
                                models.Q(("state", "ended"), _negated=True),
                                models.Q(("secret", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="webhook_has_its_secret",
                        violation_error_message="A webhook has a secret until it has ended.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url__iregex", r"^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*@"),
                            _negated=True,
                        ),
                        name="webhook_url_without_credentials",
                        violation_error_message="The address holds a user name or password. Remove them, with the @ that follows.",
                    ),
                    models.UniqueConstraint(
                        models.F("url"),
                        condition=models.Q(("state", "ended"), _negated=True),
                        name="webhook_address_once",
                        violation_error_message="There is a webhook of this address already.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="webhook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="claims.webhook",
                verbose_name="webhook",
            ),
        ),
        migrations.CreateModel(
            name="SearchWords",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="search_words",
                        serialize=False,
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                ("search", django.contrib.postgres.search.SearchVectorField()),
                (
                    "amounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("language", models.CharField(max_length=12)),
            ],
            options={
                "verbose_name": "words of a claim",
                "verbose_name_plural": "words of claims",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("search"), name="claims_by_words"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("amounts"), name="claims_by_amounts"
                    ),
                ],
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
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates_decided",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "made_from",
                    models.ManyToManyField(
                        blank=True, related_name="made_into", to="claims.candidate"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="sources.speaker",
                        verbose_name="speaker",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "candidate",
                "verbose_name_plural": "inbox",
                "ordering": ["snapshot", "places", "pk"],
                "indexes": [
                    models.Index(
                        models.F("snapshot"),
                        condition=models.Q(("state", "pending")),
                        name="candidate_waiting",
                    ),
                    models.Index(models.F("snapshot"), models.F("key"), name="candidate_by_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("snapshot"),
                        models.F("key"),
                        condition=models.Q(("state", "pending")),
                        name="candidate_once_per_snapshot",
                        violation_error_message="This statement of the snapshot is in the inbox already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "pending"),
                            ),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="candidate_decided_by_someone",
                        violation_error_message="A decided candidate names who decided, and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", False), ("state", "accepted")),
                            models.Q(
                                models.Q(("state", "accepted"), _negated=True),
                                ("claim__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="candidate_accepted_is_a_claim",
                        violation_error_message="An accepted candidate has become a claim.",
                    ),
                ],
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
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="claims.batch",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim of a bulk change",
                "verbose_name_plural": "claims of a bulk change",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        models.F("batch"),
                        models.F("outcome"),
                        models.F("id"),
                        name="batch_progress",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("batch"), models.F("claim"), name="batch_claim_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), ("sentence__gt", "")),
                            models.Q(
                                models.Q(("outcome", "refused"), _negated=True), ("sentence", "")
                            ),
                            _connector="OR",
                        ),
                        name="batch_refusal_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("at__isnull", True), ("outcome", "waiting")),
                            models.Q(
                                models.Q(("outcome", "waiting"), _negated=True),
                                ("at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="batch_item_is_dated",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                models.F("webhook"),
                models.F("publication"),
                name="delivery_once",
                violation_error_message="This publication is being sent there already.",
            ),
        ),
        migrations.CreateModel(
            name="Namesake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.approval",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="namesakes",
                        to="claims.claim",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="namesakes_recorded",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.round",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="namesakes",
                        to="sources.speaker",
                        verbose_name="protected speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "other person of a protected name",
                "verbose_name_plural": "other persons of protected names",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProtectedNameUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="sources.protectedname",
                        verbose_name="protected name",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protected_names",
                        to="claims.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a protected name",
                "verbose_name_plural": "uses of protected names",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("publication"), models.F("name"), name="use_of_protected_name_once"
                    )
                ],
            },
        ),
    ]
