"""A valid object in one call, made through the verbs wherever there is one."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from claims.choices import (
    Attribution,
    BatchKind,
    Bears,
    Direction,
    EvidenceKind,
    LetterKind,
    Nature,
    PublicationEvent,
    Status,
)
from claims.models import (
    Batch,
    Claim,
    ErrorReport,
    Evidence,
    LabelEdition,
    Publication,
    ReaderRequest,
    Relation,
    ReplyRequest,
    Round,
    Topic,
    Webhook,
)
from claims.notifications import reply_letters, webhooks
from claims.publication import speakers as published_speakers
from claims.workflow import (
    approvals,
    batches,
    dossiers,
    drafting,
    error_reports,
    labels,
    reader_requests,
    replies,
    review,
)
from claims.workflow.evidence import add_evidence
from claims.workflow.relations import confirm, suggest
from newsroom.choices import Role
from newsroom.history import acting, recorded_as
from newsroom.models import Approval, HeldRole, User
from sources import anchors, archived_copies, capture, publishers, speakers
from sources.models import ArchivedCopy, Publisher, Snapshot, Source, Speaker, SpeakerMerge
from sources.models import Role as SpeakerRole

TEXT = (
    "The minister spoke on Monday. “We have built 150 bridges since January,” Ana Nuñez said."
    " Critics have doubted the count."
)
DAY = date(2026, 3, 1)
QUOTE = "We have built 150 bridges since January"
INDEPENDENT_TEXT = "The audit office counted the bridges. It found 150 finished bridges in June."
SUMMARY = "The audit office counted them, too."
INDEPENDENT_QUOTE = "It found 150 finished bridges"


NAMED_BY_OWNER = {"password": "!", "is_superuser": False, "is_active": True, "is_staff": True}


def name_person(person: User, role: Role | None, **fields: Any) -> None:
    """As the owner of the database would, in the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tests_name_person(%s, %s, %s::jsonb)", [person.pk, role, json.dumps(fields)]
        )
    for name, value in fields.items():
        setattr(person, name, value)


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person in one role (``role=None``: in none)."""

    class Meta:
        model = User

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        """New people are nobody; what more they are, the database's owner names."""
        role = fields.pop("role", None)
        named = {name: fields.pop(name, default) for name, default in NAMED_BY_OWNER.items()}
        made: User = super()._create(model_class, *args, password=make_password(None), **fields)
        name_person(made, role, **named)
        return made

    username = factory.Sequence(lambda n: f"person{n}")
    public_name = factory.LazyAttribute(lambda o: o.username.title())
    is_staff = True
    password = factory.django.Password("correct horse battery staple")


def person(role: Role | None, **fields: Any) -> User:
    """A person in the role, with a fresh look at the database (roles are kept per instance)."""
    made = UserFactory.create(role=role, **fields)
    return User.objects.get(pk=made.pk)


def take_role(held_by: User) -> None:
    """From now on the person holds no role."""
    HeldRole.objects.filter(person=held_by).delete()


def reporter() -> User:
    return person(Role.REPORTER)


def editor() -> User:
    return person(Role.EDITOR)


def senior() -> User:
    return person(Role.SENIOR)


def legal_reader(role: Role = Role.REPORTER) -> User:
    """A person who gives the second sign-off."""
    return give_second_sign_off(person(role))


def give_second_sign_off(to: User) -> User:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests_give_second_sign_off(%s)", [to.pk])
    return to


def review_policy(**fields: Any) -> None:
    """In force for reviews that begin from now on, as the owner of the database would choose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests_review_policy(%s::jsonb)", [json.dumps(fields)])


def panel(seniors: int = 1, editors: int = 2) -> list[User]:
    return [*(senior() for _ in range(seniors)), *(editor() for _ in range(editors))]


class _Numbers:
    at = 0

    @classmethod
    def next(cls) -> int:
        cls.at += 1
        return cls.at


def speaker(name: str = "", by: User | None = None, **fields: Any) -> Speaker:
    name = name or f"Ana Nuñez {_Numbers.next()}"
    return speakers.add_speaker(by or reporter(), fields.pop("kind", "person"), name, **fields)


def protected(of: Speaker, description: str = "") -> None:
    """The speaker's row alone is changed, not what the public reads of claims."""
    described = {"description": description} if description else {}
    with transaction.atomic(), recorded_as(editor()):
        Speaker.objects.filter(pk=of.pk).update(protected=True, **described)


