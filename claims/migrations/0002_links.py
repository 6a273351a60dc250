import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("claims", "0001_initial"),
        ("newsroom", "0001_initial"),
        ("sources", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="anchor",
            name="snapshot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="anchors",
                to="sources.snapshot",
            ),
        ),
        migrations.AddField(
            model_name="appearance",
            name="snapshot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appearances",
                to="sources.snapshot",
                verbose_name="snapshot",
            ),
        ),
        migrations.AddField(
            model_name="anchor",
            name="appearance",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="anchors",
                to="claims.appearance",
            ),
        ),
        migrations.AddField(
            model_name="authorship",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="authorships",
                to=settings.AUTH_USER_MODEL,
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
            model_name="candidate",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="candidates_decided",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="made_from",
            field=models.ManyToManyField(
                blank=True, related_name="made_into", to="claims.candidate"
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="snapshot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="candidates",
                to="sources.snapshot",
                verbose_name="snapshot",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="candidates",
                to="sources.speaker",
                verbose_name="speaker",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims_added",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="speaker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="sources.speaker",
                verbose_name="speaker",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="claim",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="candidates",
                to="claims.claim",
                verbose_name="claim",
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
            model_name="authorship",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="appearance",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appearances",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="anchor",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="deliveryattempt",
            name="delivery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="claims.delivery",
                verbose_name="delivery",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence_added",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="copied_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="claims.evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="inputs",
            field=models.ManyToManyField(
                blank=True, related_name="used_in", to="claims.evidence", verbose_name="inputs"
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="sources.source",
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="sources.speaker",
                verbose_name="who was contacted",
            ),
        ),
        migrations.AddField(
            model_name="anchor",
            name="evidence",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="anchor",
                to="claims.evidence",
            ),
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
            model_name="publication",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publications",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="publications",
                to="sources.speaker",
            ),
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
        migrations.AddField(
            model_name="externalreview",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="externalreview",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="external_reviews",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="externalreview",
            name="publisher",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="external_reviews",
                to="sources.publisher",
                verbose_name="publisher",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="lifted_by_approval",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="newsroom.approval",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds_set",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importedspeaker",
            name="speaker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sources.speaker",
                verbose_name="speaker",
            ),
        ),
        migrations.AddField(
            model_name="importrecord",
            name="claim",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="import_record",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="importrecord",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sources.source",
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imports",
                to=settings.AUTH_USER_MODEL,
                verbose_name="requested by",
            ),
        ),
        migrations.AddField(
            model_name="importrecord",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="claims.importrun",
            ),
        ),
        migrations.AddField(
            model_name="importnote",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="claims.importrun",
            ),
        ),
        migrations.AddField(
            model_name="importedspeaker",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="speakers",
                to="claims.importrun",
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
            name="approval",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="newsroom.approval",
                verbose_name="approval",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
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
                blank=True,
                null=True,
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
            model_name="publishedquantity",
            name="publication",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quantities",
                to="claims.publication",
            ),
        ),
        migrations.AddField(
            model_name="quantity",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quantities",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="readercorrection",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reader_corrections",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="readercorrection",
            name="publication",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reader_corrections",
                to="claims.publication",
                verbose_name="publication",
            ),
        ),
        migrations.AddField(
            model_name="readercorrection",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reader_corrections_settled",
                to=settings.AUTH_USER_MODEL,
                verbose_name="settled by",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_decided",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="from_claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_out",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="suggested_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_suggested",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="to_claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_in",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="relay",
            name="appearance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="relays",
                to="claims.appearance",
            ),
        ),
        migrations.AddField(
            model_name="relay",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="relay",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relays",
                to="sources.speaker",
                verbose_name="speaker",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="reviewer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reviewer",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="signed_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_signed",
                to="claims.review",
            ),
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
        migrations.AddField(
            model_name="authorship",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="authorships",
                to="claims.review",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds_decided",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds_proposed",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="claims.review",
            ),
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
        migrations.AddField(
            model_name="savedsearch",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="saved_searches",
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
        migrations.AddField(
            model_name="claim",
            name="topics",
            field=models.ManyToManyField(
                blank=True, related_name="claims", to="claims.topic", verbose_name="topics"
            ),
        ),
        migrations.AddField(
            model_name="webhook",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="webhooks",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
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
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(
                models.F("snapshot"),
                condition=models.Q(("state", "pending")),
                name="candidate_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(models.F("snapshot"), models.F("key"), name="candidate_by_key"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(
                models.F("snapshot"),
                models.F("key"),
                condition=models.Q(("state", "pending")),
                name="candidate_once_per_snapshot",
                violation_error_message="This statement of the snapshot is in the inbox already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim__isnull", False), ("state", "accepted")),
                    models.Q(
                        models.Q(("state", "accepted"), _negated=True), ("claim__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="candidate_accepted_is_a_claim",
                violation_error_message="An accepted candidate has become a claim.",
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
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.UniqueConstraint(
                models.F("claim"),
                models.F("snapshot"),
                name="appearance_once_per_snapshot",
                violation_error_message="The claim already appears in this snapshot. Add the place to that appearance.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.UniqueConstraint(
                models.F("claim"),
                condition=models.Q(("first_known", True)),
                name="one_first_known_appearance",
                violation_error_message="Another appearance is the first known one already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="anchor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appearance__isnull", False), ("evidence__isnull", True)),
                    models.Q(("appearance__isnull", True), ("evidence__isnull", False)),
                    _connector="OR",
                ),
                name="anchor_of_appearance_or_evidence",
                violation_error_message="An anchor belongs to an appearance or to evidence.",
            ),
        ),
        migrations.AddConstraint(
            model_name="anchor",
            constraint=models.UniqueConstraint(
                models.F("appearance"),
                models.F("start"),
                models.F("end"),
                name="anchor_place_once",
                violation_error_message="This place is anchored already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalreview",
            constraint=models.UniqueConstraint(
                models.F("claim"),
                models.F("publisher"),
                models.F("url"),
                name="external_review_once",
                violation_error_message="This review of the claim is here already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rating", ""), _negated=True),
                    models.Q(("url", ""), _negated=True),
                    _connector="OR",
                ),
                name="external_review_has_rating_or_url",
                violation_error_message="Give their rating or the address of their review.",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("url", ""), ("url__regex", "^https?://[^\\s]+$"), _connector="OR"
                ),
                name="external_review_url_is_an_address",
                violation_error_message="A review's address starts with http:// or https:// and has no spaces.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                models.F("claim"),
                models.F("kind"),
                condition=models.Q(("lifted_at__isnull", True)),
                name="one_hold_of_a_kind",
                violation_error_message="The claim has a hold of this kind already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="hold_has_a_reason",
                violation_error_message="Give the reason for the hold.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by_approval__isnull", True)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by_approval__isnull", False)),
                    _connector="OR",
                ),
                name="hold_is_lifted_by_an_approval",
                violation_error_message="Lifting a hold takes two people.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(
                models.F("file_sha256"),
                models.F("format"),
                models.F("origin"),
                models.F("mapping_sha256"),
                name="import_once_per_file",
                violation_error_message="This file was imported already, in the same way.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("file_sha256__regex", "^[0-9a-f]{64}$"),
                    models.Q(("file_name", ""), _negated=True),
                ),
                name="import_names_its_file",
                violation_error_message="An import names its file and the file's SHA-256.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", False), ("state__in", ["done", "failed"])),
                    models.Q(("finished_at__isnull", True), ("state__in", ["waiting", "running"])),
                    _connector="OR",
                ),
                name="import_ends_when_finished",
                violation_error_message="A finished import has the time when it ended.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrecord",
            constraint=models.UniqueConstraint(
                models.F("origin"),
                models.F("external_id"),
                name="external_id_once_per_origin",
                violation_error_message="A claim with this number of its origin is here already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin", ""), _negated=True),
                    models.Q(("external_id", ""), _negated=True),
                    ("sha256__regex", "^[0-9a-f]{64}$"),
                ),
                name="import_record_names_its_origin",
                violation_error_message="An import record names the origin, its number for the claim, and a SHA-256.",
            ),
        ),
        migrations.AddIndex(
            model_name="importnote",
            index=models.Index(
                models.F("run"), models.F("kind"), models.F("line"), name="import_notes"
            ),
        ),
        migrations.AddConstraint(
            model_name="importedspeaker",
            constraint=models.UniqueConstraint(
                models.F("origin"),
                models.F("key"),
                name="imported_name_once_per_origin",
                violation_error_message="The speaker for this name is decided already.",
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
                name="note_has_text",
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
                violation_error_message="A notice of a mention has its note, and no other notice has one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddIndex(
            model_name="publishedquantity",
            index=models.Index(
                models.F("unit"), models.F("low"), models.F("high"), name="published_quantity_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="quantity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("high__isnull", False), ("low__isnull", False), ("low__lte", models.F("high"))
                ),
                name="quantity_has_a_value",
                violation_error_message="Give a value, or a range from low to high.",
            ),
        ),
        migrations.AddIndex(
            model_name="readercorrection",
            index=models.Index(
                models.F("sender"), models.F("sent_at"), name="reader_correction_by_sender"
            ),
        ),
        migrations.AddConstraint(
            model_name="readercorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="reader_correction_has_text",
                violation_error_message="Say what is wrong.",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercorrection",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="relay",
            constraint=models.UniqueConstraint(
                models.F("appearance"), models.F("position"), name="relay_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("speaker__isnull", False),
                    models.Q(("description", ""), _negated=True),
                    _connector="OR",
                ),
                name="relay_names_or_describes",
                violation_error_message="Name or describe who relayed it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                models.F("claim"), models.F("number"), name="review_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                models.F("claim"),
                condition=models.Q(("state", "open")),
                name="one_open_review",
                violation_error_message="A review of this claim is open already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="review_closed_when_not_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opening", "first"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="review_opened_again_says_why",
                violation_error_message="Say why the claim is reviewed again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reply_answer", ""), ("reply_asked", ""), ("reply_asked_on__isnull", True)
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
        ),
        migrations.AddIndex(
            model_name="relation",
            index=models.Index(models.F("to_claim"), models.F("state"), name="relation_to"),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_claim", models.F("to_claim")), _negated=True),
                name="relation_joins_two_claims",
                violation_error_message="A relation joins two different claims.",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "contradicts"), _negated=True),
                    ("from_claim__lt", models.F("to_claim")),
                    _connector="OR",
                ),
                name="relation_contradicts_is_symmetric",
                violation_error_message="A contradiction is stored once, lower number first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("from_claim", "to_claim"),
                django.db.models.functions.comparison.Greatest("from_claim", "to_claim"),
                models.F("kind"),
                name="relation_once_per_pair_and_kind",
                violation_error_message="This relation of the two claims exists already: it is suggested, confirmed or dismissed. Open it and decide there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True),
                    models.Q(("rationale", ""), _negated=True),
                    _connector="OR",
                ),
                name="relation_confirmed_says_why",
                violation_error_message="Say in the rationale why the relation holds.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("description", ""), _negated=True),
                name="evidence_has_a_description",
                violation_error_message="Say in our words what the evidence shows.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
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
                        ("consulted_on__isnull", False), ("contacted__gt", ""), ("kind", "contact")
                    ),
                    models.Q(("kind", "calculation"), ("source__isnull", True)),
                    _connector="OR",
                ),
                name="evidence_kind_has_its_parts",
                violation_error_message="A passage names its source; a file has its hash; a record its source and the day consulted; a contact whom and when; a calculation its inputs.",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorship",
            constraint=models.UniqueConstraint(
                models.F("review"), models.F("author"), name="authorship_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                models.F("review"), models.F("number"), name="round_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                models.F("review"),
                condition=models.Q(("outcome", "open")),
                name="one_open_proposal",
                violation_error_message="A conclusion is proposed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "signed"), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    ("alone", True),
                    _connector="OR",
                ),
                name="sign_off_by_another",
                violation_error_message="You proposed this conclusion; another senior editor signs it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "sent_back"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="sent_back_with_a_reason",
                violation_error_message="Say what is missing when sending back.",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attribution", "misattributed"), _negated=True),
                    ("status", "unrated"),
                    _connector="OR",
                ),
                name="round_misattributed_is_unrated",
                violation_error_message="A misattributed claim is unrated.",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__regex", "^[0-9a-f]{64}$")),
                name="round_version_is_a_hash",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(models.F("claim"), models.F("number"), name="publication_of_claim"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                models.F("speaker"),
                models.F("number"),
                condition=models.Q(
                    ("shown_until__isnull", True),
                    ("standing__in", ("signed", "under_review")),
                    ("withheld", False),
                ),
                name="listed_by_speaker",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                models.F("status"),
                models.F("number"),
                condition=models.Q(
                    ("shown_until__isnull", True),
                    ("standing__in", ("signed", "under_review")),
                    ("withheld", False),
                ),
                name="listed_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                models.F("number"),
                condition=models.Q(
                    ("shown_until__isnull", True),
                    ("standing__in", ("signed", "under_review")),
                    ("withheld", False),
                ),
                name="listed_by_number",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                models.F("said_from"),
                models.F("number"),
                condition=models.Q(
                    ("shown_until__isnull", True),
                    ("standing__in", ("signed", "under_review")),
                    ("withheld", False),
                ),
                name="listed_by_said",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("speakers"), name="publications_naming"
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("search"),
                condition=models.Q(
                    ("shown_until__isnull", True),
                    ("standing__in", ("signed", "under_review")),
                    ("withheld", False),
                ),
                name="listed_by_words",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
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
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(models.F("published_at"), name="published_in_time"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                models.F("speaker"),
                models.F("number"),
                condition=models.Q(
                    ("standing__in", ("signed", "under_review")), ("withheld", False)
                ),
                name="past_by_speaker",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                models.F("status"),
                models.F("number"),
                condition=models.Q(
                    ("standing__in", ("signed", "under_review")), ("withheld", False)
                ),
                name="past_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("search"),
                condition=models.Q(
                    ("shown_until__isnull", False),
                    ("standing__in", ("signed", "under_review")),
                    ("withheld", False),
                ),
                name="past_by_words",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
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
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                models.F("claim"),
                condition=models.Q(("shown_until__isnull", True)),
                name="one_current_publication",
            ),
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(
                models.F("notified_up_to"),
                condition=models.Q(("notified_up_to__isnull", False)),
                name="saved_search_mailed",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("name"),
                name="search_name_once",
                violation_error_message="You have a search of this name. Choose another.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="search_has_a_name",
                violation_error_message="Name the search.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("of_working_claims", False), ("notified_up_to__isnull", True), _connector="OR"
                ),
                name="only_public_searches_are_mailed",
                violation_error_message="Only searches of published claims can be followed by e-mail.",
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
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(models.F("status"), models.F("id"), name="claim_queue"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.OrderBy(models.F("priority"), descending=True),
                models.OrderBy(models.F("due_on"), nulls_last=True),
                models.F("id"),
                condition=models.Q(("status__in", ("unreviewed", "in_review", "awaiting_signoff"))),
                name="claim_open_by_priority",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("embargo_until"),
                condition=models.Q(("embargo_until__isnull", False)),
                name="claim_embargoed",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(models.F("speaker"), models.F("id"), name="claim_by_speaker"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.OrderBy(models.F("said_from"), descending=True, nulls_last=True),
                models.F("id"),
                name="claim_by_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="claim_has_text",
                violation_error_message="A claim needs a statement in words.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "status__in",
                            ("verified", "refuted", "mixed", "disputed", "unverifiable", "unrated"),
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
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["unreviewed", "in_review", "withdrawn"]),
                    models.Q(("nature", ""), _negated=True),
                    _connector="OR",
                ),
                name="claim_nature_before_proposal",
                violation_error_message="Say whether it is fact, opinion or prediction first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attribution", "misattributed"), _negated=True),
                    ("status", "unrated"),
                    _connector="OR",
                ),
                name="claim_misattributed_is_unrated",
                violation_error_message="A misattributed claim is unrated.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "withdrawn"), _negated=True),
                    models.Q(("withdrawn_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="claim_withdrawn_says_why",
                violation_error_message="Say why the claim is withdrawn.",
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
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("events__contains", ["reopened", "withdrawn", "hidden", "taken_down"])
                ),
                name="webhook_receives_removals",
                violation_error_message="A webhook receives at least reopened, withdrawn, hidden and taken_down.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.UniqueConstraint(
                models.F("url"),
                condition=models.Q(("state", "ended"), _negated=True),
                name="webhook_address_once",
                violation_error_message="There is a webhook of this address already.",
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
    ]
