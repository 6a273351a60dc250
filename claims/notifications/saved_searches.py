"""Searches that are followed: what is told of one, and the e-mails that tell it.

Told is each publication that answers the search, and what becomes of a claim that did: under review
again, signed anew, withdrawn. Of what is hidden nothing is told. Everybody may read all of it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.choices import PublicationEvent, Standing
from claims.models import Publication, SavedSearch
from claims.presentation.chip import chip_text
from claims.publication.addresses import absolute, address
from claims.publication.point_in_time import last_number
from claims.querysets import PublicationQuerySet
from claims.search.filters import PublicClaimFilters
from claims.search.keyset import by_number
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import enqueue
from newsroom.models import User
from newsroom.permissions import may, require

MOST = 50  # of one person
LONGEST = 2000  # characters of a query
IN_ONE_MAIL = 30

# A search as filters: of which rows, those that answer it (``.qs``).
Asking = Callable[[PublicationQuerySet], Any]


@dataclass(frozen=True)
class Told:
    """One publication, in words; of a tombstone ``text`` may be empty."""

    number: int
    claim: int
    at: datetime
    event: str
    text: str
    who: str
    chip: str
    reason: str


def latest(asking: Asking, most: int) -> list[Told]:
    """The newest first."""
    return _told(asking, Publication.objects.readable(), most)


def since(asking: Asking, number: int, upto: int) -> list[Told]:
    """What came after the publication of that number, up to the other, the newest first."""
    rows = Publication.objects.readable().filter(number__gt=number, number__lte=upto)
    return _told(asking, rows, IN_ONE_MAIL + 1)


def _told(asking: Asking, rows: PublicationQuerySet, most: int) -> list[Told]:
    answers = asking(rows.filter(standing__in=(Standing.SIGNED, Standing.UNDER_REVIEW))).qs
    # Of a claim whose words no longer answer, or that is withdrawn, what it once said did.
    did = asking(Publication.objects.once_listed()).qs.values("claim")
    changed = rows.filter(claim__in=did)
    found: dict[int, Publication] = {}
    for each in (answers, changed):
        newest = by_number("number").for_search(each).apply(each).only(*_READ)[:most]
        found |= {row.number: row for row in newest}
    return [_of(found[number]) for number in sorted(found, reverse=True)[:most]]


_READ = ("number", "claim_id", "published_at", "event", "standing", "body")


def _of(row: Publication) -> Told:
    said = json.loads(row.body)
    speaker = said.get("speaker") or {}
    if row.published_at is None:
        raise ValueError("a publication that PostgreSQL has not numbered yet")
    return Told(
        number=row.number,
        claim=row.claim_id,
        at=row.published_at,
        event=row.event,
        text=said.get("text", ""),
        who=speaker.get("name") or speaker.get("description") or "",
        chip=chip_text(said, row.standing),
        reason=said.get("reason", ""),
    )


# Kept by people of the newsroom


def save(by: User, name: str, query: str, *, inside: bool, mailed: bool) -> SavedSearch:
    """Keep a search under a name; ``mailed``: tell of what is published from now on.

    Raises Refused, NotAllowed.
    """
    require(by, "use_desk")
    if len(query) > LONGEST:
        raise Refused(_("This search asks for more than can be kept. Take something out."))
    with acting(by):
        User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
        if len(by.saved_searches.values_list("pk")[:MOST]) == MOST:
            raise Refused(
                _("You keep %(most)d searches already. Remove one first.") % {"most": MOST}
            )
        search = SavedSearch(
            person=by,
            name=name.strip(),
            query=query,
            inside=inside,
            told_to=last_number() if mailed else None,
        )
        search.full_clean(validate_constraints=False, exclude=["person", "name"])
        search.save()
        return search


def follow(search_id: int, by: User, *, mailed: bool) -> SavedSearch:
    """Be told of one's own by e-mail from now on, or no longer. Raises Refused, NotAllowed."""
    require(by, "use_desk")
    with acting(by):
        search = _own(search_id, by)
        search.told_to = last_number() if mailed else None
        search.save(update_fields=["told_to"])
        return search


def remove(search_id: int, by: User) -> None:
    """Of one's own. Raises Refused, NotAllowed."""
    require(by, "use_desk")
    with acting(by):
        _own(search_id, by).delete()


