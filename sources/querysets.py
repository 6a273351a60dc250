import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL

from newsroom.querysets import LookAlikeKey
from sources.choices import UNPOOLED, ArchiveService, Judged

LIKE_AT_MOST = 40  # similar names that are compared further


class Fold(Func):
    """The text without case and accents, by PostgreSQL's ``fold(text)``."""

    function = "fold"
    arity = 1
    output_field = models.TextField()


class NameKey(Func):
    """A folded name without hyphens, stops and quotes, by PostgreSQL's ``name_key(text)``."""

    function = "name_key"
    arity = 1
    output_field = models.TextField()


class _BareName(Func):
    """A key without the small words that addresses leave out."""

    function = "bare_name"
    arity = 1
    output_field = models.TextField()


class _NearName(Func):
    """The first letter and the last word of a key."""

    function = "near_name"
    arity = 1
    output_field = models.TextField()


def has_words(column: str, words: str) -> Func:
    """Whether the column has all of the words, in any case and accents; an index has those of names."""
    return Func(
        *(Fold(column), Fold(Value(words))),
        template="(to_tsvector('simple'::regconfig, %(expressions)s))",
        arg_joiner=") @@ websearch_to_tsquery('simple'::regconfig, ",
        output_field=models.BooleanField(),
    )


# Before a title these make it another one: a vice president is no president.
_ANOTHER = "vice|deputy|former|ex|acting|assistant|lieutenant|vicepresident[ea]|subsecretari[oa]"


def is_title(column: str, words: str) -> Q:
    """Whether the column's title has the words: "president" in "U.S. President", not in "Vice President"."""
    plain = unicodedata.normalize("NFKD", words)
    parts = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)).lower())
    if not parts:
        return Q(pk__in=[])
    wanted = r"\m" + r"\W+".join(parts) + r"\M"
    matches = [
        _Matches(Fold(column), Value(pattern))
        for pattern in (wanted, rf"\m({_ANOTHER})\W+{wanted}")
    ]
    return Q(matches[0]) & ~Q(matches[1])


class _Matches(Func):
    """A regular expression; an index of trigrams answers it."""

    template = "(%(expressions)s)"
    arg_joiner = " ~ "
    output_field = models.BooleanField()


class AreWebAddresses(Func):
    """Whether each of the addresses is one as the forms accept them, by ``are_web_addresses(text[])``."""

    function = "are_web_addresses"
    arity = 1
    output_field = models.BooleanField()


class PublisherQuerySet(models.QuerySet[Any]):
    def called(self, name: str) -> Self:
        """Publishers with this name, or one that readers can't tell from it."""
        return self.alias(key=LookAlikeKey("name")).filter(key=LookAlikeKey(Value(name)))

    def looking_like(self, publisher: Any) -> Self:
        """Other publishers with a name that readers can't tell from this one's."""
        return self.called(publisher.name).exclude(pk=publisher.pk).order_by("pk")


