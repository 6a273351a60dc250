"""The services over HTTP."""

from typing import Any

from django.conf import settings
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.base import PublicView
from claims.api.pagination import whole_number
from claims.api.problems import InvalidParameters, check_parameters
from claims.api.reconciliation import protocol
from claims.api.reconciliation.services import FURTHEST, SERVICES, Service, reconciled
from claims.presentation.frames import HEIGHT, WIDTH
from claims.publication.addresses import absolute
from newsroom.identity import newsroom_name

VERSIONS = ["0.2"]
SCHEMA_SPACE = "https://schema.org/"
MOST_PROPERTIES = 100


class _View(PublicView):
    # The protocol has a schema of its own; generators would make little of it.
    schema = None

    def check(self, given: QueryDict) -> None:
        """What the protocol doesn't know is ignored: clients send parameters of earlier versions."""
        known = QueryDict(mutable=True)
        for name in self.parameters():
            if any(values := given.getlist(name)):
                known.setlist(name, values)
        check_parameters(known, self.parameters())

    def service(self, of: str) -> Service:
        if of not in SERVICES:
            raise Http404
        return SERVICES[of]


class Reconcile(_View):
    """A service: its manifest, answers to query batches, and values of entities."""

    http_method_names = ["get", "head", "options", "post"]
    parser_classes = [FormParser]

    def parameters(self) -> set[str]:
        return {"queries", "extend"}

    def get(self, request: Request, of: str) -> Response:
        return self._answer(self.service(of), request.query_params)

    def post(self, request: Request, of: str) -> Response:
        # Of a request without a body it is an empty dictionary.
        sent = request.data if isinstance(request.data, QueryDict) else QueryDict()
        self.check(sent)
        if not self.parameters() & sent.keys():
            sentence = _("Send queries or extend, as a form.")
            raise InvalidParameters({"queries": [sentence]})
        return self._answer(self.service(of), sent)

    def _answer(self, service: Service, given: Any) -> Response:
        if "queries" in given and "extend" in given:
            raise InvalidParameters({"extend": [_("Send queries or extend, not both.")]})
        if "queries" in given:
            batch = protocol.queries(given["queries"], service.most)
            return Response({name: _slot(service, each) for name, each in batch.items()})
        if "extend" in given:
            return Response(_extended(service, given["extend"]))
        return Response(_manifest(service))


class Suggest(_View):
    """Entities, types and properties, by what was typed of them so far."""

    def parameters(self) -> set[str]:
        return {"prefix", "cursor"}

    def get(self, request: Request, of: str, what: str) -> Response:
        service = self.service(of)
        if what not in ("entity", "type", "property"):
            raise Http404
        prefix = protocol.readable(request.query_params.get("prefix", ""))
        skipped = whole_number(request, "cursor", 0, FURTHEST, 0)
        if what == "entity":
            return Response({"result": service.suggested(prefix, skipped)})
        named = service.types() if what == "type" else _properties(service)
        typed = prefix.casefold()
        found = [
            each
            for each in named
            if each["id"].casefold().startswith(typed) or each["name"].casefold().startswith(typed)
        ]
        return Response({"result": found[skipped:]})


class Properties(_View):
    """What a data extension can ask of an entity."""

    def parameters(self) -> set[str]:
        return {"type", "limit"}

    def get(self, request: Request, of: str) -> Response:
        limit = whole_number(request, "limit", 1, MOST_PROPERTIES, MOST_PROPERTIES)
        type_ = request.query_params.get("type", "")
        return Response(
            {"properties": _properties(self.service(of))[:limit], "type": type_, "limit": limit}
        )


def _slot(service: Service, query: protocol.Query | InvalidParameters) -> dict[str, Any]:
    """A query's candidates, or why there are none though the others of its batch are answered."""
    if isinstance(query, InvalidParameters):
        return {"result": [], "error": query.sentence}
    return {"result": reconciled(service, query)}


def _properties(service: Service) -> list[protocol.Named]:
    return [{"id": name, "name": label} for name, label in service.properties.items()]


def _extended(service: Service, text: str) -> dict[str, Any]:
    ids, wanted = protocol.extension(text)
    known = service.values(ids)
    names = [each for each in wanted if each in service.properties]
    meta: list[dict[str, Any]] = [{"id": name, "name": service.properties[name]} for name in names]
    for each in meta:
        if each["id"] == "speaker":
            # Its values are of the other service.
            each["service"] = absolute(reverse("api:reconcile", args=["speakers"]))
    return {
        "meta": meta,
        "rows": {id_: {name: known.get(id_, {}).get(name, []) for name in names} for id_ in ids},
    }


def _manifest(service: Service) -> dict[str, Any]:
    endpoint = absolute(reverse("api:reconcile", args=[service.kind]))
    return {
        "versions": VERSIONS,
        "name": f"{newsroom_name()}: {service.name()}",
        "identifierSpace": service.page().removesuffix("{{id}}/"),
        "schemaSpace": SCHEMA_SPACE,
        "defaultTypes": service.types(),
        "documentation": absolute(reverse("site:data")),
        "serviceVersion": settings.VERSION,
        "view": {"url": service.page()},
        "preview": {"url": service.preview(), "width": WIDTH, "height": HEIGHT},
        "suggest": {
            what: {"service_url": endpoint, "service_path": f"suggest/{what}/"}
            for what in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": endpoint, "service_path": "properties/"},
            "property_settings": [],
        },
        "batchSize": service.most,
    }
