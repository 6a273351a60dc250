"""Saved searches: what is published for one, and the e-mails about it.

A search yields each publication that matches it, and what happens later to a claim that matched:
under review again, signed again, withdrawn; nothing that is hidden. All of it is public.
"""

import json
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qsl

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.choices import Standing
from claims.models import Publication, SavedSearch
from claims.presentation.entries import Entry, entry, in_a_letter
from claims.publication.addresses import absolute, address
from claims.publication.point_in_time import last_number
from claims.querysets import PublicationQuerySet
from claims.search.filters import PublicClaimFilters
from claims.search.keyset import by_number
from newsroom import emails
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import enqueue
from newsroom.models import User
from newsroom.verbs import permitted
from sources import saving

MOST = 50  # of one person
LONGEST = 2000  # characters of a query
IN_ONE_MAIL = 30
FILTERS = frozenset(PublicClaimFilters.base_filters)

# The filters of a search over rows; the rows that match are its ``.qs``.
FiltersOf = Callable[[PublicationQuerySet], Any]


def latest(filters_of: FiltersOf, most: int) -> list[Entry]:
    """Newest first."""
    return _entries(filters_of, Publication.objects.readable(), most)


def since(filters_of: FiltersOf, number: int, upto: int) -> list[Entry]:
    """Those whose conclusion was signed or changed after the publication ``number``, up to ``upto``, newest
    first."""
    rows = Publication.objects.readable().filter(conclusion__gt=number, conclusion__lte=upto)
    return _entries(filters_of, rows, IN_ONE_MAIL + 1)


def of_claims(claims: Collection[int], number: int, upto: int) -> list[Entry]:
    """What happened to these claims between the two publications, newest first."""
    rows = Publication.objects.readable().filter(number__gt=number, number__lte=upto)
    newest = rows.filter(claim__in=claims).only(*_READ).order_by("-number")
    return [entry(row) for row in newest[: IN_ONE_MAIL + 1]]


def _entries(filters_of: FiltersOf, rows: PublicationQuerySet, most: int) -> list[Entry]:
    matching = filters_of(rows.filter(standing__in=(Standing.SIGNED, Standing.UNDER_REVIEW))).qs
    # Claims that matched once may have other words now, or be withdrawn.
    matched = filters_of(Publication.objects.once_listed()).qs.values("claim")
    found: dict[int, Publication] = {}
    for each in (matching, rows.filter(claim__in=matched)):
        newest = by_number("conclusion_id").for_search(each).apply(each)
        newest = newest.select_related("conclusion").only(*_READ_OF_BOTH)
        found |= {row.conclusion_id: row for row in newest[:most]}
    return [
        # As it is now, and of the day when that was concluded.
        entry(found[number].conclusion or found[number], json.loads(found[number].body))
        for number in sorted(found, reverse=True)[:most]
    ]


_READ = ("number", "claim_id", "published_at", "event", "standing", "body")
_OF_CONCLUSION = ("number", "claim_id", "published_at", "event", "standing")
_READ_OF_BOTH = (
    "number",
    "body",
    "conclusion",
    *(f"conclusion__{each}" for each in _OF_CONCLUSION),
)


# Saving, following, removing


def save(by: User, name: str, query: str, *, of_working_claims: bool, mailed: bool) -> SavedSearch:
    """Save a search; ``mailed``: with e-mails about what is published from now on."""
    with permitted(by, "use_desk"):
        if len(query) > LONGEST:
            raise Refused(_("This search has too many filters. Remove one."))
        User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
        if len(by.saved_searches.values_list("pk")[:MOST]) == MOST:
            raise Refused(_("You have %(most)d searches already. Remove one first."), most=MOST)
        search = SavedSearch(
            person=by,
            name=name.strip(),
            query=query,
            of_working_claims=of_working_claims,
            notified_up_to=last_number() if mailed else None,
        )
        return saving.save(search, {}, exclude=["person", "name"])