def stop(token: str) -> SavedSearch:
    """No more e-mails of the search that one told of: whoever has the e-mail may say so.

    Raises Refused for a token of none.
    """
    found = SavedSearch.objects.filter(pk=_of_token(token)).select_related("person").first()
    if found is None:
        raise Refused(_("There is no such search any more. Nothing is sent of it."))
    with acting(found.person, _("by the link in an e-mail")):
        SavedSearch.objects.filter(pk=found.pk).update(told_to=None)
    return found


def _own(search_id: int, by: User) -> SavedSearch:
    rows = SavedSearch.objects.select_for_update(no_key=True, of=("self",))
    found: SavedSearch | None = rows.filter(pk=search_id, person=by).first()
    if found is None:
        raise Refused(_("This is not a search of yours."))
    return found


# Told by e-mail


def enqueue_notifications() -> None:
    """A job for each followed search since whose last e-mail something was published."""
    with acting(None, _("followed searches")):
        waiting = SavedSearch.objects.filter(told_to__lt=last_number())
        for number in waiting.order_by("pk").values_list("pk", flat=True):
            enqueue(
                "claims.notify_saved_search",
                once=f"claims.notify_saved_search {number}",
                search_id=number,
            )


def notify_saved_search(search_id: int) -> None:
    """One e-mail of all that its owner wasn't told of yet, if there is any.

    A second time finds nothing. Cut off between sending and saying so it may go out twice, with
    the same Message-ID where nothing was published meanwhile.
    """
    search = SavedSearch.objects.select_related("person").filter(pk=search_id).first()
    if search is None or search.told_to is None:
        return
    upto = last_number()
    given = {name: value for name, value in parse_qsl(search.query) if name in FILTERS}
    found = since(lambda rows: PublicClaimFilters.only(*given)(given, rows), search.told_to, upto)
    if found and _is_mailed(search.person):
        _message(search, found, upto).send()
    with acting(None, _("an e-mail of a followed search")):
        told = SavedSearch.objects.filter(pk=search.pk, told_to=search.told_to)
        told.update(told_to=upto)


FILTERS = frozenset(PublicClaimFilters.base_filters)


def _is_mailed(person: User) -> bool:
    return settings.SENDS_EMAIL and bool(person.email) and person.is_active and may(person, "read")


def _message(search: SavedSearch, found: list[Told], upto: int) -> EmailMessage:
    lines = [
        "\n".join((headline(each), details(each), address("page", each.claim)))
        for each in found[:IN_ONE_MAIL]
    ]
    asked = absolute(f"{reverse('site:search')}?{search.query}")
    if len(found) > IN_ONE_MAIL:
        lines.append(_("There is more:\n%(url)s") % {"url": asked})
    leave = absolute(reverse("site:search-stop", args=[token_of(search)]))
    lines.append(
        _("You follow the search “%(name)s”:\n%(url)s\nNo more of it:\n%(leave)s")
        % {"name": search.name, "url": asked, "leave": leave}
    )
    house = urlsplit(settings.SITE_URL).hostname or "localhost"
    subject = ngettext("%(n)d publication: %(name)s", "%(n)d publications: %(name)s", len(found))
    return EmailMessage(
        subject=subject % {"n": len(found), "name": " ".join(search.name.split())},
        body="\n\n".join(lines) + "\n",
        to=[search.person.email],
        headers={
            "Message-ID": f"<search-{search.pk}.{search.told_to}-{upto}@{house}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def headline(told: Told) -> str:
    return f"{told.chip}: {told.text or _('claim %(number)s') % {'number': told.claim}}"


def details(told: Told) -> str:
    """Who said it, what happened to it and why: "Ana Nuñez. Signed."."""
    event = str(PublicationEvent(told.event).label).capitalize()
    parts = [f"{part}." for part in (told.who, event) if part]
    return " ".join([*parts, told.reason]).strip()


_SALT = "claims.notifications.saved_searches stop"


def token_of(search: SavedSearch) -> str:
    return signing.Signer(salt=_SALT).sign(str(search.pk))


def _of_token(token: str) -> int:
    try:
        return int(signing.Signer(salt=_SALT).unsign(token))
    except signing.BadSignature as error:
        raise Refused(_("This link is not whole. Copy all of it from the e-mail.")) from error
