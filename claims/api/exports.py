"""Files for everybody to take away: what the lists hold, whole."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import StrictFilterBackend
from claims.api.links import absolute
from claims.api.pagination import whole_number
from claims.api.problems import Misunderstood, Problem
from claims.api.streaming import NO_PLACE, AddressSays, ExportThrottle, Streamed, placed
from claims.api.views import AS_OF, PROBLEMS, AsOfView
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.package import Package, package
from claims.formats.exports.statements import ExportQuery, published
from claims.formats.exports.streams import Compression, Export, Form, one_snapshot
from claims.publication.point_in_time import last_number
from claims.search.filters import LARGEST_NUMBER, PublicClaimFilters

TYPES = {
    Form.NDJSON: "application/x-ndjson",
    Form.CSV: "text/csv; charset=utf-8; header=present",
    Form.PARQUET: "application/vnd.apache.parquet",
}
COMPRESSED_TYPES = {Compression.GZIP: "application/gzip", Compression.ZSTD: "application/zstd"}
BYTES = {"type": "string", "format": "binary"}
REFUSALS = {
    **PROBLEMS,
    404: OpenApiResponse(Problem, "There is no such file."),
    503: NO_PLACE,
}

WHAT = OpenApiParameter(
    "what",
    {"type": "string", "enum": list(DATASETS)},
    location=OpenApiParameter.PATH,
    description=_("What the rows are."),
)
AFTER = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER, "default": 0},
    description=_(
        "Only rows after this number (of `number`; for speakers and sources of `id`). With `as_of`"
        " it goes on where an export broke off."
    ),
)
COMPRESSION = OpenApiParameter(
    "compression",
    {"type": "string", "enum": list(Compression)},
    description=_("The file as a .gz or .zst."),
)
BOM = OpenApiParameter(
    "bom",
    {"type": "string", "enum": ["true"]},
    description=_("Begin with the mark by which old spreadsheets know UTF-8."),
)
NUMBERED = OpenApiParameter(
    "As-Of-Publication",
    int,
    location=OpenApiParameter.HEADER,
    response=[200],
    description=_("The last publication of the state that this is of; ask for it as `as_of`."),
)


class _Exported(AsOfView):
    """Rows of publications that may be filtered, as of a moment."""

    throttle_classes = [ExportThrottle]
    filter_backends = [StrictFilterBackend]
    filterset_class = PublicClaimFilters
    pagination_class = None

    def parameters(self) -> set[str]:
        return {*super().parameters(), *PublicClaimFilters.base_filters}

    def get_queryset(self) -> Any:
        return published(self.moment)

    def as_of(self) -> int:
        return self.moment.number if self.moment else last_number()

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        # The same for everybody, so that a page of anybody's may read it.
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "As-Of-Publication, Content-Disposition, ETag"
        return answer


class _ExportFile(_Exported):
    """Claims as they stand, or what they hold or name, as one file of one state.

    The filters are the lists'; the order is that of publication.
    """

    content_negotiation_class = AddressSays
    form: Form
    # What may be said besides the filters and the state.
    also: Sequence[OpenApiParameter]

    def parameters(self) -> set[str]:
        return {*super().parameters(), *(each.name for each in self.also)}

    def get(self, request: Request, what: str) -> HttpResponseBase:
        if what not in DATASETS:
            sentence = gettext("There is no such file. There are these: %(known)s.")
            raise NotFound(sentence % {"known": ", ".join(DATASETS)})
        after = whole_number(request, "after", 0, LARGEST_NUMBER, 0)
        compression, mark = _compression(request), _mark(request)
        with placed(one_snapshot(settings.EXPORTS_AT_ONCE)) as stack:
            publications: Any = self.filter_queryset(self.get_queryset())
            wanted = ExportQuery(DATASETS[what], publications, after)
            export = Export(wanted, self.form, self.as_of(), compression, mark)
            answer: Any = StreamingHttpResponse(
                content_type=COMPRESSED_TYPES[compression] if compression else TYPES[export.form]
            )
            answer["Content-Disposition"] = content_disposition_header(True, export.name)
            answer["As-Of-Publication"] = str(export.as_of)
            answer["ETag"] = quote_etag(export.tag())
            found: Any = get_conditional_response(request, etag=answer["ETag"], response=answer)
            if found is not answer:
                found["As-Of-Publication"] = answer["As-Of-Publication"]
            elif request.method == "GET":
                to = request.META.get("gunicorn.socket")
                answer.streaming_content = Streamed(export.blocks(), stack.pop_all(), to)
            response: HttpResponseBase = found
            return response


def _described(means: str, shape: dict[str, Any]) -> Callable[[Any], Any]:
    """Puts the view's operation into the schema; ``shape`` is JSON Schema of the file as it is."""

    def described(view: type[_ExportFile]) -> Any:
        types = {TYPES[view.form].partition(";")[0]: OpenApiResponse(shape, means)}
        if COMPRESSION in view.also:
            packed = OpenApiResponse(BYTES, "The same, compressed.")
            types |= dict.fromkeys(COMPRESSED_TYPES.values(), packed)
        operation = extend_schema(
            tags=["public"],
            operation_id=f"export_{view.form}",
            filters=True,
            parameters=[WHAT, AS_OF, *view.also, NUMBERED],
            responses={
                **{(200, kind): said for kind, said in types.items()},
                **{(number, "application/json"): said for number, said in REFUSALS.items()},
            },
        )
        return extend_schema_view(get=operation)(view)

    return described


@_described("An object a line, as the lists have it.", {"type": "string"})
class NdjsonFile(_ExportFile):
    __doc__ = _ExportFile.__doc__
    form = Form.NDJSON
    also = (AFTER, COMPRESSION)


@_described("A row each; datapackage.json says what the columns mean.", {"type": "string"})
class CsvFile(_ExportFile):
    __doc__ = _ExportFile.__doc__
    form = Form.CSV
    also = (AFTER, COMPRESSION, BOM)


@_described("A row each, typed; within the file the columns are compressed already.", BYTES)
class ParquetFile(_ExportFile):
    __doc__ = _ExportFile.__doc__
    form = Form.PARQUET
    also = (AFTER,)


class DataPackage(_Exported):
    """What the columns of the CSV files mean, and where the files are, all as of one publication.

    A Frictionless Data Package.
    """

    @extend_schema(
        tags=["public"],
        operation_id="export_datapackage",
        filters=True,
        parameters=[AS_OF, NUMBERED],
        responses={200: Package, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        # Nothing is listed, but what is not understood is refused as the files would.
        self.filter_queryset(self.get_queryset())
        as_of = self.as_of()
        query = request.query_params.copy()
        query["as_of"] = str(as_of)
        files = [
            (dataset, f"{absolute(reverse('api:export-csv', args=[name]))}?{query.urlencode()}")
            for name, dataset in DATASETS.items()
        ]
        return Response(package(as_of, files), headers={"As-Of-Publication": str(as_of)})


def _compression(request: Request) -> Compression | None:
    text = request.query_params.get("compression")
    if text is not None and text not in list(Compression):
        raise Misunderstood({"compression": [gettext("One of these: gzip, zstd.")]})
    return Compression(text) if text else None


def _mark(request: Request) -> bool:
    text = request.query_params.get("bom")
    if text not in (None, "true"):
        raise Misunderstood({"bom": [gettext("Say true, or leave it out.")]})
    return text == "true"
