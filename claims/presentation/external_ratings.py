"""What others concluded on claims, for the newsroom: their words, never ours. And the statements that
two archives have.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from claims.imports.mapping import archive_of
from claims.models import ExternalReview, ImportRecord

MOST = 5  # of one claim
# Apostrophes too: archives write “dont”, and with straight or curly signs.
_QUOTES = re.compile("[\"'`´‘’‚‛“”„‟«»‹›]")


@dataclass(frozen=True)
class ExternalRating:
    """``archive``: of a rating without a page of its own, the data set that has it."""

    publisher: str
    rating: str
    reviewed_on: str
    url: str
    archive: str


def external_rating(review: Mapping[str, Any]) -> ExternalRating:
    """``archive`` is that of ``ExternalReviewQuerySet.with_archive``."""
    names = ("publisher", "rating", "reviewed_on", "url", "archive")
    return ExternalRating(**{name: str(review[name] or "") for name in names})


def of_claims(numbers: Collection[int]) -> dict[int, list[ExternalRating]]:
    """The first few of each working claim, in one query."""
    found: dict[int, list[ExternalRating]] = defaultdict(list)
    rows = (
        ExternalReview.objects.filter(claim__in=numbers)
        .with_archive()
        .order_by("pk")
        .values("claim", "publisher__name", "rating", "reviewed_on", "url", "archive")
    )
    for review in rows if numbers else ():
        if len(found[review["claim"]]) < MOST:
            named = {**review, "publisher": review["publisher__name"]}
            found[review["claim"]].append(external_rating(named))
    return dict(found)


def archives(numbers: Collection[int]) -> dict[int, str]:
    """The archive of each imported claim among these, in one query."""
    records = ImportRecord.objects.filter(claim__in=numbers).values_list("claim", "origin")
    return {claim: named_archive(origin) for claim, origin in records} if numbers else {}


def named_archive(origin: str) -> str:
    return archive_of(origin) or origin


class Archived(Protocol):
    """A claim in a list. ``archive``: empty unless it is from one; ``also_in``: the other archives that
    have the same statement, and the address there."""

    @property
    def number(self) -> int: ...
    @property
    def url(self) -> str: ...
    @property
    def plain(self) -> str: ...
    @property
    def archive(self) -> str: ...
    @property
    def reviews(self) -> Sequence[ExternalRating]: ...
    @property
    def also_in(self) -> Sequence[tuple[str, str]]: ...


Listed = TypeVar("Listed", bound=Archived)


def folded_twins(found: Sequence[Listed]) -> list[Listed]:
    """Those of dataclasses, each that an archive repeats in the same words with the first one: where it
    is, and what its publisher concluded.
    """
    kept: dict[str, Listed] = {}
    for each in found:
        key = _same_words(each.plain) if each.archive else ""
        first = kept.get(key)
        if not key or first is None or first.archive == each.archive:
            kept[key if key and first is None else f"#{each.number}"] = each
            continue
        repeated = [review for review in each.reviews if review not in first.reviews]
        kept[key] = replace(  # type: ignore[type-var]
            first,
            also_in=(*first.also_in, (each.archive.partition(",")[0], each.url)),
            reviews=(*first.reviews, *repeated),
        )
    return list(kept.values())


def _same_words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", _QUOTES.sub("", text)).casefold()
    return " ".join(re.findall(r"\w+", plain))