def source(text: str = TEXT, by: User | None = None, **fields: Any) -> Source:
    uri = fields.pop("uri", f"https://news.example/{_Numbers.next()}")
    return capture.add_source(
        by or reporter(), text, uri, kind=fields.pop("kind", "article"), **fields
    )


def snapshot(text: str = TEXT, of: Source | None = None, by: User | None = None) -> Snapshot:
    by = by or reporter()
    return capture.capture(of or source(text, by), by, text)


def archived_copy(
    of: Source | None = None, address: str = "https://perma.cc/AB12-CD34"
) -> ArchivedCopy:
    return archived_copies.record((of or source()).pk, reporter(), address, DAY)


def claim(by: User | None = None, **fields: Any) -> Claim:
    """An unreviewed claim of fact without an appearance."""
    number = _Numbers.next()
    fields = {"nature": Nature.FACT, "text": f"150 bridges were built ({number})."} | fields
    return drafting.add_claim(
        by or reporter(), fields.pop("text"), fields.pop("speaker", None) or speaker(), **fields
    )


def anchored_claim(by: User | None = None, **fields: Any) -> Claim:
    """An unreviewed claim with one anchored appearance."""
    by = by or reporter()
    made = claim(by, **fields)
    snap = snapshot(by=by)
    drafting.add_appearance(
        made.pk, by, snap, [anchors.find_one(snap.text, QUOTE)], directness="direct", verb="said"
    )
    return Claim.objects.get(pk=made.pk)


HALF_TRUE: dict[str, Any] = {
    "name": "Half true",
    "definition": "Part of it is true, and something that matters is not.",
    "translations": [
        {"language": "es", "name": "Verdad a medias", "definition": "Una parte es cierta."}
    ],
    "attribution": "reported",
    "status": "mixed",
    "value": 3,
    "worst": 1,
    "best": 5,
}

SPANISH: dict[str, Any] = {
    "language": "es",
    "text": "Se construyeron 150 puentes.",
    "summary": "La auditoría cuenta lo mismo.",
    "rationale": "El recuento de la propia auditoría dice lo mismo.",
}

RIGHT: dict[str, Any] = {
    "name": "Right",
    "definition": "It is so, as worded.",
    "status": "verified",
    "value": 5,
    "translations": [{"language": "es", "name": "Correcto", "definition": "Es así."}],
}


def label(slug: str = "half-true", **content: Any) -> LabelEdition:
    """A label of the newsroom's own, requested and approved; "half true" unless another is given."""
    request = labels.add(editor(), slug, **{**HALF_TRUE, **content})
    approvals.approve(request.pk, senior())
    found: LabelEdition = LabelEdition.objects.filter(label__slug=slug).latest("number")
    return found


def translation(of: Claim, by: User | None = None, **words: Any) -> Approval:
    """A translation of a signed claim, requested and approved."""
    made: Any = {**SPANISH, **words}
    by = by or editor()
    request = approvals.request_translation(of.pk, by, "For readers.", made, reads_both=True)
    return approvals.approve(request.pk, senior(), reads_both=True)


def claim_in_review(
    by: User | None = None, evidence: bool = True, summary: str = SUMMARY, **fields: Any
) -> Claim:
    """In review, with summary, rationale and independent public evidence that it is so."""
    by = by or editor()
    made = anchored_claim(**fields)
    review.start(made.pk, by)
    review.write(
        made.pk, by, summary=summary, rationale="The audit office's own count says the same."
    )
    with acting(by):
        made.reviews.update(harms=[])
    if evidence:
        add_independent_evidence(made, by)
    return Claim.objects.get(pk=made.pk)


