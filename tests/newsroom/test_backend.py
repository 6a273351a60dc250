"""Who is signed in, and the role they hold at each request."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from newsroom.backend import Backend
from newsroom.choices import Role
from newsroom.models import User
from newsroom.permissions import role_of
from tests import factories, sql

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [None, *Role])
def test_whoever_is_signed_in_comes_with_their_role_in_one_query(role: Role | None) -> None:
    person = factories.person(role)
    with CaptureQueriesContext(connection) as queries:
        found = Backend().get_user(person.pk)
        assert found == person
        assert role_of(found) == role
    assert len(queries) == 1


def test_a_role_that_was_taken_away_is_gone_at_the_next_request() -> None:
    person = factories.editor()
    factories.take_role(person)
    assert role_of(Backend().get_user(person.pk)) is None
    factories.name_person(person, Role.REPORTER)
    assert role_of(Backend().get_user(person.pk)) == Role.REPORTER


def test_neither_who_was_deactivated_nor_who_never_was_is_signed_in() -> None:
    person = factories.editor()
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Backend().get_user(person.pk) is None
    assert Backend().get_user(0) is None


def test_djangos_groups_and_permissions_mean_nothing() -> None:
    found = Backend().get_user(factories.reporter().pk)
    assert found is not None
    assert sql.run("SELECT count(*) FROM auth_group") == [(0,)]
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql.run("INSERT INTO auth_group (name) VALUES ('Senior editor')")
    assert not found.has_perm("newsroom.change_user")
    assert not {"groups", "user_permissions"} & {each.name for each in User._meta.get_fields()}
