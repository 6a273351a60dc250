"""Who is notified of requests for a second person, holds, erasures, overdue replies, changes of people's rights,
failed jobs and a missing worker.

Verbs in packages below this one announce them to the functions that are registered here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import NoticeKind
from claims.locking import lock_claim
from claims.models import Claim, Erasure, ErasureRun, Hold, Notice, ReplyRequest, Review
from claims.notifications import chat, notices
from claims.publication import publishing
from newsroom import approvals, jobs, people
from newsroom.choices import PEOPLE_KINDS, ApprovalKind, ApprovalOutcome
from newsroom.history import acting
from newsroom.jobs import enqueue
from newsroom.models import Approval, User
from newsroom.permissions import may, who_may

REMINDED_AFTER = timedelta(days=1)  # and again after as long
# What is done on approval is announced itself, to the requester too.
ANNOUNCED_AS_DONE = (ApprovalKind.LIFT_HOLD, *PEOPLE_KINDS)


# Rights


def of_rights(
    recipients: Iterable[User], sentence: str, by: User | None, approval: Approval | None
) -> None:
    """Notify each person of what changes somebody's rights."""
    notices.create(_about_rights(recipients, sentence, by, approval))


def _about_rights(
    recipients: Iterable[User], sentence: str, by: User | None, approval: Approval | None
) -> Iterator[Notice]:
    for each in recipients:
        yield Notice(
            person=each, by=by, kind=NoticeKind.PEOPLE, sentence=sentence, approval=approval
        )


# Requests


def of_request(approval: Approval) -> None:
    """Made: to everybody who may approve it. Decided: settled, and the requester is notified."""
    if approval.outcome == ApprovalOutcome.OPEN:
        chat.enqueue_message("claims.post_request", approval.pk)
        notices.create([*_to_approve(approval), *_other_seniors(approval)])
        return
    notices.settle_request(approval)
    if approval.outcome == ApprovalOutcome.WITHDRAWN:
        return
    if approval.outcome == ApprovalOutcome.DECLINED or approval.kind not in ANNOUNCED_AS_DONE:
        notices.create([_to_requester(approval)])
    elif approval.kind in PEOPLE_KINDS:
        recipients = [approval.requested_by, *who_may("manage_people")]
        of_rights(recipients, people.in_a_sentence(approval), approval.decided_by, approval)


def _to_approve(approval: Approval) -> Iterator[Notice]:
    claim = notices.claim_of(approval)
    for each in approvals.who_may_approve(approval):
        yield Notice(
            person=each,
            kind=NoticeKind.TO_APPROVE,
            approval=approval,
            claim=claim,
            by=approval.requested_by,
        )


def _other_seniors(approval: Approval) -> Iterator[Notice]:
    """Of rights all senior editors are notified, the person concerned too."""
    if approval.kind not in PEOPLE_KINDS:
        return iter(())
    sentence = people.in_a_sentence(approval)
    return _about_rights(who_may("manage_people"), sentence, approval.requested_by, approval)


def _to_requester(approval: Approval) -> Notice:
    return Notice(
        person=approval.requested_by,
        kind=NoticeKind.DECIDED,
        approval=approval,
        claim=notices.claim_of(approval),
        by=approval.decided_by,
    )


def enqueue_reminders() -> None:
    """A job for each request that waits."""
    with acting(None, _("reminders of requests")):
        for number in Approval.objects.open().order_by("pk").values_list("pk", flat=True):
            enqueue(
                "claims.remind_of_request",
                once=f"claims.remind_of_request {number}",
                approval_id=number,
            )


def remind(approval_id: int) -> None:
    """Notify who may approve it and was not notified of it within a day: again, or as a new senior.

    A second run notifies nobody.
    """
    with acting(None, _("a reminder of a request")):
        locked = Approval.objects.select_for_update(no_key=True, of=("self",))
        approval = locked.select_related("requested_by").get(pk=approval_id)
        if approval.outcome != ApprovalOutcome.OPEN:
            return
        earlier = Notice.objects.filter(approval=approval, kind=NoticeKind.TO_APPROVE)
        lately = earlier.filter(at__gt=timezone.now() - REMINDED_AFTER)
        notified = set(lately.values_list("person", flat=True))
        due = [each for each in _to_approve(approval) if each.person_id not in notified]
        if due:
            notices.settle_request(approval, *[each.person_id for each in due])
            notices.create(due)


# Replies


def enqueue_overdue_replies() -> None:
    """A job for each claim on which a reply is overdue."""
    with acting(None, _("deadlines of replies")):
        claims = ReplyRequest.objects.overdue().order_by("claim").values_list("claim", flat=True)
        for number in claims.distinct():
            enqueue(
                "claims.announce_overdue_reply",
                once=f"claims.announce_overdue_reply {number}",
                claim_id=number,
            )


