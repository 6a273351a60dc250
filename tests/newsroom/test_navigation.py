"""The sidebar: groups and entries in their order, for those who may use them, one of them current."""

from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from newsroom import approvals, people
from newsroom.admin.navigation import COUNTED, sidebar
from newsroom.choices import ApprovalKind, Role
from newsroom.models import User
from tests import factories
from tests.claims.statements import candidate

pytestmark = pytest.mark.django_db

CLAIMS = (
    "Inbox, Queue, Deadlines, My signature, Notices, Bulk changes, Errors reported, Dossiers, Relations,"
    " Approvals"
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
    assert current(senior, "/admin/claims/claim/deadlines/") == ["Deadlines"]


def test_an_entrys_badge_counts_what_waits() -> None:
    candidate()
    badges = {
        str(item["title"]): item["badge"]
        for group in shown(factories.person(Role.EDITOR))
        for item in group["items"]
        if item["badge"]
    }
    assert badges == {"Inbox": "1"}


def badge(user: User, title: str) -> str:
    (found,) = [
        str(item["badge"])
        for group in shown(user)
        for item in group["items"]
        if item["title"] == title
    ]
    return found


def test_the_badge_of_approvals_counts_what_this_person_may_approve() -> None:
    editor, senior, other = factories.editor(), factories.senior(), factories.senior()
    approvals.request(ApprovalKind.UNPROTECT_SPEAKER, 7, editor, "She agrees.")
    approvals.request(ApprovalKind.UNPROTECT_SPEAKER, 8, senior, "She agrees.")
    people.request(ApprovalKind.MAKE_SUPERUSER, other, senior, "Needed.")
    assert [badge(each, "Approvals") for each in (editor, senior, other)] == ["", "1", "2"]


def test_a_badge_is_one_query_that_counts_no_further_than_it_shows() -> None:
    editor, senior = factories.editor(), factories.senior()
    for subject in range(COUNTED + 2):
        approvals.request(ApprovalKind.UNPROTECT_SPEAKER, subject, editor, "She agrees.")
    with CaptureQueriesContext(connection) as captured:
        assert badge(senior, "Approvals") == f"{COUNTED}+"
    counting = [each["sql"] for each in captured if "newsroom_approval" in each["sql"]]
    assert len(counting) == 1
    assert f"LIMIT {COUNTED + 1}" in counting[0]
