"""People at random: each in a thread, doing whatever a person of their role might do next."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from claims.choices import (
    CONCLUDED,
    REQUESTS_ON_CLAIMS,
    Attribution,
    Bears,
    Direction,
    HoldKind,
    RelationKind,
)
from claims.models import Claim, Evidence, Hold, Relation, Round
from claims.publication import publishing, speakers
from claims.workflow import approvals, drafting, relations, review
from claims.workflow.evidence import add_evidence, remove_evidence
from newsroom.approvals import decline, withdraw
from newsroom.choices import ApprovalKind
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Approval, User
from sources import anchors
from sources.models import Snapshot, Speaker, SpeakerMerge
from tests import factories

Step = Callable[[Claim], list[int]]

# What revision counts besides is told by the reason in history.
UNCOUNTED_BY_CLAIM = ("She asked for it.", "She agrees to be named.")


class Actor:
    """One person's random walk. ``counted``: how often each claim was changed by them."""

    def __init__(self, by: User, seed: int, claims: list[int], snapshots: list[Snapshot]) -> None:
        self.by = by
        self.dice = random.Random(seed)  # it guards nothing
        self.claims = claims
        self.snapshots = snapshots
        self.counted: Counter[int] = Counter()
        self.texts: list[str] = []
        self.did: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def walk(self, steps: int) -> "Actor":
        try:
            for _ in range(steps):
                self.step()
        finally:
            connection.close()
        return self

    def step(self) -> None:
        claim: Claim = Claim.objects.get(pk=self.dice.choice(self.claims))
        for _ in range(4):
            verb = self.dice.choice(self.likely(claim))
            try:
                changed = verb(claim)
            except NotAllowed:
                self.refused["NotAllowed"] += 1
                continue
            except Refused as refused:
                self.refused[refused.rule or type(refused).__name__] += 1
            else:
                self.did[verb.__name__] += 1
                self.counted.update(changed)
            return

    def likely(self, claim: Claim) -> list[Step]:
        """Mostly what fits the claim's status, and now and then anything at all."""
        anything: list[Step] = [
            *(self.edit, self.suggest, self.decide_relation, self.decide_relation, self.hold),
            *(self.ask_lift, self.decide, self.decide, self.embargo, self.protect, self.merge),
            *(self.count, self.appear, self.due),
        ]
        by_status: dict[str, list[Step]] = {
            "unreviewed": [self.start, self.start, self.start, self.edit, self.count, self.appear],
            "in_review": [
                *(self.propose, self.propose, self.propose, self.write, self.write),
                *(self.add_evidence, self.add_evidence, self.remove_evidence, self.assign),
            ],
            "awaiting_signoff": [
                *(self.sign, self.sign, self.sign, self.send_back, self.withdraw_proposal),
            ],
            "withdrawn": [self.reinstate],
        }
        signed: list[Step] = [
            *(self.reopen, self.withdraw, self.ask_relation, self.ask_appearance),
            *(self.ask_correction, self.decide, self.decide),
        ]
        fitting = by_status.get(claim.status, signed)
        every: list[Step] = [
            *fitting,
            *(self.start, self.propose, self.sign, self.reopen, self.withdraw, self.reinstate),
        ]
        return self.dice.choices([fitting, anything, every], [8, 3, 1])[0]

    def revision(self, claim: Claim) -> int | None:
        return self.dice.choice([claim.revision, claim.revision, None])

    def words(self) -> str:
        text = f"150 bridges were built, {self.by.username} reads, time {len(self.texts)}."
        self.texts.append(text)
        return text

    # The claim's own words

    def edit(self, claim: Claim) -> list[int]:
        text = self.words()
        try:
            drafting.edit_claim(
                claim.pk, self.by, self.revision(claim), "A better wording.", "routine", text=text
            )
        except Refused:
            self.texts.pop()
            raise
        return [claim.pk]

    def count(self, claim: Claim) -> list[int]:
        quantity = claim.quantities.first()
        if quantity is not None:
            drafting.remove_quantity(claim.pk, self.by, quantity.pk, self.revision(claim))
        else:
            drafting.add_quantity(
                claim.pk,
                self.by,
                {"low": Decimal(150), "high": Decimal(150), "unit": "bridges"},
                self.revision(claim),
            )
        return [claim.pk]

    def appear(self, claim: Claim) -> list[int]:
        snapshot = self.dice.choice(self.snapshots)
        here = claim.appearances.filter(snapshot=snapshot).first()
        if here is not None and claim.appearances.count() > 1:
            drafting.remove_appearance(claim.pk, self.by, here.pk, self.revision(claim))
        else:
            place = anchors.find_one(snapshot.text, factories.QUOTE)
            drafting.add_appearance(
                claim.pk,
                self.by,
                snapshot,
                [place],
                expected_revision=self.revision(claim),
                directness="direct",
            )
        return [claim.pk]

    # The review

    def start(self, claim: Claim) -> list[int]:
        review.start(claim.pk, self.by, self.revision(claim))
        return [claim.pk]

    def assign(self, claim: Claim) -> list[int]:
        review.assign(claim.pk, self.by, self.by, self.revision(claim))
        return [claim.pk]

    def write(self, claim: Claim) -> list[int]:
        review.write(
            claim.pk,
            self.by,
            self.revision(claim),
            summary=f"{self.by.username} finds that the audit office counted them.",
            rationale=f"The audit office counted them, {self.by.username} finds.",
            reply_not_sought="The count is public.",
        )
        return [claim.pk]

    def add_evidence(self, claim: Claim) -> list[int]:
        source = self.dice.choice(self.snapshots).source
        add_evidence(
            claim.pk,
            self.by,
            self.revision(claim),
            kind="record",
            source=source,
            consulted_on=timezone.now().date(),
            bears_on=self.dice.choice(list(Bears)),
            direction=self.dice.choice(list(Direction)),
            primary=self.dice.random() < 0.7,
            private=self.dice.random() < 0.1,
            description="The register says so.",
        )
        return [claim.pk]

    def remove_evidence(self, claim: Claim) -> list[int]:
        evidence = Evidence.objects.filter(claim=claim, review__state="open").last()
        remove_evidence(claim.pk, self.by, evidence.pk if evidence else 0, self.revision(claim))
        return [claim.pk]

    def propose(self, claim: Claim) -> list[int]:
        status = self.dice.choice([*CONCLUDED, "verified", "unrated", "unrated", "unrated"])
        attribution = self.dice.choice([*Attribution.values, *["reported"] * 4])
        review.propose(claim.pk, self.by, attribution, status, self.revision(claim), harms=[])
        return [claim.pk]

    def withdraw_proposal(self, claim: Claim) -> list[int]:
        review.withdraw_proposal(claim.pk, self.by, "Not yet.", self.revision(claim))
        return [claim.pk]

    def send_back(self, claim: Claim) -> list[int]:
        review.send_back(claim.pk, self.by, "Too thin.", self.revision(claim))
        return [claim.pk]

    def sign(self, claim: Claim) -> list[int]:
        round_ = Round.objects.filter(claim=claim, outcome="open").first()
        review.sign(claim.pk, self.by, round_.version if round_ else "")
        return [claim.pk]

    def reopen(self, claim: Claim) -> list[int]:
        kind, without = self.dice.choice(
            [("routine", False), ("our_error", False), ("our_error", True)]
        )
        review.reopen(
            claim.pk, self.by, "A second count came in.", kind, self.revision(claim), without
        )
        return [claim.pk]

    def withdraw(self, claim: Claim) -> list[int]:
        keep = self.dice.random() < 0.5
        review.withdraw(claim.pk, self.by, "It was a hoax.", keep, self.revision(claim))
        return [claim.pk]

    def reinstate(self, claim: Claim) -> list[int]:
        review.reinstate(claim.pk, self.by, "It was none.", self.revision(claim))
        return [claim.pk]

    # Relations

    def suggest(self, claim: Claim) -> list[int]:
        other = self.dice.choice([number for number in self.claims if number != claim.pk])
        kind = self.dice.choice(list(RelationKind))
        relations.suggest(claim.pk, other, kind, self.by, "They count alike.", scope="the count")
        return []

    def decide_relation(self, claim: Claim) -> list[int]:
        relation = Relation.objects.of(claim.pk).order_by("?").first()
        number = relation.pk if relation else 0
        if self.dice.random() < 0.75:
            decided = relations.confirm(number, self.by)
        else:
            decided = relations.dismiss(number, self.by, "They count other things.")
        return [decided.from_claim_id, decided.to_claim_id]

    # Holds, embargoes, protection, merges

    def hold(self, claim: Claim) -> list[int]:
        kind = self.dice.choice(list(HoldKind))
        publishing.hold(claim.pk, self.by, kind, "A letter came.", self.revision(claim))
        return [claim.pk]

    def embargo(self, claim: Claim) -> list[int]:
        until = timezone.now() + timedelta(seconds=self.dice.choice([0.2, 1, 2]))
        publishing.set_embargo(claim.pk, self.by, until, self.revision(claim))
        return [claim.pk]

    def due(self, claim: Claim) -> list[int]:
        publishing.publish_due()
        return []

    def protect(self, claim: Claim) -> list[int]:
        if claim.speaker.protected:
            speakers.unprotect(claim.speaker, self.by, UNCOUNTED_BY_CLAIM[1], "")
        elif self.dice.random() < 0.3:
            speakers.protect(claim.speaker_id, self.by, "a witness", UNCOUNTED_BY_CLAIM[0])
        return []

    def merge(self, claim: Claim) -> list[int]:
        standing = SpeakerMerge.objects.filter(undone_at__isnull=True).first()
        if standing is not None:
            speakers.unmerge(standing, self.by, "They are two.")
        else:
            other = Speaker.objects.exclude(pk=claim.speaker_id).filter(kind="person").first()
            if other is not None:
                speakers.merge(claim.speaker, other, self.by, "They are one.")
        return []

    # What takes two

    def ask_lift(self, claim: Claim) -> list[int]:
        held = Hold.objects.filter(lifted_at__isnull=True).order_by("?").first()
        if held is not None:
            approvals.request_hold_lift(held.claim_id, self.by, held.kind, "It was answered.")
        return []

    def ask_relation(self, claim: Claim) -> list[int]:
        relation = Relation.objects.of(claim.pk).order_by("?").first()
        if relation is not None:
            approvals.request_relation(claim.pk, self.by, "It bears on this.", relation)
        return []

    def ask_appearance(self, claim: Claim) -> list[int]:
        snapshot = self.dice.choice(self.snapshots)
        place = anchors.find_one(snapshot.text, factories.QUOTE)
        approvals.request_appearance(
            claim.pk, self.by, "It is there too.", snapshot, [place], directness="direct"
        )
        return []

    def ask_correction(self, claim: Claim) -> list[int]:
        round_ = publishing.signed_round(claim)
        rationale = round_.review.rationale if round_ else ""
        approvals.request_minor_edit(
            claim.pk, self.by, "A slip.", rationale=rationale.replace(".", "!")
        )
        return []

    def decide(self, claim: Claim) -> list[int]:
        deed = Approval.objects.open().order_by("?").first()
        if deed is None:
            return []
        choice = self.dice.random()
        if choice < 0.1:
            decline(deed.pk, self.by, "Not convinced.")
            return []
        if choice < 0.2:
            withdraw(deed.pk, self.by)
            return []
        done = approvals.approve(deed.pk, self.by)
        if done.kind not in REQUESTS_ON_CLAIMS:
            return []
        changed = {done.subject_id}
        if done.kind == ApprovalKind.SUPPLEMENT and "relation" in done.payload:
            relation = Relation.objects.get(pk=done.payload["relation"])
            changed |= {relation.from_claim_id, relation.to_claim_id}
        return sorted(changed)
