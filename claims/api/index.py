"""What the API has: its addresses, by name."""

from typing import Annotated, TypedDict

from django.conf import settings
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.base import PublicView
from claims.api.reconciliation.services import SERVICES
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.streams import Form
from claims.publication.addresses import absolute
from claims.publication.fields import Field
from newsroom.identity import newsroom_name

LISTS = ("claims", "speakers", "sources", "publishers", "topics", "changes", "match")
# Lists whose rows have addresses of their own.
WITH_DETAIL = ("claims", "speakers", "sources", "publishers")


class Index(TypedDict):
    """The addresses of the API. Put a number for ``{id}``."""

    documentation: Annotated[str, Field("How to use it, and every parameter.")]
    schema: Annotated[str, Field("The same as OpenAPI.")]
    html_url: Annotated[str, Field("The site for readers.")]
    newsroom: Annotated[str, Field("Who publishes here.")]
    licence: Annotated[str, Field("The licence of the data; empty: not stated.")]
    addresses: Annotated[dict[str, str], Field("What can be read, by name.")]
    files: Annotated[dict[str, str], Field("Everything as one file, by its name.")]


class ApiIndex(PublicView):
    """What there is to read, with its addresses."""

    operation_id = "index"
    shape = Index

    def get(self, request: Request) -> Response:
        addresses = {name: absolute(reverse(f"api:{name}")) for name in LISTS}
        addresses |= {name[:-1]: f"{addresses[name]}{{id}}/" for name in WITH_DETAIL}
        addresses |= {
            "claim_reviews": absolute(reverse("api:claim-reviews")),
            "rating_scale": absolute(reverse("api:rating-scale")),
            **{f"reconcile_{of}": absolute(reverse("api:reconcile", args=[of])) for of in SERVICES},
            "data_package": absolute(reverse("api:datapackage")),
        }
        files = {
            f"{name}.{form}": absolute(reverse(f"api:export-{form}", args=[name]))
            for name in DATASETS
            for form in Form
        }
        answer: Index = {
            "documentation": absolute(reverse("api:docs")),
            "schema": absolute(reverse("api:schema")),
            "html_url": absolute("/"),
            "newsroom": newsroom_name(),
            "licence": settings.DATA_LICENCE,
            "addresses": addresses,
            "files": files,
        }
        return Response(answer)
