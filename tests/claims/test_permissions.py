"""docs/permissions.md is what the software does: every role by every action by every state."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from claims.capture import from_readers, rechecks
from claims.choices import CONCLUDED, Status
from claims.imports import loading, uploads
from claims.imports.mapping import PLAIN
from claims.inbox import accepting, candidates, editing
from claims.models import (
    Candidate,
    Claim,
    Delivery,
    ErrorReport,
    Publication,
    Round,
    SavedView,
    Topic,
    Webhook,
)
from claims.notifications import notices, webhooks
from claims.publication import publishing, speakers, takedowns
from claims.workflow import (
    approvals,
    archiving,
    batches,
    conflicts,
    drafting,
    erasure_searches,
    erasures,
    error_reports,
    external_reviews,
    notes,
    planning,
    reader_requests,
    relations,
    replies,
    reporters,
    review,
    saved_views,
    synonyms,
    topics,
)
from newsroom import jobs, password_links, people, signer_keys, tokens
from newsroom.approvals import decline, withdraw
from newsroom.choices import ApprovalKind, Role
from newsroom.errors import NotAllowed, Refused
from newsroom.models import ApiToken, Approval, User
from newsroom.permissions import MAY, may
from sources import (
    anchors,
    archived_copies,
    capture,
    publishers,
    stated_publishers,
    syndication,
)
from sources import speakers as unpublished
from tests import factories, passkeys, workers
from tests.claims.changed_sources import changed_quote
from tests.claims.fetched_sources import fetched_source
from tests.claims.statements import candidate, find, statement

pytestmark = pytest.mark.django_db

COLUMNS = ("Outsider", "Reporter", "Editor", "Senior editor", "Superuser")


class Line(NamedTuple):
    states: frozenset[str]  # empty: any
    excluded: str
    roles: dict[str, bool]


def table() -> dict[str, Line]:
    """The document's first table, by action."""
    text = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    text = text.partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    assert tuple(rows[0][4:]) == COLUMNS
    lines = {}
    for action, _what, on, excluded, *cells in rows[2:]:
        states = frozenset(re.findall(r"`(\w+)`", on))
        assert states <= set(Status), states
        assert set(cells) <= {"yes", "no"}, cells
        roles = dict(zip(COLUMNS, [cell == "yes" for cell in cells], strict=True))
        lines[action.strip("`")] = Line(states, excluded, roles)
    return lines


TABLE = table()


def somebody(column: str) -> User:
    if column == "Superuser":
        return factories.person(None, is_superuser=True)
    return factories.person(None if column == "Outsider" else Role(column))


@pytest.mark.parametrize("column", COLUMNS)
def test_the_document_is_the_table_in_the_code(column: str) -> None:
    who = somebody(column)
    assert {action: may(who, action) for action in MAY} == {
        action: line.roles[column] for action, line in TABLE.items()
    }


@pytest.mark.parametrize(
    "who",
    [
        lambda: None,
        AnonymousUser,
        lambda: factories.person(None, is_staff=True),
        lambda: factories.person(Role.SENIOR, is_active=False),
        lambda: factories.person(None, is_superuser=True, is_active=False),
    ],
    ids=["nobody", "not signed in", "staff without a role", "deactivated", "a former superuser"],
)
def test_outsiders_may_nothing(who: Callable[[], Any]) -> None:
    outsider = who()
    assert not any(may(outsider, action) for action in MAY)


def test_an_action_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        may(factories.senior(), "publish")


# The verb behind each action on a claim. The claim was made, proposed and signed by others.


def suggest(claim: Claim, by: User) -> None:
    relations.suggest(claim.pk, factories.claim().pk, "supports", by)


def edit(claim: Claim, by: User) -> None:
    drafting.add_quantity(claim.pk, by, {"low": Decimal(1), "high": Decimal(2), "unit": "dams"})


def propose_and_withdraw(claim: Claim, by: User) -> None:
    if claim.status == Status.AWAITING_SIGNOFF:
        review.send_back(claim.pk, factories.senior(), "Propose it yourself.")
        review.propose(claim.pk, by, "reported", "unrated", harms=[])
    review.withdraw_proposal(claim.pk, by)


