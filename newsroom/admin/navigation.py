"""The sidebar. Each app registers its entries from its own admin package."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.contrib.admin import site
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom.models import ApiToken, Event, Job, SignIn, User
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
    the address of a page below the list. ``waiting`` are rows to count.
    """

    order: int
    label: Any
    icon: str
    model: type[Model]
    query: str = ""
    permission: str = "read"
    waiting: Callable[[User], QuerySet[Any]] | None = None

    @property
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
    Entry(50, _("Jobs"), "pending_actions", Job),
)
register(
    PEOPLE,
    Entry(10, _("Users"), "person", User),
    Entry(20, _("Sign-ins"), "login", SignIn),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """As Unfold wants it."""
    allowed = {
        group: [
            entry
            for entry in sorted(_registered[group], key=lambda entry: entry.order)
            if may(request.user, entry.permission)
            and site.get_model_admin(entry.model).has_view_permission(request)
        ]
        for group in sorted(_registered, key=lambda group: group.order)
    }
    current = _current(request, [entry for entries in allowed.values() for entry in entries])
    return [
        {
            "title": group.title,
            "separator": True,
            "items": [
                {
                    "title": entry.label,
                    "icon": entry.icon,
                    "link": entry.address + entry.query,
                    "active": entry is current,
                    "badge": _badge(entry, request),
                    "badge_variant": "info",
                }
                for entry in entries
            ],
        }
        for group, entries in allowed.items()
        if entries
    ]


def _badge(entry: Entry, request: HttpRequest) -> str:
    if entry.waiting is None or not isinstance(request.user, User):
        return ""
    rows = entry.waiting(request.user).order_by().values_list("pk")
    count = len(rows[: COUNTED + 1])
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
