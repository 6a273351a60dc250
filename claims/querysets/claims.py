"""Working claims and their parts, in their present state."""

import re
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.utils.text import slugify

from claims.choices import (
    CONCLUDED,
    OPEN,
    REQUESTS_ON_CLAIMS,
    RelationKind,
    RelationState,
)
from claims.querysets.statements import StatementQuerySet
from claims.search.conditions import contains, matches, row_contains
from claims.search.query import SearchQuery
from newsroom.models import Approval
from newsroom.querysets import LookAlikeKey
from sources.querysets import Fold, NameKey, is_title

# What addresses and codes of ratings leave out; a longer rating is a sentence, which has them all.
SMALL_WORDS = ("a", "on", "of", "the")
LONGEST_RATING = 5  # words
NAMESAKES = 10  # publishers of one name
ORDER_OF_WORK = (F("priority").desc(), F("due_on").asc(nulls_last=True), "pk")


class ClaimQuerySet(StatementQuerySet):
    """Working claims, in their present state."""

    columns = ("search_words__search", "search_words__amounts", "search_words__language")

    def wording_matches(self, words: str) -> Self:
        """Full text of the wording alone: words, phrases, ``or``. Any input is accepted.

        Excluded words (-word) may be nowhere, not in a quote either.
        """
        wording = Func(
            F("search_words__search"),
            template="ts_filter(%(expressions)s, '{a}')",
            output_field=SearchVectorField(),
        )
        # The first condition uses an index; the second checks the wording of the rows it finds.
        return self.alias(wording=wording).filter(
            contains("search_words__search", "search_words__language", words),
            row_contains("wording", "search_words__language", words),
        )

    def matching_row_by_row(self, words: str | SearchQuery, besides: Q) -> Self:
        """Like ``matching`` but without its index, and also the claims that meet ``besides``.

        For words so common that the first claims of a list, in the list's own order, contain them.
        """
        own = self._related("search_words").filter(claim=OuterRef("pk"))
        rows = self.alias(
            its_search=Subquery(own.values("search")), its_amounts=Subquery(own.values("amounts"))
        )
        return rows.filter(matches(words, "its_search", "its_amounts", by=row_contains) | besides)

    def in_role(self, title: str) -> Self:
        """By someone who then held a post with these words in its title (``is_title``), as we know or as
        the archive says that the claim is from.
        """
        titled = self._related("speaker", "roles").titled(title)
        held = titled.held(OuterRef("speaker"), OuterRef("said_from"), OuterRef("said_to"))
        claims = self.model._default_manager.order_by()
        ours = claims.filter(Exists(held), speaker__in=titled.values("speaker"))
        archived = self._related("import_record").order_by().exclude(speaker_role="")
        archived = archived.filter(is_title("speaker_role", title))
        return self.filter(pk__in=ours.values("pk").union(archived.values("claim")))

    def published_between(self, first: datetime | None, last: datetime | None) -> Self:
        """With the latest publication between these instants (both included; None: open)."""
        current = self._related("publications").current().published_between(first, last)
        return self.filter(Exists(current.filter(claim=OuterRef("pk"))))

    def with_status(self, *statuses: str) -> Self:
        return self.filter(status__in=statuses)

    def concluded(self) -> Self:
        return self.filter(status__in=CONCLUDED)

    def open(self) -> Self:
        """Unreviewed, in review or awaiting sign-off."""
        return self.filter(status__in=OPEN)

    def in_order_of_work(self) -> Self:
        """By priority, then by due date, then the oldest first."""
        return self.order_by(*ORDER_OF_WORK)

    def externally_rated(self, rating: str) -> Self:
        """Of which somebody else concluded this, in their own word: "pants-fire", "Pants Fire!"."""
        reviews = self._related("external_reviews").rated(rating)
        return self.filter(Exists(reviews.filter(claim=OuterRef("pk"))))

    def about(self, topic: str) -> Self:
        """On the topic of this slug or name."""
        return self._where(topics__in=self._topics(topic).values("pk"))

    def has_topic(self, topic: str) -> bool:
        """Whether there is a topic of this slug or name."""
        return bool(self._topics(topic).exists())

    def _topics(self, called: str) -> Any:
        topics = self._related("topics").alias(key=LookAlikeKey("name"))
        return topics.filter(
            Q(slug__in=[called, slugify(called)]) | Q(key=LookAlikeKey(Value(called)))
        )

    def on_topic(self, slug: str) -> Self:
        return self._where(topics__slug=slug)

    def in_source(self, source_id: int) -> Self:
        return self._where(appearances__snapshot__source=source_id)

    def in_sources(self, source_ids: list[int]) -> Self:
        return self._where(appearances__snapshot__source__in=source_ids)

    def from_publisher(self, publisher_id: int) -> Self:
        return self._where(appearances__snapshot__source__publisher=publisher_id)

    def contradicted(self) -> Self:
        return self.contradicting(None)

    def contradicting(self, claim_id: int | None) -> Self:
        """In a confirmed contradiction: with this claim, or with any (None)."""
        edges = self._related("relations_out").filter(
            kind=RelationKind.CONTRADICTS, state=RelationState.CONFIRMED
        )
        ends = [("from_claim", "to_claim"), ("to_claim", "from_claim")]
        outward, inward = (
            Exists(
                edges.filter(
                    **{this: OuterRef("pk")}, **({} if claim_id is None else {other: claim_id})
                )
            )
            for this, other in ends
        )
        return self.filter(outward | inward)

    def changed_at_source(self) -> Self:
        """Quoting words that their source has changed, which nobody has resolved yet."""
        # From the few anchors that changed to their claims.
        return self.filter(pk__in=self._changed_anchors().values("claim"))

    def with_source_changed(self) -> Self:
        """Each with ``source_changed``: one of its changed anchors, or None. For a page of a list."""
        own = self._changed_anchors().filter(claim=OuterRef("pk")).order_by("pk")
        # Not Exists, for which PostgreSQL would read all changed anchors.
        return self.annotate(source_changed=Subquery(own.values("pk")[:1]))

    def _changed_anchors(self) -> models.QuerySet[Any]:
        anchors = self._related("appearances", "anchors")
        checks = self._related("appearances", "anchors", "snapshot", "anchor_checks")
        there = {name: OuterRef(name) for name in ("snapshot", "start", "end")}
        changed: models.QuerySet[Any] = anchors.filter(
            Exists(checks.current().changed().unsettled().filter(**there))
        )
        return changed

    def offline(self) -> Self:
        """Hidden from the public now, or with a hold, which blocks the first publication."""
        held, hidden = self._standing_holds(), self._related("publications").hidden_now()
        return self.filter(pk__in=held.values("claim").union(hidden.values("claim")))

    def with_offline(self) -> Self:
        """Each with ``hidden`` and ``held``: the row that says so, or None. For a page of a list."""
        own = {"claim": OuterRef("pk")}
        hidden = self._related("publications").hidden_now().filter(**own)
        return self.annotate(
            hidden=Subquery(hidden.values("pk")[:1]),
            held=Subquery(self._standing_holds().filter(**own).values("pk")[:1]),
        )

    def with_open_request(self) -> Self:
        """With a request that waits for a second person."""
        requests = Approval.objects.open().filter(kind__in=REQUESTS_ON_CLAIMS)
        return self.filter(pk__in=requests.values("subject_id"))

    def _standing_holds(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = self._related("holds").filter(lifted_at__isnull=True)
        return found.order_by()

    def _where(self, **condition: Any) -> Self:
        # A subquery, not a join: no row doubles and no DISTINCT is needed.
        return self.filter(
            Exists(self.model._default_manager.filter(pk=OuterRef("pk"), **condition))
        )


class RelationQuerySet(models.QuerySet[Any]):
    def of(self, *claim_ids: int) -> Self:
        """With one of the claims at either end."""
        return self.filter(Q(from_claim__in=claim_ids) | Q(to_claim__in=claim_ids))

    def confirmed(self) -> Self:
        return self.filter(state=RelationState.CONFIRMED)


class EvidenceQuerySet(models.QuerySet[Any]):
    def with_independence(self) -> Self:
        """``independence_now``: as a body would state it now."""
        basis = Func("pk", function="evidence_basis")
        now = Func(
            *(basis, "independence_reason"),
            function="independence_body",
            output_field=models.JSONField(),
        )
        return self.annotate(independence_now=now)

    def public(self) -> Self:
        return self.filter(private=False)


class ExternalReviewQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Those that a publication of the claim would show."""
        return self.filter(left_out=False)

    def with_archive(self) -> Self:
        """``archive``: the data set that has it, for one without an address of its own."""
        archive = Func("pk", function="archive_of_review", output_field=models.TextField())
        return self.annotate(archive=archive)

    def rated(self, rating: str) -> Self:
        """With this rating, in any case, with any hyphens and punctuation, and whether or not it has a
        small word ("pants-fire", "Pants on Fire!"); or by the publisher of this name.
        """
        keys = [NameKey(Fold(Value(each))) for each in _spelt(rating)]
        publishers = self.model._meta.get_field("publisher").related_model._default_manager
        # Numbers, not a subquery, which would keep PostgreSQL from using both indexes.
        named = list(publishers.called(rating).values_list("pk", flat=True)[:NAMESAKES])
        wanted = Q(key__in=keys) | Q(publisher__in=named) if named else Q(key__in=keys)
        return self.alias(key=NameKey(Fold("rating"))).filter(wanted)


def _spelt(rating: str) -> list[str]:
    """The ways to write it: as it is, without small words, and with one. An index has each."""
    words = [each for each in re.split(r"[\s\-\u2010-\u2015_]+", rating) if each]
    if len(words) > LONGEST_RATING:
        return [rating]
    bare = [each for each in words if each.lower() not in SMALL_WORDS]
    places = range(1, len(bare))
    one_more = [[*bare[:at], word, *bare[at:]] for at in places for word in SMALL_WORDS]
    return [rating, *(" ".join(each) for each in (bare, *one_more) if each)]


class ConflictQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(lifted_at__isnull=True)


class AssentQuerySet(models.QuerySet[Any]):
    def standing(self, round_id: int) -> Self:
        """Those of the proposal that count: of people who may still give one."""
        counting = RawSQL("SELECT id FROM standing_assents(%s)", [round_id])
        return self.filter(pk__in=counting).order_by("pk")