def confirm(claim: Claim, by: User) -> None:
    edge = factories.relation(claim, factories.claim(), "supports", confirmed=False)
    relations.confirm(edge.pk, by)


def sign(claim: Claim, by: User) -> None:
    standing = Round.objects.filter(claim=claim, outcome="open").first()
    review.sign(claim.pk, by, standing.version if standing else "")


def write(claim: Claim, by: User) -> None:
    """A reporter in a review that is assigned to them."""
    if claim.status == Status.IN_REVIEW and may(by, "write_review"):
        review.assign(claim.pk, factories.editor(), by)
    review.write(claim.pk, by, would_settle="The ledger.")


def ask_for_reply(claim: Claim, by: User) -> None:
    """The same."""
    if claim.status == Status.IN_REVIEW and may(by, "ask_for_reply"):
        review.assign(claim.pk, factories.editor(), by)
    factories.reply_request(claim, by)


def ask_to_lift(claim: Claim, by: User) -> Approval:
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    return approvals.request_hold_lift(claim.pk, by, "legal", "It was answered.")


def lift_a_hold(claim: Claim, by: User) -> None:
    approvals.approve(ask_to_lift(claim, factories.editor()).pk, by)


def lift_a_conflict(claim: Claim, by: User) -> None:
    declared = conflicts.declare(claim.pk, factories.reporter(), "My sister works there.")
    conflicts.lift(claim.pk, by, declared.pk, "She has left.")


ON_CLAIMS: dict[str, Callable[[Claim, User], Any]] = {
    "suggest_relation": suggest,
    "hold": lambda claim, by: publishing.hold(claim.pk, by, "legal", "A letter came."),
    "edit_claim": edit,
    "declare_conflict": lambda claim, by: conflicts.declare(claim.pk, by, "My sister works there."),
    "lift_conflict": lift_a_conflict,
    "write_note": lambda claim, by: notes.write(claim.pk, by, "Who counted?"),
    "plan_claim": lambda claim, by: planning.plan(claim.pk, by, 3, factories.DAY),
    "start_review": lambda claim, by: review.start(claim.pk, by),
    "write_review": write,
    "ask_for_reply": ask_for_reply,
    "propose": lambda claim, by: review.propose(claim.pk, by, "reported", "unrated"),
    "withdraw_proposal": propose_and_withdraw,
    "decide_relation": confirm,
    "set_embargo": lambda claim, by: publishing.set_embargo(
        claim.pk, by, timezone.now() + timedelta(days=1)
    ),
    "request_approval": ask_to_lift,
    "sign": sign,
    "send_back": lambda claim, by: review.send_back(claim.pk, by, "Ask the office."),
    "reopen": lambda claim, by: review.reopen(claim.pk, by, "A second count came in.", "routine"),
    "withdraw": lambda claim, by: review.withdraw(claim.pk, by, "It was retracted."),
    "reinstate": lambda claim, by: review.reinstate(claim.pk, by, "That was in error."),
    "decide_approval": lift_a_hold,
}
ALL = frozenset(str(status) for status in Status)
# Where the column names the states that are excluded, or more than states.
APPLIES = {action: TABLE[action].states or ALL for action in ON_CLAIMS} | {
    "decide_relation": ALL - {"awaiting_signoff"}
}


def outcome(verb: Callable[..., Any], *arguments: Any) -> str:
    """What became of it; nothing of it stays."""
    try:
        with transaction.atomic():
            verb(*arguments)
            transaction.set_rollback(True)
    except NotAllowed:
        return "not allowed"
    except Refused:
        return "refused"
    return "done"