class SpeakerQuerySet(models.QuerySet[Any]):
    def named(self, words: str) -> Self:
        """Speakers with the words in a name or alias, in any case or accents."""
        return self.filter(self._alias(folded__contains=Fold(Value(words))))

    def called(self, name: str) -> Self:
        """Speakers with exactly this name or alias, in any case or accents."""
        return self.filter(self._alias(folded=Fold(Value(name))))

    def with_name_key(self, key: str) -> Self:
        """Speakers with a name or alias of this :class:`NameKey`."""
        return self.filter(pk__in=self._keyed_aliases().filter(key=key).values("speaker"))

    def nearly_named(self, key: str) -> Self:
        """Speakers with a name or alias that may be another form of the name with this key."""
        close = Q(bare=_BareName(Value(key))) | Q(likeness__gte=0.5)
        near = Q(near=_NearName(Value(key))) & close
        # An archive's address may have one letter of the last name: "bernie-s". Few names have.
        if re.fullmatch(r"[^ ]{2,} [^ ]", key):
            near |= Q(key__startswith=key, key__regex=r"^[^ ]+ [^ ]{2,}$")
        aliases = self._keyed_aliases().alias(
            near=_NearName("key"), bare=_BareName("key"), likeness=TrigramSimilarity("key", key)
        )
        return self.filter(pk__in=aliases.filter(near).values("speaker"))

    def resembling(self, words: str, *, protected: bool = False) -> Self:
        """Speakers with names similar to the words, misspelt or half typed; the most similar first.

        Each with ``likeness``, from 0 to 1. Names of merged speakers find the one they were merged
        into; names of protected speakers count only with ``protected``.
        """
        found = RawSQL(
            "SELECT speakers_with_similar_names(%s, %s, %s)", [words, protected, LIKE_AT_MOST]
        )
        return self.filter(pk__in=found).most_like(words, protected=protected)

    def most_like(self, words: str, *, protected: bool = False) -> Self:
        """In the order of :meth:`resembling`, with its ``likeness``."""
        likeness = Func(
            *("pk", Value(words), Value(protected)),
            function="name_similarity",
            output_field=models.FloatField(),
        )
        return self.annotate(likeness=likeness).order_by("-likeness", "pk")

    def looking_like(self, speaker: Any) -> Self:
        """Other speakers with a name that readers can't tell from one of this speaker's."""
        names = self.model._meta.get_field("aliases").related_model._default_manager
        keys = list(names.filter(speaker=speaker).values_list(LookAlikeKey("name"), flat=True))
        alike = names.alias(key=LookAlikeKey("name")).filter(key__in=keys)
        return self.filter(pk__in=alike.exclude(speaker=speaker).values("speaker")).order_by("pk")

    def _alias(self, **condition: Any) -> Exists:
        aliases = self.model._meta.get_field("aliases").related_model
        return Exists(aliases._default_manager.filter(speaker=OuterRef("pk"), **condition))

    def _keyed_aliases(self) -> Any:
        aliases = self.model._meta.get_field("aliases").related_model
        return aliases._default_manager.alias(key=NameKey("folded"))

    def pooled(self) -> Self:
        """Speakers that can have a page: not anonymous, unattributed or an article's voice."""
        return self.exclude(kind__in=UNPOOLED)

    def nameable(self) -> Self:
        """Speakers whose name the public may see."""
        return self.pooled().filter(protected=False)

    def same_as(self, speaker_id: int) -> Self:
        """The speaker and all that are merged with it."""
        return self.filter(pk__in=RawSQL("SELECT unnest(merged_speakers(%s))", [speaker_id]))

    def with_merged(self) -> list[int]:
        """The ids of these speakers and of all that are merged with them."""
        return sorted({number for each in self.merged_ids() for number in each})

    def merged_ids(self) -> Any:
        """Of each speaker the ids of it and of all that are merged with it."""
        same = Func(
            "pk", function="merged_speakers", output_field=ArrayField(models.IntegerField())
        )
        return self.order_by().values_list(same, flat=True)

    def standing_for(self) -> Self:
        """The speakers that these are merged into, or they themselves."""
        leads = Func("pk", function="canonical_speaker", output_field=models.BigIntegerField())
        found: Self = self.model._default_manager.filter(pk__in=self.values(leads_to=leads))
        return found

    def unmerged(self) -> Self:
        """Without speakers that are merged into another."""
        merges = self.model._meta.get_field("merges").related_model
        return self.exclude(
            Exists(merges._default_manager.filter(merged=OuterRef("pk"), undone_at__isnull=True))
        )


def _contains_a_protected_name(field: str) -> Any:
    return Func(field, function="contains_a_protected_name", output_field=models.BooleanField())


class AliasQuerySet(models.QuerySet[Any]):
    def without_protected_names(self) -> Self:
        """Those that the public may read on somebody else's page."""
        return self.exclude(_contains_a_protected_name("name"))

    def called(self, name: str) -> Self:
        """Exactly this name, in any case or accents."""
        return self.filter(folded=Fold(Value(name)))


class RoleQuerySet(models.QuerySet[Any]):
    def without_protected_names(self) -> Self:
        """Those that the public may read on somebody else's page."""
        found = self.exclude(_contains_a_protected_name("title"))
        named = models.Q(organisation__isnull=False, organisation__protected=False)
        return found.exclude(named & models.Q(_contains_a_protected_name("organisation__name")))

    def titled(self, words: str) -> Self:
        """Posts with these words in their title, one after the other, in any case or accents."""
        return self.filter(is_title("title", words))

    def held(self, speaker: Any, first: Any, last: Any) -> Self:
        """The speaker's posts whose period overlaps the days; accepts columns of an outer query.

        For unknown days only posts of unknown period.
        """
        days = Func(first, last, Value("[]"), function="daterange", output_field=DateRangeField())
        known = ExpressionWrapper(first, output_field=models.DateField())
        ever = Q(known__isnull=True, period__lower_inf=True, period__upper_inf=True)
        return self.alias(known=known).filter(
            Q(known__isnull=False, period__overlap=days) | ever, speaker=speaker
        )


