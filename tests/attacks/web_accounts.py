"""A senior editor with more than one account, who tries to publish alone, under each policy that a newsroom can set."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import permutations
from random import Random
from typing import Any

from fido2.utils import websafe_decode

from claims.models import Claim, Publication, Round
from claims.workflow import approvals, review, signatures
from newsroom import people
from newsroom.choices import ApprovalKind, Role
from newsroom.errors import Refused
from newsroom.models import Approval, User
from tests import factories
from tests.attacks import state
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.web_access import NAMED
from tests.passkeys import Passkey

POLICIES: dict[str, dict[str, Any]] = {
    "an editor proposes": {},
    "reporters propose": {"reporters_propose": True},
    "a panel": {"panel": True},
    "a second sign-off": {"second_sign_off": "Legal read"},
    "keys": {"signed_with_keys": True},
}
# A proposal has no authors, and every reporter may propose.
EVERYBODY_IS_ANOTHER = """
ALTER TABLE claims_round DISABLE TRIGGER round_states_its_authors;
CREATE OR REPLACE FUNCTION reporter_may_propose(r claims_review, person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS 'SELECT holds_role(person, $a$Reporter$a$)'
"""
Way = Callable[[User, User], Sequence[User]]


def approved(by: User, kind: ApprovalKind, subject: User) -> None:
    """By whoever requested it, where that is taken."""
    requested = Approval.objects.filter(kind=kind, subject_id=subject.pk, outcome="open").first()
    requested = requested or people.request(kind, subject, by, "A second mailbox.")
    with suppress(Refused):
        approvals.approve(requested.pk, by)


def invited(role: Role, by_two: bool = False, **more: bool) -> Way:
    """Other mailboxes of theirs, with this role: granted at once, with a colleague, or by their own approval."""

    def make(by: User, colleague: User) -> list[User]:
        made = [
            people.invite(by, f"mailbox{number}", email=f"m{number}@post.example")
            for number in (2, 3)
        ]
        for each in made:
            requested = people.request_role(each, role, by, "They write.", **more)
            if requested is not None:
                with suppress(Refused):
                    approvals.approve(requested.pk, colleague if by_two else by)
        return made

    return make


def colleague_who_left(by: User, colleague: User) -> list[User]:
    gone = User.objects.get(username="gonex")
    approved(by, ApprovalKind.REACTIVATE, gone)
    return [gone]


def superuser(by: User, colleague: User) -> list[User]:
    made = people.invite(by, "mailbox2")
    approved(by, ApprovalKind.MAKE_SUPERUSER, made)
    return [made]


WAYS: dict[str, Way] = {
    "reporters, granted alone": invited(Role.REPORTER),
    "reporters whom a colleague granted, too": invited(Role.REPORTER, by_two=True, proposes=True),
    "reporters by their own approval": invited(Role.REPORTER, second_sign_off=True, proposes=True),
    "editors by their own approval": invited(Role.EDITOR, second_sign_off=True),
    "senior editors by their own approval": invited(Role.SENIOR),
    "a colleague who left": colleague_who_left,
    "a superuser": superuser,
}


def with_keys(accounts: Sequence[User], colleague: User) -> dict[int, Passkey]:
    """A colleague approves the key of the person; the person those of the other accounts."""
    keys = {}
    for account in accounts:
        key = Passkey()
        with suppress(Refused):
            key.enrol(account, colleague if account == accounts[0] else accounts[0])
            keys[account.pk] = key
    return keys


def conclude(claim: Claim, accounts: Sequence[User], honest: Sequence[User], keys: dict[int, Passkey]) -> None:  # fmt: skip
    """Each of them proposes; the rest sign and agree."""
    for proposer, *rest in permutations(accounts):
        assertion = None
        panel = [*rest, *honest][:3]
        with suppress(Refused):
            review.assign(claim.pk, accounts[0], proposer)
            if key := keys.get(proposer.pk):
                options = signatures.options_to_propose(
                    claim.pk, proposer, "reported", "verified", harms=[]
                )
                assertion = key.sign(websafe_decode(options["publicKey"]["challenge"]))
            review.propose(
                claim.pk, proposer, "reported", "verified", panel=panel, assertion=assertion, harms=[]
            )  # fmt: skip
        if not Round.objects.filter(claim=claim, outcome="open").exists():
            continue
        version = factories.version_of(claim)
        for account in (*rest, proposer):
            for verb, role in (
                (review.agree, "panel"),
                (review.agree, "second"),
                (review.sign, "signer"),
            ):
                key = keys.get(account.pk)
                with suppress(Refused):
                    verb(
                        claim.pk,
                        account,
                        version,
                        assertion=key.sign(signatures.challenge(version, role, claim.pk))
                        if key
                        else None,
                    )
        with suppress(Refused):
            review.withdraw_proposal(claim.pk, proposer)


@attack("web", "one person with several accounts, under each policy", guard=EVERYBODY_IS_ANOTHER)
def several_accounts(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(policy: dict[str, Any], one_person: bool, way: Way) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            newsroom.owner.execute(
                "UPDATE newsroom_policy SET one_person = %s, reason = 'So.'", [one_person]
            )
            factories.review_policy(**policy)
            by, colleague = newsroom.person("senior"), newsroom.person("senior2")
            accounts = [by, *way(by, colleague)]
            accounts = list(
                User.objects.filter(pk__in=[each.pk for each in accounts]).order_by("pk")
            )
            accounts.sort(key=lambda each: each != by)
            claim = factories.claim_in_review(newsroom.person("editor"))
            keys = with_keys(accounts, colleague) if policy.get("signed_with_keys") else {}
            conclude(claim, accounts, [newsroom.person("editor"), colleague], keys)
            published = Publication.objects.filter(claim=claim).first()
            if published is None:
                return None
            as_two = json.loads(published.body)["signed"]["four_eyes"]
            takes_others = policy.get("panel") or policy.get("second_sign_off")
            return "published alone" if as_two or takes_others or not one_person else None

        return run

    for name, policy in POLICIES.items():
        for one_person in (False, True):
            for way, make in WAYS.items():
                yield Attempt(
                    f"{name}{', a newsroom of one' * one_person}: {way}",
                    attempt(policy, one_person, make),
                    frozenset(state.FACTS) | NAMED,
                )
