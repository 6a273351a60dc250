"""Notices to people of what needs their attention: at the desk and, if they wish, by e-mail.

An e-mail leaves the newsroom, so it quotes no claim and no note: who, why, which claim, its address.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.choices import NoticeKind
from claims.models import Claim, Note, Notice
from claims.publication.addresses import absolute
from newsroom import emails
from newsroom import people as people_verbs
from newsroom.choices import NoticeDelivery
from newsroom.history import acting
from newsroom.jobs import enqueue
from newsroom.models import Approval, User
from newsroom.verbs import permitted

# Notices within this time of the first share one e-mail, as of two hundred claims assigned at once.
GATHERED = timedelta(seconds=60)
LISTED = 50  # in one e-mail


def notify(
    people: Iterable[User], kind: NoticeKind, claim: Claim, by: User, note: Note | None = None
) -> list[Notice]:
    """Notify each person once, inside the caller's verb; nobody of their own action."""
    return _create(people, by, kind=kind, claim=claim, note=note)


def notify_of_people(
    people: Iterable[User], sentence: str, by: User | None, approval: Approval | None
) -> None:
    """Notify each person, inside the caller's verb, of what changes somebody's rights."""
    _create(people, by, kind=NoticeKind.PEOPLE, sentence=sentence, approval=approval)


def _create(people: Iterable[User], by: User | None, **fields: Any) -> list[Notice]:
    recipients = {each.pk: each for each in people if each != by}.values()
    # Notices of rights cannot be switched off.
    always = fields["kind"] == NoticeKind.PEOPLE
    made = Notice.objects.bulk_create(
        Notice(person=each, by=by, **fields)
        for each in recipients
        if each.is_active and (always or each.notice_delivery != NoticeDelivery.NOT)
    )
    for notice in made:
        if _is_mailed(notice.person):
            enqueue(
                "claims.mail_notices",
                once=f"claims.mail_notices {notice.person_id}",
                not_before=timezone.now() + GATHERED,
                person_id=notice.person_id,
            )
    return made


def settle(claim: Claim, *kinds: NoticeKind) -> None:
    """Mark the claim's notices as seen, inside the caller's verb: nobody needs to act any more."""
    Notice.objects.filter(claim=claim, kind__in=kinds).unseen().update(seen_at=timezone.now())


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
    notices = list(waiting.select_related("by").order_by("pk"))
    if not notices or not _is_mailed(person):
        return
    subject = ngettext("%(n)d notice for you", "%(n)d notices for you", len(notices))
    emails.message(
        person,
        f"notice-{notices[-1].pk}.{person.pk}",
        subject % {"n": len(notices)},
        _paragraphs(notices),
    ).send()
    with acting(None, _("an e-mail")):
        mailed = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
        mailed.filter(mailed_at__isnull=True).update(mailed_at=timezone.now())


def _is_mailed(person: User) -> bool:
    return person.notice_delivery == NoticeDelivery.MAIL and emails.can_receive(person)


def _paragraph(notice: Notice) -> str:
    if notice.claim_id is None:
        who = notice.by or _("the owner of the database")
        return _("%(what)s (%(who)s)\n%(url)s") % {
            "what": notice.sentence,
            "who": who,
            "url": absolute(reverse("admin:claims_notice_changelist")),
        }
    return _("%(what)s: claim %(number)s (%(who)s)\n%(url)s") % {
        "what": notice.get_kind_display().capitalize(),
        "number": notice.claim_id,
        "who": notice.by,
        "url": absolute(reverse("admin:claims_claim_change", args=[notice.claim_id])),
    }


def _paragraphs(notices: list[Notice]) -> list[str]:
    paragraphs = [_paragraph(notice) for notice in notices[:LISTED]]
    if (more := len(notices) - LISTED) > 0:
        url = absolute(reverse("admin:claims_notice_changelist"))
        paragraphs.append(_("And %(more)d more:\n%(url)s") % {"more": more, "url": url})
    url = absolute(reverse("admin:claims_notice_delivery"))
    return [*paragraphs, _("Choose how you are notified:\n%(url)s") % {"url": url}]


people_verbs.when_rights_change(notify_of_people)