class SourceQuerySet(models.QuerySet[Any]):
    def with_names(self) -> Self:
        return self.select_related("publisher", "syndicated_from")


class SnapshotQuerySet(models.QuerySet[Any]):
    def copies_of(self, snapshot: Any) -> Self:
        """Other captures of its source and of syndicated copies, and the same text anywhere."""
        # The source, what it was syndicated from, and all that was syndicated from that.
        together = RawSQL(
            """
            WITH RECURSIVE together(id) AS (
              SELECT source_origin(%s)
              UNION SELECT s.id FROM sources_source s JOIN together t ON s.syndicated_from_id = t.id)
            SELECT id FROM together
            """,
            [snapshot.source_id],
        )
        same = models.Q(source__in=together) | models.Q(text_sha256=snapshot.text_sha256)
        return self.filter(same).exclude(pk=snapshot.pk)

    def without_text(self) -> Self:
        return self.defer("text")

    def unstamped_by(self, authorities: Sequence[str]) -> Self:
        """Those that at least one of these authorities has not stamped."""
        stamps = self.model._meta.apps.get_model("sources", "timestamp")._default_manager.stamps()
        stamped = [
            Exists(stamps.filter(snapshot=OuterRef("pk"), authority=each)) for each in authorities
        ]
        return self.exclude(*stamped) if stamped else self.none()

    def latest_first(self) -> Self:
        return self.order_by(F("captured_at").desc(), "-pk")

    def last_seen(self) -> Self:
        """For each source the snapshot whose text it last had."""
        last = Func("source", function="source_last_seen", output_field=models.BigIntegerField())
        return self.filter(pk=last)


class AnchorCheckQuerySet(models.QuerySet[Any]):
    """Checks of quotes against later snapshots."""

    def current(self) -> Self:
        """Checks against the text that the source last had."""
        last = Func(
            "snapshot__source", function="source_last_seen", output_field=models.BigIntegerField()
        )
        return self.filter(later=last)

    def changed(self) -> Self:
        """Checks that found the quoted words altered or gone."""
        return self.filter(verdict__in=[Judged.ALTERED, Judged.GONE])

    def unsettled(self) -> Self:
        """Checks without an editor's note on what the change means."""
        return self.filter(settled_at__isnull=True)


class TakedownQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Takedowns in force."""
        return self.filter(lifted_at__isnull=True)

    def of(self, snapshot: str) -> Exists:
        """Whether there is one of the snapshot in this column of an outer query."""
        return Exists(self.filter(snapshot=OuterRef(snapshot)))


class TranscriptQuerySet(models.QuerySet[Any]):
    def times_of(self, places: Iterable[tuple[int, int, int]]) -> list[tuple[int, int] | None]:
        """When the words at each place (snapshot, start, end) are spoken: first and last millisecond.

        None where no cue has them. One query for any number of places.
        """
        given = list(places)
        columns = [list(column) for column in zip(*given, strict=True)] or [[], [], []]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT t.start_ms, t.end_ms FROM unnest(%s::bigint[], %s::int[], %s::int[])"
                " WITH ORDINALITY p(snapshot, first, upto, at), quote_time(p.snapshot, p.first, p.upto) t"
                " ORDER BY p.at",
                columns,
            )
            return [None if first is None else (first, last) for first, last in cursor.fetchall()]


class TimeStampQuerySet(models.QuerySet[Any]):
    def stamps(self) -> Self:
        return self.filter(token__isnull=False)

    def unresolved(self) -> Self:
        """Failures of authorities that have not stamped the snapshot since, the first of each."""
        failed = self.filter(token__isnull=True)
        own = {"snapshot": OuterRef("snapshot"), "authority": OuterRef("authority")}
        earlier = self.model._default_manager.filter(
            token__isnull=True, pk__lt=OuterRef("pk"), **own
        )
        stamped = self.model._default_manager.filter(token__isnull=False, **own)
        return failed.exclude(Exists(stamped)).exclude(Exists(earlier))


class ArchivedCopyQuerySet(models.QuerySet[Any]):
    def kept(self) -> Self:
        """Without those that somebody removed."""
        return self.filter(removed_at__isnull=True)

    def for_readers(self) -> Self:
        """Those that the public may follow: none of a source of which a text is taken down."""
        takedowns = self.model._meta.apps.get_model("sources", "takedown")._default_manager
        taken_down = takedowns.standing().filter(snapshot__source=OuterRef("source"))
        linked = self.kept().exclude(service=ArchiveService.ARCHIVE_TODAY)
        return linked.exclude(Exists(taken_down))
