"""Error reports of readers (anybody, a few at a time): assigned, decided on, answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.choices import NoticeKind, Opening, ReasonKind, ReportOutcome, ReviewState, Status
from claims.locking import changing, lock_claim, open_review, refuse_settled, sql_scalar
from claims.models import Claim, ErrorReport, Publication, Review
from claims.notifications import notices
from claims.publication import publishing
from claims.workflow.review import change_reason_kind_locked, reopen_locked
from newsroom import emails
from newsroom.errors import NotAllowed, Refused, too_long
from newsroom.history import acting
from newsroom.jobs import enqueue
from newsroom.models import User
from newsroom.permissions import may, require, who_may
from newsroom.verbs import permitted

MOST = 5000  # code points
MOST_FROM_ADDRESS = 5  # within an hour
MOST_ON_CLAIM = 30  # within a day
# What an upheld report reopens a claim for; routine would hide it.
REASONS = (ReasonKind.OUR_ERROR, ReasonKind.COMPLAINT_UPHELD, ReasonKind.NEW_EVIDENCE)


def send(claim_id: int, words: str, contact: str, sender: str) -> ErrorReport:
    """On a claim that the public may read; ``sender`` identifies the reader's network address."""
    words = words.strip()
    if len(words) > MOST:
        raise too_long(MOST)
    with acting(None):
        publication = Publication.objects.readable().filter(claim=claim_id).first()
        if publication is None:
            raise Refused(_("No public claim has this number."))
        _wait_for_others(sender, claim_id)
        sent = ErrorReport.objects.filter
        recent = sent(sender=sender, sent_at__gt=Now() - timedelta(hours=1))
        if recent.count() >= MOST_FROM_ADDRESS:
            raise Refused(
                _("That is as many as we take from one address in an hour. Try again later."),
                rule="reports_from_one_address",
            )
        if sent(claim=claim_id, sent_at__gt=Now() - timedelta(days=1)).count() >= MOST_ON_CLAIM:
            raise Refused(
                _("We have more reports on this claim than we can read today. Thank you."),
                rule="reports_on_one_claim",
            )
        made = ErrorReport(
            claim_id=claim_id,
            publication=publication,
            words=words,
            contact=contact.strip(),
            sender=sender,
            language=get_language() or "",
            due_on=timezone.localdate() + timedelta(days=settings.ERROR_REPORT_DAYS),
        )
        made.full_clean()
        made.save()
        recipients = _responsible(made.claim) | _workers_on(made.claim)
        notices.notify(recipients, NoticeKind.REPORT, made.claim, None)
        return made


def _responsible(claim: Claim) -> set[User]:
    """Who reviewed and who signed what is reported, else every senior editor."""
    people: set[User] = set()
    if (signed := publishing.signed_round(claim)) is not None:
        people = {signed.review.reviewer, *([signed.decided_by] if signed.decided_by else [])}
    in_conflict = _in_conflict(claim)
    entitled = {
        each for each in people if may(each, "settle_report") and each.pk not in in_conflict
    }
    return entitled or set(who_may("uphold_report").exclude(pk__in=in_conflict))


def _workers_on(claim: Claim) -> set[User]:
    """Who found the claim, who reviewed, proposed and signed it, and to whom it is assigned now."""
    people: set[User | None] = {*notices.finders_of(claim)}
    if (signed := publishing.signed_round(claim)) is not None:
        people |= {signed.review.reviewer, signed.proposed_by, signed.decided_by}
    if (again := open_review(claim)) is not None:
        people.add(again.reviewer)
    in_conflict = _in_conflict(claim)
    return {each for each in people if each is not None and each.pk not in in_conflict}


def _in_conflict(claim: Claim) -> set[int]:
    return set(claim.conflicts.standing().values_list("person", flat=True))


