"""What the newsroom that is attacked holds: people of every role, claims of every kind."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from claims.choices import LegalBasis, SubscriptionKind
from claims.imports.mapping import PLAIN
from claims.models import Batch, Claim, ImportRun, Subscription, Topic
from claims.notifications import subscriptions
from claims.publication import publishing, showing_again, speakers, takedowns
from claims.workflow import (
    approvals,
    conflicts,
    erasures,
    error_reports,
    labels,
    listening,
    review,
)
from newsroom import people, tokens
from newsroom.choices import ApprovalKind, Role
from newsroom.history import acting
from newsroom.models import User
from sources.models import ArchiveRequest, CaptureRequest
from tests import factories
from tests.claims.fetched_sources import fetched, fetched_source
from tests.claims.full_claims import signed_claim
from tests.claims.publication.test_embargoes import signed_under_an_embargo
from tests.claims.workflow.test_listening import quoted
from tests.passkeys import Passkey

if TYPE_CHECKING:
    from tests.attacks.newsroom import Newsroom

# Said of nobody else, so that reading one of them in an outsider's answer is a leak.
HELD, EMBARGOED, UNSIGNED, WITHDRAWN = "Quaggaheld", "Quaggaembargo", "Quaggaunsigned", "Quaggagone"
PROTECTED = "Quaggavera Lindqvist"
# Protected too; a job has not yet come to the claims that say it.
WAITING = "Quaggawanda Okoro"
SECRETS = (HELD, EMBARGOED, UNSIGNED, WITHDRAWN, PROTECTED, WAITING)


def fill(newsroom: "Newsroom") -> None:
    add, n = factories, newsroom.numbers
    for name, role, fields in (
        ("reporter", Role.REPORTER, {}),
        ("editor", Role.EDITOR, {}),
        ("senior", Role.SENIOR, {}),
        ("senior2", Role.SENIOR, {}),
        ("nobody", None, {"is_staff": False}),
        ("gone", Role.SENIOR, {"is_active": False}),
        ("superuser", None, {"is_superuser": True}),
    ):
        made = add.person(
            role, username=f"{name}x", public_name=f"{name.title()} Ex",
            email=f"{name}@newsroom.example", **fields,
        )  # fmt: skip
        n[name] = made.pk
    by, senior, editor = (
        newsroom.person("reporter"),
        newsroom.person("senior"),
        newsroom.person("editor"),
    )
    n["unreviewed"] = add.anchored_claim(by, text=f"{UNSIGNED} says 150 bridges.").pk
    n["in_review"] = add.claim_in_review(editor).pk
    n["proposed"] = add.proposed_claim(editor).pk
    n["signed"] = add.signed_claim(editor, senior).pk
    n["full"] = signed_claim(1, contradicts=Claim.objects.get(pk=n["signed"])).pk
    n["refuted"] = add.concluded_claim("refuted", editor, senior).pk
    reopened = add.signed_claim(editor, senior)
    review.reopen(reopened.pk, senior, "A second count came in.", "routine")
    n["reopened"] = reopened.pk
    held = add.signed_claim(editor, senior, text=f"{HELD} built 150 bridges.")
    publishing.hold(held.pk, by, "legal", "A letter came.")
    n["held"] = held.pk
    n["hold approval"] = approvals.request_hold_lift(held.pk, editor, "legal", "Answered.").pk
    gone = add.signed_claim(editor, senior, text=f"{WITHDRAWN} built 150 bridges.")
    review.withdraw(gone.pk, senior, "It was a hoax.")
    n["withdrawn"] = gone.pk
    early = signed_under_an_embargo()
    # An hour passes during a slow run, and then its words may be published.
    publishing.set_embargo(early.pk, editor, timezone.now() + timedelta(days=30))
    n["embargoed"] = early.pk
    down = add.signed_claim(editor, senior)
    n["down"] = down.pk
    snapshot = down.appearances.get().snapshot_id
    takedowns.take_down(snapshot, editor, "A court.")
    n["snapshot"], n["snapshot down"] = held.appearances.get().snapshot_id, snapshot
    protected = add.signed_claim(editor, senior, speaker=add.speaker(PROTECTED))
    speakers.protect(protected.speaker_id, editor, "a witness", "She asked for it.")
    n["protected"], n["protected speaker"] = protected.pk, protected.speaker_id
    _fill_waiting(newsroom)
    n["speaker"] = Claim.objects.get(pk=n["signed"]).speaker_id
    _fill_pages(newsroom, senior)
    _fill_signed_by_two(newsroom)
    due = signed_under_an_embargo()
    _end_embargo(newsroom, due.pk)
    n["due"] = due.pk
    people.request_role(newsroom.person("nobody"), Role.EDITOR, senior, "Soon.")
    ((n["role approval"],),) = newsroom.rows(
        "SELECT id FROM newsroom_approval WHERE kind = 'grant_role'"
    )
    for name in ("reporter", "editor", "senior"):
        newsroom.tokens[name] = tokens.make(newsroom.person(name), "a script", 7)
    n["report"] = error_reports.send(n["signed"], "It is wrong.", "r@reader.example", "x").pk
    decided = error_reports.send(n["full"], "It is wrong.", "r@reader.example", "y").pk
    n["decided report"] = error_reports.settle(decided, editor, "not_upheld", "It is not.").pk
    n["conflict"] = conflicts.declare(n["in_review"], senior, "They are related.").pk
    n["hook"] = add.webhook("https://reader.example/hook-secret-quagga").pk
    _fill_requests(newsroom, senior)
    newsroom.names = [str(number) for number in n.values()][:7]
    # What attacks at the moment of publishing need: it is due and not published yet.
    assert newsroom.rows(f"SELECT 1 FROM claims_publication WHERE claim_id = {due.pk}") == []


def _fill_requests(newsroom: "Newsroom", senior: User) -> None:
    """What a worker does for a senior editor, and has not done yet."""
    n = newsroom.numbers
    with acting(senior):
        n["topic"] = Topic.objects.create(name="Ferries", slug="ferries").pk
        batch = Batch.objects.create(kind="tag", payload={"topics": [n["topic"]]}, by=senior)
        batch.items.create(claim_id=n["reopened"])
        n["batch"] = batch.pk
        n["import"] = ImportRun.objects.create(
            format="csv",
            origin="own.example",
            mapping_sha256=PLAIN.sha256,
            file_name="own.csv",
            file_sha256="b" * 64,
            file_size=1,
            requested_by=senior,
        ).pk
        n["capture"] = CaptureRequest.objects.create(
            url="https://news.example/a", requested_by=senior
        ).pk


def _fill_pages(newsroom: "Newsroom", senior: User) -> None:
    """What pages show beside publications: whom a merge or a role shows, a fetched source's copies."""
    add, n = factories, newsroom.numbers
    speaker, into = add.speaker("Quagga Merged"), add.speaker("Quagga Into")
    office = add.speaker("Quagga Office", kind="organisation")
    add.role(speaker, office, first=date(1990, 1, 1), last_exclusive=date(1991, 1, 1))
    add.merge(speaker, into)
    add.signed_claim(newsroom.person("editor"), senior, speaker=speaker)
    n["merged into"], n["organisation"] = into.pk, office.pk
    source = fetched_source()
    n["fetched"] = source.snapshots.get().pk
    n["fetched later"] = fetched(source, f"{factories.INDEPENDENT_TEXT} And more.").pk
    with acting(senior):
        n["archive request"] = ArchiveRequest.objects.create(
            source=source, address=source.uri, requested_by=senior
        ).pk
    n["fetched source"] = source.pk


