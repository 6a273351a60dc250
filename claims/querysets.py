"""Chainable conditions, the same on working claims and on publications."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL

from claims.choices import (
    CONCLUDED,
    LISTED,
    OPEN,
    RelationKind,
    RelationState,
    Standing,
    WebhookState,
)
from claims.search.conditions import contains, matches, relevance, row_contains
from sources.querysets import Fold


class IsOneOf(Func):
    """Whether the first is in the second, an array."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


ORDER_OF_WORK = (F("priority").desc(), F("due_on").asc(nulls_last=True), "pk")


class SearchedQuerySet(models.QuerySet[Any]):
    """Rows found by words: of the claim, its speaker's name and its quotes."""

    # Columns or annotations: the words, the amounts among them, and the language of the wording.
    columns = ("search", "amounts", "language")

    def matching(self, words: str) -> Self:
        """What a search finds (see ``claims.search.query``)."""
        return self.filter(matches(words, *self.columns))

    def with_relevance(self, words: str) -> Self:
        """Each with ``relevance``, higher for a better match of the words."""
        search, _amounts, language = self.columns
        return self.annotate(relevance=relevance(search, words, language))


class StatementQuerySet(SearchedQuerySet):
    """What working claims and publications can both be selected by."""

    def by_speaker(self, *speaker_ids: int) -> Self:
        """By one of the speakers or anyone merged into them."""
        # An uncorrelated subquery runs once, not for every row.
        same = RawSQL(
            "SELECT unnest(merged_speakers(one)) FROM unnest(%s::bigint[]) one",
            [list(speaker_ids)],
        )
        return self.filter(speaker__in=same)

    def by_exactly(self, speaker_ids: Sequence[int]) -> Self:
        """By these speakers, whose merges are resolved already."""
        # For one number an index has the rows in order; for several they have to be sorted.
        if len(speaker_ids) == 1:
            return self.filter(speaker=speaker_ids[0])
        return self.filter(speaker__in=speaker_ids)

    def said_between(self, first: date | None, last: date | None) -> Self:
        """May have been said on a day of the range (both ends included; None: open)."""
        return self._between("said_to", first, "said_from", last)

    def with_attribution(self, *attributions: str) -> Self:
        return self.filter(attribution__in=attributions)

    def of_nature(self, nature: str) -> Self:
        return self.filter(nature=nature)

    def counting(self, low: Decimal | None, high: Decimal | None, unit: str | None = None) -> Self:
        """With a quantity that meets the range (None: open), in the unit if one is given."""
        owner = {str(self.model._meta.model_name): OuterRef("pk")}
        quantities = self._related("quantities").filter(_quantity(low, high, unit), **owner)
        return self.filter(Exists(quantities))

    def _between(self, lower: str, first: Any, upper: str, last: Any) -> Self:
        bounds = {f"{lower}__gte": first, f"{upper}__lte": last}
        return self.filter(**{name: value for name, value in bounds.items() if value is not None})

    def _related(self, *path: str) -> Any:
        """The manager of the model at the end of a path of relations."""
        model: Any = self.model
        for name in path:
            model = model._meta.get_field(name).related_model
        return model._default_manager


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

    def matching_row_by_row(self, words: str, besides: Q) -> Self:
        """Like ``matching`` but without its index, and also the claims that meet ``besides``.

        For words so common that the first claims of a list, in the list's own order, contain them.
        """
        own = self._related("search_words").filter(claim=OuterRef("pk"))
        rows = self.alias(
            its_search=Subquery(own.values("search")), its_amounts=Subquery(own.values("amounts"))
        )
        return rows.filter(matches(words, "its_search", "its_amounts", by=row_contains) | besides)

    def in_role(self, title: str) -> Self:
        """By someone who then held a post of this title, regardless of case and accents."""
        titled = self._related("speaker", "roles").titled(title)
        held = titled.held(OuterRef("speaker"), OuterRef("said_from"), OuterRef("said_to"))
        return self.filter(Exists(held), speaker__in=titled.values("speaker"))

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

    def _where(self, **condition: Any) -> Self:
        # A subquery, not a join: no row doubles and no DISTINCT is needed.
        return self.filter(
            Exists(self.model._default_manager.filter(pk=OuterRef("pk"), **condition))
        )


def _quantity(low: Decimal | None, high: Decimal | None, unit: str | None) -> Q:
    condition = Q()
    if low is not None:
        condition &= Q(high__gte=low)
    if high is not None:
        condition &= Q(low__lte=high)
    if unit:
        condition &= Q(unit__iexact=unit)
    return condition


class RelationQuerySet(models.QuerySet[Any]):
    def of(self, *claim_ids: int) -> Self:
        """With one of the claims at either end."""
        return self.filter(Q(from_claim__in=claim_ids) | Q(to_claim__in=claim_ids))

    def confirmed(self) -> Self:
        return self.filter(state=RelationState.CONFIRMED)


class EvidenceQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(private=False)


class ExternalReviewQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Those that a publication of the claim would show."""
        return self.filter(left_out=False)


class PublicationQuerySet(StatementQuerySet):
    """What the public may see. Everything public starts with ``listed`` or ``as_of``."""

    def current(self) -> Self:
        """Each claim's last row, withdrawn and hidden ones included."""
        return self.filter(shown_until__isnull=True)

    def listed(self) -> Self:
        """The rows in lists now: signed, or signed and under review again."""
        return self.current().filter(withheld=False, standing__in=LISTED)

    def readable(self) -> Self:
        """Rows that may be read by a claim's number now: listed ones and withdrawal notices."""
        return self.current()._readable()

    def as_of(self, moment: datetime, number: int | None = None) -> Self:
        """The rows in lists at an instant, if they may be shown today (see ``served``).

        ``number``, of the last publication by then, saves reading the later ones.
        """
        return self._current_at(moment, number).filter(withheld=False, standing__in=LISTED)

    def readable_as_of(self, moment: datetime, number: int | None = None) -> Self:
        """``readable`` at an instant, if they may be shown today (see ``served``)."""
        return self._current_at(moment, number)._readable()

    def _readable(self) -> Self:
        return self.filter(withheld=False).exclude(standing=Standing.HIDDEN)

    def once_listed(self) -> Self:
        """Rows in lists on an earlier day that may still be read."""
        return self.filter(shown_until__isnull=False, withheld=False, standing__in=LISTED)

    def since(self, number: int) -> Self:
        """Every later publication in order, whether or not it may be shown (see ``served``).

        Continuing from the last number misses nothing: a number becomes visible after all lower
        ones.
        """
        return self.filter(number__gt=number).order_by("number")

    def _current_at(self, moment: datetime, number: int | None) -> Self:
        found = self.filter(
            Q(shown_until__isnull=True) | Q(shown_until__gt=moment), published_at__lte=moment
        )
        return found if number is None else found.filter(number__lte=number)

    def served(self) -> Self:
        """Each with ``served``: the body as it may be shown today, None where it may not be.

        A past row's body lacks the relations to claims that may no longer be named.
        """
        return self.annotate(
            served=Func(
                *("body", "shown_until", "withheld"),
                function="served_body",
                output_field=models.TextField(null=True),
            )
        )

    def may_be_named(self) -> Self:
        """Current rows, unless hidden, held or withdrawn without wording."""
        return self.current().filter(withheld=False).exclude(text="")

    def by_speaker_or_merged(self, speaker_id: Any) -> Self:
        """By this speaker or anyone merged into them; accepts an OuterRef."""
        return self.filter(IsOneOf(F("speaker"), self._same_as(speaker_id)))

    def matching(self, words: str) -> Self:
        amounts = Func("body", function="publication_amounts", output_field=self._field("topics"))
        return self.alias(amounts=amounts).filter(matches(words, *self.columns))

    def in_role(self, title: str) -> Self:
        """By someone who then held a post of this title, regardless of case and accents."""
        role = Func("body", function="publication_role", output_field=models.TextField())
        return self.alias(role=role).filter(role=Fold(Value(title)))

    def in_language(self, code: str) -> Self:
        """Worded in the language (BCP 47): ``es`` includes ``es-EC``."""
        return self.filter(Q(language__iexact=code) | Q(language__istartswith=f"{code}-"))

    def published_between(self, first: datetime | None, last: datetime | None) -> Self:
        """Published between two instants (both included; None: open)."""
        return self._between("published_at", first, "published_at", last)

    def with_status(self, *statuses: str) -> Self:
        """Signed with this status; a claim under review again has none in force."""
        return self.filter(status__in=statuses, standing=Standing.SIGNED)

    def on_topic(self, slug: str) -> Self:
        return self.filter(topics__contains=[slug])

    def in_source(self, source_id: int) -> Self:
        return self.filter(sources__contains=[source_id])

    def from_publisher(self, publisher_id: Any) -> Self:
        return self.filter(publishers__contains=[publisher_id])

    def contradicting(self, claim_id: int) -> Self:
        """None for a claim that may no longer be named, though past rows have its number."""
        named = self.model._default_manager.may_be_named().filter(claim=claim_id)
        return self.filter(Exists(named), contradicts__contains=[claim_id])

    def contradicted(self) -> Self:
        """In a contradiction; a past row with a claim that may be named today."""
        named = self.model._default_manager.may_be_named()
        is_named = Exists(named.filter(IsOneOf(F("claim"), OuterRef("contradicts"))))
        return self.exclude(contradicts=[]).filter(Q(shown_until__isnull=True) | is_named)

    def naming_speaker(self, speaker_id: Any) -> Self:
        """Naming the speaker or anyone merged into them: as speaker, relay or organisation."""
        return self.filter(speakers__overlap=self._same_as(speaker_id))

    def naming_source(self, source_id: Any) -> Self:
        """Naming the source: the claim appears there, or evidence is from there."""
        return self._naming("publication_sources", source_id)

    def naming_publisher(self, publisher_id: Any) -> Self:
        """Naming the publisher of such a source."""
        return self._naming("publication_publishers", publisher_id)

    def _naming(self, function: str, number: Any) -> Self:
        named = Func("body", function=function, output_field=self._field("sources"))
        return self.alias(named=named).filter(named__contains=[number])

    def _same_as(self, speaker_id: Any) -> Func:
        return Func(speaker_id, function="merged_speakers", output_field=self._field("speakers"))

    def _field(self, name: str) -> "models.Field[Any, Any]":
        field: models.Field[Any, Any] = self.model._meta.get_field(name)
        return field


class WebhookQuerySet(models.QuerySet[Any]):
    def receiving(self, event: str) -> Self:
        """The active webhooks that receive such an event."""
        return self.filter(state=WebhookState.ACTIVE, events__contains=[event])


class NoticeQuerySet(models.QuerySet[Any]):
    def to(self, person_id: int) -> Self:
        return self.filter(person=person_id)

    def unseen(self) -> Self:
        return self.filter(seen_at__isnull=True)
