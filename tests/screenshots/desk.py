"""The desk: its pages over the demonstration newsroom, as those see them who work on them."""

from django.urls import reverse

from claims import review
from claims.models import Claim, Relation
from newsroom.models import User
from sources.models import Snapshot, Source, Speaker
from tests.claims.admin.desk import list_of, url_of
from tests.claims.changed import changed_quote
from tests.screenshots.camera import Shot


def shots() -> list[Shot]:
    reporter, editor, senior = (
        User.objects.get(username=name) for name in ("reporter", "editor", "senior")
    )
    working = Claim.objects.filter(status="in_review").order_by("pk").first()
    signed = Claim.objects.filter(status="verified").order_by("pk").first()
    proposed = Claim.objects.filter(status="awaiting_signoff").order_by("pk").first()
    assert working
    assert signed
    assert proposed
    reopened = Claim.objects.filter(status="unrated").order_by("pk")[0]
    review.reopen(reopened.pk, senior, "The office has said more since.")
    doubled = Claim.objects.filter(status="unreviewed").order_by("pk")[0]
    changed_quote()
    source = Source.objects.order_by("pk")[0]
    snapshot = Snapshot.objects.order_by("pk")[0]
    speaker = Speaker.objects.filter(kind="person").order_by("pk")[0]
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
        Shot("relations", list_of(Relation), editor),
        Shot("sources", list_of(Source), editor),
        Shot("source", url_of(source), editor),
        Shot("snapshots", list_of(Snapshot), editor),
        Shot("snapshot", url_of(snapshot), editor),
        Shot("speakers", list_of(Speaker), editor),
        Shot("speaker", url_of(speaker), editor),
    ]
