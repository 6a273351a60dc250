"""Webhooks and imports: registering the one, and bringing in a file of claims."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import bodies
from claims.api.authentication import MayRegisterWebhooks
from claims.api.base import DeskView, ReadOne
from claims.api.bodies import Body
from claims.api.writing import REFUSALS, WriteView, describes
from claims.choices import ImportFormat, PublicationEvent
from claims.formats import working_objects
from claims.imports import uploads
from claims.models import ImportRun
from claims.notifications import webhooks
from claims.publication.addresses import address
from newsroom.repeatable import Answer


class WebhookFields(Body):
    """Who receives what is published."""

    name = bodies.text(100, "The receiver's name.", required=True)
    url = bodies.text(2000, "An https address.", required=True)
    events = serializers.ListField(
        child=bodies.word(PublicationEvent.choices, required=True),
        required=False,
        help_text="What it receives besides removals, which every webhook receives; without it, all.",
    )


class Webhooks(WriteView):
    writing_permission = MayRegisterWebhooks

    @describes("working_webhooks_create", WebhookFields, working_objects.NewWebhook, REFUSALS)
    def post(self, request: Request) -> Response:
        """Register a webhook. Its secret is in this answer only: sent again with the same Idempotency-Key, it is empty."""
        given = bodies.read(request, WebhookFields)

        def do() -> Answer:
            events = given.get("events", tuple(PublicationEvent))
            made, secret = webhooks.add(self.person, given["name"], given["url"], events)
            body: working_objects.NewWebhook = {
                "id": made.pk,
                "html_url": address("webhook-desk", made.pk),
                "name": made.name,
                "url": made.url,
                "events": list(made.events),
                "secret": "",
            }
            return Answer(201, body, secret={"secret": secret})

        return self.carry_out(given, do)


class ImportFile(Body):
    """A file of claims."""

    file = bodies.Upload(help_text="At most 50 MB.")
    format = bodies.word(ImportFormat.choices, required=True)
    mapping = bodies.text(100, "By which its columns are read; without it they have our names.")
    origin = bodies.text(253, "Whose claims these are: a domain. Without it, each row's own.")


class Imports(WriteView):
    parser_classes = [MultiPartParser]

    @describes(
        "working_imports_create",
        {"multipart/form-data": ImportFile},
        working_objects.WorkingImport,
        REFUSALS,
        code=202,
    )
    def post(self, request: Request) -> Response:
        """Import a file of claims. The answer comes before it is read; `Location` is for following it.

        A file that was imported before is not imported again.
        """
        given = bodies.read(request, ImportFile)

        def do() -> Answer:
            file = given["file"]
            chosen = (given.get(name, "") for name in ("format", "mapping", "origin"))
            run = uploads.request_import(self.person, file.name, file.read(), *chosen)
            url = address("working-import", run.pk)
            return Answer(202, working_objects.import_run(run), {"Location": url})

        return self.carry_out(given, do)


class ImportDetail(DeskView, ReadOne):
    """An import's progress: `waiting`, `running`, `done` or `failed`, and the outcome in words."""

    shape = working_objects.WorkingImport

    def get_queryset(self) -> QuerySet[ImportRun]:
        return ImportRun.objects.all()

    def show(self, row: Any) -> working_objects.WorkingImport:
        return working_objects.import_run(row)