def of_overdue_reply(claim_id: int) -> None:
    """Notify who asked, and the reviewer, once for each deadline. A second run notifies nobody."""
    with acting(None, _("the deadline of a reply")):
        claim = lock_claim(claim_id, None)
        overdue = claim.reply_requests.overdue().select_related("asked_by").order_by("-deadline")
        latest = overdue.first()
        if latest is None:
            return
        earlier = Notice.objects.filter(
            claim=claim, kind=NoticeKind.REPLY, at__gt=latest.deadline
        ).values("person")
        people_ = {each.asked_by for each in overdue} | set(editor_of(claim))
        notified = set(User.objects.filter(pk__in=earlier))
        able = [each for each in people_ - notified if may(each, "ask_for_reply")]
        notices.notify(able, NoticeKind.REPLY, claim, None)


# The installation

NO_WORKER = gettext_lazy(
    "No worker has been seen for some minutes, and jobs wait: no link is captured, no embargo ends and no"
    " e-mail is sent. Ask whoever runs the server to start it."
)


def of_failed_job(what: str) -> None:
    """Of a job that failed for good: once for all that do the same, until it is seen."""
    sentence = _(
        "Jobs that do this failed for good: “%(what)s”. The page Jobs says why. Once the cause is"
        " removed, send them back to the queue there."
    )
    _about_jobs(sentence % {"what": what})


def of_missing_worker() -> list[int]:
    """Once for each time; returns whom to send an e-mail, which no worker sends."""
    _about_jobs(str(NO_WORKER))
    waiting = Notice.objects.filter(kind=NoticeKind.JOBS, sentence=NO_WORKER).unseen()
    unmailed = waiting.filter(mailed_at__isnull=True).order_by("person")
    return list(unmailed.values_list("person", flat=True))


def of_worker_back() -> None:
    # Without a claim, by the index of what is unseen on one.
    waiting = Notice.objects.filter(claim=None, kind=NoticeKind.JOBS, sentence=NO_WORKER).unseen()
    if waiting.exists():
        with acting(None, _("a worker runs")):
            waiting.update(seen_at=timezone.now())


def _about_jobs(sentence: str) -> None:
    with acting(None, _("jobs and workers")), connection.cursor() as cursor:
        # Workers and web servers notice the same at the same time.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('notices of jobs'))")
        waiting = Notice.objects.filter(kind=NoticeKind.JOBS, sentence=sentence).unseen()
        recipients = who_may("manage_people").exclude(pk__in=waiting.values("person"))
        notices.create(
            Notice(person=each, kind=NoticeKind.JOBS, sentence=sentence) for each in recipients
        )


# Holds


def of_hold(hold: Hold, by: User | None) -> None:
    """Set or lifted: to all senior editors, the claim's editor, and once lifted to who set it and who requested the lifting."""
    claim = hold.claim
    chat.enqueue_message("claims.post_hold", hold.pk)
    recipients = [*who_may("decide_approval"), *editor_of(claim)]
    if hold.lifted_by_approval is None:
        notices.notify(recipients, NoticeKind.OFFLINE, claim, by)
        return
    if not claim.holds.filter(lifted_at__isnull=True).exists():
        notices.settle(claim, NoticeKind.OFFLINE)
    recipients += [hold.set_by, hold.lifted_by_approval.requested_by]
    notices.notify(recipients, NoticeKind.LIFTED, claim, by)


# Erasures


def of_erasure(run: ErasureRun) -> None:
    """Done: to whoever approved it, and of the claims that it keeps offline to senior editors and these claims' editors.

    Whoever requested it gets the notice that their request is decided.
    """
    requester = run.approval.requested_by
    recipients = {run.by: requester}
    erasure = Erasure.objects.get(approval_id=run.approval_id)
    offline = erasure.publications.of_claims_kept_offline().values("publication__claim")
    if held := list(Claim.objects.filter(pk__in=offline).order_by("pk")):
        reviewers = [editor for claim in held for editor in editor_of(claim)]
        recipients |= dict.fromkeys({*who_may("decide_approval"), *reviewers} - {run.by}, run.by)
        recipients.pop(requester, None)
    _about_erasure(run, NoticeKind.ERASED, recipients)


def of_failed_erasure(run: ErasureRun, kind: NoticeKind) -> None:
    """To both people: before anything was erased, or when only files were left to be removed."""
    requester = run.approval.requested_by
    _about_erasure(run, kind, {requester: run.by, run.by: requester})


def _about_erasure(run: ErasureRun, kind: NoticeKind, recipients: Mapping[User, User]) -> None:
    notices.create(
        Notice(person=person, by=by, kind=kind, approval=run.approval)
        for person, by in recipients.items()
    )


def editor_of(claim: Claim) -> list[User]:
    """Of its latest review."""
    reviews = Review.objects.filter(claim=claim).select_related("reviewer")
    return [review.reviewer for review in reviews.order_by("-number")[:1]]


people.when_rights_change(of_rights)
approvals.when_requests_change(of_request)
publishing.when_holds_change(of_hold)
jobs.when_jobs_fail(of_failed_job)
