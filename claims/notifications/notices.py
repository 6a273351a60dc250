"""Telling people that something waits for them: at the desk, and by e-mail where they want it.

An e-mail leaves the house, so it holds no words of a claim or a note: who, why, which number, where.
"""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.choices import NoticeKind
from claims.models import Claim, Note, Notice
from claims.publication.addresses import absolute
from newsroom.choices import Told
from newsroom.history import acting
from newsroom.jobs import enqueue
from newsroom.models import User
from newsroom.permissions import may, require

# What comes within this time of the first goes into one e-mail: two hundred claims assigned at once
# are one message.
GATHERED = timedelta(seconds=60)
LISTED = 50  # in one e-mail


def notify(
    people: Iterable[User], kind: NoticeKind, claim: Claim, by: User, note: Note | None = None
) -> list[Notice]:
    """Tell each of them once, inside the caller's verb; nobody is told of their own deed."""
    told = {each.pk: each for each in people}
    told.pop(by.pk, None)
    made = Notice.objects.bulk_create(
        Notice(person=each, kind=kind, claim=claim, by=by, note=note)
        for each in told.values()
        if each.is_active and each.told != Told.NOT
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
    """It no longer waits for whoever was told so; inside the caller's verb."""
    Notice.objects.filter(claim=claim, kind__in=kinds).unseen().update(seen_at=timezone.now())


def mark_seen(by: User, *notice_ids: int) -> int:
    """Take note of one's own notices, all of them where none is named; how many. Raises NotAllowed."""
    require(by, "use_desk")
    with acting(by):
        own = Notice.objects.to(by.pk).unseen()
        if notice_ids:
            own = own.filter(pk__in=notice_ids)
        return int(own.update(seen_at=timezone.now()))


def choose_delivery(by: User, told: str) -> None:
    """Say how one is told from now on. Raises Refused, NotAllowed."""
    require(by, "use_desk")
    with acting(by):
        person = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
        person.told = told
        person.clean_fields(exclude=[f.name for f in User._meta.fields if f.name != "told"])
        person.save(update_fields=["told"])


def mail(person_id: int) -> None:
    """One e-mail of all that waits for the person and that none told of yet.

    A second time it finds nothing to tell; cut off between sending and saying so it may go out
    twice, with the same Message-ID where nothing was added.
    """
    person = User.objects.get(pk=person_id)
    waiting = Notice.objects.to(person_id).unseen().filter(mailed_at__isnull=True)
    found = list(waiting.select_related("by").order_by("pk"))
    if not found or not _is_mailed(person):
        return
    _message(person, found).send()
    with acting(None, _("an e-mail")):
        told = Notice.objects.filter(pk__in=[notice.pk for notice in found])
        told.filter(mailed_at__isnull=True).update(mailed_at=timezone.now())


def _is_mailed(person: User) -> bool:
    """Whether they want it, can be reached, and still work here."""
    wants = person.told == Told.MAIL and bool(person.email)
    return settings.SENDS_EMAIL and wants and person.is_active and may(person, "read")


def _message(person: User, found: list[Notice]) -> EmailMessage:
    words = [
        _("%(what)s: claim %(number)s (%(who)s)\n%(url)s")
        % {
            "what": notice.get_kind_display().capitalize(),
            "number": notice.claim_id,
            "who": notice.by,
            "url": absolute(reverse("admin:claims_claim_change", args=[notice.claim_id])),
        }
        for notice in found[:LISTED]
    ]
    if len(found) > LISTED:
        words.append(
            _("And %(more)d more:\n%(url)s")
            % {
                "more": len(found) - LISTED,
                "url": absolute(reverse("admin:claims_notice_changelist")),
            }
        )
    words.append(
        _("How you are told is yours to say:\n%(url)s")
        % {"url": absolute(reverse("admin:claims_notice_told"))}
    )
    house = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject=ngettext("%(n)d claim waits for you", "%(n)d claims wait for you", len(found))
        % {"n": len(found)},
        body="\n\n".join(words) + "\n",
        to=[person.email],
        headers={
            "Message-ID": f"<notice-{found[-1].pk}.{person.pk}@{house}>",
            "Auto-Submitted": "auto-generated",
        },
    )
