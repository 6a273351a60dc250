"""The words in which claims are asked for: the same on working claims and on publications."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL

from claims.choices import (
    CONCLUDED,
    LISTED,
    OPEN,
    Bears,
    Direction,
    RelationKind,
    RelationState,
    Standing,
    WebhookState,
)
from claims.search.conditions import answers, holds, likeness, row_holds
from sources.querysets import Fold

ClaimOrPublication = TypeVar("ClaimOrPublication", bound="models.QuerySet[Any]")


class IsOneOf(Func):
    """Whether the first is in the second, an array."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


def _said_by(queryset: "ClaimOrPublication", speaker_ids: Sequence[int]) -> "ClaimOrPublication":
    # Of one number an index has the rows in order; those of several have to be sorted.
    if len(speaker_ids) == 1:
        return queryset.filter(speaker=speaker_ids[0])
    return queryset.filter(speaker__in=speaker_ids)


def _same_as(speaker_ids: tuple[int, ...]) -> RawSQL:
    # Worked out once, not for every row: an uncorrelated subquery.
    return RawSQL(
        "SELECT unnest(merged_speakers(one)) FROM unnest(%s::bigint[]) one", [list(speaker_ids)]
    )


ORDER_OF_WORK = (F("priority").desc(), F("due_on").asc(nulls_last=True), "pk")


