"""Every address of the desk, as the admin itself resolves it, and a row of everything that has a page."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.contrib import admin
from django.urls import URLPattern, URLResolver, reverse

from claims.models import (
    Candidate,
    Claim,
    Delivery,
    Dossier,
    Erasure,
    ErasureSearch,
    ErrorReport,
    ImportRun,
    Label,
    LogAhead,
    Notice,
    Publication,
    ReaderRequest,
    Relation,
    SavedView,
    Topic,
    Webhook,
)
from claims.publication import publishing
from claims.workflow import approvals, dossiers, labels, notes, saved_views, synonyms
from newsroom import sign_ins, tokens
from newsroom.choices import SignInOutcome
from newsroom.history import acting
from newsroom.models import ApiToken, Approval, Event, Job, SignIn
from sources.models import AnchorCheck, CaptureRequest, Publisher, Snapshot, Source, Speaker
from tests import factories, workers
from tests.claims.changed_sources import changed_quote
from tests.claims.statements import candidate
from tests.passkeys import enrolled


class Address(NamedTuple):
    name: str  # as Django reverses it, without the admin's own
    arguments: tuple[str, ...]


@cache
def addresses() -> tuple[Address, ...]:
    """All that have a name; those without lead to one of these or nowhere."""

    def walk(patterns: Any) -> Iterator[Address]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns)
            elif isinstance(each, URLPattern) and each.name:
                known = each.pattern.regex.groupindex
                yield Address(each.name, tuple(known))

    return tuple(walk(admin.site.urls[0]))


def is_verb(address: Address) -> bool:
    return address.name.endswith("_do")


def one_of_each() -> dict[str, Any]:
    """One row of everything that has a page, by the name of its addresses."""
    by = factories.senior()
    claim = factories.anchored_claim()
    factories.signed_claim()
    factories.relation(claim, factories.claim_in_review(), confirmed=False)
    candidate()
    changed_quote()
    notes.write(claim.pk, factories.reporter(), f"@{by.username}, look.")
    sign_ins.record(SignInOutcome.SIGNED_IN, by, "192.0.2.7", "Firefox")
    saved_views.save(by, "Due", "queue=due")
    tokens.make(by, "a script", 7)
    workers.failed_job()
    delivery = Delivery.objects.create(webhook=factories.webhook())
    with acting(by):
        CaptureRequest.objects.create(url="https://news.example/asked", requested_by=by)
    Topic.objects.create(name="Bridges", slug="bridges")
    factories.publisher()
    dossiers.add(by, "bridges", "Bridges", "What was said of them.", [claim.pk])
    factories.reader_request()
    labels.add(by, "half-true", **factories.HALF_TRUE)
    publishing.hold(claim.pk, by, "legal", "A letter came.")
    approvals.request_hold_lift(claim.pk, by, "legal", "It was answered.")
    found = (
        *(claim, Candidate.objects.first(), Notice.objects.first(), SavedView.objects.first()),
        *(factories.batch([claim]), Relation.objects.first(), Topic.objects.first(), delivery),
        *(Publication.objects.first(), Webhook.objects.first(), CaptureRequest.objects.first()),
        *(Source.objects.first(), Snapshot.objects.first(), AnchorCheck.objects.first()),
        *(Speaker.objects.first(), Publisher.objects.first(), Approval.objects.first()),
        *(Event.objects.first(), Job.objects.first(), ApiToken.objects.first()),
        *(factories.reporter(), ImportRun(pk=999_999)),
        *(
            ErrorReport(pk=999_999),
            Erasure(pk=999_999),
            ErasureSearch(pk=999_999),
            LogAhead(pk=999_999),
            SignIn.objects.first(),
            Dossier.objects.first(),
        ),
        ReaderRequest.objects.first(),
        Label.objects.first(),
        synonyms.add(by, ["ACA", "Obamacare"]),
        enrolled(by),
    )
    made = {f"{row._meta.app_label}_{row._meta.model_name}": row for row in found if row}
    return made | {"auth_user": made["newsroom_user"]}


def url_of(address: Address, things: dict[str, Any], verb: str = "") -> str:
    model = "_".join(address.name.split("_")[:2])
    row = things.get(model)
    values: dict[str, Any] = {
        "object_id": row.pk if row is not None else 1,
        "id": row.pk if row is not None else 1,
        # No verb is done to a token, whose key is its digest.
        "number": row.pk if row is not None and isinstance(row.pk, int) else 1,
        "digest": getattr(row, "digest", "x"),
        "other": Claim.objects.latest("pk").pk,
        "sha256": "0" * 64,
        "name": verb,
        "action": "reject",
        "kind": "refused",
        "app_label": "claims",
        "content_type_id": 1,
    }
    if address.name.startswith("claims_candidate_") and row is not None:
        values["number"] = row.snapshot_id
    # Whatever else is named is the number of a row.
    arguments = {name: values.get(name, values["number"]) for name in address.arguments}
    url = reverse(f"admin:{address.name}", kwargs=arguments)
    if address.name == "claims_batch_add":
        return f"{url}?kind=assign"
    if address.name == "autocomplete":
        return f"{url}?app_label=claims&model_name=claim&field_name=speaker&term=a"
    return url
