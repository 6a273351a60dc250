"""What the API returns and to whom: each view is a queryset, an object and a permission."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from rest_framework.request import Request

from claims.api.base import (
    AS_OF,
    AS_OF_NUMBER,
    RATIONALE_HTML,
    READ,
    AsOfView,
    PublicView,
    ReadList,
    ReadOne,
)
from claims.api.filters import (
    PublisherFilters,
    SourceFilters,
    SpeakerFilters,
    WordsOfName,
)
from claims.api.pagination import AsOfPagination, by_relevance
from claims.api.problems import InvalidParameters, none_of_these
from claims.api.rendering import Rendered, SplicedJSON
from claims.formats import json_objects
from claims.models import Publication, PublishedTopic
from claims.models.matching import Scope
from claims.publication.addresses import absolute, address
from claims.publication.point_in_time import Moment
from claims.publication.signatures import assertions_of
from claims.querysets.of_claim import RowsOfClaim, RowsOfClaims
from claims.search.filters import PublicClaimFilters
from claims.search.keyset import by_day_said, by_number
from claims.search.speakers import nameable_speakers
from sources.models import ArchivedCopy, Publisher, Source, Speaker

# Claims

RELATED, RATIONALE = "related_claims", "rationale_html"


def _expand(keys: Sequence[str], description: str) -> OpenApiParameter:
    items = {"type": "array", "items": {"type": "string", "enum": keys}}
    return OpenApiParameter("expand", items, style="form", explode=False, description=description)


# Built once: to put a query together takes longer than to answer it.
_LISTED = Publication.objects.listed().only(*READ).served()
_READABLE = RowsOfClaim(Publication.objects.readable().only(*READ).served())
_RELATED = RowsOfClaims(Publication.objects.listed().only(*json_objects.RELATED).order_by())
YES_OR_NO = ("true", "false")


def _related_then(moment: Moment, claims: Collection[int]) -> QuerySet[Publication]:
    listed = Publication.objects.as_of(*moment).filter(claim__in=claims)
    return listed.only(*json_objects.RELATED)


class _Published(AsOfView):
    # What ``?expand=`` may name. The claims it relates to are there anyway, but for ``?fields=``.
    expandable: Sequence[str] = (RELATED,)
    documented_parameters: Sequence[OpenApiParameter] = (
        AS_OF,
        AS_OF_NUMBER,
        _expand((RELATED,), "`related_claims`: these beside the keys that `fields` names."),
    )
    renderer_classes = [SplicedJSON]
    fields: set[str] | None  # of the list or the object
    # The keys that are added to bodies, where ``fields`` names none.
    expanded = frozenset({RELATED})
    related: Mapping[int, Sequence[json_objects.RelatedClaim]] | None = None

    def parameters(self) -> set[str]:
        return {*super().parameters(), "expand"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.expand(filter(None, request.query_params.get("expand", "").split(",")))

    def expand(self, given: Iterable[str]) -> None:
        keys = set(given)
        if unknown := sorted(keys.difference(self.expandable)):
            raise InvalidParameters({"expand": [none_of_these(unknown[0], self.expandable)]})
        self.expanded |= keys
        if self.fields is not None:
            self.fields |= keys

    def is_wanted(self, key: str) -> bool:
        return key in (self.expanded if self.fields is None else self.fields)

    def prepare(self, rows: Sequence[Publication]) -> None:
        if self.is_wanted(RELATED):
            listed = _RELATED if self.moment is None else partial(_related_then, self.moment)
            self.related = json_objects.related(rows, listed)

    def added(self, row: Publication) -> dict[str, Any]:
        """What is added to an object beside its body."""
        return {} if self.related is None else {RELATED: self.related[row.number]}

    def show(self, row: Publication) -> Rendered:
        number = row.claim_id
        page = address("page", number) if self.is_wanted(RATIONALE) else ""
        url = address("claim", number)
        return Rendered(json_objects.published(row, url, page, self.added(row)))


class ClaimList(_Published, ReadList):
    """The current claims: signed, or signed and under review again. Newest published first.

    `?status=verified` exports the verified ones.
    """

    shape = json_objects.PublishedClaim
    elsewhere = (RATIONALE, "assertions")
    filterset_class = PublicClaimFilters
    pagination_class = AsOfPagination
    scope = Scope.PUBLIC
    orderings = {
        "published": by_number("number"),
        "said": by_day_said("number"),
        "relevance": by_relevance("number"),
    }

    def get_queryset(self) -> QuerySet[Publication]:
        if self.moment is not None:
            return Publication.objects.as_of(*self.moment).only(*READ).served()
        return _LISTED.all()


class ClaimDetail(_Published, ReadOne):
    """The public version of one claim. For a withdrawn claim: that it was withdrawn, and why."""

    # Typed for serializers; the schema's extension takes TypedDicts.
    _SHAPES: Any = [json_objects.PublishedClaim, json_objects.Tombstone]
    shape = PolymorphicProxySerializer("ClaimOrTombstone", _SHAPES, None)
    chosen_from = json_objects.PublishedClaim
    # In lists it would take too long.
    expandable = (RATIONALE, RELATED)
    documented_parameters = (
        AS_OF,
        AS_OF_NUMBER,
        RATIONALE_HTML,
        _expand(
            expandable,
            "Keys to add to those that `fields` names, separated by commas. Without `fields` the claim"
            " has `related_claims` anyway. `rationale_html`: the rationale as pages show it.",
        ),
    )

    def parameters(self) -> set[str]:
        return {*super().parameters(), "rationale_html"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        given = request.query_params.get("rationale_html", "false")
        if given not in YES_OR_NO:
            raise InvalidParameters({"rationale_html": [none_of_these(given, YES_OR_NO)]})
        if given == "true":
            self.expand({RATIONALE})

    def added(self, row: Publication) -> dict[str, Any]:
        assertions = assertions_of(row.claim_id, row.body)
        return super().added(row) | ({"assertions": assertions} if assertions else {})

    def get_queryset(self) -> QuerySet[Publication]:
        if self.moment is not None:
            return Publication.objects.readable_as_of(*self.moment).only(*READ).served()
        return Publication.objects.readable().only(*READ).served()

    def row(self, number: int) -> Publication | None:
        if self.moment is None:
            return next(iter(_READABLE(number)), None)
        return self.get_queryset().filter(claim=number).first()

    def why_missing(self, number: int) -> str:
        """When it was first published, of a claim that may be read now: a hidden one is as unknown as any."""
        if self.moment is None:
            return super().why_missing(number)
        published = Publication.objects.filter(claim=number).order_by("number")
        first = published.only("number", "published_at").first()
        is_later = first is not None and first.number > self.moment.number
        if first and is_later and Publication.objects.readable().filter(claim=number).exists():
            return _(
                "Claim %(number)s had not been published at that moment: its first publication is number"
                " %(first)s, of %(day)s."
            ) % {
                "number": number,
                "first": first.number,
                "day": first.published_at.astimezone(UTC).date().isoformat(),
            }
        return _("No claim with number %(number)s was public at that moment.") % {"number": number}


# What publications name

LISTED = Publication.objects.listed


class _NamedSpeakers(PublicView):
    shape = json_objects.NamedSpeaker

    def get_queryset(self) -> QuerySet[Speaker]:
        named = LISTED().naming_speaker(OuterRef("pk"))
        return nameable_speakers().unmerged().filter(Exists(named))

    def show(self, row: Speaker) -> json_objects.NamedSpeaker:
        return json_objects.speaker(row, address("speaker", row.pk))


class SpeakerList(_NamedSpeakers, ReadList):
    """The speakers named in listed claims, without protected ones and those whom no text names."""

    filterset_class = SpeakerFilters
    in_index_order = True

    def candidates(self) -> Any:
        return Speaker.objects.all()


class SpeakerDetail(_NamedSpeakers, ReadOne):
    """One speaker. The number of a merged speaker leads to the one they were merged into."""

    def row(self, number: int) -> Speaker | None:
        merged_into = Speaker.objects.nameable().filter(pk=number).standing_for()
        return self.get_queryset().filter(pk__in=merged_into).first()


class _NamedSources(PublicView):
    shape = json_objects.NamedSource

    def get_queryset(self) -> QuerySet[Source]:
        found = _named(Source.objects.only("pk"), LISTED().naming_source(OuterRef("pk")))
        copies = Prefetch("archived_copies", ArchivedCopy.objects.for_readers(), "copies")
        return found.prefetch_related(copies)

    def show(self, row: Any) -> json_objects.NamedSource:
        url = address("source", row.pk)
        return json_objects.source(json.loads(row.body), row.pk, url, row.copies)


class SourceList(_NamedSources, ReadList):
    """The sources in which listed claims appear, or from which their evidence is."""

    filterset_class = SourceFilters
    in_index_order = True

    def candidates(self) -> Any:
        return Source.objects.all()


class SourceDetail(_NamedSources, ReadOne):
    """One source."""


class _NamedPublishers(PublicView):
    shape = json_objects.NamedPublisher

    def get_queryset(self) -> QuerySet[Publisher]:
        return _named(Publisher.objects.only("pk"), LISTED().naming_publisher(OuterRef("pk")))

    def show(self, row: Any) -> json_objects.NamedPublisher:
        return json_objects.publisher(json.loads(row.body), row.pk, address("publisher", row.pk))


class PublisherList(_NamedPublishers, ReadList):
    """The publishers of those sources."""

    filterset_class = PublisherFilters
    in_index_order = True

    def candidates(self) -> Any:
        return Publisher.objects.all()


class PublisherDetail(_NamedPublishers, ReadOne):
    """One publisher."""


class TopicList(PublicView, ReadList):
    """The topics of listed claims."""

    shape = json_objects.NamedTopic
    filterset_class = WordsOfName

    def get_queryset(self) -> QuerySet[PublishedTopic]:
        return PublishedTopic.objects.named_in(LISTED())

    def show(self, row: Any) -> json_objects.NamedTopic:
        claims = absolute(f"{reverse('api:claims')}?{urlencode({'topic': row.slug})}")
        page = absolute(reverse("site:topic", args=[row.slug]))
        return {"slug": row.slug, "name": row.name, "claims": claims, "html_url": page}


def _named(rows: QuerySet[Any], naming: QuerySet[Publication]) -> QuerySet[Any]:
    """Those named in a listed publication, with the ``body`` of the latest one."""
    latest = naming.order_by("-number")
    # EXISTS would be a join, for which PostgreSQL reads all publications that name the row.
    named = rows.alias(named_by=Subquery(latest.values("number")[:1]))
    found: QuerySet[Any] = named.filter(named_by__isnull=False).annotate(
        body=Subquery(latest.values("body")[:1])
    )
    return found
