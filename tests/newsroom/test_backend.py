"""Who is signed in, and the role they hold at each request."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.backend import Backend
from newsroom.choices import Role
from newsroom.models import User
from newsroom.permissions import role_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [None, *Role])
def test_whoever_is_signed_in_comes_with_their_role_in_one_query(role: Role | None) -> None:
    person = factories.person(role)
    with CaptureQueriesContext(connection) as asked:
        found = Backend().get_user(person.pk)
        assert found == person
        assert role_of(found) == role
    assert len(asked) == 1


def test_a_role_that_was_taken_away_is_gone_at_the_next_request() -> None:
    person = factories.editor()
    person.groups.set([Group.objects.get(name=Role.REPORTER.value)])
    assert role_of(Backend().get_user(person.pk)) == Role.REPORTER


def test_neither_who_was_deactivated_nor_who_never_was_is_signed_in() -> None:
    person = factories.editor()
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Backend().get_user(person.pk) is None
    assert Backend().get_user(0) is None