def reviewed(made: Claim, by: User) -> None:
    """Start its review, and write what a conclusion that it is so needs."""
    review.start(made.pk, by)
    review.write(
        made.pk, by, summary=SUMMARY, rationale="The audit office's own count says the same."
    )
    add_independent_evidence(made, by)


def add_independent_evidence(
    made: Claim, by: User, direction: Direction = Direction.SUPPORTS, bears_on: Bears = Bears.SO
) -> Any:
    snap = snapshot(INDEPENDENT_TEXT, source(INDEPENDENT_TEXT, publisher=publisher()))
    return add_evidence(
        made.pk,
        by,
        snapshot=snap,
        place=anchors.find_one(snap.text, INDEPENDENT_QUOTE),
        kind=EvidenceKind.PASSAGE,
        bears_on=bears_on,
        direction=direction,
        primary=True,
        description="The audit office's count.",
    )


def said_in(made: Claim, by: User, recorded: Snapshot, place: anchors.Selector) -> Any:
    """Evidence that it was said: these words of a recording."""
    return add_evidence(
        made.pk,
        by,
        snapshot=recorded,
        place=place,
        kind=EvidenceKind.PASSAGE,
        bears_on=Bears.SAID,
        direction=Direction.SUPPORTS,
        primary=True,
        description="She says so in the debate.",
    )


def private_evidence(made: Claim, by: User, description: str) -> Any:
    """What somebody told the newsroom, not for print."""
    return add_evidence(
        made.pk,
        by,
        kind=EvidenceKind.CONTACT,
        bears_on=Bears.SO,
        direction=Direction.SUPPORTS,
        contacted="An auditor",
        consulted_on=DAY,
        description=description,
        private=True,
    )


def proposed_claim(
    by: User | None = None,
    attribution: str = Attribution.REPORTED,
    status: str = Status.VERIFIED,
    **fields: Any,
) -> Claim:
    """Awaiting sign-off, proposed by an editor."""
    by = by or editor()
    made = claim_in_review(by, **fields)
    review.propose(made.pk, by, attribution, status)
    return Claim.objects.get(pk=made.pk)


def version_of(made: Claim) -> str:
    """The version that a senior editor who looks now would sign."""
    return Round.objects.get(claim=made, outcome="open").version


def signed_claim(by: User | None = None, signer: User | None = None, **fields: Any) -> Claim:
    """Verified, signed by another senior editor, and public."""
    made = proposed_claim(by, **fields)
    review.sign(made.pk, signer or senior(), version_of(made))
    return Claim.objects.get(pk=made.pk)


def withdrawn_claim(**fields: Any) -> Claim:
    """Withdrawn after it was public."""
    made = signed_claim(**fields)
    review.withdraw(made.pk, senior(), "The source retracted it.")
    return Claim.objects.get(pk=made.pk)


def reinstated_claim() -> Claim:
    """Withdrawn, and public again."""
    made = withdrawn_claim()
    review.reinstate(made.pk, senior(), "That was in error.")
    return made


def dossier(of: Claim) -> None:
    """A signed one of this claim."""
    request = dossiers.add(editor(), "bridges", "Bridges", "In short.", [of.pk], "en")
    approvals.approve(request.pk, senior())


def relation(
    one: Claim, other: Claim, kind: str = "contradicts", confirmed: bool = True
) -> Relation:
    made = suggest(one.pk, other.pk, kind, reporter(), "They can't both hold.", scope="the count")
    return confirm(made.pk, editor()) if confirmed else made


def current_publication(made: Claim) -> Publication:
    found: Publication = Publication.objects.filter(claim=made).current().get()
    return found


