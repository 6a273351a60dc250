"""A search as an address holds it: what is asked, in which order, and what of it is understood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, ClaimWords, Publication
from claims.search import query
from claims.search.filters import PublicClaimFilters, WorkingClaimFilters
from claims.site.search import names
from claims.site.search.ranking import NEWEST, RELEVANCE, SAID, Search
from claims.site.tags import day, label
from newsroom.errors import Refused
from sources.models import Speaker

# What the page asks for, in the order in which the address holds it; each as the API's lists take it.
FACETS = (
    *("speaker", "role", "publisher", "topic", "status", "attribution", "nature"),
    *("said_from", "said_to", "contradicted", "quantity_min", "quantity_max", "unit"),
    *("source", "published_from", "published_to", "contradicts"),
)
SEVERAL = ("status", "attribution")
CODED = ("status", "attribution", "nature")  # their values are codes, shown by their labels
TITLES = {
    "status": _("Is it true?"),
    "attribution": _("Did they say it?"),
    "nature": _("What kind of statement"),
    "speaker": _("Speaker"),
    "role": _("Role when it was said"),
    "publisher": _("Publisher"),
    "topic": _("Topic"),
    "contradicted": _("Contradicts another claim"),
    "said_from": _("Said on this day or later"),
    "said_to": _("Said on this day or earlier"),
    "quantity_min": _("This much or more"),
    "quantity_max": _("This much or less"),
    "unit": _("Of what: the unit"),
    "source": _("Source"),
    "published_from": _("Published then or later"),
    "published_to": _("Published then or earlier"),
    "contradicts": _("Contradicts claim"),
}
DAYS = ("said_from", "said_to", "published_from", "published_to")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NOBODY = _("No publisher is called so here. Give the whole name.")
_SEVERAL = _(
    "Several publishers are called so. Choose one where they are counted, beside the results."
)
ORDERS = (RELEVANCE, NEWEST, SAID)
# Of these an index has the rows in the order in which they were published.
IN_ORDER: tuple[set[str], ...] = ({"speaker"}, {"status"}, {"role"}, set())


@dataclass(frozen=True, eq=False)
class Asked:
    """``facets`` holds what was given, blanks left out; ``order`` is empty where none was named."""

    q: str
    facets: Mapping[str, str]
    order: str
    inside: bool
    # Whom the search was taken to mean where nobody is called so.
    meant: Speaker | None = field(default=None, compare=False)

    @classmethod
    def of(cls, parameters: Any, *, inside: bool) -> "Asked":
        """Of a request's parameters; what a search doesn't know is left alone."""
        given = {}
        for name in FACETS:
            values = [value.strip() for value in parameters.getlist(name)]
            values = [value for value in values if value]
            if values:
                given[name] = ",".join(values) if name in SEVERAL else values[-1]
        if "topic" in given:
            given["topic"] = names.topic(given["topic"], inside=inside)
        if "publisher" in given and not given["publisher"].isdecimal():
            numbers = names.publishers(given["publisher"], inside=inside)
            given["publisher"] = str(numbers[0]) if len(numbers) == 1 else given["publisher"]
        order = parameters.get("order", "")
        return cls(
            query.clean(parameters.get("q", "")), given, order if order in ORDERS else "", inside
        )

    @cached_property
    def read(self) -> query.Asked:
        return query.read(self.q)

    @cached_property
    def filters(self) -> Any:
        return self.filters_of(Claim.objects.all() if self.inside else Publication.objects.listed())

    def filters_of(self, rows: Any) -> Any:
        """What is asked, of these rows."""
        known = WorkingClaimFilters if self.inside else PublicClaimFilters
        given = {**self.facets, **({"q": self.q} if self.q else {})}
        return known.only(*given)(given, rows)

    @cached_property
    def errors(self) -> dict[str, list[str]]:
        """By facet, why what was given there is not understood."""
        found = {name: [str(each) for each in said] for name, said in self.filters.errors.items()}
        typed = self.facets.get("publisher", "")
        if "publisher" in found and not typed.isdecimal():
            several = names.publishers(typed, inside=self.inside)
            found["publisher"] = [str(_SEVERAL if several else _NOBODY)]
        return found

    @property
    def is_empty(self) -> bool:
        return not (self.q or self.facets)

    @property
    def in_order(self) -> str:
        """The order that is used: the likest first where there are words to compare."""
        words = bool(self.read)
        return (
            self.order
            if self.order and (words or self.order != RELEVANCE)
            else (RELEVANCE if words else NEWEST)
        )

    def in_words(self, speaker: str) -> list[tuple[str, str]]:
        """Each facet that narrows it, as the reader would say it.

        ``speaker``: whom the results name. Of one whom they don't, a number stays a number.
        """
        return [(name, self._in_words(name, value, speaker)) for name, value in self.facets.items()]

    def _in_words(self, name: str, value: str, speaker: str) -> str:
        if name == "contradicted":
            return str(TITLES[name])
        if name in CODED:
            value = ", ".join(label(each, name) for each in value.split(","))
        elif name == "speaker":
            value = speaker or value
        elif name == "publisher":
            value = self._publisher or value
        elif name in DAYS and _DAY.fullmatch(value):
            value = day(value)
        title = str(TITLES[name])
        return f"{title} {value}" if title.endswith("?") else f"{title}: {value}"

    @property
    def publisher(self) -> str:
        """The publisher as it can be asked for again: by the name, where that says which one."""
        number = self.facets.get("publisher", "")
        if not number or "publisher" in self.errors:
            return number
        name = self._publisher
        says = not name.isdecimal() and names.publishers(name, inside=self.inside) == [int(number)]
        return name if says else number

    @cached_property
    def _publisher(self) -> str:
        number = int(self.facets["publisher"])
        return names.publisher_names([number], inside=self.inside).get(number, "")

    def finding(self) -> Search:
        """The same as :meth:`search`, for numbers alone: what words find stands in a narrow table."""
        words_alone = self.inside and self.read and not (self.facets or self.errors)
        if not words_alone or self.in_order == SAID:
            return self.search()
        return Search(
            all=ClaimWords.objects.all(),
            found=ClaimWords.objects.matching(self.q),
            key="claim",
            order=self.in_order,
            words=self.q,
            direct=False,
        )

    def search(self) -> Search:
        """Raises Refused where something is not understood."""
        if self.errors:
            raise Refused(_("Part of this search is not understood."))
        return Search(
            all=self.filters.queryset,
            found=self.filters.qs,
            key="pk" if self.inside else "number",
            order=self.in_order,
            words=self.q,
            searched_key="words__pk" if self.inside and self.read else "",
            direct=not self.q and set(self.facets) in IN_ORDER,
        )

    @property
    def held(self) -> list[tuple[str, str]]:
        """What the search is made of, name by name."""
        parts = [("q", self.q), *self.facets.items(), ("order", self.order)]
        return [(name, value) for name, value in parts if value]

    def query(self, **changes: str | None) -> str:
        """The address's query of this search with some of it changed (None: without it)."""
        held: dict[str, str | None] = {"q": self.q, **self.facets, "order": self.order, **changes}
        return urlencode({name: value for name, value in held.items() if value})


def of_request(request: HttpRequest, *, inside: bool) -> Asked:
    return Asked.of(request.GET, inside=inside)
