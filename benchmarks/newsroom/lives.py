"""The histories of claims: each yields the times of its next steps."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from benchmarks.newsroom.articles import Source
from benchmarks.newsroom.desk import Desk
from benchmarks.newsroom.people import EDITORS
from benchmarks.newsroom.plan import ENDS
from benchmarks.newsroom.states import Claim, Evidence

Life = Iterator[float]  # how long until the next step, in parts of the batch's time
Story = Callable[[Desk, Claim], Life]

SO = ("verified", "refuted", "mixed", "disputed", "unverifiable", "unrated")
SO_WEIGHTS = (35, 28, 14, 6, 7, 10)
# What signed claims are reopened for, as kinds and reasons.
REASONS = {
    "our_error": "We took the number from the wrong column.",
    "complaint_upheld": "The harbour office showed that its answer was left out.",
    "new_evidence": "The source has published a correction.",
    "routine": "The list is looked through once a year.",
}
REASON_WEIGHTS = (20, 10, 50, 20)


def _wait(desk: Desk) -> float:
    return desk.dice.random() * 0.1


def untouched(desk: Desk, claim: Claim) -> Life:
    yield from ()


def in_review(desk: Desk, claim: Claim) -> Life:
    yield _wait(desk)
    _review(desk, claim)


def proposed(desk: Desk, claim: Claim) -> Life:
    yield from in_review(desk, claim)
    yield _wait(desk)
    _propose(desk, claim)


def sent_back(desk: Desk, claim: Claim) -> Life:
    yield from proposed(desk, claim)
    yield _wait(desk)
    if desk.dice.random() < 0.7:
        desk.send_back(claim, "Ask the harbour office too.")
    else:
        desk.withdraw_proposal(claim)


def signed(desk: Desk, claim: Claim) -> Life:
    yield from proposed(desk, claim)
    yield _wait(desk)
    if desk.dice.random() < 0.08:  # at the second round
        desk.send_back(claim, "The number is last year's.")
        yield _wait(desk)
        _propose(desk, claim)
        yield _wait(desk)
    desk.sign(claim)


def reopened(desk: Desk, claim: Claim) -> Life:
    yield from signed(desk, claim)
    yield _wait(desk)
    kind = desk.dice.choices(tuple(REASONS), REASON_WEIGHTS)[0]
    desk.reopen(claim, REASONS[kind], kind)
    desk.claims[claim.number].revision += 1


def proposed_again(desk: Desk, claim: Claim) -> Life:
    yield from reopened(desk, claim)
    yield _wait(desk)
    _propose(desk, claim)


def signed_again(desk: Desk, claim: Claim) -> Life:
    yield from proposed_again(desk, claim)
    yield _wait(desk)
    desk.sign(claim)


def supplemented(desk: Desk, claim: Claim) -> Life:
    yield from signed(desk, claim)
    yield _wait(desk)
    if not desk.supplement(claim):
        desk.correct(claim)


def corrected(desk: Desk, claim: Claim) -> Life:
    yield from signed(desk, claim)
    yield _wait(desk)
    desk.correct(claim)


def withdrawn(desk: Desk, claim: Claim) -> Life:
    yield from signed(desk, claim)
    yield _wait(desk)
    desk.withdraw(claim, "The source retracted it.", desk.dice.random() < 0.5)


def withdrawn_early(desk: Desk, claim: Claim) -> Life:
    yield from desk.dice.choice((untouched, in_review, proposed))(desk, claim)
    yield _wait(desk)
    desk.withdraw(claim, "Entered twice.", keep_wording=False)


def reinstated(desk: Desk, claim: Claim) -> Life:
    yield from withdrawn(desk, claim)
    yield _wait(desk)
    desk.reinstate(claim, "The retraction was itself withdrawn.")


def hidden(desk: Desk, claim: Claim) -> Life:
    yield from signed(desk, claim)
    yield _wait(desk)
    desk.hold(claim, desk.dice.choice(("legal", "safety")))


def shown_again(desk: Desk, claim: Claim) -> Life:
    yield from hidden(desk, claim)
    yield _wait(desk)
    desk.lift(claim)


def held(desk: Desk, claim: Claim) -> Life:
    desk.hold(claim, "legal")
    yield from signed(desk, claim)


def embargoed(desk: Desk, claim: Claim) -> Life:
    claim.embargo_until = ENDS + timedelta(days=36500)
    yield from signed(desk, claim)


def was_embargoed(desk: Desk, claim: Claim) -> Life:
    claim.embargo_until = desk.now
    yield from signed(desk, claim)


PUBLIC: dict[Story, float] = {
    signed: 84,
    signed_again: 4,
    supplemented: 3,
    corrected: 2,
    withdrawn: 2,
    reopened: 1.5,
    proposed_again: 0.7,
    shown_again: 0.5,
    hidden: 0.4,
    reinstated: 0.4,
    was_embargoed: 1,
}
QUIET: dict[Story, float] = {
    untouched: 50,
    in_review: 22,
    sent_back: 6,
    proposed: 12,
    withdrawn_early: 4,
    held: 2,
    embargoed: 4,
}
# Publications per public claim, including those for its neighbours.
ROWS = 1.3


def _review(desk: Desk, claim: Claim) -> None:
    review = desk.open(claim, "first")
    vocabulary = desk.cast.vocabularies["en"]
    review.rationale = vocabulary.sentence(desk.dice) + "."
    review.summary = f"We found: {review.rationale}"[:200]
    review.authors[review.reviewer] = None
    if desk.dice.random() < 0.15:
        review.authors[desk.dice.choice(EDITORS)] = None
    if desk.dice.random() < 0.3:
        review.would_settle = vocabulary.heading(desk.dice)
    claim.revision += 3


def _propose(desk: Desk, claim: Claim) -> None:
    review = claim.reviews[-1]
    if review.rounds:
        last = review.rounds[-1]
        review.rationale = desk.cast.vocabularies["en"].sentence(desk.dice) + "."
        desk.propose(claim, last.attribution, last.status)
    elif len(claim.reviews) > 1 and claim.stands is not None:
        # The copied evidence supports the same conclusion as before.
        desk.propose(claim, claim.stands.attribution, claim.stands.status)
    else:
        attribution, status = _conclude(desk, claim)
        desk.propose(claim, attribution, status)
    claim.revision += 1


def _conclude(desk: Desk, claim: Claim) -> tuple[str, str]:
    """Decide, and gather the evidence that the conclusion needs."""
    dice = desk.dice
    attribution = dice.choices(("reported", "confirmed", "misattributed"), (60, 36, 4))[0]
    status = dice.choices(SO, SO_WEIGHTS)[0] if claim.nature == "fact" else "unrated"
    if attribution == "misattributed":
        status = "unrated"
        _evidence(desk, claim, "said", "refutes")
    if attribution == "confirmed":
        _evidence(desk, claim, "said", "supports", primary=True)
    if status == "mixed" and dice.random() < 0.5:
        _evidence(desk, claim, "so", "context")
    elif status in ("verified", "mixed", "disputed"):
        _evidence(desk, claim, "so", "supports")
    if status in ("refuted", "disputed") or (
        status == "mixed" and claim.reviews[-1].evidence[-1].direction == "supports"
    ):
        _evidence(desk, claim, "so", "refutes")
    if dice.random() < 0.1:
        _evidence(desk, claim, "so", "context", interested=True)
    if dice.random() < 0.05:
        _evidence(desk, claim, "so", "context", private=True)
    if dice.random() < 0.04:
        _calculation(desk, claim)
    if status in ("refuted", "mixed") or dice.random() < 0.15:
        _seek_reply(desk, claim)
    return attribution, status


def _evidence(
    desk: Desk,
    claim: Claim,
    bears_on: str,
    direction: str,
    primary: bool = False,
    private: bool = False,
    interested: bool = False,
) -> None:
    dice, review = desk.dice, claim.reviews[-1]
    source = claim.statement.home if interested else _elsewhere(desk, claim)
    kind = dice.choices(("passage", "record", "contact", "file"), (60, 20, 15, 5))[0]
    kind = "passage" if interested else kind if source is not None else "contact"
    piece = Evidence(
        *(desk.next("evidence"), review, bears_on, direction, kind, primary, private),
        *(desk.cast.vocabularies["en"].heading(dice) + ".", "no_tie", review.reviewer, desk.now),
    )
    if kind == "contact":
        piece.basis, piece.independence_reason = "stated", "The harbour office answers to the city."
        piece.contacted, piece.consulted_on = "the harbour office, by telephone", desk.now.date()
    elif source is not None:
        piece.source = source
        if kind == "passage":
            piece.place = dice.choice(source.fillers)
        elif kind == "record":
            piece.consulted_on = desk.now.date()
        else:
            piece.file_sha256, piece.page = source.sha256, str(dice.randint(1, 90))
    if interested:
        piece.basis = "appearance"
    review.evidence.append(piece)


def _elsewhere(desk: Desk, claim: Claim) -> Source | None:
    """A source in which the claim doesn't stand and that is no speaker's own."""
    for _ in range(6):
        source = desk.dice.choice(desk.originals)
        if source.disinterested and source.number not in claim.statement.places:
            return source
    return None


def _calculation(desk: Desk, claim: Claim) -> None:
    review = claim.reviews[-1]
    inputs = [piece for piece in review.evidence if not piece.private][-2:]
    if not inputs:
        return
    is_tied = any(piece.basis in ("appearance", "input") for piece in inputs)
    basis = "input" if is_tied else "no_tie"
    review.evidence.append(
        Evidence(
            *(desk.next("evidence"), review, "so", "context", "calculation", False, False),
            *("75 and 75 are 150.", basis, review.reviewer, desk.now),
            inputs=[piece.number for piece in inputs],
        )
    )


def _seek_reply(desk: Desk, claim: Claim) -> None:
    reply = claim.reviews[-1].reply
    if desk.dice.random() < 0.6:
        request = {"asked": "the speaker's office", "asked_on": desk.now.date().isoformat()}
        answer = desk.cast.vocabularies["en"].sentence(desk.dice) + "."
        claim.reviews[-1].reply = reply | request | {
            "how": "e-mail", "answer": answer if desk.dice.random() < 0.5 else "",
        }  # fmt: skip
    else:
        claim.reviews[-1].reply = reply | {"not_sought": "It was answered on the day itself."}