def _fill_waiting(newsroom: "Newsroom") -> None:
    """Two claims that the public may not read as they were, and that nobody has looked at again."""
    speaker = factories.speaker(WAITING)
    made = [
        factories.signed_claim(newsroom.person("editor"), newsroom.person("senior"), **fields)
        for fields in ({"speaker": speaker}, {"text": f"{WAITING} built 150 bridges."})
    ]
    with patch.object(showing_again, "AT_ONCE", 0):
        speakers.protect(speaker.pk, newsroom.person("editor"), "a guard", "They asked for it.")
    newsroom.numbers["waiting"], newsroom.numbers["saying"] = (claim.pk for claim in made)
    newsroom.numbers["waiting speaker"] = speaker.pk


def _fill_signed_by_two(newsroom: "Newsroom") -> None:
    """A translation, a label, a key to sign with, an erasure; a transcript that somebody listened to, and a reader
    who follows a claim.
    """
    n, editor = newsroom.numbers, newsroom.person("editor")
    senior, senior2 = newsroom.person("senior"), newsroom.person("senior2")
    translated = factories.signed_claim(editor, senior)
    n["translated"] = translated.pk
    spanish: Any = factories.SPANISH
    request = approvals.request_translation(
        translated.pk, editor, "For readers.", spanish, reads_both=True
    )
    approvals.approve(request.pk, senior, reads_both=True)
    made = labels.add(editor, "right", **(factories.HALF_TRUE | factories.RIGHT))
    n["label"] = made.subject_id
    approvals.approve(made.pk, senior)
    n["key"] = Passkey().enrol(senior2, senior).pk
    report = error_reports.send(n["full"], "I am Quaggareader.", "q@reader.example", "z").pk
    erase = (ApprovalKind.ERASE_REPORT, report, editor, "They asked.", LegalBasis.DATA_SUBJECT)
    approvals.approve(erasures.request(*erase).pk, senior)
    heard = quoted("captions")
    listening.mark(heard.pk, editor, [each.pk for each in listening.quotes_to_hear(heard)])
    n["heard"] = heard.pk
    n["transcript"] = heard.appearances.get().snapshot_id
    with transaction.atomic():
        kind = SubscriptionKind.CLAIM
        subscriptions.subscribe(kind, n["signed"], "quagga@reader.example", "en")
    n["subscription"] = Subscription.objects.get().pk


def _end_embargo(newsroom: "Newsroom", claim: int) -> None:
    """As if the time had come; its history is recorded."""
    newsroom.owner.execute(
        "ALTER TABLE claims_claim DISABLE TRIGGER USER;"
        " ALTER TABLE claims_claim ENABLE TRIGGER history_update"
    )
    newsroom.owner.execute(
        "UPDATE claims_claim SET embargo_until = now() - interval '1 second' WHERE id = %s",
        [claim],
    )
    newsroom.owner.execute("ALTER TABLE claims_claim ENABLE TRIGGER USER")