@pytest.mark.long
@pytest.mark.parametrize("status", Status)
def test_every_role_by_every_action_on_a_claim(status: Status) -> None:
    claim = factories.claim_that_is(status)
    found, expected = {}, {}
    for column in COLUMNS:
        who = somebody(column)
        for action, verb in ON_CLAIMS.items():
            found[action, column] = outcome(verb, claim, who)
            applies = "done" if status in APPLIES[action] else "refused"
            expected[action, column] = applies if TABLE[action].roles[column] else "not allowed"
    assert found == expected


def protected(by: User) -> Any:
    return speakers.protect(factories.speaker().pk, by, "a witness", "She was threatened.")


def revoke_anothers_token(by: User) -> None:
    tokens.make(factories.reporter(), "a script", 7)
    tokens.revoke(ApiToken.objects.latest("created"), by)


def own_or_any(by: User) -> Claim:
    """A claim to which a reporter may add an appearance: one's own."""
    return factories.claim(by if may(by, "add_claim") else None)


def some_synonyms() -> int:
    return synonyms.add(factories.editor(), ["ACA", "Obamacare"]).pk


def a_topic() -> Topic:
    return Topic.objects.get_or_create(name="Dams", slug="dams-of-all-kinds")[0]


def two_candidates() -> list[Candidate]:
    text = factories.TEXT
    found = [statement("We have built 150 bridges", text), statement("since January", text)]
    return find(factories.snapshot(), *found)


def assigned(to: User) -> Claim:
    """A review that is assigned to this person, if they hold a role."""
    claim = factories.claim_in_review()
    if may(to, "write_review"):
        review.assign(claim.pk, factories.editor(), to)
    return claim


def hand_in(by: User) -> None:
    """A reporter's step; whoever may propose has no need of it."""
    claim = assigned(by)
    if may(by, "propose"):
        review.write(claim.pk, by, would_settle="The ledger.")
    else:
        reporters.hand_in(claim.pk, by)


def return_to_reporter(by: User) -> None:
    claim = assigned(reporter := factories.reporter())
    reporters.hand_in(claim.pk, reporter)
    reporters.return_to_reporter(claim.pk, by, "Ask the office.")


def propose_own(by: User) -> None:
    factories.review_policy(reporters_propose=True)
    review.propose(assigned(by).pk, by, "reported", "unrated", harms=[])


def asked_to_agree(by: User) -> Claim:
    """On the panel, or as a legal reader."""
    claim = factories.claim_in_review
    if may(by, "propose"):
        factories.review_policy(panel=True)
        made, panel = claim(), [by, factories.senior(), factories.senior()]
    else:
        factories.review_policy(second_sign_off="legal read")
        factories.give_second_sign_off(by)
        made, panel = claim(), []
    review.propose(made.pk, factories.editor(), "reported", "unrated", panel=panel, harms=[])
    return made


def agree(by: User) -> None:
    claim = asked_to_agree(by)
    review.agree(claim.pk, by, factories.version_of(claim))


def object_to(by: User) -> None:
    review.object_to(asked_to_agree(by).pk, by, "The count is of March.")


def settled_report(by: User) -> ErrorReport:
    """By this person, if they may."""
    by = by if may(by, "settle_report") else factories.editor()
    claim = factories.signed_claim()
    report = error_reports.send(claim.pk, "The count is of March.", "r@mail.example", "a" * 64)
    return error_reports.settle(report.pk, by, "answered", "So.")


def save_at_archive(by: User) -> None:
    source = fetched_source()
    with override_settings(WEB_ARCHIVE_KEYS="key:secret"):
        archiving.request(source.pk, by, source.uri)


