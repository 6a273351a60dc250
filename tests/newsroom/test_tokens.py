"""API tokens: hashed, named, expiring, revocable."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom import token_uses, tokens
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import ApiToken, Event, TokenUse
from tests import factories, sql

pytestmark = pytest.mark.django_db


def test_a_token_is_shown_once_and_only_its_hash_is_kept() -> None:
    person = factories.reporter()
    plaintext = tokens.make(person, " the archive's script ", 30)
    row = ApiToken.objects.get()
    assert (row.user, row.name) == (person, "the archive's script")
    kept = [str(getattr(row, field.attname)) for field in ApiToken._meta.concrete_fields]
    assert not any(plaintext in value for value in kept)
    assert row.expiry is not None
    assert timedelta(days=29) < row.expiry - timezone.now() <= timedelta(days=30)


def test_history_says_who_made_and_revoked_it_and_holds_neither_token_nor_hash() -> None:
    person = factories.reporter()
    plaintext = tokens.make(person, "script", 30)
    row = ApiToken.objects.get()
    tokens.revoke(row, person)
    assert not ApiToken.objects.exists()
    events = Event.objects.filter(table="newsroom_apitoken").order_by("pk")
    assert [(event.action, event.actor_id) for event in events] == [
        ("insert", person.pk),
        ("delete", person.pk),
    ]
    recorded = "".join(f"{event.old} {event.new}" for event in events)
    assert plaintext not in recorded
    assert row.digest not in recorded


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("", 30),
        ("  ", 30),
        ("x" * 101, 30),
        ("script", 0),
        ("script", -1),
        ("script", 367),
    ],
)
def test_a_token_has_a_name_and_an_end(name: str, days: int) -> None:
    with pytest.raises(Refused):
        tokens.make(factories.reporter(), name, days)
    assert not ApiToken.objects.exists()


MINTED = """
    INSERT INTO newsroom_apitoken (digest, token_key, user_id, created, expiry, name, scopes)
    VALUES (repeat('a', 128), 'aaaaaaaa', %s, now(), NULL, 'script', '{read,add_sources}')
"""


def test_sql_alone_makes_no_token() -> None:
    senior = factories.senior()
    sql.refused(MINTED, senior.pk, by="token_is_made_by_its_owner")
    with acting(factories.editor()):
        sql.refused(MINTED, senior.pk, by="token_is_made_by_its_owner")
    with acting(None):
        sql.refused(MINTED, senior.pk, by="token_is_made_by_its_owner")


@pytest.mark.parametrize("scopes", [[], ["write"], ["read", "write"]])
def test_a_token_has_known_scopes(scopes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        tokens.make(factories.reporter(), "script", 30, scopes)
    assert refused.value.rule == "token_scopes_are_known"


@pytest.mark.parametrize("ended", ["password", "deactivation"])
def test_tokens_end_with_the_password_and_with_deactivation(ended: str) -> None:
    person, other = factories.reporter(), factories.reporter()
    by = person if ended == "password" else other
    for each in (person, other):
        tokens.make(each, "script", 30)
    if ended == "password":
        person.set_password("another long password")
    else:
        person.is_active = False
    with acting(by):
        person.save()
    assert [token.user for token in ApiToken.objects.all()] == [other]
    event = Event.objects.filter(table="newsroom_apitoken", action="delete").get()
    assert event.actor_id == by.pk


def test_no_other_change_of_a_person_ends_tokens() -> None:
    person = factories.reporter()
    tokens.make(person, "script", 30)
    with acting(factories.senior()):
        person.public_name = "R. Porter"
        person.save()
    assert ApiToken.objects.exists()


def test_a_senior_editor_revokes_anybodys_and_a_second_time_is_no_error() -> None:
    tokens.make(factories.reporter(), "script", 30)
    row, senior = ApiToken.objects.get(), factories.senior()
    tokens.revoke(row, senior)
    tokens.revoke(row, senior)
    assert not ApiToken.objects.exists()


def test_a_service_has_a_responsible_person_and_a_token_a_limit() -> None:
    person = factories.editor()
    tokens.make(person, "cms", 30, ["draft"], service=" The CMS ", requests_a_minute=60)
    row = ApiToken.objects.get()
    assert (row.user, row.service, row.requests_a_minute) == (person, "The CMS", 60)
    with pytest.raises(Refused):
        tokens.make(person, "cms", 30, ["draft"], service="x" * 101)
    with pytest.raises(Refused) as refused:
        tokens.make(person, "cms", 30, ["draft"], requests_a_minute=0)
    assert refused.value.rule == "token_rate_is_positive"


def test_its_last_use_is_noted_once_in_a_while() -> None:
    tokens.make(factories.reporter(), "script", 30)
    token = ApiToken.objects.get()
    token_uses.note(token)
    first = TokenUse.objects.get().used_at
    token_uses.note(token)
    assert TokenUse.objects.get().used_at == first
    token_uses._noted.clear()
    token_uses.note(token)
    assert TokenUse.objects.get().used_at > first
    tokens.revoke(token, token.user)
    assert not TokenUse.objects.exists()