# One maker per status, for tables over all of them.
IN_STATUS = {
    Status.UNREVIEWED: anchored_claim,
    Status.IN_REVIEW: claim_in_review,
    Status.AWAITING_SIGNOFF: proposed_claim,
    Status.VERIFIED: signed_claim,
    Status.WITHDRAWN: withdrawn_claim,
}


def concluded_claim(
    status: str = Status.VERIFIED,
    by: User | None = None,
    signer: User | None = None,
    attribution: str = Attribution.REPORTED,
    label: LabelEdition | None = None,
    **fields: Any,
) -> Claim:
    """Signed with any status, on the evidence that it needs."""
    by = by or editor()
    made = claim_in_review(by, **fields)
    if status in (Status.REFUTED, Status.DISPUTED):
        add_independent_evidence(made, by, Direction.REFUTES)
    if status == Status.MIXED:
        add_independent_evidence(made, by, Direction.CONTEXT)
    review.write(made.pk, by, reply_not_sought="The minister no longer answers.")
    round_ = review.propose(made.pk, by, attribution, status, label=label)
    review.sign(made.pk, signer or senior(), round_.version)
    return Claim.objects.get(pk=made.pk)


def claim_that_is(status: str) -> Claim:
    """A claim in any of the ten statuses."""
    if status in IN_STATUS:
        return IN_STATUS[Status(status)]()
    return concluded_claim(status)


def record(
    made: Claim,
    by: User,
    bears_on: str = Bears.SO,
    direction: str = Direction.SUPPORTS,
    of: Source | None = None,
    **fields: Any,
) -> Evidence:
    """A record consulted, as evidence; of a source that nothing else is of, unless one is given."""
    fields = {"kind": EvidenceKind.RECORD, "description": "The register says so."} | fields
    return add_evidence(
        made.pk,
        by,
        bears_on=bears_on,
        direction=direction,
        source=of or source(by=by, publisher=publisher(by)),
        consulted_on=DAY,
        **fields,
    )


def publisher(by: User | None = None, **fields: Any) -> Publisher:
    fields = {"name": f"Outlet {_Numbers.next()}", "kind": "news"} | fields
    return publishers.add(by or reporter(), **fields)


def unnamed_speaker(kind: str = "anonymous", of: Source | None = None) -> Speaker:
    """Someone a text does not name; it belongs to one source."""
    by = reporter()
    return speakers.add_speaker(by, kind, "", f"a voice {_Numbers.next()}", of or source(by=by))


def role(of: Speaker, organisation: Speaker | None = None, **fields: Any) -> SpeakerRole:
    made = published_speakers.add_role(
        of, reporter(), "", fields.pop("title", "minister"), organisation, **fields
    )
    assert isinstance(made, SpeakerRole)
    return made


def merge(merged: Speaker, into: Speaker) -> SpeakerMerge:
    """One merge of two speakers whom no publication names."""
    made = published_speakers.merge(merged, into, editor(), "They are one.")
    assert isinstance(made, SpeakerMerge)
    return made


def hook_url() -> str:
    return f"https://reader.example/{_Numbers.next()}"


def webhook(url: str = "", events: Collection[str] = tuple(PublicationEvent)) -> Webhook:
    made, _secret = webhooks.add(senior(), "A reader", url or hook_url(), events)
    return made


def batch(
    claims: Sequence[Claim] = (), by: User | None = None, reviewer: User | None = None
) -> Batch:
    """Asked for, and nothing of it done yet."""
    numbers = [each.pk for each in claims or [claim()]]
    return batches.create(
        by or editor(), BatchKind.ASSIGN, numbers, {"reviewer": (reviewer or editor()).pk}
    )


def error_report(of: Claim | None = None, words: str = "The count is of March.") -> ErrorReport:
    of = of or signed_claim()
    return error_reports.send(of.pk, words, "", f"{_Numbers.next():064}")


def reader_request(what: str = "", contact: str = "") -> ReaderRequest:
    number = _Numbers.next()
    return reader_requests.send(what or f"It rained {number} days.", contact, f"{number:064}")


