"""The search of the queue: the site's rules, over the claims of a tab that meet its filters.

A claim is found also by its number or the address of its source. Words order the claims as on the
site; in a list too long to be sorted the tab's own order remains.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, Q, Value, When

from claims.matching import misspelt, nearest
from claims.matching.named import named
from claims.models import Claim, ExternalReview, SearchWords
from claims.models.matching import Scope
from claims.search import typed_days
from claims.search.query import LONGEST, SearchQuery, clean
from claims.search.speakers import meant, similar_speakers
from claims.search.synonyms import parsed
from claims.search.typed_days import TypedDays
from newsroom.admin.fields import number_of
from sources.models import Source, Speaker
from sources.querysets import Fold

NAMED = 1_000  # speakers or sources that a search considers
FEW = 2_000  # matching claims that are looked up first, and can be sorted
SUGGESTED = 6  # speakers with similar names
FEW_RESULTS = 5  # fewer may come of a misspelt name


@dataclass(frozen=True)
class Found:
    """The claims, and why these.

    ``order``: empty for the list's own. ``meant``: the speaker whose claims are shown because nothing
    else was found; ``said_by``: the name of the person who made those shown, because too many have it;
    ``dated``: they may have been made at the time typed; ``days``: those days, where all words are found;
    ``near``: they have some of the words. ``elsewhere``: claims outside of the tab and filters have all.
    ``too_long``: the text was not read, because that would take long.
    """

    claims: Any
    order: Sequence[Any] = ()
    meant: Speaker | None = None
    said_by: str = ""
    dated: bool = False
    days: TypedDays | None = None
    near: nearest.Nearest = field(default_factory=nearest.Nearest)
    offered: Sequence[misspelt.Offer] = ()
    elsewhere: bool = False
    too_long: bool = False

    @property
    def ordered(self) -> Any:
        return self.claims.order_by(*self.order) if self.order else self.claims


def search(claims: Any, text: str) -> Found:
    """Claims that match the words as on the site; or by number, address, or another name.

    Up to FEW matching claims are looked up first, so that PostgreSQL can apply the other conditions
    by index; with more, the claims are filtered in the order of the list.
    """
    words = clean(text)
    if not words:
        return Found(claims)
    if len(words) > LONGEST:
        return Found(claims.none(), too_long=True)
    number = number_of(words.removeprefix("#"))
    if words.startswith("#") and number is not None:
        return Found(claims.filter(pk=number))
    if is_address(words):
        in_sources = Claim.objects.in_sources(sources_at(words))
        return Found(claims.filter(pk__in=in_sources.values("pk")))
    query = parsed(words)
    numbers, called = [] if number is None else [number], with_alias(words)
    besides = Q(pk__in=numbers) | Q(speaker__in=called) if numbers or called else Q()
    few = _few(query)
    if len(few) > FEW:
        return _of_many(claims, query, besides)
    found = _of_few(claims, query, few, besides)
    if not found.claims.exists():
        return _instead(claims, words, query, elsewhere=bool(few))
    days = typed_days.read(words)
    if len(few) >= FEW_RESULTS:
        return Found(found.claims, found.order, days=days)
    return Found(found.claims, found.order, days=days, offered=_offered(words, query, matched=True))


def _few(query: SearchQuery) -> list[int]:
    matching = SearchWords.objects.matching(query).values_list("claim", flat=True)
    return list(matching[: FEW + 1])


def _of_few(claims: Any, query: SearchQuery, few: Sequence[int], besides: Q) -> Found:
    """The best match first; before it the claim of that number, and those of a speaker with that alias."""
    found = claims.filter(Q(pk__in=few) | besides if besides else Q(pk__in=few))
    if besides:
        found = found.annotate(called=Case(When(besides, then=Value(1)), default=Value(0)))
    found = found.with_relevance(query, named(Scope.WORKING, query.wanted))
    order = [F("relevance").desc(nulls_last=True), "-pk"]
    return Found(found, ["-called", *order] if besides else order)


def _of_many(claims: Any, query: SearchQuery, besides: Q) -> Found:
    """Where they are too many to be sorted: those of whoever is named in the words, unless in quotation marks; else all."""
    if name := named(Scope.WORKING, query.name):
        speakers = list(Speaker.objects.named(name).values_list("pk", flat=True)[:NAMED])
        of_named = claims.by_speaker(*speakers).matching_row_by_row(query, Q())
        if of_named.exists():
            return Found(of_named, said_by=name)
    return Found(claims.matching_row_by_row(query, besides))


def _instead(claims: Any, words: str, query: SearchQuery, *, elsewhere: bool) -> Found:
    """Where nothing here matches, in the site's order: the speaker meant, if all words are the name;
    the rating of others' meant; the days meant; what is nearest; or the speaker after all.
    """
    similar = meant(list(similar_speakers(query.name)[:SUGGESTED])) if query.name else None
    if similar and misspelt.is_like(query.name, similar.name):
        return _by(claims, similar, elsewhere=elsewhere)
    if query.name and ExternalReview.objects.rated(query.name).exists():
        return Found(claims.externally_rated(query.name), elsewhere=elsewhere)
    if dated := _in_time(claims, words):
        return dated
    near = nearest.nearest(Scope.WORKING, query, claims, any_word=False)
    if similar and not near.numbers:
        return _by(claims, similar, elsewhere=elsewhere)
    places = [When(pk=number, then=Value(at)) for at, number in enumerate(near.numbers)]
    found = claims.filter(pk__in=near.numbers)
    return Found(
        found.alias(place=Case(*places)) if places else found,
        ["place"] if places else [],
        near=near,
        offered=_offered(words, query),
        elsewhere=elsewhere,
    )


def _by(claims: Any, speaker: Speaker, *, elsewhere: bool) -> Found:
    return Found(claims.by_speaker(speaker.pk), meant=speaker, elsewhere=elsewhere)


def _in_time(claims: Any, words: str) -> Found | None:
    days = typed_days.read(words)
    if days is None:
        return None
    then = claims.said_between(days.first, days.last)
    if not days.rest:
        return Found(then, dated=True) if then.exists() else None
    query = parsed(days.rest)
    few = _few(query)
    if len(few) > FEW:
        return Found(then.matching_row_by_row(query, Q()), dated=True)
    found = _of_few(then, query, few, Q())
    return Found(found.claims, found.order, dated=True) if found.claims.exists() else None


def _offered(words: str, query: SearchQuery, *, matched: bool = False) -> list[misspelt.Offer]:
    def suggested(typed: str) -> list[Any]:
        return list(similar_speakers(typed)[:SUGGESTED])

    return misspelt.offered(Scope.WORKING, words, query, suggested, matched=matched)


def with_alias(words: str) -> list[int]:
    """Speakers found by an alias; those found by name match through the claim's search text."""
    named = Speaker.objects.named(words).alias(own=Fold("name"))
    by_alias = named.exclude(own__contains=Fold(Value(words)))
    return list(by_alias.order_by().values_list("pk", flat=True)[:NAMED])


def is_address(words: str) -> bool:
    """Whether it looks like an address: with a scheme, or a host and a path."""
    one_word = len(words.split()) == 1
    return one_word and ("://" in words or words.startswith(("www.", "urn:")) or "/" in words)


def sources_at(address: str) -> list[int]:
    """Sources at this address or below it, with either scheme, with or without www."""
    bare = address.partition("://")[2] or address
    wanted = Q(uri__startswith=address)
    if not address.startswith("urn:"):
        for scheme in ("https://", "http://"):
            wanted |= Q(uri__startswith=scheme + bare)
            wanted |= Q(uri__startswith=f"{scheme}www.{bare}")
    return list(Source.objects.filter(wanted).values_list("pk", flat=True)[:NAMED])
