"""The sidebar: groups and entries in their order, for those who may use them, one of them current."""

from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from newsroom import approvals, people
from newsroom.admin import guide
from newsroom.admin.navigation import COUNTED, sidebar
from newsroom.choices import ApprovalKind, Role
from newsroom.models import User
from tests import factories
from tests.claims.admin.desk import at_the_desk, words
from tests.claims.statements import candidate

pytestmark = pytest.mark.django_db

FIRST = "Inbox, Queue, Approvals, Sources, Deadlines, Notices, Error reports"
SEARCH = "Search everything, Has this been checked?, Your searches"
CLAIMS = "Readers’ requests, My signature, Bulk changes, Dossiers, Labels, Relations"
SOURCES = "Captures, Imports, Snapshots, Speakers, Publishers, Topics, Synonyms"
RECORDS = "Publications, Webhooks, History, Erasures, Restores, Tokens, Signing keys, Jobs"


def shown(user: User, address: str = "/admin/") -> list[dict[str, Any]]:
    request = RequestFactory().get(address)
    request.user = user
    return [each for group in sidebar(request) for each in (group, *group.get("groups", ()))]


def titles(groups: list[dict[str, Any]]) -> dict[str, str]:
    return {
        str(group["title"]): ", ".join(str(item["title"]) for item in group["items"])
        for group in groups
        if group["items"]
    }


def current(user: User, address: str) -> list[str]:
    groups = shown(user, address)
    return [str(item["title"]) for group in groups for item in group["items"] if item["active"]]


def test_a_superuser_sees_every_entry_in_order() -> None:
    boss = factories.person(None, username="boss", is_superuser=True)
    assert list(titles(shown(boss)).items()) == [
        ("", FIRST),
        ("Search", SEARCH),
        ("Claims", CLAIMS),
        ("Sources and speakers", SOURCES),
        ("Records", RECORDS),
        ("People", "Users, Sign-ins"),
    ]


def test_a_reporter_sees_neither_signatures_webhooks_nor_people() -> None:
    assert titles(shown(factories.person(Role.REPORTER))) == {
        "": FIRST,
        "Search": SEARCH,
        "Claims": CLAIMS.replace("My signature, ", ""),
        "Sources and speakers": SOURCES,
        "Records": RECORDS.replace("Webhooks, ", ""),
        "People": "Sign-ins",
    }


def test_more_is_open_on_its_own_pages_and_says_that_something_waits() -> None:
    def more(address: str) -> tuple[bool, bool]:
        request = RequestFactory().get(address)
        request.user = editor
        (group,) = [each for each in sidebar(request) if each.get("groups")]
        return group["is_open"], group["waits"]

    editor = factories.editor()
    assert more("/admin/") == more("/admin/claims/candidate/") == (False, False)
    assert more("/admin/sources/speaker/") == (True, False)
    factories.reader_request()
    assert more("/admin/") == (False, True)


def test_every_page_of_the_desk_has_its_place_in_the_guide() -> None:
    for path in ("", "claims/candidate/in/1/", "claims/claim/7/do/sign/", "newsroom/approval/"):
        address = guide.place_of(f"/admin/{path}")
        assert address.startswith("/admin/help/")
    for _pattern, place in guide._places:
        page, _hash, heading = place.partition("#")
        assert not heading or heading in guide.headings(page), place


def test_the_guide_is_for_the_newsroom() -> None:
    page = at_the_desk(factories.reporter()).get("/admin/help/editing/")
    assert '<h2 id="the-queue">' in words(page)
    assert at_the_desk(factories.person(None)).get("/admin/help/editing/").status_code == 403
    assert at_the_desk(factories.reporter()).get("/admin/help/security/").status_code == 404


@pytest.mark.parametrize("name", guide.PAGES)
def test_the_guide_sends_nobody_to_a_terminal(name: str) -> None:
    title, body = guide.rendered(name)
    assert title != name
    assert not [word for word in ("manage.py", "--", "→ in review", ".venv") if word in body]


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