class ClaimQuerySet(models.QuerySet[Any]):
    """Working claims, in their present state."""

    def by_speaker(self, *speaker_ids: int) -> Self:
        """Said by one of the speakers, or by one that a standing merge makes the same."""
        return self.filter(speaker__in=_same_as(speaker_ids))

    def said_by(self, speaker_ids: Sequence[int]) -> Self:
        """Said by exactly these: who are one by merges is known already."""
        return _said_by(self, speaker_ids)

    def worded(self, words: str) -> Self:
        """Full text of the wording alone: words, phrases, ``or``. Any input is fine.

        What is left out (-word) must stand nowhere, neither in a quote.
        """
        wording = Func(
            F("words__search"),
            template="ts_filter(%(expressions)s, '{a}')",
            output_field=SearchVectorField(),
        )
        # An index answers the first; of what it finds, the second keeps what is of the wording.
        return self.alias(wording=wording).filter(
            holds("words__search", "words__language", words),
            row_holds("wording", "words__language", words),
        )

    def matching(self, words: str) -> Self:
        """What the words ask for (see ``claims.search.query``): of wording, speaker's name and quotes."""
        return self.filter(answers(words, "words__search", "words__amounts", "words__language"))

    def holding(self, words: str, besides: Q) -> Self:
        """The same, each claim looked at by itself, and those that are asked for besides.

        For words so common that the first claims of a list, in the list's own order, hold them.
        """
        own = self.model._meta.get_field("words").related_model._default_manager.filter(
            claim=OuterRef("pk")
        )
        looked_at = self.alias(
            its_search=Subquery(own.values("search")), its_amounts=Subquery(own.values("amounts"))
        )
        return looked_at.filter(answers(words, "its_search", "its_amounts", by=row_holds) | besides)

    def with_likeness(self, words: str) -> Self:
        """Each with ``likeness``, the more the better it answers the words."""
        return self.annotate(likeness=likeness("words__search", words, "words__language"))

    def in_role(self, title: str) -> Self:
        """Said by someone who then held a post of this title, whatever case or accents."""
        speakers = self.model._meta.get_field("speaker").related_model
        held = speakers._meta.get_field("roles").related_model._default_manager.titled(title)
        then = held.held(OuterRef("speaker"), OuterRef("said_from"), OuterRef("said_to"))
        return self.filter(Exists(then), speaker__in=held.values("speaker"))

    def said_between(self, first: date | None, last: date | None) -> Self:
        """May have been said on a day of the range (both ends included; None: open)."""
        found = self
        if first is not None:
            found = found.filter(said_to__gte=first)
        if last is not None:
            found = found.filter(said_from__lte=last)
        return found

    def published_between(self, first: datetime | None, last: datetime | None) -> Self:
        """What the public was last told of it, it was told between these instants."""
        publications = self.model._meta.get_field("publications").related_model
        told = publications._default_manager.current().published_between(first, last)
        return self.filter(Exists(told.filter(claim=OuterRef("pk"))))

    def with_status(self, *statuses: str) -> Self:
        return self.filter(status__in=statuses)

    def concluded(self) -> Self:
        return self.filter(status__in=CONCLUDED)

    def open(self) -> Self:
        """Somebody has work with them: unreviewed, in review or awaiting sign-off."""
        return self.filter(status__in=OPEN)

    def in_order_of_work(self) -> Self:
        """What is taken up first comes first: by priority, then what is due, then the oldest."""
        return self.order_by(*ORDER_OF_WORK)

    def with_attribution(self, *attributions: str) -> Self:
        return self.filter(attribution__in=attributions)

    def of_nature(self, nature: str) -> Self:
        return self.filter(nature=nature)

    def on_topic(self, slug: str) -> Self:
        return self.filter(self._has("topics__claims", Q(topics__slug=slug)))

    def in_source(self, source_id: int) -> Self:
        return self.filter(self._has("appearances", Q(appearances__snapshot__source=source_id)))

    def in_sources(self, source_ids: list[int]) -> Self:
        return self.filter(
            self._has("appearances", Q(appearances__snapshot__source__in=source_ids))
        )

    def from_publisher(self, publisher_id: int) -> Self:
        return self.filter(
            self._has("appearances", Q(appearances__snapshot__source__publisher=publisher_id))
        )

    def counting(self, low: Decimal | None, high: Decimal | None, unit: str | None = None) -> Self:
        """With a quantity that meets the range (None: open), in the unit if one is given."""
        return self.filter(self._has("quantities", _quantity("quantities__", low, high, unit)))

    def contradicting(self, claim_id: int) -> Self:
        """In a confirmed contradiction with the claim."""
        confirmed = Q(kind=RelationKind.CONTRADICTS, state=RelationState.CONFIRMED)
        relations = self.model._meta.get_field("relations_out").related_model
        edges = relations._default_manager.filter(confirmed)
        return self.filter(
            Exists(edges.filter(from_claim=OuterRef("pk"), to_claim=claim_id))
            | Exists(edges.filter(to_claim=OuterRef("pk"), from_claim=claim_id))
        )

    def contradicted(self) -> Self:
        """In any confirmed contradiction."""
        relations = self.model._meta.get_field("relations_out").related_model
        edges = relations._default_manager.filter(
            kind=RelationKind.CONTRADICTS, state=RelationState.CONFIRMED
        )
        return self.filter(
            Exists(edges.filter(from_claim=OuterRef("pk")))
            | Exists(edges.filter(to_claim=OuterRef("pk")))
        )

    def changed_at_source(self) -> Self:
        """Quoting words that the source no longer has so, and nobody has said what that means."""
        # From the few that changed to their claims.
        return self.filter(pk__in=self._changed_anchors().values("claim"))

    def with_source_changed(self) -> Self:
        """Each with ``source_changed``: an anchor of it that did so, or None; for a page of a list."""
        own = self._changed_anchors().filter(claim=OuterRef("pk")).order_by("pk")
        # Not Exists, for which PostgreSQL would look through all that changed.
        return self.annotate(source_changed=Subquery(own.values("pk")[:1]))

    def _changed_anchors(self) -> models.QuerySet[Any]:
        appearances = self.model._meta.get_field("appearances").related_model
        anchors = appearances._meta.get_field("anchors").related_model._default_manager
        snapshots = anchors.model._meta.get_field("snapshot").related_model
        checks = snapshots._meta.get_field("anchor_checks").related_model._default_manager
        there = {name: OuterRef(name) for name in ("snapshot", "start", "end")}
        changed: models.QuerySet[Any] = anchors.filter(
            Exists(checks.current().changed().unsettled().filter(**there))
        )
        return changed

    def _has(self, path: str, condition: Q) -> Exists:
        # A subquery, not a join: no row doubles and no DISTINCT is needed.
        return Exists(self.model._default_manager.filter(condition, pk=OuterRef("pk")))


def _quantity(prefix: str, low: Decimal | None, high: Decimal | None, unit: str | None) -> Q:
    condition = Q(**{f"{prefix}pk__isnull": False})
    if low is not None:
        condition &= Q(**{f"{prefix}high__gte": low})
    if high is not None:
        condition &= Q(**{f"{prefix}low__lte": high})
    if unit:
        condition &= Q(**{f"{prefix}unit__iexact": unit})
    return condition


