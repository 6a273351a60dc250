"""The history page shows of each row what its own page would: nothing leaks by its events."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Delivery, SavedView, Webhook
from claims.notifications import saved_searches
from claims.workflow import drafting, saved_views
from newsroom.choices import Role
from newsroom.event_readers import _registered, readable_by
from newsroom.models import Event, User
from tests import factories
from tests.claims.admin.addresses import one_of_each
from tests.claims.admin.desk import at_the_desk, list_of, url_of, words
from tests.history_replay import tracked

pytestmark = pytest.mark.django_db

SECRETS = re.compile(r"password|secret$|digest|session|contact$|sender", re.IGNORECASE)


def listed(client: Client, row: Any) -> bool:
    """Whether the history page has an event of this row."""
    answer = client.get(f"{list_of(Event)}?of={row._meta.db_table}:{row.pk}")
    return bool(answer.context["cl"].result_list)


def test_the_readers_of_every_tracked_table_are_declared() -> None:
    declared = {table for table, _key, _without in tracked(connection)}
    # Of sign-ins the events say only how many old ones were removed; notices were under history once.
    assert set(_registered) == declared | {"newsroom_signin", "claims_notice"}


@pytest.mark.long
@pytest.mark.parametrize("role", [*Role, "superuser"])
def test_a_rows_events_are_for_those_who_may_read_the_row(role: Any) -> None:
    things = one_of_each()
    by = factories.person(None if role == "superuser" else role, is_superuser=role == "superuser")
    client = at_the_desk(by)
    compared = set()
    for row in things.values():
        if not Event.objects.of(row).exists():
            continue
        desk = admin.site._registry[type(row)]
        answer = client.get(list_of(type(row)))
        shown = answer.status_code == 200 and desk.get_queryset(answer.wsgi_request).filter(
            pk=row.pk
        )
        assert listed(client, row) == bool(shown), row._meta.db_table
        compared.add(type(row))
    assert {Webhook, Delivery, SavedView, User} <= compared


def test_nothing_of_colleagues_is_found_by_search_or_number() -> None:
    hook = factories.webhook("https://reader.example/?key=hooksecret")
    owner = factories.person(Role.REPORTER, email="rita@paper.example")
    saved_views.save(owner, "Minister", "q=minister-view")
    saved_searches.save(owner, "Mine", "q=minister-search", of_working_claims=False, mailed=False)
    User.objects.filter(pk=owner.pk).update(first_name="Rita")
    leaks = ("hooksecret", "rita@paper.example", "minister-view", "minister-search")
    client = at_the_desk(factories.editor())
    pages = [list_of(Event), f"{list_of(Event)}?via__exact=code"]
    pages += [
        reverse("admin:newsroom_event_change", args=[event.pk])
        for event in Event.objects.filter(
            table__in=("claims_webhook", "claims_savedview", "claims_savedsearch", "newsroom_user")
        )
    ]
    for page in pages:
        answer = client.get(page, follow=True)
        assert answer.status_code in (200, 404)
        assert not [leak for leak in leaks if leak in words(answer)], page
    # Whom it belongs to, and who manages it, reads it.
    assert readable_by(owner).of(SavedView.objects.get()).exists()
    assert readable_by(factories.senior()).of(hook).exists()


def test_no_column_of_secrets_enters_events() -> None:
    for table, _key, without in tracked(connection):
        with connection.cursor() as cursor:
            columns = {
                each.name for each in connection.introspection.get_table_description(cursor, table)
            }
        secrets = {name for name in columns if SECRETS.search(name)}
        assert secrets <= set(without), (table, secrets - set(without))


def test_the_history_page_reads_as_people_speak() -> None:
    by = factories.person(Role.EDITOR, username="avega", first_name="Ana", last_name="Vega")
    old, new = factories.speaker("Lucía Andrade"), factories.speaker("Marta Ruiz")
    claim = factories.claim(speaker=old)
    drafting.edit_claim(claim.pk, by, speaker=new, note="As the paper has it.")
    client = at_the_desk(by)
    page = " ".join(words(client.get(f"{list_of(Event)}?of=claims_claim:{claim.pk}")).split())
    assert f"History of claim {claim.pk}" in page
    assert "Ana Vega (avega)" in page
    assert f'<a href="{url_of(claim)}">claim {claim.pk}</a> changed' in page
    assert "<b>speaker</b>: Lucía Andrade → Marta Ruiz" in page
    for raw in ("claims_claim ", "speaker_id", "update claim"):
        assert raw not in page.partition("result_list")[2]
    event = Event.objects.of(claim).filter(new__speaker_id=new.pk).first()
    assert event is not None
    detail = words(client.get(reverse("admin:newsroom_event_change", args=[event.pk])))
    assert "<b>speaker</b>: Lucía Andrade → Marta Ruiz" in " ".join(detail.split())


def test_the_history_page_takes_the_same_queries_however_many_rows_it_names() -> None:
    by = factories.editor()
    client = at_the_desk(by)

    def queries() -> int:
        with CaptureQueriesContext(connection) as executed:
            assert client.get(list_of(Event)).status_code == 200
        return len(executed)

    claim = factories.claim()
    drafting.edit_claim(claim.pk, by, speaker=factories.speaker())
    one = queries()
    for _ in range(3):
        drafting.edit_claim(claim.pk, factories.editor(), speaker=factories.speaker())
    assert queries() == one
