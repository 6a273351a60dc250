"""How long data about people are kept: one table, one job, shown where it is asked for."""

from typing import Any

import psycopg
import pytest
from django.test import Client

from claims.models import ErrorReport
from claims.notifications import retention
from claims.workflow import error_reports
from newsroom import tokens
from newsroom.models import ApiToken, Event
from tests import as_owner, factories, sql
from tests.claims.admin.desk import at_the_desk

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_old_messages_leave_and_newer_ones_stay(owner_connection: psycopg.Connection[Any]) -> None:
    words = "Zora Quillfeather wrote this. " + "It is wrong. " * 120 + "Really."
    reports = [factories.error_report(words=words) for _ in range(2)]
    editor = factories.editor()
    for report in reports:
        error_reports.settle(report.pk, editor, "answered", "Zora Quillfeather was thanked.")
    factories.error_report(words="Still open, Zora Quillfeather.")
    old, new = reports
    as_owner.unguarded(
        "claims_errorreport",
        "UPDATE claims_errorreport SET settled_at = settled_at - interval '1096 days' WHERE id = %s",
        old.pk,
    )
    retention.apply()
    retention.apply()
    texts = dict(ErrorReport.objects.order_by("pk").values_list("pk", "words"))
    assert texts[old.pk] == "█"
    assert texts[new.pk] == words
    assert ErrorReport.objects.get(pk=old.pk).settled_by == editor
    assert not [e for e in Event.objects.of(old) if "Quillfeather" in str((e.old, e.new))]
    assert [e for e in Event.objects.of(new) if "Quillfeather" in str((e.old, e.new))]
    removed = Event.objects.get(table="claims_errorreport", row="")
    changed = [e.pk for e in Event.objects.of(old).order_by("pk") if "█" in str((e.old, e.new))]
    assert removed.old == {"erased": 1, "older_than_days": 1095, "events": changed}
    with pytest.raises(psycopg.errors.CheckViolation) as caught:
        owner_connection.execute("UPDATE newsroom_policy SET keep_messages = 179")
    assert caught.value.diag.constraint_name == "messages_are_kept_half_a_year"


def test_expired_tokens_are_deleted_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    person = factories.editor()
    tokens.make(person, "ended", 1)
    tokens.make(person, "in use", 30)
    tokens.remove_expired()
    assert ApiToken.objects.count() == 2
    # As if it were twenty days later and more.
    monkeypatch.setattr(tokens, "KEPT_DAYS", -20)
    tokens.remove_expired()
    assert set(ApiToken.objects.values_list("name", flat=True)) == {"in use"}


def test_one_kind_that_fails_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def fails() -> None:
        raise ValueError("broken")

    kinds = (
        retention.Kind("one", lambda: 1, fails),
        retention.Kind("two", lambda: 1, lambda: done.append("two")),
    )
    monkeypatch.setattr(retention, "KINDS", kinds)
    with pytest.raises(ValueError, match="broken"):
        retention.apply()
    assert done == ["two"]


def test_it_is_shown_at_the_desk_and_to_readers() -> None:
    desk = at_the_desk(factories.editor()).get("/admin/claims/erasure/").content.decode()
    for kind in retention.KINDS:
        words = str(kind.what)
        assert words[0].upper() + words[1:] in desk
    assert "manage.py policy --keep-messages" in desk
    page = Client().get("/method/").content.decode()
    assert "3 years" in page
    assert "Sign-ins" not in page


def test_tables_whose_rows_come_and_go_are_vacuumed_by_their_changes() -> None:
    """Not when a fifth of a large table has changed, as PostgreSQL would."""
    set_by_us = sql.run(
        "SELECT relname FROM pg_class, unnest(reloptions) AS each (option)"
        " WHERE relkind = 'r' AND option LIKE 'autovacuum_vacuum_scale_factor=%'"
        " AND split_part(option, '=', 2)::float < 0.05"
    )
    assert {name for (name,) in set_by_us} >= {
        *("procrastinate_jobs", "procrastinate_events", "newsroom_cache"),
        *("django_session", "usersessions_usersession"),
        *("claims_notice", "newsroom_publicchange"),
    }