def _wait_for_others(sender: str, claim_id: int) -> None:
    """Until those that this sender, or anybody on this claim, is sending now are counted."""
    with connection.cursor() as cursor:
        for key in (f"sender {sender}", f"claim {claim_id}"):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('error reports'), hashtext(%s))", [key]
            )


@contextmanager
def _locked(report_id: int, by: User, reason: str = "") -> Iterator[ErrorReport]:
    with permitted(by, "settle_report", reason):
        # The claim first, as everywhere; whoever declares a conflict meanwhile waits.
        lock_claim(_claim_of(report_id), None)
        yield _lock(report_id)


def _claim_of(report_id: int) -> int:
    number: int = ErrorReport.objects.values_list("claim", flat=True).get(pk=report_id)
    return number


def _lock(report_id: int) -> ErrorReport:
    return ErrorReport.objects.select_for_update(of=("self",)).get(pk=report_id)


def take(report_id: int, by: User) -> ErrorReport:
    """Handle it oneself, also after the decision: to answer. Whoever handled it is notified."""
    with _locked(report_id, by) as report:
        refuse_in_conflict(report.claim, by)
        _give_to(report, by, by)
        return report


def assign(report_id: int, by: User, owner: User, due_on: date | None) -> ErrorReport:
    """Say who handles it, and until when."""
    if not may(owner, "settle_report"):
        raise NotAllowed(
            _("%(who)s is not an editor and can't decide on error reports."), who=owner
        )
    with _locked(report_id, by) as report:
        refuse_settled(report)
        if why_not_decide(report.claim, owner):
            raise NotAllowed(
                _("%(who)s declared a conflict of interest and can't decide on this."), who=owner
            )
        report.due_on = due_on
        _give_to(report, owner, by)
        return report


def _give_to(report: ErrorReport, owner: User, by: User) -> None:
    """The only change of an owner but for a decision on what nobody handled."""
    former, report.owner = report.owner, owner
    report.save(update_fields=["owner", "due_on"])
    if owner == former:
        return
    notices.notify([owner], NoticeKind.REPORT, report.claim, by)
    if former is not None:
        notices.notify([former], NoticeKind.TAKEN_OVER, report.claim, by)


def settle(report_id: int, by: User, outcome: str, note: str) -> ErrorReport:
    """Decide that nothing has to be corrected: not upheld, for this reason, or just answered."""
    if outcome == ReportOutcome.UPHELD:
        raise Refused(
            _("To uphold a report, reopen its claim."), rule="error_report_upheld_reopens"
        )
    with _locked(report_id, by, note) as report:
        refuse_settled(report)
        if why_not := why_not_settle(report.claim, by):
            raise Refused(why_not, rule="error_report_is_settled_by_another")
        return _decide(report, by, outcome, note)


def uphold(report_id: int, by: User, reason: str, reason_kind: str) -> ErrorReport:
    """Uphold the report, which reopens its claim; ``reason`` and its kind are public.

    A claim that is under review again already stays so; what it is reopened for may change.
    """
    require(by, "uphold_report")
    if reason_kind not in REASONS:
        raise Refused(_("An upheld report is a correction or brings new evidence."))
    with changing(_claim_of(report_id), by, reason=reason) as claim:
        report = _lock(report_id)
        refuse_settled(report)
        if why_not := why_not_uphold(claim):
            raise Refused(why_not)
        if claim.concluded:
            report.review = reopen_locked(claim, by, reason, reason_kind)
        else:
            report.review = _join(claim, reason_kind)
        settled = _decide(report, by, ReportOutcome.UPHELD, reason)
    publishing.publish_due()
    return settled


def why_not_decide(claim: Claim, by: User) -> str:
    """Why this person handles no report on the claim, in a sentence; empty where they may."""
    if not claim.conflicts.standing().filter(person=by).exists():
        return ""
    return _("You declared a conflict of interest: somebody else decides on errors of this claim.")


