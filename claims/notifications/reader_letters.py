"""Letters to readers: answers to what they sent, and what is new on pages that they follow.

A letter about a publication is sent some time after it (``readers_delay``), if it is still public then.
Until an address is confirmed, no letter has words that somebody typed: anybody can enter anybody's address.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.choices import (
    NotChecked,
    ReaderRequestState,
    Standing,
    SubscriptionKind,
)
from claims.models import Publication, ReaderRequest, Subscription
from claims.notifications import saved_searches, sending_limits
from claims.notifications.subscriptions import (
    CONFIRM,
    CONFIRMED_WITHIN,
    RENEW,
    STOP,
    Rows,
    address_place,
    current,
    dossier_edition,
    link,
    name_of,
    page_of,
    waiting_for,
)
from claims.presentation.entries import Entry, entry, in_a_letter, what_happened
from claims.publication import readers_delay
from claims.publication.addresses import absolute, address
from claims.querysets import PublicationQuerySet
from claims.search.filters import PublicClaimFilters
from newsroom import emails
from newsroom.encryption import unseal
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.identity import newsroom_name
from newsroom.jobs import enqueue

REMINDED_BEFORE = timedelta(days=7)
# Of one page at most one letter in this time.
GATHERED = timedelta(days=1)
BATCH = 1000


def _entries(found: Subscription, upto: int) -> list[Entry]:
    """What was published since the last letter, as the public may read it now."""
    number = found.told_up_to or 0
    if found.kind in (SubscriptionKind.CLAIM, SubscriptionKind.DOSSIER):
        if found.kind == SubscriptionKind.CLAIM:
            claims = [int(found.subject)]
        else:
            edition = dossier_edition(found.subject)
            claims = edition.claims if edition else []
        return saved_searches.of_claims(claims, number, upto)
    return saved_searches.since(lambda rows: _Followed(found, rows), number, upto)


class _Followed:
    """Of these rows, those of the page that is followed."""

    def __init__(self, found: Subscription, rows: PublicationQuerySet) -> None:
        self.qs: Any
        match found.kind:
            case SubscriptionKind.SPEAKER:
                self.qs = rows.by_speaker(int(found.subject))
            case SubscriptionKind.TOPIC:
                self.qs = rows.on_topic(found.subject)
            case _:
                filters = dict(parse_qsl(found.subject))
                self.qs = PublicClaimFilters.only(*filters)(filters, rows).qs


# Letters


def mail_confirmation(subscription_id: int) -> None:
    found = current().filter(pk=subscription_id, confirmed_at__isnull=True).first()
    if found is None:
        return
    with translation.override(found.language):
        days = CONFIRMED_WITHIN.days
        if found.kind == SubscriptionKind.REQUEST:
            opening = _(
                "You sent something to %(newsroom)s for checking, and asked for our answer."
            )
        else:
            opening = _("You asked %(newsroom)s for e-mails about a page of its site.")
        deleted = ngettext(
            "If it was not you, do nothing: your address is deleted after %(days)s day.",
            "If it was not you, do nothing: your address is deleted after %(days)s days.",
            days,
        )
        _send(
            found,
            f"confirm-{found.code}",
            _from_us(_("Please confirm your address")),
            [
                opening % {"newsroom": newsroom_name()},
                _("Confirm that this is your address:\n%(url)s") % {"url": link(found, CONFIRM)},
                deleted % {"days": days},
            ],
        )


def mail_reader(subscription_id: int) -> None:
    """The answer, after which the address is deleted, or what is new on a page.

    A second run finds nothing to send. Interrupted after sending, it may send the letter again, with
    the same Message-ID.
    """
    found = current().filter(pk=subscription_id, confirmed_at__isnull=False).first()
    if found is None:
        return
    with translation.override(found.language):
        if found.kind == SubscriptionKind.REQUEST:
            _mail_answer(found)
        else:
            _mail_news(found)


def _mail_answer(found: Subscription) -> None:
    request = ReaderRequest.objects.get(pk=found.subject)
    latest = Publication.objects.listed().filter(claim=request.claim_id)
    if latest.filter(number__gt=readers_delay.last_number()).exists():
        return  # enqueue_letters finds it again
    if letter := _answer_letter(request, found.asked_at):
        _send(found, f"answer-{found.code}", _from_us(str(ANSWER_HEADING)), letter)
        Subscription.objects.filter(pk=found.pk).delete()


def _answer_letter(request: ReaderRequest, asked_at: datetime) -> list[str]:
    """In paragraphs; none while there is no answer."""
    answer = _answer(request)
    if not answer:
        return []
    day = date_format(timezone.localtime(asked_at), "DATE_FORMAT")
    sent = _("On %(day)s you sent us this for checking:\n%(words)s")
    return [
        sent % {"day": day, "words": str(request)},
        *answer,
        _("This is our only e-mail about it. Your address is deleted."),
    ]


class Preview(NamedTuple):
    language: str
    subject: str
    text: str


def previews_of_answer(request: ReaderRequest) -> list[Preview]:
    """The answer as those who wait for it would get it, in each of their languages; none without one.

    The request may be one that is not saved yet, as it would be decided.
    """
    waiting = waiting_for(request).order_by("language", "asked_at", "pk").distinct("language")
    link_of_nobody = absolute(reverse("site:letters", args=[STOP, "…"]))
    letters = []
    for each in waiting:
        with translation.override(each.language):
            if letter := _answer_letter(request, each.asked_at):
                stops = str(STOPS) % {"url": unquote(link_of_nobody)}
                text = "\n\n".join([*letter, emails.signature(), stops])
                letters.append(Preview(each.language, _from_us(str(ANSWER_HEADING)), text))
    return letters


def _answer(request: ReaderRequest) -> list[str]:
    if request.state == ReaderRequestState.DECLINED:
        reason = str(NotChecked(request.reason).label)
        return [_("We are not checking it."), " ".join(filter(None, (reason, request.note)))]
    if request.state != ReaderRequestState.LINKED or request.claim_id is None:
        return []
    row = Publication.objects.listed().filter(claim=request.claim_id).first()
    if row is None or row.standing != Standing.SIGNED:
        return []
    return [_("We have checked it."), _paragraph(entry(row))]


def _paragraph(each: Entry) -> str:
    return in_a_letter(each, address("page", each.claim))


def _mail_news(found: Subscription) -> None:
    upto, name = readers_delay.last_number(), name_of(found)
    if upto <= (found.told_up_to or 0):
        return
    entries = _entries(found, upto) if name else []
    if entries:
        paragraphs = [_paragraph(each) for each in entries[: saved_searches.IN_ONE_MAIL]]
        url = absolute(page_of(found))
        if len(entries) > saved_searches.IN_ONE_MAIL:
            paragraphs.append(_("There is more:\n%(url)s") % {"url": url})
        paragraphs.append(_("You follow %(name)s:\n%(url)s") % {"name": name, "url": url})
        _send(
            found,
            f"news-{found.code}.{upto}",
            _from_us(_news(entries, name)),
            [*paragraphs, _until(found)],
        )
    changes: dict[str, object] = {"told_up_to": upto} | ({"told_at": Now()} if entries else {})
    Subscription.objects.filter(pk=found.pk, told_up_to=found.told_up_to).update(**changes)


def _news(entries: list[Entry], name: str) -> str:
    """For a subject: "Corrected: False · original seen: Ana Nuñez", or how many changes of what."""
    if len(entries) > 1:
        many = min(len(entries), saved_searches.IN_ONE_MAIL)
        if len(entries) > many:
            changes = _("More than %(many)s changes: %(name)s")
        else:
            changes = ngettext("%(many)s change: %(name)s", "%(many)s changes: %(name)s", many)
        return changes % {"many": many, "name": name}
    (each,) = entries
    # A withdrawal notice may name nobody.
    return ": ".join(filter(None, [what_happened(each), each.chip, each.who or name]))


def _from_us(words: str) -> str:
    """A subject that says whose letter it is."""
    return f"{newsroom_name()}: {words}"


def mail_reminder(subscription_id: int) -> None:
    """That the letters end soon, once."""
    found = _ending().filter(pk=subscription_id).first()
    if found is None:
        return
    with translation.override(found.language):
        if name := name_of(found):
            follows = _("You follow %(name)s:\n%(url)s")
            _send(
                found,
                f"reminder-{found.code}.{found.expires_at:%Y%m%d}",
                _from_us(_("Our e-mails to you end soon")),
                [follows % {"name": name, "url": absolute(page_of(found))}, _until(found)],
            )
    Subscription.objects.filter(pk=found.pk).update(reminded_at=Now())


def _until(found: Subscription) -> str:
    day = date_format(timezone.localtime(found.expires_at), "DATE_FORMAT")
    words = _("These e-mails end on %(day)s. To get them for 90 days more:\n%(url)s")
    return words % {"day": day, "url": link(found, RENEW)}


ANSWER_HEADING = gettext_lazy("Our answer to what you sent for checking")
STOPS = gettext_lazy("Stop these e-mails and delete your address:\n%(url)s")


def _send(found: Subscription, identifier: str, subject: str, paragraphs: Iterable[str]) -> None:
    try:
        contact = unseal(
            found.address, address_place(found.kind, found.subject, found.address_hash)
        )
    except Refused:  # the key is gone, and with it the address
        Subscription.objects.filter(pk=found.pk).delete()
        raise
    url = link(found, STOP)
    emails.message(
        contact,
        identifier,
        " ".join(subject.split()),
        [*paragraphs, emails.signature(), str(STOPS) % {"url": url}],
        **{
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    ).send()


# What jobs do at fixed times


def enqueue_letters() -> None:
    """A job for each letter that may be due."""
    upto = readers_delay.last_number()
    confirmed = current().filter(confirmed_at__isnull=False)
    pages = confirmed.exclude(kind=SubscriptionKind.REQUEST).filter(told_up_to__lt=upto)
    due = pages.filter(Q(told_at__isnull=True) | Q(told_at__lt=Now() - GATHERED))
    signed = Publication.objects.listed().filter(standing=Standing.SIGNED, number__lte=upto)
    answered = ReaderRequest.objects.filter(
        Q(state=ReaderRequestState.DECLINED)
        | Q(
            state=ReaderRequestState.LINKED,
            claim__in=signed.values("claim"),
        )
    )
    waiting = confirmed.filter(kind=SubscriptionKind.REQUEST)
    subjects = [int(each) for each in waiting.values_list("subject", flat=True).distinct()]
    numbers = answered.filter(pk__in=subjects).values_list("pk", flat=True)
    _enqueue_letters("claims.mail_reader", due)
    _enqueue_letters("claims.mail_reader", waiting.filter(subject__in=map(str, numbers)))


def _enqueue_letters(task: str, rows: Rows) -> None:
    with acting(None, _("letters to readers")):
        for number in rows.order_by("pk").values_list("pk", flat=True):
            enqueue(task, once=f"{task} {number}", subscription_id=number)


def enqueue_answers(request: ReaderRequest) -> None:
    """To everybody who waits for it, if there is an answer; within the caller's transaction."""
    for number in waiting_for(request).order_by("pk").values_list("pk", flat=True):
        enqueue("claims.mail_reader", once=f"claims.mail_reader {number}", subscription_id=number)


def _ending() -> Rows:
    soon = current().filter(expires_at__lt=Now() + REMINDED_BEFORE, reminded_at__isnull=True)
    return soon.filter(confirmed_at__isnull=False).exclude(kind=SubscriptionKind.REQUEST)


def tidy() -> None:
    """Remind whom the letters end for soon; delete addresses whose time is over, and old counts."""
    _enqueue_letters("claims.mail_reminder", _ending())
    expired = Subscription.objects.filter(expires_at__lte=Now())
    while numbers := list(expired.values_list("pk", flat=True)[:BATCH]):
        Subscription.objects.filter(pk__in=numbers).delete()
    sending_limits.forget()
