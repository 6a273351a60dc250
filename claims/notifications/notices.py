"""Notices to people of what needs their attention: at the desk and, if they wish, by e-mail.

An e-mail leaves the newsroom, so of a claim or request it says no more than the number, what to do,
the deadline and the address.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.choices import NOTICES_OF_REQUESTS, REQUESTS_ON_CLAIMS, NoticeKind
from claims.locking import sql_scalar
from claims.models import Claim, Note, Notice
from claims.publication.addresses import absolute
from newsroom import emails
from newsroom.choices import ERASING, PEOPLE_KINDS, ApprovalOutcome, NoticeDelivery
from newsroom.history import acting
from newsroom.jobs import enqueue
from newsroom.models import Approval, User
from newsroom.permissions import may
from newsroom.verbs import permitted
from sources.models import Snapshot

# Notices within this time of the first share one e-mail, as of two hundred claims assigned at once.
GATHERED = timedelta(seconds=60)
LISTED = 50  # in one e-mail

WHAT_TO_DO = {
    NoticeKind.ASSIGNED: gettext_lazy("%(what)s is assigned to you. Check it."),
    NoticeKind.MENTIONED: gettext_lazy("%(what)s: you are mentioned in a note. Read it."),
    NoticeKind.TO_SIGN: gettext_lazy("%(what)s waits for a signature. Sign it or send it back."),
    NoticeKind.TO_AGREE: gettext_lazy(
        "%(what)s waits for your agreement. Read it, then agree or object."
    ),
    NoticeKind.HANDED_IN: gettext_lazy(
        "%(what)s is checked. Propose a conclusion, or return it to the reporter."
    ),
    NoticeKind.SENT_BACK: gettext_lazy("%(what)s was sent back. Read why and propose again."),
    NoticeKind.SIGNED: gettext_lazy("%(what)s, which you worked on, is signed."),
    NoticeKind.REPORT: gettext_lazy(
        "%(what)s: a reader reports an error. An editor decides on it."
    ),
    NoticeKind.TAKEN_OVER: gettext_lazy(
        "%(what)s: a colleague handles from now on the error report that you handled."
    ),
    NoticeKind.UPHELD: gettext_lazy(
        "%(what)s: an error that a reader reported was upheld. It is under review again."
    ),
    NoticeKind.SETTLED: gettext_lazy(
        "%(what)s: a reader reported an error, and the claim was not changed. Read why."
    ),
    NoticeKind.REPLY: gettext_lazy(
        "%(what)s: the deadline of a reply has passed. Record the answer or that none came."
    ),
    NoticeKind.UNANSWERED: gettext_lazy(
        "%(what)s is signed, and no answer to a request for a reply came. Choose “Publish that no answer"
        " came”; a senior editor approves it."
    ),
    NoticeKind.SAID_AGAIN: gettext_lazy(
        "%(what)s is checked and seems to be said again. Compare it with the new claim."
    ),
    NoticeKind.CONFLICT: gettext_lazy(
        "%(what)s: somebody who worked on it declares a conflict of interest. Check their work."
    ),
    NoticeKind.OFFLINE: gettext_lazy(
        "%(what)s is offline or blocked. Read why; lifting it takes two people."
    ),
    NoticeKind.LIFTED: gettext_lazy("%(what)s: a hold was lifted. Check what is public now."),
    NoticeKind.TO_APPROVE: gettext_lazy(
        "%(what)s waits for a second person. Approve or decline it."
    ),
    NoticeKind.ERASED: gettext_lazy("%(what)s is carried out. Read what is left to do."),
    NoticeKind.NOT_ERASED: gettext_lazy(
        "%(what)s could not be carried out, and nothing was erased. Read why."
    ),
}
APPROVED = gettext_lazy("%(what)s which you requested, was approved.")
DECLINED = gettext_lazy("%(what)s which you requested, was declined. Read why.")


def notify(
    people: Iterable[User],
    kind: NoticeKind,
    claim: Claim,
    by: User | None,
    note: Note | None = None,
) -> list[Notice]:
    """Notify each person once, inside the caller's verb; nobody of their own action."""
    return create(Notice(person=each, kind=kind, claim=claim, by=by, note=note) for each in people)


