"""Exports: the whole list as a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import AnonymousThrottle, PersonThrottle
from claims.api.base import AS_OF, AsOfView, DeskView, as_of_header
from claims.api.filters import NewsroomClaimFilters, StrictFilterBackend
from claims.api.pagination import whole_number
from claims.api.problems import PROBLEMS, InvalidParameters, Problem
from claims.api.streaming import (
    NO_PLACE,
    FormatFromAddress,
    StreamedBlocks,
    held_place,
    state_checkpoint,
)
from claims.formats.exports import kept_files, working
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.package import Package, package
from claims.formats.exports.statements import ExportQuery, published, rows_of
from claims.formats.exports.streams import Compression, Export, Form, one_snapshot
from claims.models import Claim
from claims.publication.addresses import absolute
from claims.publication.point_in_time import last_number
from claims.search.filters import LARGEST_NUMBER, PublicClaimFilters
from newsroom import file_parts
from newsroom.throttling import ExportThrottle

TYPES = {
    Form.NDJSON: "application/x-ndjson",
    Form.CSV: "text/csv; charset=utf-8; header=present",
    Form.PARQUET: "application/vnd.apache.parquet",
}
COMPRESSED_TYPES = {Compression.GZIP: "application/gzip", Compression.ZSTD: "application/zstd"}
BYTES = {"type": "string", "format": "binary"}
FILES = {
    Form.NDJSON: OpenApiResponse(
        {"type": "string"}, "One object to a line, as in the lists, without `related_claims`."
    ),
    Form.CSV: OpenApiResponse(
        {"type": "string"}, "One row each; datapackage.json describes the columns."
    ),
    Form.PARQUET: OpenApiResponse(BYTES, "One typed row each; the columns are compressed."),
}
WORKING_FILES = {
    Form.NDJSON: OpenApiResponse(
        {"type": "string"},
        "One object to a line, as in the list, with what others concluded, priority, reviewer and due"
        " date.",
    ),
    Form.CSV: OpenApiResponse(
        {"type": "string"}, "One row each; docs/api.md describes the columns."
    ),
}
NOT_A_FILE = {404: OpenApiResponse(Problem, "There is no such file.")}

WHAT = OpenApiParameter(
    "what",
    {"type": "string", "enum": list(DATASETS)},
    location=OpenApiParameter.PATH,
    description="What the rows are.",
)
AFTER = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER, "default": 0},
    description="Only rows after this number (of `number`; for speakers and sources of `id`). With"
    " `as_of` it continues an export that broke off.",
)
AFTER_CLAIM = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER, "default": 0},
    description="Only claims after this number (of `id`).",
)
COMPRESSION = OpenApiParameter(
    "compression",
    {"type": "string", "enum": list(Compression)},
    description="The file as a .gz or .zst.",
)
BOM = OpenApiParameter(
    "bom",
    {"type": "string", "enum": ["true"]},
    description="Begin with the byte order mark, by which old spreadsheets detect UTF-8.",
)
NUMBERED = as_of_header("The last publication included; to request the same state as `as_of`.")


class _Exported(AsOfView):
    """Publications that may be filtered, as of a moment."""

    throttle_classes = [ExportThrottle]
    filter_backends = [StrictFilterBackend]
    filterset_class = PublicClaimFilters
    pagination_class = None
    documented_parameters: Sequence[OpenApiParameter] = (AS_OF, NUMBERED)

    def parameters(self) -> set[str]:
        return {*super().parameters(), *PublicClaimFilters.base_filters}

    def get_queryset(self) -> Any:
        return published(self.moment)

    def as_of(self) -> int:
        return self.moment.number if self.moment else last_number()


class _ExportFile(_Exported):
    """The current claims, or what they contain or name, as one file of one state.

    The filters are the lists'; the order is that of publication. `publications` is every version of
    every claim and takes no filters.
    """

    content_negotiation_class = FormatFromAddress
    form: Form
    # Besides the filters and the state.
    extra_parameters: Sequence[OpenApiParameter]

    def parameters(self) -> set[str]:
        own = {"as_of", *(each.name for each in self.extra_parameters)}
        return own if self.is_of_history() else {*super().parameters(), *own}

    def is_of_history(self) -> bool:
        dataset = DATASETS.get(self.kwargs.get("what", ""))
        return dataset is not None and dataset.of_history

    def get_queryset(self) -> Any:
        dataset = DATASETS.get(self.kwargs.get("what", ""))
        return rows_of(dataset, self.moment) if dataset else super().get_queryset()

    @property
    def operation_id(self) -> str:  # type: ignore[override]
        return f"export_{self.form}"

    @property
    def documented_parameters(self) -> Sequence[OpenApiParameter]:  # type: ignore[override]
        return (WHAT, AS_OF, *self.extra_parameters, NUMBERED)

    def responses(self) -> dict[Any, Any]:
        types = {TYPES[self.form].partition(";")[0]: FILES[self.form]}
        if COMPRESSION in self.extra_parameters:
            compressed = OpenApiResponse(BYTES, "The same, compressed.")
            types |= dict.fromkeys(COMPRESSED_TYPES.values(), compressed)
        refusals = {**PROBLEMS, **NOT_A_FILE, 503: NO_PLACE}
        return {
            **{(200, type_): file for type_, file in types.items()},
            **{(status, "application/json"): each for status, each in refusals.items()},
        }

    def get(self, request: Request, what: str) -> HttpResponseBase:
        if what not in DATASETS:
            sentence = _("There is no such file. There are these: %(known)s.")
            raise NotFound(sentence % {"known": ", ".join(DATASETS)})
        after = whole_number(request, "after", 0, LARGEST_NUMBER, 0)
        compression, mark = _compression(request), _mark(request)
        with held_place(one_snapshot(settings.EXPORTS_AT_ONCE, of_the_public=True)) as stack:
            publications: Any = self.filter_queryset(self.get_queryset())
            query = ExportQuery(DATASETS[what], publications, after)
            export = Export(query, self.form, self.as_of(), compression, mark)
            answer: Any = StreamingHttpResponse(
                content_type=COMPRESSED_TYPES[compression] if compression else TYPES[export.form]
            )
            answer["Content-Disposition"] = content_disposition_header(True, export.name)
            answer["As-Of-Publication"] = str(export.as_of)
            state_checkpoint(answer, export.as_of)
            answer["ETag"] = quote_etag(export.tag())
            found: Any = get_conditional_response(request, etag=answer["ETag"], response=answer)
            if found is not answer:
                found["As-Of-Publication"] = answer["As-Of-Publication"]
            elif request.method == "GET":
                answer.streaming_content = StreamedBlocks(export.blocks(), stack.pop_all())
            response: HttpResponseBase = found
            return response


class NdjsonFile(_ExportFile):
    __doc__ = _ExportFile.__doc__
    form = Form.NDJSON
    extra_parameters = (AFTER, COMPRESSION)


class CsvFile(_ExportFile):
    __doc__ = _ExportFile.__doc__
    form = Form.CSV
    extra_parameters = (AFTER, COMPRESSION, BOM)


class ParquetFile(_ExportFile):
    __doc__ = _ExportFile.__doc__
    form = Form.PARQUET
    extra_parameters = (AFTER,)

    @property
    def throttle_classes(self) -> list[Any]:  # type: ignore[override]
        # A program that reads parts of one file asks often, for little.
        is_part = "Range" in self.request.headers
        return [AnonymousThrottle, PersonThrottle] if is_part else [ExportThrottle]

    def get(self, request: Request, what: str) -> HttpResponseBase:
        """The file; a part of it where a Range is requested, as programs do that read some columns."""
        if what not in DATASETS or not request.query_params.keys() <= {"as_of"}:
            return super().get(request, what)
        with one_snapshot(of_the_public=True):
            tag = self._export(what).tag()
        path = kept_files.find(tag)
        if path is None and (request.method == "HEAD" or "Range" in request.headers):
            with held_place(one_snapshot(settings.EXPORTS_AT_ONCE, of_the_public=True)):
                export = self._export(what)
                tag = export.tag()
                path = kept_files.keep(export.blocks(), tag)
        return super().get(request, what) if path is None else self._part(what, path, tag)

    def _export(self, what: str) -> Export:
        query = ExportQuery(DATASETS[what], self.get_queryset())
        return Export(query, self.form, self.as_of())

    def _part(self, what: str, path: Path, tag: str) -> HttpResponseBase:
        as_of = self.as_of()
        answer = file_parts.answer(self.request, path, tag, TYPES[self.form])
        answer["As-Of-Publication"] = str(as_of)
        state_checkpoint(answer, as_of)
        answer["Content-Disposition"] = f'attachment; filename="{what}-as-of-{as_of}.parquet"'
        return answer


class DataPackage(_Exported):
    """What the columns of the CSV files mean, and their addresses, all as of one publication.

    A Frictionless Data Package.
    """

    operation_id = "export_datapackage"
    shape = Package

    def get(self, request: Request) -> Response:
        # No rows are read, but parameters that the files would refuse are refused here.
        self.filter_queryset(self.get_queryset())
        as_of = self.as_of()
        query = request.query_params.copy()
        query["as_of"] = str(as_of)
        files = [
            (
                dataset,
                f"{absolute(reverse('api:export-csv', args=[name]))}?"
                + (f"as_of={as_of}" if dataset.of_history else query.urlencode()),
            )
            for name, dataset in DATASETS.items()
        ]
        return Response(package(as_of, files), headers={"As-Of-Publication": str(as_of)})


class _WorkingFile(DeskView):
    """Every claim in its present state as one file, all of one moment, in the order of their numbers.

    The filters are the list's.
    """

    throttle_classes = [ExportThrottle]
    content_negotiation_class = FormatFromAddress
    filter_backends = [StrictFilterBackend]
    filterset_class = NewsroomClaimFilters
    pagination_class = None
    form: Form
    documented_parameters: Sequence[OpenApiParameter]

    def parameters(self) -> set[str]:
        own = {each.name for each in self.documented_parameters}
        return {*super().parameters(), *NewsroomClaimFilters.base_filters, *own}

    @property
    def operation_id(self) -> str:  # type: ignore[override]
        return f"working_claims_export_{self.form}"

    def responses(self) -> dict[Any, Any]:
        refusals = {**PROBLEMS, 503: NO_PLACE}
        return {
            (200, TYPES[self.form].partition(";")[0]): WORKING_FILES[self.form],
            **{(status, "application/json"): each for status, each in refusals.items()},
        }

    def get_queryset(self) -> Any:
        return Claim.objects.all()

    def get(self, request: Request) -> HttpResponseBase:
        after = whole_number(request, "after", 0, LARGEST_NUMBER, 0)
        mark = _mark(request)
        answer = StreamingHttpResponse(content_type=TYPES[self.form])
        name = f"working-claims-{timezone.now():%Y-%m-%d}.{self.form}"
        answer["Content-Disposition"] = content_disposition_header(True, name)
        with held_place(one_snapshot(settings.EXPORTS_AT_ONCE)) as stack:
            claims: Any = self.filter_queryset(self.get_queryset())
            if request.method == "GET":
                blocks = working.blocks(claims, self.form, after, mark=mark)
                answer.streaming_content = StreamedBlocks(blocks, stack.pop_all())
        return answer


class WorkingNdjsonFile(_WorkingFile):
    __doc__ = _WorkingFile.__doc__
    form = Form.NDJSON
    documented_parameters = (AFTER_CLAIM,)


class WorkingCsvFile(_WorkingFile):
    __doc__ = _WorkingFile.__doc__
    form = Form.CSV
    documented_parameters = (AFTER_CLAIM, BOM)


def _compression(request: Request) -> Compression | None:
    text = request.query_params.get("compression")
    if text is not None and text not in list(Compression):
        raise InvalidParameters({"compression": [_("One of these: gzip, zstd.")]})
    return Compression(text) if text else None


def _mark(request: Request) -> bool:
    text = request.query_params.get("bom")
    if text not in (None, "true"):
        raise InvalidParameters({"bom": [_("Say true, or leave it out.")]})
    return text == "true"