class ClaimWordsQuerySet(models.QuerySet[Any]):
    """What claims are found by, without the claims."""

    def matching(self, words: str) -> Self:
        """Those of the claims that ``ClaimQuerySet.matching`` finds."""
        return self.filter(answers(words, "search", "amounts"))

    def with_likeness(self, words: str) -> Self:
        """Each with ``likeness``, the more the better it answers the words."""
        return self.annotate(likeness=likeness("search", words))


class RelationQuerySet(models.QuerySet[Any]):
    def of(self, *claim_ids: int) -> Self:
        """With one of the claims at either end."""
        return self.filter(Q(from_claim__in=claim_ids) | Q(to_claim__in=claim_ids))

    def confirmed(self) -> Self:
        return self.filter(state=RelationState.CONFIRMED)

    def signed(self) -> Self:
        return self.confirmed().filter(signed_in__isnull=False)


class EvidenceQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(private=False)

    def on(self, bears: Bears, *directions: Direction) -> Self:
        return self.filter(bears_on=bears, direction__in=directions)


class ExternalReviewQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """What a publication of the claim would say."""
        return self.filter(left_out=False)


class PublicationQuerySet(models.QuerySet[Any]):
    """What the public may see. Everything public starts with ``listed`` or ``as_of``."""

    def current(self) -> Self:
        """Each claim's last row, tombstones and hidden ones included."""
        return self.filter(shown_until__isnull=True)

    def listed(self) -> Self:
        """What lists hold now: signed, or signed and under review again."""
        return self.current().filter(withheld=False, standing__in=LISTED)

    def readable(self) -> Self:
        """What one who knows a claim's number may read of it now: listed rows and tombstones."""
        return self.current().filter(withheld=False).exclude(standing=Standing.HIDDEN)

    def as_of(self, moment: datetime, number: int | None = None) -> Self:
        """What lists held at an instant, by what may be shown of it today (see ``served``).

        ``number``, of the last publication by then, spares looking at the later ones.
        """
        return self._standing(moment, number).filter(withheld=False, standing__in=LISTED)

    def readable_as_of(self, moment: datetime, number: int | None = None) -> Self:
        """``readable`` at an instant, by what may be shown of it today (see ``served``)."""
        return (
            self._standing(moment, number).filter(withheld=False).exclude(standing=Standing.HIDDEN)
        )

    def once_listed(self) -> Self:
        """What lists held on an earlier day, of which anybody may still read."""
        return self.filter(shown_until__isnull=False, withheld=False, standing__in=LISTED)

    def since(self, number: int) -> Self:
        """Every later publication, in order, whatever may be shown of it (see ``served``).

        Nothing is missed by one who goes on from the last number: a number becomes visible after
        all lower ones.
        """
        return self.filter(number__gt=number).order_by("number")

    def _standing(self, moment: datetime, number: int | None) -> Self:
        found = self.filter(
            Q(shown_until__isnull=True) | Q(shown_until__gt=moment), published_at__lte=moment
        )
        return found if number is None else found.filter(number__lte=number)

    def served(self) -> Self:
        """Each with ``served``: the body as it may be shown today, None where it may not be.

        It is the row's own, less the relations of a past row to claims that may no longer be named.
        """
        return self.annotate(
            served=Func(
                F("body"),
                F("shown_until"),
                F("withheld"),
                function="served_body",
                output_field=models.TextField(null=True),
            )
        )

    def may_be_named(self, claim_id: int) -> Self:
        """The claim's current row, unless it is hidden, held or a tombstone without wording."""
        return self.current().filter(claim=claim_id, withheld=False).exclude(text="")

    def by_speaker(self, *speaker_ids: int) -> Self:
        return self.filter(speaker__in=_same_as(speaker_ids))

    def said_by(self, speaker_ids: Sequence[int]) -> Self:
        """Said by exactly these: who are one by merges is known already."""
        return _said_by(self, speaker_ids)

    def of_one_with(self, speaker_id: Any) -> Self:
        """Said by one whom standing merges make this speaker, of whom an outer query may say."""
        same = Func(speaker_id, function="merged_speakers", output_field=self._field("speakers"))
        return self.filter(IsOneOf(F("speaker"), same))

    def matching(self, words: str) -> Self:
        """What the words ask for (see ``claims.search.query``): of wording, speaker's name and quotes."""
        amounts = Func("body", function="publication_amounts", output_field=self._field("topics"))
        return self.alias(amounts=amounts).filter(answers(words, "search", "amounts"))

    def with_likeness(self, words: str) -> Self:
        """Each with ``likeness``, the more the better it answers the words."""
        return self.annotate(likeness=likeness("search", words))

    def in_role(self, title: str) -> Self:
        """Said by someone who then held a post of this title, whatever case or accents."""
        role = Func("body", function="publication_role", output_field=models.TextField())
        return self.alias(role=role).filter(role=Fold(Value(title)))

    def in_language(self, code: str) -> Self:
        """Worded in the language (BCP 47), whatever more of it is stated: ``es`` has ``es-EC``."""
        return self.filter(Q(language__iexact=code) | Q(language__istartswith=f"{code}-"))

    def said_between(self, first: date | None, last: date | None) -> Self:
        found = self
        if first is not None:
            found = found.filter(said_to__gte=first)
        if last is not None:
            found = found.filter(said_from__lte=last)
        return found

    def published_between(self, first: datetime | None, last: datetime | None) -> Self:
        """Published between two instants (both included; None: open)."""
        found = self
        if first is not None:
            found = found.filter(published_at__gte=first)
        if last is not None:
            found = found.filter(published_at__lte=last)
        return found

    def with_status(self, *statuses: str) -> Self:
        """Signed with this status; a claim under review again has none in force."""
        return self.filter(status__in=statuses, standing=Standing.SIGNED)

    def with_attribution(self, *attributions: str) -> Self:
        return self.filter(attribution__in=attributions)

    def of_nature(self, nature: str) -> Self:
        return self.filter(nature=nature)

    def on_topic(self, slug: str) -> Self:
        return self.filter(topics__contains=[slug])

    def in_source(self, source_id: int) -> Self:
        return self.filter(sources__contains=[source_id])

    def from_publisher(self, publisher_id: Any) -> Self:
        return self.filter(publishers__contains=[publisher_id])

    def counting(self, low: Decimal | None, high: Decimal | None, unit: str | None = None) -> Self:
        quantities = self.model._meta.get_field("quantities").related_model
        condition = _quantity("", low, high, unit)
        return self.filter(
            Exists(quantities._default_manager.filter(condition, publication=OuterRef("pk")))
        )

    def contradicting(self, claim_id: int) -> Self:
        """Nothing for a claim that may no longer be named, though past rows hold its number."""
        named = self.model._default_manager.may_be_named(claim_id)
        return self.filter(Exists(named), contradicts__contains=[claim_id])

    def naming_speaker(self, speaker_id: Any) -> Self:
        """Naming one whom standing merges make this speaker: as speaker, relay or organisation."""
        same = Func(speaker_id, function="merged_speakers", output_field=self._field("speakers"))
        return self.filter(speakers__overlap=same)

    def naming_source(self, source_id: Any) -> Self:
        """Naming the source: the claim appears there, or evidence is from there."""
        return self._naming("publication_sources", source_id)

    def naming_publisher(self, publisher_id: Any) -> Self:
        """Naming the publisher of such a source."""
        return self._naming("publication_publishers", publisher_id)

    def _naming(self, function: str, number: Any) -> Self:
        named = Func("body", function=function, output_field=self._field("sources"))
        return self.alias(named=named).filter(named__contains=[number])

    def _field(self, name: str) -> "models.Field[Any, Any]":
        field: models.Field[Any, Any] = self.model._meta.get_field(name)
        return field

    def contradicted(self) -> Self:
        """In a contradiction; a past row with a claim that may be named today."""
        named = self.model._default_manager.current().filter(withheld=False).exclude(text="")
        other = IsOneOf(F("claim"), OuterRef("contradicts"))
        is_named = Exists(named.filter(other))
        return self.exclude(contradicts=[]).filter(Q(shown_until__isnull=True) | is_named)


class WebhookQuerySet(models.QuerySet[Any]):
    def hearing(self, event: str) -> Self:
        """Those that are told of such an event now."""
        return self.filter(state=WebhookState.ACTIVE, events__contains=[event])


class NoticeQuerySet(models.QuerySet[Any]):
    def to(self, person_id: int) -> Self:
        return self.filter(person=person_id)

    def unseen(self) -> Self:
        return self.filter(seen_at__isnull=True)