ELSEWHERE: dict[str, list[Callable[[User], Any]]] = {
    "add_source": [
        lambda by: factories.source(by=by),
        lambda by: capture.capture(factories.source(), by, "words"),
        lambda by: capture.excerpt(factories.source(), by, "words", factories.DAY),
        lambda by: factories.speaker(by=by),
        factories.publisher,
        lambda by: publishers.add(by, name="Outlet", kind="news"),
        lambda by: unpublished.add_alias(factories.speaker(), by, "Another"),
        lambda by: speakers.add_role(factories.speaker(), by, "appointed", "minister"),
        lambda by: archived_copies.record(
            factories.source().pk, by, "https://perma.cc/AB12-CD34", factories.DAY
        ),
    ],
    "add_claim": [factories.claim],
    "decide_candidate": [
        lambda by: accepting.accept(candidate().pk, by, speaker=factories.speaker()),
        lambda by: accepting.accept_as_appearance(candidate().pk, by, own_or_any(by).pk),
        lambda by: candidates.reject(candidate().pk, by),
        lambda by: candidates.undo_rejection(
            candidates.reject(candidate().pk, factories.reporter()).pk, by
        ),
        lambda by: editing.edit(candidate().pk, by, 32, 60),
        lambda by: editing.split(candidate().pk, by, [(31, 44), (45, 70)]),
        lambda by: editing.merge([each.pk for each in two_candidates()], by),
        lambda by: editing.undo_merge(
            editing.merge([each.pk for each in two_candidates()], factories.reporter()).pk, by
        ),
        lambda by: editing.mark(factories.snapshot().pk, by, 0, 12),
    ],
    "make_token": [lambda by: tokens.make(by, "a script", 7)],
    "manage_people": [
        lambda by: people.invite(by, "newcomer"),
        lambda by: people.request_role(factories.person(None), Role.REPORTER, by, "Begins."),
        lambda by: people.request_role(factories.person(None), Role.EDITOR, by, "Begins."),
        lambda by: people.request_address(factories.reporter(), "a@b.example", by, "Moved."),
        lambda by: people.request_reset(factories.reporter(), by, "Forgot it."),
        lambda by: people.rename(factories.reporter(), by, "Ida", "Berg", "Ida Berg"),
        lambda by: people.take_role(factories.reporter(), by, "Left."),
        lambda by: people.deactivate(factories.reporter(), by, "Left."),
        lambda by: password_links.send(
            factories.person(Role.REPORTER, email="r@paper.example"), by
        ),
    ],
    "revoke_token": [revoke_anothers_token],
    "revoke_key": [
        lambda by: signer_keys.revoke(passkeys.enrolled(factories.editor()), by, "Lost.")
    ],
    "edit_claim": [
        lambda by: drafting.edit_claim(factories.claim().pk, by, text="Other words."),
        lambda by: external_reviews.add(
            factories.claim().pk, by, factories.publisher(), {"rating": "So"}
        ),
        lambda by: external_reviews.set_excluded(factories.claim().pk, by, 0, True),
        lambda by: external_reviews.set_excluded(factories.claim().pk, by, 0, False),
        lambda by: topics.add(by, "Dams", "dams"),
        lambda by: drafting.add_topics(factories.claim().pk, by, [a_topic()]),
        lambda by: batches.create(by, "tag", [factories.claim().pk], {"topics": [a_topic().pk]}),
        lambda by: topics.rename(topics.add(factories.editor(), "Dams", "dams").pk, by, "Weirs"),
    ],
    "edit_synonyms": [
        lambda by: synonyms.add(by, ["ACA", "Obamacare"]),
        lambda by: synonyms.change(some_synonyms(), by, ["ACA", "Affordable Care Act"]),
        lambda by: synonyms.set_in_use(some_synonyms(), by, in_use=False),
    ],
    "edit_source": [
        lambda by: capture.edit_source(factories.source().pk, by, title="A title"),
        lambda by: syndication.reverse(factories.source(syndicated_from=factories.source()).pk, by),
        lambda by: publishers.change(factories.publisher().pk, by, country="EC"),
        lambda by: stated_publishers.add(factories.source().pk, by),
        lambda by: archived_copies.remove(factories.archived_copy().pk, by),
    ],
    "save_at_archive": [save_at_archive],
    "settle_check": [lambda by: rechecks.settle(changed_quote().pk, by, "A slip of the paper.")],
    "decide_reader_request": [
        lambda by: from_readers.capture(factories.reader_request().pk, by),
        lambda by: reader_requests.link(factories.reader_request().pk, by, factories.claim().pk),
        lambda by: reader_requests.decline(factories.reader_request().pk, by, "opinion", ""),
    ],
    "settle_report": [
        lambda by: error_reports.settle(
            factories.error_report().pk, by, "answered", "It says so indeed."
        ),
        lambda by: error_reports.take(factories.error_report().pk, by),
        lambda by: error_reports.assign(
            factories.error_report().pk, by, factories.editor(), factories.DAY
        ),
        lambda by: error_reports.delete_address(factories.error_report().pk, by),
        lambda by: error_reports.answer(settled_report(by).pk, by, "It is of March, see page 4."),
    ],
    "uphold_report": [
        lambda by: error_reports.uphold(
            factories.error_report().pk, by, "We misread it.", "our_error"
        ),
    ],
    "edit_speaker": [
        lambda by: speakers.change(factories.speaker(), by, "a slip", name="Eve"),
        lambda by: speakers.change(factories.signed_claim().speaker, by, "a slip", name="Eve"),
        lambda by: speakers.add_role(factories.signed_claim().speaker, by, "appointed", "minister"),
    ],
    "merge_speakers": [
        lambda by: speakers.merge(factories.speaker(), factories.speaker(), by, "one"),
        lambda by: speakers.merge(factories.speaker(), factories.signed_claim().speaker, by, "one"),
        lambda by: speakers.unmerge(
            factories.merge(factories.speaker(), factories.speaker()), by, "two"
        ),
    ],
    "protect_speaker": [
        protected,
        lambda by: speakers.unprotect(protected(factories.editor()), by, "It is over.", ""),
        lambda by: speakers.add_name(protected(factories.editor()), by, "Another"),
    ],
    "take_down": [
        lambda by: takedowns.take_down(factories.snapshot().pk, by, "A letter came."),
    ],
    "request_erasure": [
        lambda by: erasure_searches.request(factories.speaker("Ann Example").pk, by),
        lambda by: erasures.request(
            ApprovalKind.ERASE_PERSON,
            factories.speaker("Ann Example").pk,
            by,
            "They asked.",
            "data_subject",
        ),
        lambda by: erasures.request(
            ApprovalKind.ERASE_SOURCE, factories.snapshot().source_id, by, "An order.", "court"
        ),
        lambda by: erasures.request(
            ApprovalKind.ERASE_REPORT, factories.error_report().pk, by, "They asked.", "unlawful"
        ),
    ],
    "write_review": [
        lambda by: factories.record(assigned(by), by),
        hand_in,
    ],
    "propose_own": [propose_own],
    "agree": [agree, object_to],
    "assign_review": [
        lambda by: review.assign(factories.claim_in_review().pk, by, factories.editor()),
        return_to_reporter,
        lambda by: batches.create(
            by, "assign", [factories.claim().pk], {"reviewer": factories.editor().pk}
        ),
        lambda by: batches.stop(factories.batch().pk, by),
    ],
    "ask_for_reply": [
        lambda by: replies.remind(*awaited(by), factories.letter()),
        lambda by: replies.record_answer(
            *awaited(by), {"state": "declined", "answered_on": factories.DAY}
        ),
        lambda by: replies.record_no_answer(*awaited(by, factories.overdue_request)),
        lambda by: replies.move_deadline(
            *awaited(by), timezone.now() + timedelta(days=9), "More time."
        ),
        lambda by: replies.set_left_out(*awaited(by), True),
        lambda by: replies.record_return(*awaited(by)),
    ],
    "start_review": [
        lambda by: review.assign(factories.claim().pk, by, factories.editor()),
    ],
    "plan_claim": [
        lambda by: batches.create(
            by, "plan", [factories.claim().pk], {"priority": 2, "due_on": None}
        ),
    ],
    "use_desk": [
        lambda by: saved_views.save(by, "Due", "queue=due"),
        lambda by: saved_views.remove(
            SavedView.objects.create(person=by, name="A", query="q=b").pk, by
        ),
        notices.mark_seen,
        lambda by: notices.choose_delivery(by, "desk"),
    ],
    "decide_relation": [
        lambda by: relations.dismiss(
            factories.relation(factories.claim(), factories.claim()).pk, by, "No."
        )
    ],
    "decide_approval": [
        lambda by: decline(ask_to_lift(factories.claim(), factories.editor()).pk, by, "Not yet.")
    ],
    "retry_job": [lambda by: jobs.retry(workers.failed_job().pk, by)],
    "import_claims": [
        lambda by: uploads.request_import(by, "claims.csv", b"external_id,text", "csv"),
        lambda by: loading.find_or_create_run(
            by, BytesIO(b"external_id,text"), "claims.csv", "csv", PLAIN
        ),
    ],
    "permit_full_text": [
        lambda by: publishers.change(factories.publisher().pk, by, whole_texts=True),
        lambda by: publishers.add(by, name="Outlet", kind="news", whole_texts=True),
    ],
    "manage_webhooks": [
        lambda by: webhooks.add(by, "A reader", factories.hook_url()),
        lambda by: webhooks.change(factories.webhook().pk, by, "B", factories.hook_url(), []),
        lambda by: webhooks.renew_secret(factories.webhook().pk, by),
        lambda by: webhooks.pause(factories.webhook().pk, by, "They move house."),
        lambda by: webhooks.resume(paused_webhook().pk, by),
        lambda by: webhooks.end(factories.webhook().pk, by, "They asked for it."),
        lambda by: webhooks.test(factories.webhook().pk, by),
        lambda by: webhooks.redeliver(delivered().pk, by),
    ],
}


