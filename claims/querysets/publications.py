"""Publications: what the public may see, now and on earlier days."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.lookups import GreaterThan
from django.utils.text import slugify

from claims.choices import LISTED, Standing
from claims.querysets.statements import IsOneOf, StatementQuerySet
from claims.search.conditions import matches
from claims.search.query import SearchQuery
from sources.querysets import Fold

# How many of the claims that contradict it may be named. That is all, unless claims wait to be published again.
CONTRADICTIONS = Func(
    "contradicts",
    template="""CASE WHEN EXISTS (SELECT FROM claims_claimtoshow)
        THEN (SELECT count(*)::int FROM unnest(%(expressions)s) c WHERE may_be_named(c))
        ELSE cardinality(%(expressions)s) END""",
    output_field=models.IntegerField(),
)
MOST_TITLES = 500  # of posts that have the words of a role typed


class _Served(Func):
    """The body as it may be shown today (claims/sql/served_body.sql).

    The function leaves a current body as it is unless claims wait to be published again; not to call it
    for each row of a list takes half the time.
    """

    def __init__(self) -> None:
        text = models.TextField(null=True)
        super().__init__("body", "shown_until", "withheld", output_field=text)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        columns = [compiler.compile(each)[0] for each in self.get_source_expressions()]
        body, shown_until, withheld = columns
        sql = (
            f"CASE WHEN {shown_until} IS NULL AND NOT {withheld}"
            " AND NOT EXISTS (SELECT FROM claims_claimtoshow)"
            f" THEN {body} ELSE served_body({body}, {shown_until}, {withheld}) END"
        )
        return sql, []


SERVED = _Served()


class PublicationQuerySet(StatementQuerySet):
    """What the public may see. Everything public starts with ``listed`` or ``as_of``."""

    def current(self) -> Self:
        """Each claim's last row, withdrawn and hidden ones included."""
        return self.filter(shown_until__isnull=True)

    def listed(self) -> Self:
        """The rows in lists now: signed, or signed and under review again."""
        return self.current().filter(withheld=False, standing__in=LISTED)

    def hidden_now(self) -> Self:
        """The rows of claims that are hidden now: by a hold, or because they say a protected name."""
        return self.current().filter(standing=Standing.HIDDEN).order_by()

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

    def reopened_for(self, reason_kind: str) -> Self:
        return self.filter(reason_kind=reason_kind)

    def latest_first(self) -> Self:
        """By the day when the conclusion was signed or changed: a translation, a minor edit or a related claim
        that appears or disappears lifts nothing."""
        return self.order_by("-conclusion_id")

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

        A past row's body lacks the relations to claims that may no longer be named; so does a current one
        while claims wait to be published again.
        """
        return self.annotate(served=SERVED)

    def may_be_named(self) -> Self:
        """Current rows, unless hidden, held or withdrawn without wording."""
        return self.current().filter(withheld=False).exclude(text="")

    def by_speaker_or_merged(self, speaker_id: Any) -> Self:
        """By this speaker or anyone merged into them; accepts an OuterRef."""
        return self.filter(IsOneOf(F("speaker"), self._same_as(speaker_id)))

    def matching(self, words: str | SearchQuery) -> Self:
        amounts = Func("body", function="publication_amounts", output_field=self._field("topics"))
        return self.alias(amounts=amounts).filter(matches(words, *self.columns))

    def in_role(self, title: str) -> Self:
        """By someone who then held a post with these words in its title (``is_title``)."""
        role = Func("body", function="publication_role", output_field=models.TextField())
        titles = self._related("speaker", "roles").titled(title).order_by()
        known = titles.values_list(Fold("title"), flat=True).distinct()[:MOST_TITLES]
        return self.alias(role=role).filter(role__in=[Fold(Value(title)), *known])

    def in_language(self, code: str) -> Self:
        """Worded in the language (BCP 47): ``es`` includes ``es-EC``."""
        return self.filter(Q(language__iexact=code) | Q(language__istartswith=f"{code}-"))

    def published_between(self, first: datetime | None, last: datetime | None) -> Self:
        """Published between two instants (both included; None: open)."""
        return self._between("published_at", first, "published_at", last)

    def with_status(self, *statuses: str) -> Self:
        """Signed with this status; a claim under review again has none in force."""
        return self.filter(status__in=statuses, standing=Standing.SIGNED)

    def labelled(self, key: str) -> Self:
        """Signed with the newsroom's own label of this slug, also with an earlier text of it.

        A claim under review again has none in force.
        """
        found = self.filter(export_row__label_key=key, standing=Standing.SIGNED)
        return found.exclude(export_row__label_key="")

    def about(self, topic: str) -> Self:
        """On the topic of this slug or name: as listed publications name it, or as its slug is made."""
        slugs = [topic, slugify(topic)]
        known = self._related("named_topics", "topic")
        if not known.filter(slug__in=slugs).exists():
            slugs += known.called(topic, self.model._default_manager.listed())
        return self.filter(topics__overlap=slugs)

    def has_topic(self, topic: str) -> bool:
        """Whether one of these is on the topic of this slug or name."""
        return self.about(topic).exists()

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
        """In a contradiction with a claim that may be named today."""
        named = self.model._default_manager.may_be_named()
        is_named = Exists(named.filter(IsOneOf(F("claim"), OuterRef("contradicts"))))
        is_current = Q(GreaterThan(CONTRADICTIONS, 0), shown_until__isnull=True)
        return self.exclude(contradicts=[]).filter(is_current | is_named)

    def naming_speaker(self, speaker_id: Any) -> Self:
        """Naming the speaker or anyone merged into them: as speaker, relay or organisation."""
        return self.filter(speakers__overlap=self._same_as(speaker_id))

    def naming_source(self, source_id: Any) -> Self:
        """Naming the source: the claim appears there, or evidence is from there."""
        return self.filter(named_sources__source=source_id)

    def naming_publisher(self, publisher_id: Any) -> Self:
        """Naming the publisher of such a source."""
        return self.filter(named_publishers__publisher=publisher_id)

    def naming_topic(self, topic_id: Any) -> Self:
        """On the published topic of this number; in the order of their numbers an index has them."""
        return self.filter(named_topics__topic=topic_id)

    def _same_as(self, speaker_id: Any) -> Func:
        return Func(speaker_id, function="merged_speakers", output_field=self._field("speakers"))

    def _field(self, name: str) -> "models.Field[Any, Any]":
        field: models.Field[Any, Any] = self.model._meta.get_field(name)
        return field
