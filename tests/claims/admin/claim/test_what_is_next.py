"""What the claim's page, its forms and lists say of holds and of replies: what to do next, and who."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from claims.models import Claim, Notice, ReplyRequest
from claims.presentation import prose
from claims.publication import publishing
from claims.workflow import approvals, replies, reporters, review
from newsroom.models import User
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words

pytestmark = pytest.mark.django_db

NOT_BEFORE = "Signing doesn't publish it before two people lift the hold."
HELD_BY = "Hold (legal)"
NOBODY_ELSE = "Nobody else can approve this: have an editor request it."
AN_ANSWER_CAME = "An answer came? Withdraw the proposal or send it back, then record it."

IS_CHOSEN = re.compile(r'value="no_answer"[^>]*\schecked(?![:\w])')


def page(by: User, row: Any, verb: str = "", query: str = "") -> str:
    html = words(at_the_desk(by).get(url_of(row, verb) + query))
    return " ".join(html.replace("&#x27;", "'").split())


def next_steps(by: User, claim: Claim) -> str:
    return page(by, claim).partition("What must happen next")[2].partition("</ul>")[0]


def hold(claim: Claim, by: User | None = None) -> None:
    publishing.hold(claim.pk, by or factories.reporter(), "legal", "A letter came.")


def signed_before_the_deadline() -> tuple[Claim, User, ReplyRequest]:
    """Signed while a reply was awaited, whose deadline has passed since."""
    by = factories.editor()
    claim = factories.claim_in_review(by)
    request = factories.overdue_request(claim, by)
    review.write(claim.pk, by, reply_not_awaited="It is urgent.")
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    return Claim.objects.get(pk=claim.pk), by, request


# Holds


def test_the_page_for_signing_shows_the_hold_and_what_signing_then_means() -> None:
    claim, who, senior = factories.proposed_claim(), factories.reporter(), factories.senior()
    assert NOT_BEFORE not in page(senior, claim, "sign")
    hold(claim, who)
    shown = page(senior, claim, "sign")
    assert NOT_BEFORE in shown
    hold_line = shown.partition(HELD_BY)[2].partition("</p>")[0]
    assert str(who) in hold_line
    assert "A letter came." in hold_line
    assert shown.index(HELD_BY) < shown.index('type="submit"', shown.index(HELD_BY))


@pytest.mark.parametrize("make", [factories.signed_claim, factories.proposed_claim])
def test_the_next_steps_say_who_lifts_a_hold_and_where(make: Any) -> None:
    claim, by = make(), factories.editor()
    assert "lift the hold" not in next_steps(by, claim)
    hold(claim)
    steps = next_steps(by, claim)
    assert "Two people lift the hold (legal): an editor" in steps
    assert url_of(claim, "lift-hold") in steps
    # Of no use to whoever can't request it.
    assert url_of(claim, "lift-hold") not in next_steps(factories.reporter(), claim)


def test_the_next_steps_say_who_approves_the_lifting_that_is_requested() -> None:
    claim, by, senior = factories.signed_claim(), factories.editor(), factories.senior()
    hold(claim)
    request = approvals.request_hold_lift(claim.pk, by, "legal", "They were answered.")
    steps = next_steps(by, claim)
    assert url_of(request) in steps
    assert str(senior) in steps
    assert url_of(claim, "lift-hold") not in steps


def test_whoever_alone_could_approve_is_told_before_the_request_and_after_it() -> None:
    claim, senior = factories.proposed_claim(), factories.senior()
    hold(claim)
    assert NOBODY_ELSE in page(senior, claim, "lift-hold")
    assert NOBODY_ELSE not in page(factories.editor(), claim, "lift-hold")
    sent = {"kind": "legal", "reason": "They were answered."}
    after = words(at_the_desk(senior).post(url_of(claim, "lift-hold"), sent, follow=True))
    assert after.count("nobody else can approve it") == 2
    assert "A senior editor other than you approves it" not in after
    factories.senior()
    assert "nobody else can approve it" not in next_steps(senior, claim)


def test_what_was_never_public_is_blocked_not_offline() -> None:
    senior = factories.senior()
    public, unpublished = factories.signed_claim(), factories.claim_in_review()
    hold(public)
    hold(unpublished)
    overview = words(at_the_desk(senior).get("/admin/"))
    listed = overview.partition(">Offline or blocked</a></h2>")[2].partition("</ol>")[0]
    of_public, of_unpublished = (
        listed.partition(each.text)[2].partition("</li>")[0] for each in (public, unpublished)
    )
    assert "Hold: not published" in of_unpublished
    assert "Offline: hold" in of_public
    notices = words(at_the_desk(senior).get(list_of(Notice)))
    assert notices.count("Taken offline") == 1
    assert notices.count("Hold: not published") == 1


# Replies


def test_that_no_answer_came_is_published_next() -> None:
    claim, by, request = signed_before_the_deadline()
    offered = "Publish that no answer came (two people)"
    assert offered not in page(by, claim)
    replies.record_no_answer(claim.pk, by, request.pk)
    steps = next_steps(by, claim)
    assert offered in steps
    address = f"{url_of(claim, 'supplement-reply')}?request={request.pk}"
    assert address in steps
    assert page(by, claim).count(offered) == 2
    chosen = page(by, claim, "supplement-reply", f"?request={request.pk}")
    assert IS_CHOSEN.search(chosen)
    # Once it is requested, it waits for the other person alone.
    approval = approvals.request_reply(
        claim.pk, by, "They had a week.", request.pk, {"state": "no_answer"}
    )
    assert offered not in next_steps(by, claim)
    approvals.approve(approval.pk, factories.senior())
    assert offered not in page(by, claim)
    late = page(by, claim, "supplement-reply", f"?request={request.pk}")
    assert 'value="no_answer"' in late
    assert not IS_CHOSEN.search(late)


def test_an_earlier_deadline_is_refused_with_the_one_they_have() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    request = factories.reply_request(claim, by)
    until = f"They have until {prose.request_deadline(request)}."
    assert until in page(by, claim, "move-deadline", f"?request={request.pk}")
    earlier = request.deadline.astimezone(ZoneInfo(request.time_zone)) - timedelta(hours=1)
    assert earlier > timezone.now()
    sent = do(
        at_the_desk(by),
        claim,
        "move-deadline",
        request=request.pk,
        deadline=f"{earlier:%Y-%m-%dT%H:%M}",
        reason="They asked for it.",
    )
    assert f"{until} Choose a later day." in words(sent)


def test_while_a_proposal_waits_the_page_says_how_an_answer_is_recorded() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    factories.reply_request(claim, by)
    assert AN_ANSWER_CAME not in page(by, claim)
    review.write(claim.pk, by, reply_not_awaited="It is urgent.")
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    assert AN_ANSWER_CAME in page(by, claim)
    assert AN_ANSWER_CAME not in page(factories.reporter(), claim)
    review.sign(claim.pk, factories.senior(), round_.version)
    assert AN_ANSWER_CAME not in page(by, claim)


def test_a_quantity_is_read_with_the_qualifier_beside_what_is_counted() -> None:
    quantity = {"low": "150", "high": "150", "unit": "deaths", "bound": "exactly"}
    words_ = prose.whole_amount({**quantity, "qualifier": "known", "counted": "", "as_of": None})
    assert words_ == "exactly 150 known deaths"


def test_an_assigned_reporter_who_has_written_nothing_is_led_to_writing() -> None:
    claim, reporter = factories.anchored_claim(), factories.reporter()
    review.assign(claim.pk, factories.editor(), reporter)
    steps = next_steps(reporter, claim)
    assert f'href="{url_of(claim, "write")}"' in steps
    assert url_of(claim, "hand-in") not in steps


def test_a_reporter_who_may_propose_is_not_led_to_handing_in() -> None:
    factories.review_policy(reporters_propose=True)
    claim, reporter = factories.anchored_claim(), factories.reporter()
    review.assign(claim.pk, factories.editor(), reporter)
    review.write(claim.pk, reporter, summary=factories.SUMMARY, rationale="It says so.")
    assert f'href="{url_of(claim, "propose")}"' in next_steps(reporter, claim)
    factories.reply_request(claim, reporter)
    assert f'href="{url_of(claim, "write")}"' in next_steps(reporter, claim)


def test_who_handed_in_has_nothing_to_do_until_it_is_returned() -> None:
    by, reporter = factories.editor(), factories.reporter()
    claim = factories.claim_in_review(by)
    review.assign(claim.pk, by, reporter)
    reporters.hand_in(claim.pk, reporter)
    assert "href" not in next_steps(reporter, claim)
    assert f'href="{url_of(claim, "propose")}"' in next_steps(by, claim)
    reporters.return_to_reporter(claim.pk, by, "Say who counted.")
    assert f'href="{url_of(claim, "write")}"' in next_steps(reporter, claim)


# Where a step is done


def test_each_step_leads_whoever_may_do_it_to_its_form() -> None:
    by, senior = factories.editor(), factories.senior()
    claim = factories.anchored_claim(by)
    assert f'href="{url_of(claim, "start")}"' in next_steps(by, claim)
    claim = factories.claim_in_review(by)
    factories.reply_request(claim, by)
    assert 'href="#replies"' in next_steps(by, claim)
    claim = factories.claim_in_review(by)
    assert f'href="{url_of(claim, "propose")}"' in next_steps(by, claim)
    reporter = factories.reporter()
    review.assign(claim.pk, by, reporter)
    assert f'href="{url_of(claim, "hand-in")}"' in next_steps(reporter, claim)
    claim = factories.proposed_claim(by)
    assert f'href="{url_of(claim, "sign")}"' in next_steps(senior, claim)
    # They wrote it.
    assert "href" not in next_steps(by, claim)
