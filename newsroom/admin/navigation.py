"""The sidebar. Each app registers its entries from its own admin package."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.contrib.admin import site
from django.db.models import Model, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from newsroom.models import ApiToken, Event, Job, SignerKey, SignIn, User
from newsroom.permissions import may

COUNTED = 99  # rows are counted no further than they are shown: beyond it "99+"


@dataclass(frozen=True, eq=False)
class Group:
    """Known by itself: its title is another in each language."""

    order: int
    title: Any


@dataclass(frozen=True)
class Entry:
    """A link to the list of a model, for those who may view that list and hold the permission.

    ``order`` is its place in the group. Of several entries for one model the first is marked as
    the present one, unless the address has the query of another. ``query`` may also be the rest of
    the address of a page below the list. ``waiting`` are rows to count. ``first``: its place among
    the few that the sidebar shows at once; the others are under "More".
    """

    order: int
    label: Any
    icon: str
    model: type[Model]
    query: str = ""
    permission: str = "read"
    waiting: Callable[[User], QuerySet[Any]] | None = None
    first: int = 0

    @cached_property
    def address(self) -> str:
        return reverse(
            f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist"
        )


_registered: dict[Group, list[Entry]] = {}


def register(group: Group, *entries: Entry) -> None:
    _registered.setdefault(group, []).extend(entries)


RECORDS, PEOPLE = Group(30, _("Records")), Group(40, _("People"))
register(
    RECORDS,
    Entry(30, _("History"), "history", Event),
    Entry(40, _("Tokens"), "key", ApiToken),
    Entry(45, _("Signing keys"), "fingerprint", SignerKey),
    Entry(50, _("Jobs"), "pending_actions", Job),
)
register(
    PEOPLE,
    Entry(10, _("Users"), "person", User),
    Entry(20, _("Sign-ins"), "login", SignIn),
)


@dataclass(frozen=True)
class Link:
    """A page outside the desk, such as the site's search for the newsroom. ``query``: of its address."""

    order: int
    label: Any
    icon: str
    url_name: str
    permission: str = "read"
    query: str = ""


_links: list[Link] = []


def register_links(*links: Link) -> None:
    _links.extend(links)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """As Unfold wants it: the first entries; and under "More" the groups of all others."""
    allowed = {
        group: [
            entry
            for entry in sorted(_registered[group], key=lambda entry: entry.order)
            if may(request.user, entry.permission)
            and site.get_model_admin(entry.model).has_view_permission(request)
        ]
        for group in sorted(_registered, key=lambda group: group.order)
    }
    every = [entry for entries in allowed.values() for entry in entries]
    if not every:
        return []
    current = _current(request, every)
    badges = _badges(every, request)

    def item(entry: Entry) -> dict[str, Any]:
        return _item(entry, entry is current, badges.get(entry, ""))

    first = sorted((entry for entry in every if entry.first), key=lambda entry: entry.first)
    groups = [
        _group(group.title, map(item, entries))
        for group, all_of_it in allowed.items()
        if (entries := [entry for entry in all_of_it if not entry.first])
    ]
    links = sorted(_links, key=lambda link: link.order)
    if found := [_link(link) for link in links if may(request.user, link.permission)]:
        groups.insert(0, _group(_("Search"), found))
    items = [each for group in groups for each in group["items"]]
    more = {
        **_group(_("More"), []),
        "groups": groups,
        "is_open": any(each["active"] for each in items),
        "waits": any(each["badge"] for each in items),
    }
    return [_group("", map(item, first)), more]


def _group(title: Any, items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "separator": True, "items": list(items)}


def _link(link: Link) -> dict[str, Any]:
    shown = {"title": link.label, "icon": link.icon, "link": reverse(link.url_name) + link.query}
    return shown | {"active": False, "badge": ""}


def _item(entry: Entry, active: bool, badge: str) -> dict[str, Any]:
    return {
        "title": entry.label,
        "icon": entry.icon,
        "link": entry.address + entry.query,
        "active": active,
        "badge": badge,
        "badge_variant": "info",
    }


def _badges(entries: Iterable[Entry], request: HttpRequest) -> dict[Entry, str]:
    """Of the entries for which something waits, all counted in one query."""
    if not isinstance(request.user, User):
        return {}
    with_badges = [entry for entry in entries if entry.waiting is not None]
    waiting = [
        entry.waiting(request.user).order_by().values_list(Value(at))[: COUNTED + 1]
        for at, entry in enumerate(with_badges)
        if entry.waiting is not None
    ]
    if not waiting:
        return {}
    found = Counter(at for (at,) in waiting[0].union(*waiting[1:], all=True))
    return {with_badges[at]: capped(count) for at, count in found.items()}


def counted(rows: QuerySet[Any]) -> str:
    """How many rows, as an entry shows it; empty for none."""
    count = len(rows.order_by().values_list("pk")[: COUNTED + 1])
    return capped(count) if count else ""


def capped(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count)


def _current(request: HttpRequest, entries: list[Entry]) -> Entry | None:
    here = [entry for entry in entries if request.path.startswith(entry.address)]
    for entry in here:
        if request.path == entry.address + entry.query:
            return entry
        wanted = parse_qsl(entry.query.removeprefix("?"))
        if wanted and request.path == entry.address and {*wanted} <= {*request.GET.items()}:
            return entry
    return next(iter(here), None)