def reply_details(**fields: Any) -> replies.Details:
    """Whom we ask, as it is typed."""
    found: replies.Details = {
        "addressee": "Her office",
        "role": "press office",
        "channel": "email",
        "contact_name": "Pia Prensa",
        "contact_address": "pia@ministry.example",
        "language": "en",
        "deadline": timezone.now() + timedelta(days=5),
        "time_zone": "Europe/Madrid",
    }
    return {**found, **fields}  # type: ignore[typeddict-item]


def letter(by_hand_at: datetime | None = None) -> replies.Letter:
    return {
        "heading": "A statement by the minister",
        "text": "Dear Pia Prensa, where is the count?",
        "by_hand_at": by_hand_at or timezone.now(),
    }


def mailed_letter(of: Claim, questions: str = "Where is the count?") -> replies.Letter:
    """As it is drafted, to be sent from here."""
    request = ReplyRequest(**reply_details())
    of = Claim.objects.select_related("speaker").get(pk=of.pk)
    drafted = reply_letters.draft(LetterKind.REQUEST, of, request, editor(), questions)
    return {"heading": drafted.heading, "text": drafted.text, "by_hand_at": None}


def reply_request(of: Claim, by: User | None = None, **fields: Any) -> ReplyRequest:
    """Asked by hand, with five days to answer."""
    return replies.ask(of.pk, by or editor(), reply_details(**fields), letter())


def overdue_request(of: Claim, by: User | None = None, **fields: Any) -> ReplyRequest:
    """Asked ten days ago, by hand, with a deadline that has passed."""
    long_ago = timezone.now() - timedelta(days=10)
    details = reply_details(deadline=long_ago + timedelta(days=5), **fields)
    return replies.ask(of.pk, by or editor(), details, letter(long_ago))


def signed_before_the_reply(by: User | None = None) -> Claim:
    """Signed and public, with a request for a reply that still awaits its answer."""
    by = by or editor()
    made = claim_in_review(by)
    reply_request(made, by)
    review.write(made.pk, by, reply_not_awaited="It is urgent.")
    round_ = review.propose(made.pk, by, Attribution.REPORTED, Status.VERIFIED)
    review.sign(made.pk, senior(), round_.version)
    return Claim.objects.get(pk=made.pk)


def answered_request(of: Claim, by: User) -> ReplyRequest:
    made = reply_request(of, by)
    outcome: replies.Outcome = {
        "state": "answered",
        "answered_on": timezone.localdate(),
        "answer": "It stands by the number.",
    }
    return replies.record_answer(of.pk, by, made.pk, outcome)


def full_claim(by: User | None = None) -> Claim:
    """In review, with one of everything that a publication says."""
    by = by or editor()
    topic, _made = Topic.objects.get_or_create(name="Bridges", slug="bridges")
    made = claim(
        topics=[topic],
        quantities=[{"low": Decimal(150), "high": Decimal(150), "unit": "bridges"}],
        said_from=date(2026, 1, 5),
        said_to=date(2026, 1, 5),
        said_basis="stated",
    )
    snap = snapshot()
    place = anchors.find_one(snap.text, QUOTE)
    hop: drafting.NewRelay = {"kind": "outlet", "speaker": speaker(), "verb": "quoted"}
    drafting.add_appearance(made.pk, by, snap, [place], [hop], directness="direct")
    review.start(made.pk, by)
    review.write(
        made.pk,
        by,
        summary=SUMMARY,
        rationale="The audit office's own count says the same[^E1].",
    )
    answered_request(made, by)
    given = add_independent_evidence(made, by)
    add_evidence(
        made.pk,
        by,
        kind=EvidenceKind.CALCULATION,
        bears_on=Bears.SO,
        direction=Direction.SUPPORTS,
        description="75 and 75.",
        inputs=(given,),
    )
    with acting(by):
        made.reviews.update(harms=[])
    relation(made, anchored_claim())
    return Claim.objects.get(pk=made.pk)