def awaited(by: User, ask: Callable[..., Any] = factories.reply_request) -> tuple[int, User, int]:
    """A claim on which somebody else asked for a reply, and the request."""
    made = ask(factories.claim_in_review())
    if may(by, "ask_for_reply"):
        review.assign(made.claim_id, factories.editor(), by)
    return made.claim_id, by, made.pk


def paused_webhook() -> Webhook:
    return webhooks.pause(factories.webhook().pk, factories.senior(), "They move house.")


def delivered() -> Delivery:
    made = webhooks.test(factories.webhook().pk, factories.senior())
    Delivery.objects.filter(pk=made.pk).update(state="delivered")
    return made


def columns_that_differ(roles: dict[str, bool]) -> Iterator[str]:
    """The highest role that may not, the lowest that may, and a superuser, who may hold none. All roles by all
    actions are compared above; these show which action a verb asks about, and that PostgreSQL agrees.
    """
    lowest = list(roles.values()).index(True)
    assert list(roles.values()) == [place >= lowest for place in range(len(COLUMNS))]
    return iter(dict.fromkeys((COLUMNS[lowest - 1], COLUMNS[lowest], COLUMNS[-1])))


@pytest.mark.one_server
@pytest.mark.parametrize("action", ELSEWHERE)
def test_every_other_verb_asks_about_its_action(action: str) -> None:
    roles = TABLE[action].roles
    for column in columns_that_differ(roles):
        expected = "done" if roles[column] else "not allowed"
        for number, verb in enumerate(ELSEWHERE[action]):
            assert outcome(verb, somebody(column)) == expected, (column, number)


