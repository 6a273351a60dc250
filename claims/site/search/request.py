"""A search as an address holds it: the query, the facets, the order, and their errors."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from claims.matching.named import named
from claims.models import Claim, Publication, SearchWords
from claims.models.matching import Scope
from claims.presentation.prose import day
from claims.search.filters import PublicClaimFilters, WorkingClaimFilters
from claims.search.query import LONGEST, SearchQuery, clean
from claims.search.synonyms import parsed
from claims.site.search import names
from claims.site.search.facets import BY_NAME, FACETS
from claims.site.search.ranking import NEWEST, RELEVANCE, SAID, Search
from newsroom.errors import Refused
from sources.models import Speaker

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NO_PUBLISHER = _("No publisher has this name. Give the full name.")
_SEVERAL_PUBLISHERS = _(
    "Several publishers have this name. Choose one of those listed beside the results."
)
_NEWSROOM_ONLY = _("This filter is for the newsroom’s own search, for which you sign in.")
_PUBLIC_ONLY = _("This filter is for the search of published claims.")
ORDERS = (RELEVANCE, NEWEST, SAID)
# For these facets alone an index has the rows in the order in which they were published.
INDEXED: tuple[set[str], ...] = ({"speaker"}, {"status"}, {"role"}, set())


@cache
def _rows(*, inside: bool) -> Any:
    """What can be found. Made once: its conditions are always the same."""
    return Claim.objects.all() if inside else Publication.objects.listed()


@dataclass(frozen=True, eq=False)
class SearchRequest:
    """``facets`` holds the values given, blanks left out; ``order`` is empty where none was given.

    ``inside``: of working claims, for the newsroom. ``meant``: the speaker whose claims are shown
    because nobody has the name in the query. ``of_others``: facets given that only the other search has.
    """

    q: str
    facets: Mapping[str, str]
    order: str
    inside: bool
    meant: Speaker | None = field(default=None, compare=False)
    of_others: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters: Any, *, inside: bool) -> "SearchRequest":
        """From a request's parameters; those that a search doesn't know are ignored."""
        given, of_others = {}, []
        for facet in FACETS:
            values = [value.strip() for value in parameters.getlist(facet.name)]
            values = [value for value in values if value]
            if values and not facet.is_of(inside=inside):
                of_others.append(facet.name)
            elif values:
                given[facet.name] = ",".join(values) if facet.several else values[-1]
        if "topic" in given:
            given["topic"] = names.topic(given["topic"], inside=inside)
        if "publisher" in given and not given["publisher"].isdecimal():
            numbers = names.publishers(given["publisher"], inside=inside)
            given["publisher"] = str(numbers[0]) if len(numbers) == 1 else given["publisher"]
        order = parameters.get("order", "")
        q = clean(parameters.get("q", ""))
        known = order if order in ORDERS else ""
        return cls(q, given, known, inside, of_others=tuple(of_others))

    @cached_property
    def parsed(self) -> SearchQuery:
        """Empty where the text is too long, which ``errors`` says: reading it would take long."""
        return parsed(self.q if len(self.q) <= LONGEST else "")

    @property
    def scope(self) -> Scope:
        return Scope.WORKING if self.inside else Scope.PUBLIC

    @cached_property
    def filters(self) -> Any:
        return self.filters_of(_rows(inside=self.inside).all())

    def filters_of(self, rows: Any) -> Any:
        """The search as a filter set over these rows."""
        known = WorkingClaimFilters if self.inside else PublicClaimFilters
        given = {**self.facets, **({"q": self.q} if self.q else {})}
        filters = known.only(*given)(given, rows)
        filters.query = self.parsed
        return filters

    @cached_property
    def errors(self) -> dict[str, list[str]]:
        """The sentences about each facet that is not understood."""
        found = {name: [*map(str, errors)] for name, errors in self.filters.errors.items()}
        typed = self.facets.get("publisher", "")
        if "publisher" in found and not typed.isdecimal():
            several = names.publishers(typed, inside=self.inside)
            found["publisher"] = [str(_SEVERAL_PUBLISHERS if several else _NO_PUBLISHER)]
        sentence = str(_PUBLIC_ONLY if self.inside else _NEWSROOM_ONLY)
        return {**found, **{name: [sentence] for name in self.of_others}}

    @property
    def is_empty(self) -> bool:
        return not (self.q or self.facets or self.of_others)

    @property
    def order_used(self) -> str:
        """The order given, if it can be used; else best match first where there are words."""
        if self.order and (self.parsed or self.order != RELEVANCE):
            return self.order
        return RELEVANCE if self.parsed else NEWEST

    def labels(self, speaker: str) -> list[tuple[str, str]]:
        """(facet, words for its value) of each facet given.

        ``speaker``: the name in the results, if there are any; else a number stays a number.
        """
        return [(name, self._label(name, value, speaker)) for name, value in self.facets.items()]

    def _label(self, name: str, value: str, speaker: str) -> str:
        facet = BY_NAME[name]
        if name == "contradicted":
            return str(_("Contradicts another claim"))
        if facet.shown is not None:
            value = ", ".join(map(facet.shown, value.split(",")))
        elif name == "speaker":
            value = speaker or value
        elif name == "publisher":
            value = self._publisher_name or value
        elif facet.is_day and _DAY.fullmatch(value):
            value = day(value)
        title = str(facet.title)
        return f"{title} {value}" if title.endswith("?") else f"{title}: {value}"

    @property
    def publisher(self) -> str:
        """The publisher for the form: its name where that is unique, else its number."""
        number = self.facets.get("publisher", "")
        if not number or "publisher" in self.errors:
            return number
        name = self._publisher_name
        unique = names.publishers(name, inside=self.inside) == [int(number)]
        return name if unique and not name.isdecimal() else number

    @cached_property
    def _publisher_name(self) -> str:
        number = int(self.facets["publisher"])
        return names.publisher_names([number], inside=self.inside).get(number, "")

    def number_search(self) -> Search:
        """:meth:`row_search` where only numbers are needed: words are found in a narrow table."""
        words_alone = self.inside and self.parsed and not (self.facets or self.errors)
        if not words_alone or self.order_used == SAID:
            return self.row_search()
        return Search(
            all=SearchWords.objects.all(),
            found=SearchWords.objects.matching(self.parsed),
            key="claim",
            order=self.order_used,
            words=self.parsed,
            direct=False,
            name=self._name_typed,
        )

    @cached_property
    def _name_typed(self) -> str:
        """The words that are a speaker's name, where they make a difference for the order."""
        if self.order_used != RELEVANCE or "speaker" in self.facets:
            return ""
        return named(self.scope, self.parsed.wanted)

    def row_search(self) -> Search:
        """Raises Refused where something is not understood."""
        if self.errors:
            raise Refused(_("Part of this search is not understood."))
        return Search(
            all=self.filters.queryset,
            found=self.filters.qs,
            key="pk" if self.inside else "number",
            order=self.order_used,
            words=self.parsed,
            searched_key="search_words__pk" if self.inside and self.parsed else "",
            direct=not self.q and set(self.facets) in INDEXED,
            name=self._name_typed,
        )

    @property
    def parameters(self) -> dict[str, str]:
        given = {"q": self.q, **self.facets, "order": self.order}
        return {name: value for name, value in given.items() if value}

    def query(self, **changes: str | None) -> str:
        """The address's query string with some parameters changed (None: removed)."""
        given = {**self.parameters, **changes}
        return urlencode({name: value for name, value in given.items() if value})