def follow(search_id: int, by: User, *, mailed: bool) -> SavedSearch:
    """Start or stop the e-mails of one's own search."""
    with permitted(by, "use_desk"):
        search = _own(search_id, by)
        search.notified_up_to = last_number() if mailed else None
        search.save(update_fields=["notified_up_to"])
        return search


def remove(search_id: int, by: User) -> None:
    with permitted(by, "use_desk"):
        _own(search_id, by).delete()


def stop(token: str) -> SavedSearch:
    """Stop the e-mails of a search, by the link that each of them holds. Raises Refused."""
    found = SavedSearch.objects.filter(pk=_of_token(token)).select_related("person").first()
    if found is None:
        raise Refused(_("This search does not exist any more. It sends no e-mails."))
    with acting(found.person, _("by the link in an e-mail")):
        SavedSearch.objects.filter(pk=found.pk).update(notified_up_to=None)
    return found


def _own(search_id: int, by: User) -> SavedSearch:
    rows = SavedSearch.objects.select_for_update(no_key=True, of=("self",))
    found: SavedSearch | None = rows.filter(pk=search_id, person=by).first()
    if found is None:
        raise Refused(_("This search is not yours."))
    return found


_SALT = "claims.notifications.saved_searches stop"


def token_of(search: SavedSearch) -> str:
    return emails.link_token(_SALT, search.pk)


def _of_token(token: str) -> int:
    return emails.value_of_link(_SALT, token, int)


# E-mails


def enqueue_notifications() -> None:
    """A job for each followed search if anything was published since its last e-mail."""
    with acting(None, _("followed searches")):
        waiting = SavedSearch.objects.filter(notified_up_to__lt=last_number())
        for number in waiting.order_by("pk").values_list("pk", flat=True):
            enqueue(
                "claims.notify_saved_search",
                once=f"claims.notify_saved_search {number}",
                search_id=number,
            )


def notify_saved_search(search_id: int) -> None:
    """Send one e-mail with what was published for the search since the last one, if anything.

    A second run finds nothing. Interrupted after sending, it may send it again, with the same
    Message-ID unless something was published meanwhile.
    """
    search = SavedSearch.objects.select_related("person").filter(pk=search_id).first()
    if search is None or search.notified_up_to is None:
        return
    upto = last_number()
    filters = {name: value for name, value in parse_qsl(search.query) if name in FILTERS}
    entries = since(
        lambda rows: PublicClaimFilters.only(*filters)(filters, rows), search.notified_up_to, upto
    )
    if entries and emails.can_receive(search.person):
        _message(search, entries, upto).send()
    with acting(None, _("an e-mail of a followed search")):
        unchanged = SavedSearch.objects.filter(pk=search.pk, notified_up_to=search.notified_up_to)
        unchanged.update(notified_up_to=upto)


def _message(search: SavedSearch, entries: list[Entry], upto: int) -> EmailMessage:
    paragraphs = [in_a_letter(each, address("page", each.claim)) for each in entries[:IN_ONE_MAIL]]
    url = absolute(f"{reverse('site:search')}?{search.query}")
    if len(entries) > IN_ONE_MAIL:
        paragraphs.append(_("There is more:\n%(url)s") % {"url": url})
    stop_url = absolute(reverse("site:search-stop", args=[token_of(search)]))
    paragraphs.append(
        _("You follow the search “%(name)s”:\n%(url)s\nStop these e-mails:\n%(stop_url)s")
        % {"name": search.name, "url": url, "stop_url": stop_url}
    )
    listed = min(len(entries), IN_ONE_MAIL)
    if len(entries) > listed:
        subject = _("More than %(n)d publications: %(name)s")
    else:
        subject = ngettext("%(n)d publication: %(name)s", "%(n)d publications: %(name)s", listed)
    return emails.message(
        search.person.email,
        f"search-{search.pk}.{search.notified_up_to}-{upto}",
        subject % {"n": listed, "name": " ".join(search.name.split())},
        paragraphs,
        **{
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
