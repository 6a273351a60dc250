"""Who gets letters: readers who wait for an answer, or follow a page of the site.

An address is confirmed by a link before it gets anything else. It is deleted once an answer is sent, 90
days after it was last confirmed, or by the link in every letter.
"""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from claims.choices import SubscriptionKind
from claims.models import DossierEdition, Publication, ReaderRequest, Subscription
from claims.notifications import sending_limits
from claims.presentation.prose import credited
from claims.publication.addresses import absolute
from claims.publication.point_in_time import last_number
from claims.querysets import PublicationQuerySet
from newsroom import emails
from newsroom.encryption import seal
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import enqueue

KEPT = timedelta(days=90)
CONFIRMED_WITHIN = timedelta(days=7)
MOST_TO_ADDRESS = 5  # requests to confirm, within a day
LONGEST_SUBJECT = 1000  # as in the table

CONFIRM, RENEW, STOP = "confirm", "renew", "stop"
LINKS = (CONFIRM, RENEW, STOP)

Rows = QuerySet[Subscription]


# Subscribing


def subscribe(kind: SubscriptionKind, subject: object, contact: str, language: str) -> None:
    """Send a letter with a link that confirms the address; within the caller's transaction.

    Nothing tells whoever enters an address whether it gets these letters already. Raises Refused.
    """
    contact = contact.strip()
    hashes = _hashes(contact)
    if sending_limits.count(sending_limits.hashed("letters", hashes[0])) >= MOST_TO_ADDRESS:
        raise Refused(
            _("This address gets no more e-mails from us today. Try again tomorrow."),
            rule="letters_to_one_address",
        )
    same = Subscription.objects.filter(kind=kind, subject=str(subject), address_hash__in=hashes)
    found = same.select_for_update().first()
    expires_at = timezone.now() + CONFIRMED_WITHIN
    if found is None:
        found = Subscription.objects.create(
            kind=kind,
            subject=str(subject),
            address=seal(contact, address_place(kind, str(subject), hashes[0])),
            address_hash=hashes[0],
            language=language,
            expires_at=expires_at,
            told_up_to=None if kind == SubscriptionKind.REQUEST else last_number(),
        )
    elif found.confirmed_at is None:
        same.update(expires_at=expires_at)
    if found.confirmed_at is None:
        enqueue("claims.mail_confirmation", subscription_id=found.pk)


def address_place(kind: str, subject: str, address_hash: str) -> str:
    return f"subscription {kind} {address_hash} {subject}"


def _hashes(contact: str) -> list[str]:
    """With each key that the server knows, the present one first."""
    return [
        salted_hmac(
            "claims.notifications.subscriptions", contact.lower(), secret=key, algorithm="sha256"
        ).hexdigest()
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def confirm(token: str) -> None:
    """By the link in the first letter. Raises Refused."""
    with acting(None):
        found = _locked(CONFIRM, token)
        if found.confirmed_at is None:
            _keep(found, confirmed_at=Now())
            if found.kind == SubscriptionKind.REQUEST:
                enqueue("claims.mail_reader", subscription_id=found.pk)


def renew(token: str) -> None:
    """Get the letters for another 90 days. Raises Refused."""
    with acting(None):
        _keep(_locked(RENEW, token))


def _keep(found: Subscription, **changes: object) -> None:
    changes |= {"expires_at": Now() + KEPT, "reminded_at": None}
    Subscription.objects.filter(pk=found.pk).update(**changes)


def stop(token: str) -> None:
    """Delete it, with the address; one that is gone already is no error. Raises Refused."""
    Subscription.objects.filter(code=_code(STOP, token)).delete()


def read(what: str, token: str) -> Subscription | None:
    """What a link of this kind is about; None once it is deleted. Raises Refused."""
    return current().filter(code=_code(what, token)).first()


def _locked(what: str, token: str) -> Subscription:
    found = current().filter(code=_code(what, token)).select_for_update().first()
    if found is None:
        raise Refused(_("Your address is deleted already. Send the form again."))
    return found


def current() -> Rows:
    return Subscription.objects.filter(expires_at__gt=Now())


def _salt(what: str) -> str:
    return f"claims.notifications.subscriptions {what}"


def link(found: Subscription, what: str) -> str:
    token = emails.link_token(_salt(what), found.code)
    return absolute(reverse("site:letters", args=[what, token]))


def _code(what: str, token: str) -> UUID:
    return emails.value_of_link(_salt(what), token, UUID)


def confirmed_for(request: ReaderRequest) -> int:
    """How many readers wait for the answer."""
    return waiting_for(request).count()


def waiting_for(request: ReaderRequest) -> Rows:
    of = current().filter(kind=SubscriptionKind.REQUEST, subject=str(request.pk))
    return of.filter(confirmed_at__isnull=False)


def confirmed_by_kind() -> list[tuple[str, int]]:
    """Of each kind that anybody gets letters about, how many."""
    confirmed = current().filter(confirmed_at__isnull=False).values_list("kind", flat=True)
    kinds = list(confirmed)
    counts = [(str(kind.label), kinds.count(kind)) for kind in SubscriptionKind]
    return [each for each in counts if each[1]]


# What is followed


def name_of(found: Subscription) -> str:
    """What the letters are about, as the public may read it now; empty where there is nothing."""
    match found.kind:
        case SubscriptionKind.CLAIM:
            of = Publication.objects.readable().filter(claim=int(found.subject))
            text = of.values_list("body", flat=True).first()
            return _claim_name(found.subject, json.loads(text)) if text else ""
        case SubscriptionKind.SPEAKER:
            body = _latest_body(Publication.objects.listed().by_speaker(int(found.subject)))
            has_page = body and body["speaker"]["id"]
            return (body["speaker"]["name"] or "") if has_page else ""
        case SubscriptionKind.TOPIC:
            body = _latest_body(Publication.objects.listed().on_topic(found.subject))
            topics = body["topics"] if body else []
            return next((each["name"] for each in topics if each["slug"] == found.subject), "")
        case SubscriptionKind.DOSSIER:
            edition = dossier_edition(found.subject)
            return edition.title if edition else ""
        case SubscriptionKind.SEARCH:
            values = [value for _name, value in parse_qsl(found.subject)]
            return _("the search “%(words)s”") % {"words": ", ".join(values)}
    return _("what you sent us for checking")


def _claim_name(number: str, body: Any) -> str:
    """With who said it, unless a withdrawal notice doesn't say."""
    if "speaker" not in body:
        return _("claim %(number)s") % {"number": number}
    return _("claim %(number)s, %(who)s") % {"number": number, "who": credited(body)}


def _latest_body(rows: PublicationQuerySet) -> Any:
    text = rows.order_by("-number").values_list("body", flat=True).first()
    return json.loads(text) if text else None


def page_of(found: Subscription) -> str:
    """The path of the page that is followed."""
    if found.kind == SubscriptionKind.SEARCH:
        return f"{reverse('site:search')}?{found.subject}"
    return reverse(f"site:{found.kind}", args=[found.subject])


def dossier_edition(slug: str) -> DossierEdition | None:
    current = DossierEdition.objects.filter(dossier__slug=slug).current()
    found: DossierEdition | None = current.readable().first()
    return found