def test_every_action_is_tried() -> None:
    assert set(ON_CLAIMS) | set(ELSEWHERE) | {"read"} == set(MAY)


# The object's part of the answer


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("status", ["unreviewed", "in_review"])
def test_who_anchors_a_claim(column: str, own: bool, status: str) -> None:
    """A reporter, their own claim, until its review starts; an editor, any that is not frozen."""
    who = somebody(column)
    if own and not may(who, "add_claim"):
        return
    claim = factories.claim(who if own else None)
    if status == "in_review":
        review.start(claim.pk, factories.editor())
    snap = factories.snapshot()
    place = anchors.find_one(snap.text, factories.QUOTE)
    allowed = may(who, "edit_claim") or (own and status == "unreviewed")
    found = outcome(
        lambda: drafting.add_appearance(claim.pk, who, snap, [place], directness="direct")
    )
    assert found == ("done" if allowed else "not allowed")


@pytest.mark.parametrize("status", CONCLUDED)
def test_editing_a_signed_claim_reopens_it(status: Status) -> None:
    claim = factories.concluded_claim(status)
    for column in COLUMNS:  # the one who may comes last
        with suppress(NotAllowed):
            drafting.edit_claim(
                claim.pk,
                somebody(column),
                reason="A slip.",
                reason_kind="routine",
                text="Other words.",
            )
        claim.refresh_from_db()
        done = TABLE["reopen"].roles[column]
        assert claim.status == ("in_review" if done else status)
        assert (claim.text == "Other words.") is done
        standing = factories.current_publication(claim).standing
        assert standing == ("under_review" if done else "signed")
        if done:
            return


