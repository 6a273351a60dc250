"""The sidebar: groups and entries in their order, for those who may use them, one of them current."""

from typing import Any

import pytest
from django.test import RequestFactory

from newsroom.admin.navigation import sidebar
from newsroom.choices import Role
from newsroom.models import User
from tests import factories
from tests.claims.statements import candidate

pytestmark = pytest.mark.django_db

CLAIMS = (
    "Inbox, Queue, My signature, Notices, Bulk changes, Reader corrections, Relations, Approvals"
)
SOURCES = "Captures, Imports, Sources, Snapshots, Speakers, Publishers, Topics"
RECORDS = "Publications, Webhooks, History, Tokens, Jobs"


def shown(user: User, address: str = "/admin/") -> list[dict[str, Any]]:
    request = RequestFactory().get(address)
    request.user = user
    return sidebar(request)


def titles(groups: list[dict[str, Any]]) -> dict[str, str]:
    return {
        str(group["title"]): ", ".join(str(item["title"]) for item in group["items"])
        for group in groups
    }


def current(user: User, address: str) -> list[str]:
    groups = shown(user, address)
    return [str(item["title"]) for group in groups for item in group["items"] if item["active"]]


def test_a_superuser_sees_every_entry_in_order() -> None:
    boss = factories.person(None, username="boss", is_superuser=True)
    assert list(titles(shown(boss)).items()) == [
        ("Claims", CLAIMS),
        ("Sources and speakers", SOURCES),
        ("Records", RECORDS),
        ("People", "Users, Sign-ins"),
    ]


def test_a_reporter_sees_neither_signatures_webhooks_nor_people() -> None:
    assert titles(shown(factories.person(Role.REPORTER))) == {
        "Claims": CLAIMS.replace("My signature, ", ""),
        "Sources and speakers": SOURCES,
        "Records": RECORDS.replace("Webhooks, ", ""),
        "People": "Sign-ins",
    }


def test_without_a_role_nothing_is_shown() -> None:
    assert shown(User.objects.create_user("nobody")) == []


def test_one_entry_at_most_is_current() -> None:
    senior = factories.person(Role.SENIOR)
    assert current(senior, "/admin/") == []
    assert current(senior, "/admin/claims/claim/?queue=sign&q=x") == ["My signature"]
    for address in ("?queue=open", "", "?queue=due", "7/change/?queue=sign"):
        assert current(senior, f"/admin/claims/claim/{address}") == ["Queue"]
    assert current(senior, "/admin/newsroom/approval/") == ["Approvals"]


def test_an_entrys_badge_counts_what_waits() -> None:
    candidate()
    badges = {
        str(item["title"]): item["badge"]
        for group in shown(factories.person(Role.EDITOR))
        for item in group["items"]
        if item["badge"]
    }
    assert badges == {"Inbox": "1"}
