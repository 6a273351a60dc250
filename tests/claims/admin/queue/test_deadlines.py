"""The deadline board: what is overdue, due today, and due in the next seven days."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.admin.queue import deadlines
from claims.models import Claim
from claims.workflow import planning
from newsroom.models import User
from tests import factories
from tests.claims.admin.desk import at_the_desk, list_of, words

pytestmark = pytest.mark.django_db

BOARD = f"{list_of(Claim)}deadlines/"


def due(by: User, days: int) -> Claim:
    claim = factories.claim_in_review(by)
    planning.plan(claim.pk, by, 1, timezone.localdate() + timedelta(days=days))
    return claim


def parts(by: User) -> list[str]:
    page = words(at_the_desk(by).get(BOARD))
    return page.split('aria-labelledby="due-')[1:]


def test_each_part_lists_what_is_due_then() -> None:
    by = factories.editor()
    found = {days: due(by, days) for days in (-9, -1, 0, 1, 7, 8)}
    undated = factories.claim_in_review(by)
    overdue, today, week = parts(factories.reporter())
    shown = {
        days: [claim.text in part for part in (overdue, today, week)]
        for days, claim in found.items()
    }
    assert shown == {
        -9: [True, False, False],
        -1: [True, False, False],
        0: [False, True, False],
        1: [False, False, True],
        7: [False, False, True],
        8: [False, False, False],
    }
    assert undated.text not in overdue + today + week
    assert str(by) in today
    assert overdue.index(found[-9].text) < overdue.index(found[-1].text)


def test_an_empty_part_says_so_and_a_long_one_leads_to_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deadlines, "SHOWN", 1)
    by = factories.editor()
    claims = [due(by, 0), due(by, 0)]
    later = due(by, 3)
    overdue, today, week = parts(by)
    assert "Nothing is overdue." in overdue
    assert "Show all" in today
    assert "Show all" not in week
    address = today.split('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    listed = words(at_the_desk(by).get(address))
    assert all(claim.text in listed for claim in claims)
    assert later.text not in listed


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    by = factories.editor()
    client = at_the_desk(by)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(BOARD).status_code == 200
        return len(captured)

    for days in (-1, 0, 1):
        due(by, days)
    queries()
    before = queries()
    for days in (-1, 0, 1):
        due(factories.editor(), days)
    assert queries() == before


def test_whoever_has_no_role_does_not_see_it() -> None:
    assert at_the_desk(factories.person(None)).get(BOARD).status_code == 403
