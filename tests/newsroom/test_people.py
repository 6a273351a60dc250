"""A superuser adds people and gives them roles, in the admin; each change stands in the history."""

import re

import pytest
from django.test import Client

from newsroom.choices import Role
from newsroom.models import Event, User
from newsroom.permissions import role_of
from tests.claims.admin.desk import at_the_desk

pytestmark = pytest.mark.django_db

PASSWORD = "seven bridges, two trams"
USERS = "/admin/newsroom/user/"


def fields(page: str) -> set[str]:
    """The names of what a page's form asks for."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]*\sname="([a-z0-9_]+)"', page))


def test_a_person_is_added_given_a_role_and_signs_in() -> None:
    owner = at_the_desk(User.objects.create_superuser("owner", password=PASSWORD))
    asked = fields(owner.get(f"{USERS}add/").content.decode())
    assert {"username", "public_name", "password1", "password2"} <= asked
    added = owner.post(
        f"{USERS}add/",
        {
            "username": "ida",
            "public_name": "Ida Berg",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    ida = User.objects.get(username="ida")
    assert (added.status_code, ida.public_name, ida.is_staff) == (302, "Ida Berg", False)
    change = f"{USERS}{ida.pk}/change/"
    assert {"is_staff", "role", "is_active"} <= fields(owner.get(change).content.decode())
    given = {
        "username": "ida",
        "public_name": "Ida Berg",
        "is_active": "on",
        "is_staff": "on",
        "role": Role.EDITOR.value,
    }
    assert owner.post(change, given).status_code == 302
    assert role_of(User.objects.get(pk=ida.pk)) == Role.EDITOR
    events = Event.objects.filter(table="newsroom_user", row=ida.pk)
    assert {event.actor for event in events} == {"owner"}
    person = Client()
    signed_in = person.post("/account/sign-in/", {"login": "ida", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert person.get("/admin/").status_code == 200


def test_a_password_that_is_easily_guessed_is_refused_in_words() -> None:
    owner = at_the_desk(User.objects.create_superuser("owner", password=PASSWORD))
    answer = owner.post(
        f"{USERS}add/", {"username": "ida", "password1": "12345678", "password2": "12345678"}
    )
    assert "at least 12 characters" in answer.content.decode()
    assert not User.objects.filter(username="ida").exists()
