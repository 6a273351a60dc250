import datetime as dt
import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import claims.models.matching
import newsroom.querysets
import newsroom.texts

# What the models can't say.
LISTED = "shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review')"
# Newest first with unknown dates last, in one row comparison: an unknown date sorts as the first of all.
SAID_ORDER = "coalesce(said_from, '0001-01-01'::date)"
BEYOND_MODELS = f"""
ALTER TABLE claims_round ADD CONSTRAINT round_version_of_body
  CHECK (version = encode(sha256(convert_to(body, 'UTF8')), 'hex'));
-- Bodies are stored uncompressed: two thirds more space, and exports read them in half the time.
ALTER TABLE claims_publication ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE claims_notice SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

CREATE INDEX claims_in_said_order ON claims_claim ({SAID_ORDER}, id);
CREATE INDEX listed_in_said_order ON claims_publication ({SAID_ORDER}, number) WHERE {LISTED};
CREATE INDEX past_in_said_order ON claims_publication ({SAID_ORDER}, number)
  WHERE NOT withheld AND standing IN ('signed', 'under_review');
CREATE INDEX claims_by_pairs ON claims_searchwords USING gin (word_pairs(search)) WITH (fastupdate = off);
CREATE INDEX listed_by_pairs ON claims_publication USING gin (word_pairs(search)) WITH (fastupdate = off) WHERE {LISTED};
CREATE INDEX past_by_pairs ON claims_publication USING gin (word_pairs(search)) WITH (fastupdate = off)
  WHERE shown_until IS NOT NULL AND NOT withheld AND standing IN ('signed', 'under_review');
CREATE INDEX listed_by_amounts ON claims_publication USING gin (publication_amounts(body)) WHERE {LISTED};
CREATE INDEX listed_by_role ON claims_publication (publication_role(body), number) WHERE {LISTED};
CREATE INDEX archived_role ON claims_importrecord USING gin (fold(speaker_role) gin_trgm_ops) WHERE speaker_role <> '';
CREATE INDEX claim_vectors_working_statement ON claims_claimvector USING hnsw (statement halfvec_ip_ops) WHERE scope = 0;
CREATE INDEX claim_vectors_public_statement ON claims_claimvector USING hnsw (statement halfvec_ip_ops) WHERE scope = 1;
CREATE INDEX claim_vectors_working_headings ON claims_claimvector
  USING hnsw (headings halfvec_ip_ops) WHERE scope = 0 AND headings IS NOT NULL;
CREATE INDEX claim_vectors_public_headings ON claims_claimvector
  USING hnsw (headings halfvec_ip_ops) WHERE scope = 1 AND headings IS NOT NULL;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("newsroom", "0001_initial"),
        ("sources", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                ("text", models.TextField(max_length=10000, verbose_name="statement")),
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
                        blank=True,
                        help_text="Internal; never public.",
                        max_length=10000,
                        verbose_name="note",
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
                (
                    "withdrawn_reason",
                    models.TextField(blank=True, max_length=5000, verbose_name="why withdrawn"),
                ),
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
                (
                    "via_api",
                    models.BooleanField(
                        db_default=False, default=False, editable=False, verbose_name="via API"
                    ),
                ),
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
                        models.F("added_at"),
                        condition=models.Q(
                            ("status__in", ("unreviewed", "in_review", "awaiting_signoff"))
                        ),
                        name="claim_open_by_day",
                    ),
                    models.Index(
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("due_on__isnull", False)),
                        name="claim_by_due_date",
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
                        condition=models.Q(("language__regex", "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")),
                        name="claim_names_its_language",
                        violation_error_message="Give the language as a BCP 47 code, such as en or es-EC.",
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 10000
                            ),
                            models.Q(
                                (
                                    "text__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "said_note__regex",
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
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("withdrawn_reason"), 5000
                            ),
                            models.Q(
                                (
                                    "withdrawn_reason__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_claim",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                (
                    "reason_kind",
                    models.CharField(blank=True, db_default="", default="", max_length=20),
                ),
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
                    "conclusion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.publication",
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
                        models.F("conclusion"),
                        condition=models.Q(("shown_until__isnull", True)),
                        name="current_by_conclusion",
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
                    models.Index(
                        models.F("number"),
                        condition=models.Q(
                            ("withheld", False),
                            models.Q(
                                ("event", "withdrawn"),
                                models.Q(
                                    ("event", "signed"),
                                    ("reason_kind__in", ["our_error", "complaint_upheld"]),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="publication_corrections",
                    ),
                    models.Index(
                        models.F("number"),
                        condition=models.Q(
                            ("event", "signed"),
                            ("reason_kind", "new_evidence"),
                            ("withheld", False),
                        ),
                        name="publication_updates",
                    ),
                    models.Index(
                        models.F("reason_kind"),
                        models.F("number"),
                        condition=models.Q(("reason_kind", ""), _negated=True),
                        name="publication_by_reason_kind",
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
                        fastupdate=False,
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
                        models.F("claim"),
                        condition=models.Q(("shown_until__isnull", True), ("standing", "hidden")),
                        name="publication_hidden_now",
                    ),
                    models.Index(
                        models.F("number"),
                        condition=models.Q(("withheld", True)),
                        name="publication_withheld",
                    ),
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
                        fastupdate=False,
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "translated_from__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "translated_by__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_appearance",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
            name="ClaimToShow",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("after_restore", models.BooleanField(db_default=False, editable=False)),
            ],
            options={
                "verbose_name": "claim to show again",
                "verbose_name_plural": "claims to show again",
            },
        ),
        migrations.CreateModel(
            name="ClaimToMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim to read for matching",
                "verbose_name_plural": "claims to read for matching",
            },
        ),
        migrations.CreateModel(
            name="ClaimVector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.SmallIntegerField(choices=[(0, "working claims"), (1, "published")]),
                ),
                ("model", models.CharField(max_length=200)),
                ("statement", claims.models.matching.HalfVector()),
                ("headings", claims.models.matching.HalfVector(null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "vector of a claim",
                "verbose_name_plural": "vectors of claims",
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "claim"), name="claim_vector_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=5000, verbose_name="reason")),
                (
                    "declared_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="declared at",
                    ),
                ),
                (
                    "took_part",
                    models.BooleanField(
                        db_default=False, editable=False, verbose_name="had worked on it"
                    ),
                ),
                (
                    "lifted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lifted at"),
                ),
                (
                    "lifted_reason",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=5000,
                        verbose_name="why lifted",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts_lifted",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lifted by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "conflict of interest",
                "verbose_name_plural": "conflicts of interest",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="conflict_has_a_reason",
                        violation_error_message="Say what the conflict is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lifted_at__isnull", True),
                                ("lifted_by__isnull", True),
                                ("lifted_reason", ""),
                            ),
                            models.Q(
                                models.Q(("lifted_reason", ""), _negated=True),
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="conflict_is_lifted_with_a_reason",
                        violation_error_message="Say why the conflict no longer stands.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_by__isnull", True),
                            models.Q(("lifted_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="conflict_is_lifted_by_another",
                        violation_error_message="Another senior editor decides whether your conflict still stands.",
                    ),
                    models.UniqueConstraint(
                        models.F("claim"),
                        models.F("person"),
                        condition=models.Q(("lifted_at__isnull", True)),
                        name="conflict_stands_once",
                        violation_error_message="You have declared a conflict of interest already.",
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
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("lifted_reason"), 5000
                            ),
                            models.Q(
                                (
                                    "lifted_reason__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_conflict",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
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
            name="Dossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=100, verbose_name="name in addresses")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                    ),
                ),
                (
                    "offline_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="offline since"),
                ),
                (
                    "offline_reason",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=5000,
                        verbose_name="why offline",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "offline_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken offline by",
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier",
                "verbose_name_plural": "dossiers",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("slug"),
                        name="dossier_slug_once",
                        violation_error_message="A dossier has this address already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("offline_at__isnull", True),
                                ("offline_by__isnull", True),
                                ("offline_reason", ""),
                            ),
                            models.Q(
                                models.Q(("offline_reason", ""), _negated=True),
                                ("offline_at__isnull", False),
                                ("offline_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="dossier_is_offline_for_a_reason",
                        violation_error_message="Say why the dossier goes offline.",
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
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("offline_reason"), 5000
                            ),
                            models.Q(
                                (
                                    "offline_reason__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_dossier",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DossierEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("introduction", models.TextField(max_length=10000, verbose_name="introduction")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "claims",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="claims"
                    ),
                ),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                (
                    "signed_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        size=None,
                        verbose_name="signed by",
                    ),
                ),
                ("alone", models.BooleanField(default=False, verbose_name="one person")),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="claims.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of a dossier",
                "verbose_name_plural": "editions of dossiers",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("dossier"), models.F("number"), name="edition_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("introduction", ""), _negated=True),
                        ),
                        name="edition_has_title_and_introduction",
                        violation_error_message="A dossier has a title and an introduction.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claims__len__gte", 1), ("claims__len__lte", 200)),
                        name="edition_has_claims",
                        violation_error_message="A dossier has between 1 and 200 claims.",
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
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("introduction"), 10000
                            ),
                            models.Q(
                                (
                                    "introduction__regex",
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
                        ),
                        name="texts_of_claims_dossieredition",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasedPublication",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="erased",
                        serialize=False,
                        to="claims.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "erased publication",
                "verbose_name_plural": "erased publications",
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
                ("label", models.TextField(db_default="")),
                ("label_key", models.TextField(db_default="")),
                ("label_name", models.TextField(db_default="")),
                ("label_definition", models.TextField(db_default="")),
                ("label_number", models.IntegerField(null=True)),
                ("label_worst", models.IntegerField(null=True)),
                ("label_best", models.IntegerField(null=True)),
                ("summary", models.TextField(db_default="")),
                ("rationale", models.TextField()),
                ("rationale_format", models.TextField(db_default="")),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("label_key", ""), _negated=True),
                        fields=["label_key", "publication"],
                        name="export_row_by_label",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationWords",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="claims.publication",
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "words of a publication",
                "verbose_name_plural": "words of publications",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("words"), fastupdate=False, name="words_of_publications"
                    )
                ],
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
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lift_hold", "Lift a hold"),
                            ("lift_takedown", "Lift a takedown"),
                            ("supplement", "Supplement a signed claim"),
                            ("correct", "Minor edit of a signed claim"),
                            ("change_speaker", "Change a published speaker"),
                            ("merge_speakers", "Merge a published speaker"),
                            ("unmerge_speakers", "Undo the merge of a published speaker"),
                            ("unprotect_speaker", "End a speaker's protection"),
                            ("another_person", "Another person of a protected name"),
                            ("sign_dossier", "Sign a dossier"),
                            ("sign_label", "Add or change a label"),
                            ("enrol_key", "Enrol a signing key"),
                            ("open_epoch", "Go on after a restore"),
                            ("erase_person", "Erase a person's data"),
                            ("erase_source", "Erase a source's text"),
                            ("erase_report", "Erase a reader's error report"),
                            ("erase_request", "Erase a reader's request"),
                            ("grant_role", "Grant a role"),
                            ("make_superuser", "Make somebody a superuser"),
                            ("reactivate", "Reactivate a person"),
                            ("reset_sign_in", "Reset a person's password and second factors"),
                            ("change_email", "Change a person's e-mail address"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("subject_id", models.BigIntegerField(verbose_name="subject's number")),
                (
                    "legal_basis",
                    models.CharField(
                        choices=[
                            ("data_subject", "request of the person concerned (GDPR, Article 17)"),
                            ("court", "order of a court or authority"),
                            ("unlawful", "collected or published unlawfully"),
                            ("other_law", "another legal obligation"),
                        ],
                        max_length=30,
                        verbose_name="legal basis",
                    ),
                ),
                ("reason", models.TextField(max_length=5000, verbose_name="reason")),
                ("requested_by", models.CharField(max_length=150, verbose_name="requested by")),
                ("approved_by", models.CharField(max_length=150, verbose_name="approved by")),
                ("erased_at", models.DateTimeField(verbose_name="erased at")),
                ("found", models.JSONField(verbose_name="found in")),
                ("removed_sha256", models.CharField(max_length=64)),
                ("sealed", models.TextField(blank=True)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), editable=False, size=None
                    ),
                ),
                ("approval_id", models.BigIntegerField(blank=True, null=True, unique=True)),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["erase_person", "erase_source", "erase_report", "erase_request"],
                            ),
                            ("legal_basis__in", ["data_subject", "court", "unlawful", "other_law"]),
                            ("removed_sha256__regex", "^[0-9a-f]{64}$"),
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("requested_by", ""), _negated=True),
                            models.Q(("approved_by", ""), _negated=True),
                            models.Q(("requested_by", models.F("approved_by")), _negated=True),
                        ),
                        name="erasure_is_complete",
                        violation_error_message="An erasure names its kind, reason, legal basis and two people.",
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
                        name="texts_of_claims_erasure",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="approved at",
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
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure_runs",
                        to="newsroom.approval",
                        verbose_name="request",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure that a job carries out",
                "verbose_name_plural": "erasures that jobs carry out",
                "ordering": ["-pk"],
                "constraints": [
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
                        name="erasure_run_ends_when_finished",
                        violation_error_message="A finished erasure has the time when it ended.",
                    ),
                    models.UniqueConstraint(
                        models.F("approval"),
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        name="one_run_of_an_erasure",
                        violation_error_message="This erasure is approved, and a job carries it out.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("reading", models.CharField(blank=True, max_length=100, verbose_name="reading")),
                ("tables_read", models.IntegerField(default=0, verbose_name="tables read")),
                ("tables", models.IntegerField(default=0, verbose_name="tables")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                ("sealed", models.TextField()),
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure_searches",
                        to="newsroom.approval",
                        verbose_name="request",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.speaker",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "search for names to erase",
                "verbose_name_plural": "searches for names to erase",
                "ordering": ["-pk"],
                "constraints": [
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
                        name="erasure_search_ends_when_finished",
                        violation_error_message="A finished search has the time when it ended.",
                    )
                ],
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
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, verbose_name="number"
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
                ("description", models.TextField(max_length=30000, verbose_name="in our words")),
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
                    "independence",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "no_tie",
                                "nothing recorded ties it to the speaker or to a report of the statement",
                            ),
                            ("stated", "we say why"),
                            (
                                "against_interest",
                                "it is from the speaker’s own side, and counts as evidence against its own interest",
                            ),
                            ("own", "it is from the speaker’s own side"),
                            ("speaker", "the claim’s speaker was the one contacted"),
                            (
                                "appearance",
                                "it comes from a source in which the claim itself appears",
                            ),
                            (
                                "syndicated",
                                "it is the same text or recording as an appearance, or syndicated with one",
                            ),
                            ("no_inputs", "the calculation lists no evidence that it is made from"),
                            (
                                "input",
                                "part of what the calculation is made from is not independent",
                            ),
                            ("publisher", "it is not stated who published it"),
                            (
                                "affiliation",
                                "it is not recorded for whom the speaker, or whoever was contacted, speaks",
                            ),
                            ("doubted", "one of our editors doubts it"),
                        ],
                        db_default="",
                        default="",
                        editable=False,
                        max_length=20,
                        verbose_name="independence",
                    ),
                ),
                (
                    "independence_reason",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=5000,
                        verbose_name="why it counts as independent",
                    ),
                ),
                (
                    "independence_doubted",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="doubt that it is independent"
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
                    "via_api",
                    models.BooleanField(
                        db_default=False, default=False, editable=False, verbose_name="via API"
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("description"), 30000
                            ),
                            models.Q(
                                (
                                    "description__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "contacted__regex",
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
                            models.Q(
                                (
                                    "page__regex",
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
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("independence_reason"), 5000
                            ),
                            models.Q(
                                (
                                    "independence_reason__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_evidence",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                (
                    "rationale",
                    models.TextField(blank=True, max_length=100000, verbose_name="their reasons"),
                ),
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
                "indexes": [
                    models.Index(
                        models.Func(models.Func("rating", function="fold"), function="name_key"),
                        name="external_review_by_rating",
                    )
                ],
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
                            ("url__iregex", "^[a-z][a-z0-9+.-]*:[/\\\\]*[^/\\\\?#]*@"),
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "rating__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("rationale"), 100000
                            ),
                            models.Q(
                                (
                                    "rationale__regex",
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
                        ),
                        name="texts_of_claims_externalreview",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                        name="texts_of_claims_hold",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                    "quantities_read_to",
                    models.BigIntegerField(
                        db_default=0, default=0, verbose_name="quantities read up to line"
                    ),
                ),
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "origin__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "mapping__regex",
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
                        ),
                        name="texts_of_claims_importrun",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "origin__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "external_id__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "speaker_role__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_importrecord",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                    "alike",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        db_default=[],
                        default=list,
                        size=None,
                        verbose_name="may be",
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
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "origin__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "key__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "name__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_importedspeaker",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, verbose_name="name in addresses")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "label",
                "verbose_name_plural": "labels",
                "ordering": ["slug"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("slug"),
                        name="label_slug_once",
                        violation_error_message="A label has this name in addresses already.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            (
                                "slug__regex",
                                "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                            ),
                            _negated=True,
                        ),
                        name="texts_of_claims_label",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("definition", models.CharField(max_length=500, verbose_name="definition")),
                (
                    "translations",
                    models.JSONField(blank=True, default=list, verbose_name="translations"),
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
                    "value",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="number on the scale"
                    ),
                ),
                (
                    "worst",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="lowest number"
                    ),
                ),
                (
                    "best",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="highest number"
                    ),
                ),
                ("retired", models.BooleanField(default=False, verbose_name="retired")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "label",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="claims.label",
                        verbose_name="label",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of a label",
                "verbose_name_plural": "editions of labels",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("label"), models.F("number"), name="label_edition_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S"), ("definition__regex", "\\S")),
                        name="label_has_name_and_definition",
                        violation_error_message="A label has a name and a definition.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attribution", "misattributed"), _negated=True),
                            ("status", "unrated"),
                            _connector="OR",
                        ),
                        name="label_misattributed_is_unrated",
                        violation_error_message="A label for misattributed claims stands for “unrated”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("best__isnull", True),
                                ("value__isnull", True),
                                ("worst__isnull", True),
                            ),
                            models.Q(
                                ("best__gt", models.F("worst")),
                                ("best__isnull", False),
                                ("best__lte", 100),
                                ("value__gte", models.F("worst")),
                                ("value__isnull", False),
                                ("value__lte", models.F("best")),
                                ("worst__gte", 1),
                                ("worst__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="label_number_is_on_its_scale",
                        violation_error_message="Give the number with the lowest and the highest of its scale, which lie between 1 and 100; or none of the three.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True),
                            ("status__in", ("refuted", "mixed", "verified")),
                            _connector="OR",
                        ),
                        name="label_without_a_rating_has_no_number",
                        violation_error_message="Only labels for verified, refuted and mixed claims have a number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True),
                            models.Q(("status", "verified"), ("value", models.F("best"))),
                            models.Q(
                                models.Q(("status", "verified"), _negated=True),
                                ("value__lt", models.F("best")),
                            ),
                            _connector="OR",
                        ),
                        name="label_number_fits_its_rating",
                        violation_error_message="The highest number belongs to labels for verified claims, and to them alone: whatever has a lower one admits that something is missing.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "name__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "definition__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length(
                                    models.Func(
                                        "translations",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    )
                                ),
                                250000,
                            ),
                            models.Q(
                                django.db.models.lookups.Regex(
                                    models.Func(
                                        "translations",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    ),
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]|(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:u00[01]|b|f)",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_labeledition",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Listening",
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
                    "listened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="listened to at",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listenings",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "listened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listenings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="listened to by",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listenings",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listenings",
                        to="sources.speaker",
                        verbose_name="speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "listening",
                "verbose_name_plural": "listenings",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"),
                        models.F("snapshot"),
                        models.F("start"),
                        models.F("end"),
                        models.F("speaker"),
                        name="listening_once",
                        violation_error_message="These words are marked as listened to already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogAhead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.TextField(verbose_name="name of the log")),
                ("size", models.BigIntegerField(verbose_name="entries of the log")),
                ("root", models.CharField(max_length=64, verbose_name="root of the log")),
                ("number", models.BigIntegerField(verbose_name="last publication in the log")),
                (
                    "last",
                    models.BigIntegerField(
                        db_default=0,
                        editable=False,
                        verbose_name="last publication in the database",
                    ),
                ),
                (
                    "found_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="found at",
                    ),
                ),
            ],
            options={
                "verbose_name": "restore behind the public log",
                "verbose_name_plural": "restores behind the public log",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", 0),
                            ("root__regex", "^[0-9a-f]{64}$"),
                            ("size__gt", 0),
                            models.Q(("origin", ""), _negated=True),
                        ),
                        name="log_ahead_is_a_checkpoint",
                        violation_error_message="A checkpoint has a name, a size and a root.",
                    ),
                    models.UniqueConstraint(
                        models.F("origin"),
                        models.F("size"),
                        name="log_ahead_once",
                        violation_error_message="That the log is ahead with this checkpoint is recorded already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.TextField(unique=True, verbose_name="name of the new log")),
                (
                    "last",
                    models.BigIntegerField(
                        db_default=0, editable=False, verbose_name="last publication before it"
                    ),
                ),
                (
                    "after",
                    models.BigIntegerField(
                        db_default=0, editable=False, verbose_name="numbering goes on after"
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="opened at",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.approval",
                    ),
                ),
                (
                    "ahead",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="epoch",
                        to="claims.logahead",
                    ),
                ),
            ],
            options={
                "verbose_name": "epoch",
                "verbose_name_plural": "epochs",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after__gte", models.F("last")),
                            ("last__gte", 0),
                            models.Q(("origin", ""), _negated=True),
                        ),
                        name="epoch_goes_on",
                        violation_error_message="Numbering goes on after the highest number of the log before it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchPosting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.SmallIntegerField(choices=[(0, "working claims"), (1, "published")]),
                ),
                ("word", models.TextField()),
                ("block", models.IntegerField()),
                ("claims", models.BinaryField()),
                ("weights", models.BinaryField()),
            ],
            options={
                "verbose_name": "claims that have a word",
                "verbose_name_plural": "claims by their words",
                "indexes": [models.Index(fields=["scope", "block"], name="match_posting_of_block")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "word", "block"), name="match_posting_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.SmallIntegerField(choices=[(0, "working claims"), (1, "published")]),
                ),
                ("word", models.TextField()),
                ("claims", models.IntegerField()),
            ],
            options={
                "verbose_name": "word of claims",
                "verbose_name_plural": "words of claims, counted",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "word"), include=("claims",), name="match_word_once"
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
                ("text", models.TextField(max_length=10000, verbose_name="note")),
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
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 10000
                            ),
                            models.Q(
                                (
                                    "text__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_note",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
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
                            ("to_agree", "your agreement is needed"),
                            ("handed_in", "checked by a reporter"),
                            ("sent_back", "sent back"),
                            ("signed", "signed"),
                            ("offline", "taken offline"),
                            ("lifted", "hold lifted"),
                            ("to_approve", "waiting for your approval"),
                            ("decided", "your request is decided"),
                            ("report", "an error is reported"),
                            ("taken_over", "a colleague handles your error report"),
                            ("upheld", "an error report is upheld"),
                            ("settled", "an error report is decided"),
                            ("conflict", "a conflict of interest is declared"),
                            ("reply", "a reply is overdue"),
                            ("unanswered", "publish that no answer came"),
                            ("said_again", "a checked claim seems to be said again"),
                            ("people", "rights of a colleague, or rules of the newsroom"),
                            ("jobs", "jobs failed, or no worker runs"),
                            ("looked", "names to erase were looked for"),
                            ("erased", "an erasure is done"),
                            ("not_erased", "an erasure failed"),
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
                        db_index=False,
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
                        db_index=False,
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
                        db_index=False,
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
                                models.Q(("sentence", ""), _negated=True),
                                ("claim__isnull", True),
                                ("kind__in", ("people", "jobs", "looked")),
                            ),
                            models.Q(
                                ("approval__isnull", False),
                                ("by__isnull", False),
                                ("kind__in", ("to_approve", "decided", "erased", "not_erased")),
                                ("sentence", ""),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "people",
                                            "jobs",
                                            "looked",
                                            "to_approve",
                                            "decided",
                                            "erased",
                                            "not_erased",
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                models.Q(
                                    ("by__isnull", False),
                                    ("kind__in", ["report", "reply", "said_again"]),
                                    _connector="OR",
                                ),
                                ("approval__isnull", True),
                                ("claim__isnull", False),
                                ("sentence", ""),
                            ),
                            _connector="OR",
                        ),
                        name="notice_says_its_subject",
                        violation_error_message="A notice is of a claim, of a request, or says in a sentence what it is about.",
                    ),
                ],
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
        migrations.CreateModel(
            name="PublicationPublisher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_publishers",
                        to="claims.publication",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.publisher",
                    ),
                ),
            ],
            options={
                "verbose_name": "publisher of a publication",
                "verbose_name_plural": "publishers of publications",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publisher", "publication"), name="publication_names_publisher_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_sources",
                        to="claims.publication",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "source of a publication",
                "verbose_name_plural": "sources of publications",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "publication"), name="publication_names_source_once"
                    )
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
            name="PublishedTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.TextField()),
            ],
            options={
                "verbose_name": "published topic",
                "verbose_name_plural": "published topics",
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="published_topic_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_topics",
                        to="claims.publication",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="claims.publishedtopic",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic of a publication",
                "verbose_name_plural": "topics of publications",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("topic", "publication"), name="publication_names_topic_once"
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
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "unit__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "qualifier__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "counted__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_quantity",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="statement")),
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 2000
                            ),
                            models.Q(
                                (
                                    "text__regex",
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
                                    "note__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_readerrequest",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            (
                                "description__regex",
                                "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                            ),
                            _negated=True,
                        ),
                        name="texts_of_claims_relay",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
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
                (
                    "deadline_reason",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=5000,
                        verbose_name="why they get less than two working days",
                    ),
                ),
                ("time_zone", models.CharField(max_length=60, verbose_name="time zone")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unreached", "not reached"),
                            ("asked", "asked"),
                            ("reminded", "reminded"),
                            ("no_answer", "no answer by the deadline"),
                            ("answered", "answered"),
                            ("declined", "declined to answer"),
                        ],
                        default="unreached",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="answered on"),
                ),
                ("answer", models.TextField(blank=True, max_length=30000, verbose_name="answer")),
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
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies_requested",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_requests",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for a reply",
                "verbose_name_plural": "requests for a reply",
                "ordering": ["sent_at", "pk"],
                "indexes": [
                    models.Index(
                        models.F("deadline"),
                        models.F("id"),
                        condition=models.Q(
                            ("left_out", False), ("state__in", ("asked", "reminded"))
                        ),
                        name="reply_awaited_by_deadline",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("addressee", ""), _negated=True),
                        name="reply_request_says_whom",
                        violation_error_message="Say whom you asked.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deadline__gt", models.F("sent_at"))),
                        name="reply_deadline_is_later",
                        violation_error_message="The deadline is later than the request.",
                    ),
                    models.CheckConstraint(
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
                                        ("file_name__gt", ""),
                                        ("file_sha256__regex", "^[0-9a-f]{64}$"),
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "addressee__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "role__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "contact_name__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "contact_address__regex",
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
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("deadline_reason"), 5000
                            ),
                            models.Q(
                                (
                                    "deadline_reason__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "time_zone__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("answer"), 30000
                            ),
                            models.Q(
                                (
                                    "answer__regex",
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
                        ),
                        name="texts_of_claims_replyrequest",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
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
                ("text", models.TextField(max_length=30000, verbose_name="letter")),
                ("by_hand", models.BooleanField(verbose_name="sent by other means")),
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
                (
                    "failed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="not sent, or came back, at"
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
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="claims.replyrequest",
                        verbose_name="request for a reply",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="reply_letter_has_text",
                        violation_error_message="Write the letter.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_hand", False), ("mailed_at__isnull", True), _connector="OR"
                        ),
                        name="reply_letter_by_hand_is_not_mailed",
                        violation_error_message="A letter that was sent by other means is not mailed from here.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "heading__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 30000
                            ),
                            models.Q(
                                (
                                    "text__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_replyletter",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                    "handed_in_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="handed in at"),
                ),
                (
                    "returned_for",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=5000,
                        verbose_name="returned to the reporter for",
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
                (
                    "reason",
                    models.TextField(blank=True, max_length=5000, verbose_name="why opened again"),
                ),
                (
                    "reason_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("our_error", "our error"),
                            ("complaint_upheld", "complaint upheld"),
                            ("new_evidence", "new evidence"),
                            ("routine", "routine"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="kind of reason",
                    ),
                ),
                (
                    "notice_after",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="readers see a notice after",
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=200,
                        verbose_name="summary",
                    ),
                ),
                (
                    "rationale",
                    models.TextField(blank=True, max_length=30000, verbose_name="public rationale"),
                ),
                (
                    "would_settle",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="what would settle this"
                    ),
                ),
                (
                    "reply_not_sought",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="why no reply was sought"
                    ),
                ),
                (
                    "reply_not_awaited",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=5000,
                        verbose_name="why no reply was waited for",
                    ),
                ),
                (
                    "harms",
                    models.JSONField(
                        blank=True, editable=False, null=True, verbose_name="whom it could harm"
                    ),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("handed_in_at__isnull", False), ("state", "open")),
                        fields=["claim"],
                        name="review_handed_in",
                    ),
                    models.Index(
                        models.F("closed_at"),
                        condition=models.Q(("closed_at__isnull", False)),
                        name="review_by_end",
                    ),
                    models.Index(
                        models.F("claim"),
                        models.F("opened_at"),
                        condition=models.Q(
                            ("state", "open"), models.Q(("opening", "first"), _negated=True)
                        ),
                        name="review_open_again",
                    ),
                    models.Index(
                        models.F("reviewer"),
                        models.F("claim"),
                        condition=models.Q(("state", "open")),
                        name="review_open_by_person",
                    ),
                ],
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
                            ("reason_kind", ""),
                            models.Q(
                                ("opening", "reopened"),
                                (
                                    "reason_kind__in",
                                    ["our_error", "complaint_upheld", "new_evidence", "routine"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="reason_kind_of_a_reopening",
                        violation_error_message="Only a reopening has a kind of reason: our error, new evidence …",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice_after__isnull", True),
                            models.Q(
                                (
                                    "notice_after__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("opened_at"),
                                        "+",
                                        models.Value(dt.timedelta(days=1)),
                                    ),
                                ),
                                ("opening", "reopened"),
                                ("reason_kind", "our_error"),
                            ),
                            _connector="OR",
                        ),
                        name="without_notice_for_a_day",
                        violation_error_message="Only our own error is corrected without a notice, and for a day at most.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("summary__regex", "[\\n\\r]"), _negated=True),
                        name="summary_is_one_line",
                        violation_error_message="A summary is one sentence, on one line.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("returned_for"), 5000
                            ),
                            models.Q(
                                (
                                    "returned_for__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
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
                            models.Q(
                                (
                                    "summary__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("rationale"), 30000
                            ),
                            models.Q(
                                (
                                    "rationale__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("would_settle"), 5000
                            ),
                            models.Q(
                                (
                                    "would_settle__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("reply_not_sought"), 5000
                            ),
                            models.Q(
                                (
                                    "reply_not_sought__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("reply_not_awaited"), 5000
                            ),
                            models.Q(
                                (
                                    "reply_not_awaited__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length(
                                    models.Func(
                                        "harms",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    )
                                ),
                                250000,
                            ),
                            models.Q(
                                django.db.models.lookups.Regex(
                                    models.Func(
                                        "harms",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    ),
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]|(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:u00[01]|b|f)",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_review",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                (
                    "rationale",
                    models.TextField(blank=True, max_length=10000, verbose_name="rationale"),
                ),
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
                            ("suggested_by__isnull", False),
                            models.Q(
                                ("method__gt", ""),
                                ("method_version__gt", ""),
                                ("score__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="relation_without_a_person_has_a_method",
                        violation_error_message="What nobody suggested names the method that did, its version and the score.",
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("rationale"), 10000
                            ),
                            models.Q(
                                (
                                    "rationale__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "scope__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_relation",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
            name="ErrorReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(max_length=5000, verbose_name="what is wrong")),
                (
                    "contact",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="the reader's e-mail address"
                    ),
                ),
                ("sender", models.CharField(blank=True, max_length=64)),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="sent at"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "upheld"),
                            ("not_upheld", "not upheld"),
                            ("answered", "answered"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="settled at"),
                ),
                (
                    "settled_note",
                    models.CharField(blank=True, max_length=500, verbose_name="reason"),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=10000,
                        verbose_name="answer",
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                ),
                (
                    "mailed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="e-mail sent at"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="error_reports_answered",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="error_reports",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="error_reports_owned",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="error_reports",
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
                        related_name="error_reports_settled",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="error_reports",
                        to="claims.review",
                        verbose_name="reopening",
                    ),
                ),
            ],
            options={
                "verbose_name": "error report",
                "verbose_name_plural": "error reports",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        models.F("sender"), models.F("sent_at"), name="reader_correction_by_sender"
                    ),
                    models.Index(
                        models.OrderBy(models.F("due_on"), nulls_last=True),
                        models.F("id"),
                        condition=models.Q(("settled_at__isnull", True)),
                        name="error_report_open",
                    ),
                    models.Index(
                        models.F("settled_at"),
                        condition=models.Q(("contact", ""), _negated=True),
                        name="error_report_with_address",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="error_report_has_text",
                        violation_error_message="Say what is wrong.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                                ("settled_note", ""),
                            ),
                            models.Q(
                                ("outcome__in", ["upheld", "not_upheld", "answered"]),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("settled_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="error_report_is_settled_with_a_reason",
                        violation_error_message="Choose the outcome and say why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "upheld"), ("review__isnull", False)),
                            models.Q(
                                models.Q(("outcome", "upheld"), _negated=True),
                                ("review__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="error_report_upheld_reopens",
                        violation_error_message="An upheld report reopens its claim, and no other does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("mailed_at__isnull", True),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="error_report_answer_is_complete",
                        violation_error_message="Decide on the report, then write the answer.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("words"), 5000
                            ),
                            models.Q(
                                (
                                    "words__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "contact__regex",
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
                                    "settled_note__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("answer"), 10000
                            ),
                            models.Q(
                                (
                                    "answer__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_errorreport",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
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
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "signed_with_keys",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        verbose_name="conclusions are signed with keys",
                    ),
                ),
                ("reason", models.TextField(max_length=5000, verbose_name="reason")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                    ),
                ),
            ],
            options={
                "verbose_name": "review policy",
                "verbose_name_plural": "review policies",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("panel", False), ("second_sign_off", ""), _connector="OR"
                        ),
                        name="review_policy_is_one_way",
                        violation_error_message="Choose a panel or a second sign-off, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("topics", []),
                            models.Q(("second_sign_off", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="review_policy_topics_of_a_second_sign_off",
                        violation_error_message="Topics belong to a second sign-off: name it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="review_policy_has_a_reason",
                        violation_error_message="Give a reason.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "second_sign_off__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
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
                        name="texts_of_claims_reviewpolicy",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="review",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="claims.reviewpolicy",
                verbose_name="review policy",
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
                    "panel",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        db_default=[],
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                (
                    "second_sign_off",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        verbose_name="takes a second sign-off",
                    ),
                ),
                (
                    "takes_keys",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        verbose_name="requires keys",
                    ),
                ),
                (
                    "agreed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        db_default=[],
                        default=list,
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
                ("reason", models.TextField(blank=True, max_length=5000, verbose_name="reason")),
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
                    "label",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="claims.labeledition",
                        verbose_name="label",
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
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("authors"),
                        condition=models.Q(("outcome", "open")),
                        fastupdate=False,
                        name="open_round_by_author",
                    )
                ],
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
                        name="texts_of_claims_round",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="namesakes",
                        to="sources.speaker",
                        verbose_name="protected speaker",
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
            ],
            options={
                "verbose_name": "other person of a protected name",
                "verbose_name_plural": "other persons of protected names",
                "ordering": ["pk"],
            },
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assents",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
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
                        condition=models.Q(("version__regex", "^[0-9a-f]{64}$")),
                        name="assent_version_is_a_hash",
                    ),
                ],
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "name__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "query__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_savedsearch",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "name__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "query__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_savedview",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("proposer", "proposer"),
                            ("signer", "signer"),
                            ("second", "second sign-off"),
                            ("panel", "member of the panel"),
                        ],
                        max_length=10,
                        verbose_name="signed as",
                    ),
                ),
                ("authenticator_data", models.TextField(verbose_name="data of the authenticator")),
                ("client_data", models.TextField(verbose_name="data of the browser")),
                ("signature", models.TextField(verbose_name="signature")),
                (
                    "version",
                    models.CharField(editable=False, max_length=64, verbose_name="version"),
                ),
                (
                    "pseudonym",
                    models.CharField(editable=False, max_length=32, verbose_name="pseudonym"),
                ),
                ("public_key", models.TextField(editable=False, verbose_name="public key")),
                ("counter", models.BigIntegerField(verbose_name="counter of the authenticator")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="signed at",
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
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="newsroom.signerkey",
                        verbose_name="signing key",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="claims.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["proposer", "signer", "second", "panel"])),
                        name="signature_role_is_known",
                        violation_error_message="A version is signed by its proposer, its signer, as second sign-off or by its panel.",
                    ),
                    models.UniqueConstraint(
                        models.F("signature"),
                        name="signature_used_once",
                        violation_error_message="This signature was used already. Sign again.",
                    ),
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "subject__regex",
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
                        ),
                        name="texts_of_claims_subscription",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Synonyms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None, verbose_name="terms"
                    ),
                ),
                (
                    "keys",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("terms", function="folded_terms"),
                        output_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.TextField(), size=None
                        ),
                    ),
                ),
                (
                    "in_use",
                    models.BooleanField(db_default=True, default=True, verbose_name="in use"),
                ),
            ],
            options={
                "verbose_name": "synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ["pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("in_use", True)),
                        fields=["keys"],
                        name="synonyms_by_key",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Func(
                                "terms", function="are_terms", output_field=models.BooleanField()
                            )
                        ),
                        name="synonyms_are_terms",
                        violation_error_message="Give two to ten different terms, each of at most five words, without quotation marks, commas or equals signs.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length(
                                    models.Func(
                                        "terms",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    )
                                ),
                                250000,
                            ),
                            models.Q(
                                django.db.models.lookups.Regex(
                                    models.Func(
                                        "terms",
                                        output_field=models.TextField(),
                                        template="(%(expressions)s)::text",
                                    ),
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]|(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:u00[01]|b|f)",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_synonyms",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
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
                (
                    "slug",
                    models.SlugField(max_length=100, unique=True, verbose_name="name in addresses"),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "name__regex",
                                "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufff8]",
                            ),
                            _negated=True,
                        ),
                        name="topic_name_is_visible",
                        violation_error_message="A name holds an invisible character. Remove it, or type the name again.",
                    ),
                    models.UniqueConstraint(
                        newsroom.querysets.LookAlikeKey("name"),
                        name="topic_looks_like_no_other",
                        violation_error_message="A topic has this name already, or one that looks like it. Use that one.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            (
                                "slug__regex",
                                "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                            ),
                            _negated=True,
                        ),
                        name="texts_of_claims_topic",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("original", models.CharField(max_length=64, verbose_name="translated version")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("text", models.TextField(max_length=10000, verbose_name="statement")),
                ("summary", models.CharField(max_length=300, verbose_name="summary")),
                ("rationale", models.TextField(max_length=30000, verbose_name="public rationale")),
                (
                    "translator_reads_both",
                    models.BooleanField(verbose_name="translator reads both languages"),
                ),
                (
                    "checker_reads_both",
                    models.BooleanField(verbose_name="second person reads both languages"),
                ),
                (
                    "signed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="signed at",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations_checked",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="claims.review",
                        verbose_name="review",
                    ),
                ),
                (
                    "translated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations_written",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="translated by",
                    ),
                ),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checker_reads_both", True), ("translator_reads_both", True)
                        ),
                        name="translation_is_read_in_both_languages",
                        violation_error_message="Both people state that they read both languages.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("text__regex", "\\S"),
                            ("summary__regex", "\\S"),
                            ("rationale__regex", "\\S"),
                        ),
                        name="translation_has_all_parts",
                        violation_error_message="A translation has the statement, the summary and the rationale.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("summary__regex", "[\\n\\r]"), _negated=True),
                        name="translation_summary_is_one_line",
                        violation_error_message="A summary is one sentence, on one line.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__regex", "^[a-z]{2,3}(-[a-z0-9]{2,8})*$")),
                        name="translation_names_its_language",
                        violation_error_message="Choose one of the languages of the site.",
                    ),
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "language__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 10000
                            ),
                            models.Q(
                                (
                                    "text__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                (
                                    "summary__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("rationale"), 30000
                            ),
                            models.Q(
                                (
                                    "rationale__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_translation",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
                    ),
                ],
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
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="why it is paused or ended"
                    ),
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
                            ("url__iregex", "^[a-z][a-z0-9+.-]*:[/\\\\]*[^/\\\\?#]*@"),
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            models.Q(
                                (
                                    "name__regex",
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
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("state_reason"), 5000
                            ),
                            models.Q(
                                (
                                    "state_reason__regex",
                                    "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="texts_of_claims_webhook",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
                        models.F("search"), fastupdate=False, name="claims_by_words"
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
                    "wording",
                    models.TextField(blank=True, db_default="", default="", verbose_name="wording"),
                ),
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
                ("score", models.FloatField(blank=True, null=True, verbose_name="worth checking")),
                ("score_reasons", models.JSONField(blank=True, null=True)),
                (
                    "score_model",
                    models.CharField(blank=True, db_default="", default="", max_length=20),
                ),
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
                        models.OrderBy(models.F("score"), descending=True, nulls_first=True),
                        models.F("id"),
                        condition=models.Q(("state", "pending")),
                        name="candidate_by_score",
                    ),
                    models.Index(
                        models.OrderBy(models.F("score"), descending=True, nulls_first=True),
                        models.F("id"),
                        condition=models.Q(("state", "pending")),
                        name="candidate_most_worth",
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
                    newsroom.texts.TextLimits(
                        condition=models.Q(
                            (
                                "reason__regex",
                                "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]",
                            ),
                            _negated=True,
                        ),
                        name="texts_of_claims_candidate",
                        violation_error_message="A text is too long, or holds a character that is not seen or changes the direction of writing.",
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
        migrations.AddField(
            model_name="erasedpublication",
            name="erasure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publications",
                to="claims.erasure",
                verbose_name="erasure",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                models.F("review"), models.F("number"), name="evidence_number_once"
            ),
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
        migrations.RunSQL(BEYOND_MODELS),
    ]
