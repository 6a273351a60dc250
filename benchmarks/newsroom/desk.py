"""The verbs of reviewing and publishing, on the generated claims of one batch.

They make the same rows as the real verbs; the queries of the invariants, and the tests in which the
real verbs continue from these rows, check that.
"""

import hashlib
import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from benchmarks.newsroom.articles import Body, Source
from benchmarks.newsroom.people import EDITORS, SENIORS, Cast
from benchmarks.newsroom.states import (
    Appearance,
    Claim,
    Evidence,
    Hold,
    Publication,
    Review,
    Round,
    appearance_body,
    canonical,
    content_of,
    public_relations,
    reason_kind_of,
    without_names_around_quotes,
)
from benchmarks.newsroom.tables import Rows


class Desk:
    """Numbers, dates and chains what is published; plays the people's parts."""

    def __init__(self, cast: Cast, rows: Rows) -> None:
        self.cast = cast
        self.rows = rows
        self.now = datetime.min.replace(tzinfo=UTC)
        self.dice = random.Random()
        self.numbers: Counter[str] = Counter()
        # Of this batch.
        self.claims: dict[int, Claim] = {}
        self.sources: dict[int, Source] = {}
        self.originals: list[Source] = []
        self.published: list[Publication] = []
        self._last = ("0" * 64, datetime.min.replace(tzinfo=UTC))

    def next(self, kind: str) -> int:
        self.numbers[kind] += 1
        return self.numbers[kind]

    # Reviewing

    def open(self, claim: Claim, opening: str, reason: str = "", reason_kind: str = "") -> Review:
        review = Review(
            self.next("review"),
            len(claim.reviews) + 1,
            opening,
            reason,
            reason_kind,
            self.dice.choice(EDITORS),
            self.now,
        )
        if claim.reviews:
            last = claim.reviews[-1]
            review.summary, review.rationale = last.summary, last.rationale
            review.reply = last.reply
            copies: dict[int, int] = {}
            for old in last.evidence:
                copy = Evidence(**{**vars(old), "number": self.next("evidence")})
                copy.review, copy.copied_from = review, old.number
                copy.inputs = [copies[number] for number in old.inputs]
                copies[old.number] = copy.number
                review.evidence.append(copy)
        claim.reviews.append(review)
        claim.status, claim.attribution = "in_review", ""
        return review

    def propose(self, claim: Claim, attribution: str, status: str) -> Round:
        review = claim.reviews[-1]
        for piece in review.evidence:
            piece.judged = True
        review.authors[review.reviewer] = None
        round_ = self._round(claim, review, attribution, status, review.reviewer)
        claim.status = "awaiting_signoff"
        return round_

    def _round(self, claim: Claim, review: Review, attribution: str, status: str, by: int) -> Round:
        body = content_of(claim, attribution, status, self._name)
        return self._propose(review, body, by, list(review.authors))

    def _propose(self, review: Review, body: Body, by: int, authors: list[int]) -> Round:
        text = canonical(body)
        round_ = Round(
            self.next("round"),
            len(review.rounds) + 1,
            review,
            body["status"],
            body["attribution"],
            body,
            text,
            hashlib.sha256(text.encode()).hexdigest(),
            by,
            self.now,
            authors,
        )
        review.rounds.append(round_)
        return round_

    def _name(self, organisation: int) -> str:
        return self.cast.speaker(organisation).name

    def send_back(self, claim: Claim, reason: str) -> None:
        self._decide(claim.reviews[-1].rounds[-1], "sent_back", reason)
        claim.status = "in_review"

    def withdraw_proposal(self, claim: Claim) -> None:
        round_ = claim.reviews[-1].rounds[-1]
        round_.outcome, round_.decided_by, round_.decided_at = (
            "proposal_withdrawn", round_.proposed_by, self.now,
        )  # fmt: skip
        claim.status = "in_review"

    def sign(self, claim: Claim) -> None:
        review = claim.reviews[-1]
        round_ = review.rounds[-1]
        self._decide(round_, "signed")
        review.state, review.closed_at = "signed", self.now
        claim.status, claim.attribution = round_.status, round_.attribution
        claim.stands, claim.public = round_, "signed"
        for relation in claim.relations:
            if relation.state == "confirmed" and relation.signed_in is None:
                relation.signed_in = review.number
        self.tell(claim, "signed")

    def reopen(self, claim: Claim, reason: str, reason_kind: str) -> None:
        self.open(claim, "reopened", reason, reason_kind)
        claim.public = "under_review"
        self.tell(claim, "reopened")

    def withdraw(self, claim: Claim, reason: str, keep_wording: bool) -> None:
        if claim.status in ("in_review", "awaiting_signoff"):
            review = claim.reviews[-1]
            if review.rounds and review.rounds[-1].outcome == "open":
                self._decide(review.rounds[-1], "withdrawn", reason)
            review.state, review.closed_at = "closed", self.now
        claim.status, claim.attribution = "withdrawn", ""
        claim.withdrawn_reason, claim.withdrawn_wording = reason, keep_wording
        if claim.stands is not None:
            claim.public = "withdrawn"
            self.tell(claim, "withdrawn")

    def reinstate(self, claim: Claim, reason: str) -> None:
        self.open(claim, "reinstated", reason)

    def _decide(self, round_: Round, outcome: str, reason: str = "") -> None:
        candidates = [each for each in SENIORS if each not in round_.authors]
        round_.outcome, round_.reason = outcome, reason
        round_.decided_by, round_.decided_at = self.dice.choice(candidates), self.now

    # What takes two people, without reopening

    def supplement(self, claim: Claim) -> bool:
        """Two people add an appearance, where the words stand in one more source."""
        if not claim.spare or claim.stands is None or claim.public != "signed" or claim.held:
            return False
        statement = claim.statement
        source = self.sources[claim.spare.pop()]
        appearance = Appearance(
            self.next("appearance"), source, statement.places[source.number], False, "", []
        )
        claim.appearances.append(appearance)
        body = dict(claim.stands.content)
        bare = statement.speaker.protected
        body["appearances"] = [
            *body["appearances"], appearance_body(appearance, claim, bare),
        ]  # fmt: skip
        added = {
            "snapshot": source.number,
            "places": [source.quote(place) for place in appearance.places],
            "relays": [],
            "fields": {},
        }
        self._sign_again(claim, "supplement", body, "supplemented", {"appearance": added})
        return True

    def correct(self, claim: Claim) -> bool:
        """Two people mend a slip in the rationale."""
        if claim.stands is None or claim.public != "signed" or claim.held:
            return False
        review = claim.stands.review
        ending = {".": "", "…": "."}.get(review.rationale[-1:], "…")
        review.rationale = review.rationale.rstrip(".…") + ending
        body = {**claim.stands.content, "rationale": review.rationale}
        requested = {"of": claim.stands.version, "changes": {"rationale": review.rationale}}
        self._sign_again(claim, "correct", body, "corrected", requested)
        return True

    def _sign_again(self, claim: Claim, kind: str, body: Body, event: str, requested: Body) -> None:
        if claim.stands is None:
            raise RuntimeError("only what is signed is signed again")
        by, other = self.dice.choice(EDITORS), self.dice.choice(SENIORS)
        self.approval(kind, claim.number, by, other, requested)
        round_ = self._propose(claim.stands.review, body, by, [by])
        round_.outcome, round_.decided_by, round_.decided_at = "signed", other, self.now
        claim.stands = round_
        claim.revision += 1
        self.tell(claim, event)

    def approval(self, kind: str, subject: int, by: int, other: int, requested: Body) -> int:
        number = self.next("approval")
        self.rows.add(
            *("newsroom_approval", number, kind, subject, json.dumps(requested)),
            *("It is right so.", by),
            *(self.now - timedelta(minutes=20), "done", other, self.now, ""),
        )
        return number

    # Holds

    def hold(self, claim: Claim, kind: str) -> None:
        claim.holds.append(Hold(kind, "A lawyer reads it.", self.dice.choice(EDITORS), self.now))
        for row in claim.published:
            row.withheld = True
        self.tell(claim, "hidden")

    def lift(self, claim: Claim) -> None:
        hold = claim.holds[-1]
        hold.lifted_at = self.now
        hold.approval = self.approval(
            *("lift_hold", claim.number),
            *(self.dice.choice(EDITORS), self.dice.choice(SENIORS)),
            {"kind": hold.kind},
        )
        for row in claim.published:
            row.withheld = False
        self.tell(claim, "shown")

    # Publishing

    def tell(self, claim: Claim, event: str) -> None:
        """Publish how the claim now stands, and what changes for its neighbours by it."""
        shown = claim.shown
        if claim.held or (claim.embargo_until is not None and claim.embargo_until > self.now):
            if shown is None or shown.standing == "hidden":
                return
            self._publish(claim, "hidden", "hidden", {}, None)
        else:
            event = "signed" if shown is None else event
            self._publish(claim, event, claim.public, self._reading(claim), claim.stands)
        for neighbour in sorted({each.beyond(claim).number for each in claim.relations}):
            self._republish(self.claims[neighbour])

    def _republish(self, claim: Claim) -> None:
        shown = claim.shown
        if shown is None or not claim.listed:
            return
        if shown.content["relations"] != public_relations(claim):
            self._publish(claim, "supplemented", claim.public, self._reading(claim), claim.stands)

    def _reading(self, claim: Claim) -> Body:
        if claim.stands is None:
            raise RuntimeError("nothing of the claim was ever signed")
        if claim.public == "withdrawn":
            says: Body = {"reason": claim.withdrawn_reason}
            if claim.withdrawn_wording:
                words = claim.stands.content
                says |= {"text": words["text"], "speaker": words["speaker"]}
            return says
        says = {
            **without_names_around_quotes(claim.stands.content),
            "relations": public_relations(claim),
            "signed": self._signers(claim.stands.review),
        }
        if claim.public == "under_review":
            # The signed version may state what an earlier reopening was for.
            says["reason"] = claim.reviews[-1].reason
            says |= reason_kind_of(claim.reviews[-1])
        return says

    def _signers(self, review: Review) -> Body:
        names: dict[str, None] = {}
        for round_ in review.rounds:
            if round_.outcome == "signed":
                for person in (round_.proposed_by, round_.decided_by or 0):
                    names[self.cast.names[person]] = None
        return {"by": [name for name in names if name], "four_eyes": True}

    def _publish(
        self, claim: Claim, event: str, standing: str, body: Body, round_: Round | None
    ) -> None:
        previous, last_at = self._last
        number = self.next("publication")
        at = max(self.now, last_at + timedelta(microseconds=1))
        text = canonical(body)
        salt = hashlib.sha256(f"{number}".encode()).hexdigest()[:32]
        body_sha256 = hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
        stamp = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = (number, stamp, claim.number, event, standing, body_sha256, previous)
        sha256 = hashlib.sha256("\n".join(map(str, line)).encode()).hexdigest()
        said_by = round_.number if round_ is not None and standing != "withdrawn" else None
        conclusion = number
        if claim.shown is not None and event not in ("signed", "reopened", "withdrawn"):
            conclusion = claim.shown.conclusion
        row = Publication(
            *(number, claim.number, event, standing, at, body, text, salt, body_sha256, previous),
            *(sha256, said_by, conclusion),
        )
        row.withheld = claim.held
        if claim.shown is not None:
            claim.shown.shown_until = at
        if standing == "withdrawn" and "text" not in body:
            for earlier in claim.published:
                earlier.withheld = True
        claim.published.append(row)
        self.published.append(row)
        self._last = (sha256, at)