def create(notices: Iterable[Notice]) -> list[Notice]:
    """The rows and their e-mails, inside the caller's verb: one for each person, the first."""
    first: dict[int, Notice] = {}
    for notice in notices:
        if notice.person != notice.by and _is_wanted(notice):
            first.setdefault(notice.person_id, notice)
    # In one order, so that no two verbs wait for each other's jobs in a circle.
    made = Notice.objects.bulk_create(first[person_id] for person_id in sorted(first))
    for notice in made:
        if _is_mailed(notice.person):
            enqueue(
                "claims.mail_notices",
                once=f"claims.mail_notices {notice.person_id}",
                not_before=timezone.now() + GATHERED,
                person_id=notice.person_id,
            )
    return made


def _is_wanted(notice: Notice) -> bool:
    # Notices of rights can't be switched off.
    request = notice.approval
    about_rights = notice.kind == NoticeKind.PEOPLE or (request and request.kind in PEOPLE_KINDS)
    wanted = about_rights or notice.person.notice_delivery != NoticeDelivery.NOT
    return notice.person.is_active and wanted


def finders_of(claim: Claim) -> set[User]:
    """Who captured its sources, and who added it or accepted it from the inbox; while they hold a role."""
    captured = Snapshot.objects.filter(appearances__claim=claim).values("captured_by")
    people = User.objects.filter(Q(pk__in=captured) | Q(pk=claim.added_by_id))
    return {each for each in people if may(each, "use_desk")}


def settle(claim: Claim, *kinds: NoticeKind) -> None:
    """Mark the claim's notices as seen, inside the caller's verb: nobody needs to act any more."""
    Notice.objects.filter(claim=claim, kind__in=kinds).unseen().update(seen_at=timezone.now())


def settle_of(person: User, claim: Claim, *kinds: NoticeKind) -> None:
    """The same for one person, who has done their part."""
    own = Notice.objects.filter(person=person, claim=claim, kind__in=kinds).unseen()
    own.update(seen_at=timezone.now())


def claim_of(approval: Approval) -> Claim | None:
    """The claim that a request is about, if it is about one."""
    if approval.kind not in REQUESTS_ON_CLAIMS:
        return None
    return Claim.objects.filter(pk=approval.subject_id).first()


def settle_request(approval: Approval, *person_ids: int) -> None:
    """The same for those who were asked to approve it; of the people named, if any are."""
    waiting = Notice.objects.filter(approval=approval, kind=NoticeKind.TO_APPROVE).unseen()
    if person_ids:
        waiting = waiting.filter(person__in=person_ids)
    waiting.update(seen_at=timezone.now())


def mark_seen(by: User, *notice_ids: int) -> int:
    """Mark one's own notices as seen (all of them where none is named); returns how many."""
    with permitted(by, "use_desk"):
        own = Notice.objects.to(by.pk).unseen()
        if notice_ids:
            own = own.filter(pk__in=notice_ids)
        return int(own.update(seen_at=timezone.now()))


def choose_delivery(by: User, choice: str) -> None:
    """Choose how to be notified from now on."""
    with permitted(by, "use_desk"):
        person = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
        person.notice_delivery = choice
        person.clean_fields(
            exclude=[f.name for f in User._meta.fields if f.name != "notice_delivery"]
        )
        person.save(update_fields=["notice_delivery"])


