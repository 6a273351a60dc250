"""The desk: its pages over the demonstration newsroom, as those see them who work on them."""

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from claims.models import (
    Batch,
    Candidate,
    Claim,
    Delivery,
    Dossier,
    ErrorReport,
    Notice,
    Publication,
    Relation,
    Topic,
    Webhook,
)
from claims.workflow import dossiers, review
from newsroom.models import ApiToken, Approval, Event, Job, User
from sources import archived_copies
from sources.models import AnchorCheck, CaptureRequest, Publisher, Snapshot, Source, Speaker
from tests import factories
from tests.claims.admin.desk import list_of, url_of
from tests.claims.api.writing import Script
from tests.claims.changed_sources import changed_quote
from tests.claims.fetched_sources import fetched_source
from tools.screenshots.camera import Shot

FORMS = (
    "edit",
    "write",
    "add-file",
    "add-record",
    "add-contact",
    "assign",
    "suggest-relation",
    "hold",
)
AFTER_SIGNING = ("reopen", "supplement", "supplement-review", "correct", "withdraw")
LISTS = (
    *(
        AnchorCheck,
        ApiToken,
        Batch,
        Candidate,
        CaptureRequest,
        Approval,
        Delivery,
        Event,
        Job,
        Notice,
    ),
    *(Publication, Publisher, ErrorReport, Topic, User, Webhook),
)
ADDED = (ApiToken, CaptureRequest, Publisher, Speaker, Topic, User, Webhook)


def shots() -> list[Shot]:
    reporter, editor, senior = (
        User.objects.get(username=name) for name in ("reporter", "editor", "senior")
    )
    working = Claim.objects.filter(status="in_review").order_by("pk")[0]
    signed = Claim.objects.filter(status="verified").order_by("pk")[0]
    proposed = Claim.objects.filter(status="awaiting_signoff").order_by("pk")[0]
    reopened = Claim.objects.filter(status="unrated").order_by("pk")[0]
    review.reopen(reopened.pk, senior, "The office has said more since.", "routine")
    doubled = Claim.objects.filter(status="unreviewed").order_by("pk")[0]
    changed_quote()
    source = Source.objects.order_by("pk")[0]
    snapshot = Snapshot.objects.order_by("pk")[0]
    speaker = Speaker.objects.filter(kind="person").order_by("pk")[0]
    for number in (150, 160):
        factories.signed_claim(text=f"“{speaker.name} lied about {number} bridges.”")
    owner = factories.person(None, username="owner", is_superuser=True)
    report = factories.error_report(signed)
    awaiting = factories.claim_in_review(editor)
    request = factories.reply_request(awaiting, editor)
    approval = dossiers.add(
        editor, "bridges", "Bridges", "What was said of the bridges, and what holds.", [signed.pk]
    )
    dossier = Dossier.objects.get(slug="bridges")
    fetched = fetched_source()
    settings.WEB_ARCHIVE_KEYS = "key:secret"
    archived_copies.record(
        fetched.pk, editor, f"https://web.archive.org/web/20261103120000/{fetched.uri}"
    )
    over_api = written_over_api(editor)
    left, right = Relation.objects.values_list("from_claim", "to_claim").order_by("pk")[0]
    return [
        Shot("first-page", reverse("admin:index"), editor),
        Shot("queue", list_of(Claim), editor),
        Shot("claim-unreviewed", url_of(doubled), editor),
        Shot("claim-in-review", url_of(working), editor),
        Shot("claim-proposed", url_of(proposed), senior),
        Shot("claim-signed", url_of(signed), senior),
        Shot("claim-reopened", url_of(reopened), editor),
        Shot("claim-reporter", url_of(working), reporter),
        Shot("sign", url_of(proposed, "sign"), senior),
        Shot("propose", url_of(working, "propose"), editor),
        Shot("add-passage", url_of(working, "add-passage"), editor),
        Shot("inbox", list_of(Candidate), editor),
        Shot("deadlines", reverse("admin:claims_claim_deadlines"), editor),
        Shot("dossiers", list_of(Dossier), editor),
        Shot("dossier", url_of(dossier), editor),
        Shot("dossier-add", f"{list_of(Dossier)}add/", editor),
        Shot("approval", url_of(approval), senior),
        Shot("error-report", url_of(report), editor),
        Shot("reply-remind", f"{url_of(awaiting, 'remind-reply')}?part={request.pk}", editor),
        Shot("reply-answer", f"{url_of(awaiting, 'answer-reply')}?part={request.pk}", editor),
        Shot("claim-via-api", url_of(over_api), editor),
        Shot("claim-reply-awaiting", url_of(awaiting), editor),
        Shot("reply-ask", url_of(working, "ask-reply"), editor),
        Shot("source-save", url_of(fetched, "save-at-archive"), editor),
        Shot("source-copies", url_of(fetched), editor),
        Shot("source-copy", url_of(fetched, "record-copy"), editor),
        Shot("relations", list_of(Relation), editor),
        Shot("sources", list_of(Source), editor),
        Shot("source", url_of(source), editor),
        Shot("snapshots", list_of(Snapshot), editor),
        Shot("snapshot", url_of(snapshot), editor),
        Shot("speakers", list_of(Speaker), editor),
        Shot("speaker", url_of(speaker), editor),
        Shot("speaker-protect", url_of(speaker, "protect"), editor),
        Shot("sign-in", reverse("account_login")),
        Shot("beside", reverse("admin:claims_claim_beside", args=[left, right]), editor),
        Shot("quotes", reverse("admin:claims_claim_quotes", args=[signed.pk]), senior),
        Shot("publication", url_of(Publication.objects.latest("pk")), editor),
        Shot("check", url_of(AnchorCheck.objects.latest("pk")), editor),
        Shot("event", url_of(Event.objects.latest("pk")), editor),
        Shot("user", url_of(editor), owner),
        Shot("navigation", reverse("admin:index"), senior, opened),
        *(Shot(f"do-{verb}", url_of(working, verb), editor) for verb in FORMS),
        *(Shot(f"after-{verb}", url_of(signed, verb), senior) for verb in AFTER_SIGNING),
        *(Shot(f"list-{model._meta.model_name}", list_of(model), owner) for model in LISTS),
        *(Shot(f"add-{model._meta.model_name}", f"{list_of(model)}add/", owner) for model in ADDED),
    ]


def written_over_api(by: User) -> Claim:
    """With evidence, in review."""
    script = Script(by)
    given = {
        "text": "The lake has 12 islands.",
        "nature": "fact",
        "speaker": factories.speaker().pk,
    }
    path = f"claims/{script.post('claims/', given).json()['id']}/"
    script.post(f"{path}review/")
    record = {
        "kind": "record",
        "bears_on": "so",
        "direction": "supports",
        "description": "The map shows 12.",
        "consulted_on": "2026-03-01",
        "source": factories.source().pk,
    }
    script.post(f"{path}evidence/", record)
    return Claim.objects.latest("pk")


def opened(page: Page) -> None:
    """The navigation where a button opens it, and the person's own menu in it."""
    button = page.get_by_role("button", name="Navigation")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    page.get_by_text("Sam Senior").first.click()