def why_not_settle(claim: Claim, by: User) -> str:
    """Why this person can't decide that nothing has to be corrected, in a sentence; else empty.

    Nobody judges their own conclusion, unless there is no other editor, or by the policy one person is enough.
    """
    if why_not := why_not_decide(claim, by):
        return why_not
    if not sql_scalar("SELECT judges_own_conclusion(%s, %s)", by.pk, claim.pk):
        return ""
    return _(
        "You proposed, wrote or signed this conclusion: another editor decides that nothing has to be"
        " corrected."
    )


def refuse_in_conflict(claim: Claim, by: User) -> None:
    if why_not := why_not_decide(claim, by):
        raise Refused(why_not, rule="error_report_without_a_conflict")


def why_not_uphold(claim: Claim) -> str:
    """Why a report on the claim can't be upheld now, in a sentence; empty where it can."""
    if claim.status == Status.AWAITING_SIGNOFF:
        return _("A conclusion waits for its signature. Send it back, then uphold the report.")
    if claim.status == Status.WITHDRAWN:
        return _("The claim is withdrawn: reinstate it, or choose another outcome.")
    return ""


def _join(claim: Claim, reason_kind: str) -> Review:
    """The review that is open already."""
    review = claim.reviews.get(state=ReviewState.OPEN)
    if review.opening == Opening.REOPENED:
        return change_reason_kind_locked(claim, reason_kind)
    return review


def _decide(report: ErrorReport, by: User, outcome: str, note: str) -> ErrorReport:
    refuse_in_conflict(report.claim, by)
    concerned = _concerned(report)
    report.outcome, report.settled_note = outcome, note.strip()
    report.settled_by, report.settled_at = by, Now()
    # Whoever handles it goes on to handle it, whoever decides: they alone see the reader's address.
    report.owner = report.owner or by
    report.save(
        update_fields=["outcome", "settled_note", "settled_by", "settled_at", "owner", "review"]
    )
    report.refresh_from_db()
    if not ErrorReport.objects.filter(claim=report.claim_id, outcome="").exists():
        notices.settle(report.claim, NoticeKind.REPORT)
    kind = NoticeKind.UPHELD if outcome == ReportOutcome.UPHELD else NoticeKind.SETTLED
    notices.notify(concerned, kind, report.claim, by)
    return report


def _concerned(report: ErrorReport) -> set[User]:
    """Who handles the report, and who worked on what is reported."""
    return {*([report.owner] if report.owner else []), *_workers_on(report.claim)}


def why_not_answer(report: ErrorReport, by: User) -> str:
    """Why this person can't send an answer by e-mail, in a sentence; empty where they can."""
    if why_not := why_not_decide(report.claim, by):
        return why_not
    if not report.outcome:
        return _("Decide on the report first.")
    if report.answer:
        return _("It is answered already.")
    if not has_email(report):
        return _("The reader left no e-mail address, or it is deleted.")
    if report.owner_id != by.pk:
        return _("%(who)s handles this report. Take it over to answer.") % {"who": report.owner}
    if not settings.SENDS_EMAIL:
        return _("This server sends no e-mail (EMAIL_HOST).")
    return ""


def has_email(report: ErrorReport) -> bool:
    try:
        emails.mailbox(report.contact)
    except ValidationError:
        return False
    return True


def answer(report_id: int, by: User, text: str) -> ErrorReport:
    """Send the reader an answer by e-mail."""
    with _locked(report_id, by) as report:
        if why_not := why_not_answer(report, by):
            raise Refused(why_not)
        report.answer, report.answered_by, report.answered_at = text.strip(), by, Now()
        report.save(update_fields=["answer", "answered_by", "answered_at"])
        report.refresh_from_db()
        enqueue("claims.mail_report_answer", report_id=report.pk)
        return report


def delete_address(report_id: int, by: User) -> ErrorReport:
    """Delete the reader's address at once, as when they ask for it."""
    with _locked(report_id, by) as report:
        report.contact = ""
        report.save(update_fields=["contact"])
        return report