def mail(person_id: int) -> None:
    """Send one e-mail with the person's notices that were not mailed yet.

    A second run finds none. Interrupted after sending, it may send them again, with the same
    Message-ID unless there are new ones.
    """
    person = User.objects.get(pk=person_id)
    waiting = Notice.objects.to(person_id).unseen().filter(mailed_at__isnull=True)
    if not may(person, "decide_approval"):
        waiting = waiting.exclude(kind=NoticeKind.TO_APPROVE)
    notices = list(waiting.select_related("by", "claim", "approval").order_by("pk"))
    if not notices or not _is_mailed(person):
        return
    subject = ngettext("%(n)d notice for you", "%(n)d notices for you", len(notices))
    emails.message(
        person.email,
        f"notice-{notices[-1].pk}.{person.pk}",
        subject % {"n": len(notices)},
        _paragraphs(notices),
    ).send()
    with acting(None, _("an e-mail")):
        mailed = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
        mailed.filter(mailed_at__isnull=True).update(mailed_at=timezone.now())


def remove_old() -> None:
    """Remove what is older than a year, seen or not: what still waits is on the first page."""
    while _remove_some():
        pass


def _remove_some() -> int:
    """The oldest, and returns how many; not all at once, so that locks are short."""
    with acting(None, _("old notices")):
        return int(sql_scalar("SELECT remove_old_notices()"))


def _is_mailed(person: User) -> bool:
    return person.notice_delivery == NoticeDelivery.MAIL and emails.can_receive(person)


def address_of(notice: Notice) -> str:
    """Where what it is about is done; relative."""
    if notice.kind in NOTICES_OF_REQUESTS:
        return reverse("admin:newsroom_approval_change", args=[notice.approval_id])
    if notice.kind == NoticeKind.JOBS:
        return reverse("admin:newsroom_job_changelist")
    if notice.kind == NoticeKind.LOOKED:
        return reverse("admin:claims_erasuresearch_changelist")
    if notice.claim_id is None:
        return reverse("admin:claims_notice_changelist")
    return reverse("admin:claims_claim_change", args=[notice.claim_id])


def outside_words(notice: Notice) -> str:
    """The notice for outside the newsroom, in lines: what to do, the deadline and the address."""
    lines = [_sentence(notice)]
    if notice.claim is not None and notice.claim.due_on is not None:
        day = date_format(notice.claim.due_on, "DATE_FORMAT")
        lines.append(_("Due: %(day)s") % {"day": day})
    return "\n".join([*lines, absolute(address_of(notice))])


def _sentence(notice: Notice) -> str:
    if notice.kind == NoticeKind.PEOPLE:
        who = notice.by or _("the owner of the database")
        return _("%(what)s (%(who)s)") % {"what": notice.sentence, "who": who}
    if notice.kind in (NoticeKind.JOBS, NoticeKind.LOOKED):
        return notice.sentence
    if notice.approval is not None and notice.kind == NoticeKind.DECIDED:
        if notice.approval.outcome != ApprovalOutcome.DONE:
            sentence = DECLINED
        elif notice.approval.kind in ERASING:
            sentence = WHAT_TO_DO[NoticeKind.ERASED]
        else:
            sentence = APPROVED
    else:
        sentence = WHAT_TO_DO[NoticeKind(notice.kind)]
    return str(sentence) % {"what": _subject(notice)}


def _subject(notice: Notice) -> str:
    """The claim's number, or the request's; of a request also what it asks for."""
    number = {"number": notice.claim_id or notice.approval_id}
    subject = _("Claim %(number)s") if notice.claim_id else _("Request %(number)s")
    subject %= number
    if notice.approval is None:
        return subject
    return _("%(subject)s, “%(what)s”,") % {
        "subject": subject,
        "what": notice.approval.get_kind_display(),
    }


def _paragraphs(notices: list[Notice]) -> list[str]:
    paragraphs = [outside_words(notice) for notice in notices[:LISTED]]
    if (more := len(notices) - LISTED) > 0:
        url = absolute(reverse("admin:claims_notice_changelist"))
        paragraphs.append(_("And %(more)d more:\n%(url)s") % {"more": more, "url": url})
    url = absolute(reverse("admin:claims_notice_delivery"))
    return [*paragraphs, _("Choose how you are notified:\n%(url)s") % {"url": url}]
