"""A claim that holds some of everything, so that an object of the API is seen whole."""

from datetime import UTC, date, datetime
from decimal import Decimal

from claims.choices import RelationKind
from claims.models import Claim, Topic
from claims.publication import speakers as published_speakers
from claims.workflow import drafting, replies, review
from claims.workflow.evidence import add_evidence
from newsroom.choices import Role
from newsroom.models import User
from sources import anchors, capture, publishers
from sources.models import Speaker
from tests import factories

TEXT = (
    "On Monday the ministry’s spokesman read it out: “Hemos construido 150 puentes desde enero,”"
    " Ana Nuñez had written ({number})."
)
QUOTE = "Hemos construido 150 puentes desde enero"
COUNT = "The audit office counted the bridges ({number}). It found 150 finished bridges in June."


def claim_in_review(number: int = 0, contradicts: Claim | None = None) -> tuple[Claim, User]:
    """In review with all it needs to be signed; and the editor who wrote it."""
    reporter = factories.reporter()
    editor = _person(Role.EDITOR, "E. Editor")
    ministry = factories.speaker(f"Ministry of Works {number}", kind="organisation")
    claim = drafting.add_claim(
        reporter,
        f"150 bridges were built from January on ({number}).",
        _minister(reporter, ministry, number),
        topics=[Topic.objects.get_or_create(slug="roads", defaults={"name": "Roads"})[0]],
        quantities=[
            {
                "low": Decimal(150),
                "high": Decimal("150.50"),
                "unit": "bridges",
                "bound": "at_least",
                "qualifier": "finished",
                "counted": "bridges built",
                "as_of": date(2026, 6, 30),
            }
        ],
        nature="fact",
        said_from=date(2026, 3, 2),
        said_to=date(2026, 3, 4),
        said_basis="inferred",
        said_note="“Monday”, in a paper of the 4th",
    )
    text = TEXT.format(number=number)
    paper = capture.add_source(
        reporter,
        text,
        f"https://paper.example/{number}",
        kind="article",
        title="Bridges",
        byline="R. Writer",
        publisher=publishers.add(reporter, name=f"The Paper {number}", kind="news"),
        published_on=date(2026, 3, 4),
        language="en",
        licence="CC BY 4.0",
    )
    drafting.add_appearance(
        claim.pk,
        reporter,
        capture.capture(paper, reporter, text),
        [anchors.find_one(text, QUOTE)],
        relays=[
            {"kind": "spokesperson", "speaker": ministry, "verb": "read out"},
            {"kind": "document", "description": "a letter"},
        ],
        verb="had written",
        directness="direct",
        described_as="the minister",
        first_known=True,
        translated_from="es",
        translated_by="the desk",
    )
    if contradicts:
        factories.relation(claim, contradicts)
    review.start(claim.pk, editor)
    review.write(
        claim.pk,
        editor,
        summary="The audit office counted 150 bridges, too.",
        rationale="The *audit office’s* own [count](https://audit.example/june)[^E1] says the same.",
        reply_not_awaited="The count is of June.",
    )
    _ask(claim, editor)
    _count(claim, editor, number)
    return Claim.objects.get(pk=claim.pk), editor


def _ask(claim: Claim, editor: User) -> None:
    """Asked, reminded and answered; somebody else did not answer."""
    for whom, role in (("The ministry", "press office"), ("The audit office", "")):
        details = factories.reply_details(
            addressee=whom, role=role, deadline=datetime(2026, 7, 3, 16, tzinfo=UTC)
        )
        first = factories.letter(datetime(2026, 7, 1, 9, tzinfo=UTC))
        made = replies.ask(claim.pk, editor, details, first)
        reminder = factories.letter(datetime(2026, 7, 2, 9, tzinfo=UTC))
        replies.remind(claim.pk, editor, made.pk, reminder)
        if role:
            outcome: replies.Outcome = {
                "state": "answered",
                "answered_on": date(2026, 7, 3),
                "answer": "It stands by the number.",
            }
            replies.record_answer(claim.pk, editor, made.pk, outcome)
        else:
            replies.record_no_answer(claim.pk, editor, made.pk)


def signed_claim(number: int = 0, contradicts: Claim | None = None) -> Claim:
    claim, editor = claim_in_review(number, contradicts)
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    senior = _person(Role.SENIOR, "S. Senior")
    review.sign(claim.pk, senior, factories.version_of(claim))
    return Claim.objects.get(pk=claim.pk)


def _person(role: Role, public_name: str) -> User:
    """The one active person of this public name."""
    known = User.objects.filter(public_name=public_name).first()
    return known or factories.person(role, public_name=public_name)


def _minister(reporter: User, ministry: Speaker, number: int) -> Speaker:
    minister = factories.speaker(f"Ana Nuñez {number}", description="minister of works")
    published_speakers.add_role(
        minister, reporter, "", "Minister", ministry, first=date(2026, 1, 1)
    )
    return minister


def _count(claim: Claim, editor: User, number: int) -> None:
    text = COUNT.format(number=number)
    office = capture.add_source(
        editor,
        text,
        f"https://audit.example/{number}",
        kind="document",
        publisher=publishers.add(editor, name=f"Audit Office {number}", kind="government"),
    )
    add_evidence(
        claim.pk,
        editor,
        snapshot=capture.capture(office, editor, text),
        place=anchors.find_one(text, "It found 150 finished bridges in June"),
        kind="passage",
        bears_on="so",
        direction="supports",
        primary=True,
        description="The audit office’s count.",
    )
    add_evidence(
        claim.pk,
        editor,
        kind="contact",
        bears_on="so",
        direction="context",
        contacted="An engineer",
        consulted_on=date(2026, 7, 2),
        description="On the phone: some have no road yet.",
    )
    heard = f"All of the bridges carry traffic now, she said on air ({number})."
    radio = capture.add_source(editor, heard, f"https://radio.example/{number}", kind="transcript")
    day, copy = date(2026, 7, 3), f"https://archive.example/{number}"
    add_evidence(
        claim.pk,
        editor,
        snapshot=capture.excerpt(radio, editor, heard, day, copy, "12:40"),
        place=anchors.find_one(heard, "All of the bridges carry traffic now"),
        kind="passage",
        bears_on="so",
        direction="context",
        description="The minister, on the radio.",
    )


def updated_count() -> Claim:
    """The last claim of a count that was updated four times."""
    made: list[Claim] = []
    for month, count in enumerate((44, 83, 110, 150), start=1):
        day = date(2026, month, 20)
        claim = factories.claim_in_review(
            text=f"{count} people died by {day:%B}.",
            quantities=[
                {
                    "low": Decimal(count),
                    "high": Decimal(count + month * 3),
                    "unit": "deaths",
                    "as_of": day,
                }
            ],
        )
        if made:
            factories.relation(claim, made[-1], "updates")
        round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
        review.sign(claim.pk, factories.senior(), round_.version)
        made.append(claim)
    return made[-1]


def sixty_related_claims() -> None:
    """Claims on one topic with some relation of every kind."""
    topic = Topic.objects.create(slug="crowd", name="A crowd")
    made = [
        factories.claim(topics=[topic], text=f"{number} bridges stand in the province.")
        for number in range(100, 160)
    ]
    kinds = list(RelationKind)
    for at, claim in enumerate(made[1:], start=1):
        factories.relation(claim, made[at - 1 if at % 4 else at // 3], kinds[at % len(kinds)])