def test_a_deed_is_not_done_by_who_asked_for_it() -> None:
    by = factories.senior()
    claim = factories.signed_claim()
    publishing.hold(claim.pk, by, "legal", "A letter came.")
    deed = approvals.request_hold_lift(claim.pk, by, "legal", "It was answered.")
    with pytest.raises(Refused) as refused:
        approvals.approve(deed.pk, by)
    assert refused.value.rule == "approval_takes_two"
    with pytest.raises(Refused):
        withdraw(deed.pk, factories.senior())
    withdraw(deed.pk, by)
    assert Approval.objects.get(pk=deed.pk).outcome == "withdrawn"


def test_a_proposal_is_withdrawn_by_its_proposer_alone() -> None:
    claim = factories.proposed_claim()
    with pytest.raises(Refused, match="who proposed this, can withdraw it"):
        review.withdraw_proposal(claim.pk, factories.senior())


def test_a_published_speaker_takes_two() -> None:
    speaker, by = factories.signed_claim().speaker, factories.senior()
    other = factories.speaker()
    requested = [
        speakers.change(speaker, by, "a slip", description="the minister"),
        speakers.add_name(factories.signed_claim().speaker, by, "Another"),
        speakers.merge(other, speaker, by, "one person"),
    ]
    assert all(isinstance(deed, Approval) for deed in requested)
    speaker.refresh_from_db()
    assert speaker.description == ""


# What may be read: the rule on the object, the querysets and the API agree


def everything() -> dict[str, Claim]:
    claims = {str(status): factories.claim_that_is(status) for status in Status}
    held, reopened = factories.signed_claim(), factories.signed_claim()
    publishing.hold(held.pk, factories.reporter(), "safety", "A threat.")
    review.reopen(reopened.pk, factories.senior(), "A second count came in.", "routine")
    return claims | {"held": held, "reopened": reopened}


PUBLIC = {*(str(status) for status in CONCLUDED), "reopened"}


@pytest.mark.long
def test_the_public_reads_what_is_listed_and_whoever_may_the_working_claims() -> None:
    claims = everything()
    listed = set(Publication.objects.listed().values_list("claim", flat=True))
    assert listed == {claims[name].pk for name in PUBLIC}
    found = Client().get("/api/v1/claims/", {"page_size": 100}).json()["results"]
    assert {each["id"] for each in found} == listed
    working = {claim.pk for claim in claims.values()}
    for column in COLUMNS:
        assert working_claims_read_by(somebody(column)) == (
            [working, working] if TABLE["read"].roles[column] else []
        )


def working_claims_read_by(who: User) -> list[set[int]]:
    """In the list and in the export; nothing where every address refuses."""
    client, headers = Client(), {}
    if may(who, "make_token"):
        headers["Authorization"] = f"Token {tokens.make(who, 'a script', 7)}"
    answers: list[Any] = [
        client.get(f"/api/v1/working/claims/{rest}", headers=headers)
        for rest in ("?page_size=100", "export.ndjson", "export.csv")
    ]
    if {answer.status_code for answer in answers} <= {401, 403}:
        return []
    listed, file, _ = answers
    return [
        {each["id"] for each in listed.json()["results"]},
        {json.loads(line)["id"] for line in b"".join(file).splitlines()},
    ]
