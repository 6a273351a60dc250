"""Names of people: nobody signs under a name that readers take for another's."""

from typing import Any

import pytest
from django.db import connection

from newsroom import people
from newsroom.choices import Role
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from tests import factories, sql

pytestmark = pytest.mark.django_db

ALIKE = [
    ("Ana Vega", "ana vega"),
    ("Ana Vega", "Ana  Vega "),
    ("Ana Vega", "Áná Vega"),
    ("Ana Vega", "Аnа Vega"),  # Cyrillic
    ("Ana Vega", "Ana Vegα"),  # Greek
    ("Ana Vega", "Ａｎａ Ｖｅｇａ"),
    ("Ana Vega", "𝐀𝐧𝐚 Vega"),
    ("Ana Vega", "Ana\u200d Vega"),
    ("Ana Vega", "Ana\ufe0f Vega"),
    ("O. Sato", "0. Sato"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_alike_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana Vega", "Ana Vegas"), ("Lila Smith", "Ilia Smith"), ("Анна Цой", "Анна Чой")],
)
def test_other_names_have_others(one: str, other: str) -> None:
    assert key(one) != key(other)


def key(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT look_alike_key(%s)", [name])
        found: str = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_active_people_have_no_public_name_in_common(one: str, other: str) -> None:
    senior = factories.senior()
    first, second = factories.editor(), factories.editor()
    people.rename(first, senior, "", "", one)
    with pytest.raises(Refused, match="Another active person has this public name"):
        people.rename(second, senior, "", "", other)
    with acting(senior):
        sql.refused(
            "UPDATE newsroom_user SET public_name = %s WHERE id = %s",
            other,
            second.pk,
            by="public_name_once",
        )
    # Once the first has left, the name is free; and the first doesn't come back under it.
    people.deactivate(first, senior, "Left.")
    people.rename(second, senior, "", "", other)
    people.rename(first, senior, "", "", one)


def test_many_are_not_named() -> None:
    for _each in range(2):
        factories.person(Role.EDITOR, public_name="")
    assert User.objects.filter(public_name="").count() == 2


@pytest.mark.parametrize("username", ["Person", "реrson", "per5on", "pers0n"])
def test_nor_do_two_people_a_username(username: str) -> None:
    factories.person(None, username="person")
    senior = factories.senior()
    if username == "per5on":
        people.invite(senior, username)
        return
    with pytest.raises(Refused, match="Somebody has this username"):
        people.invite(senior, username)
    with acting(senior):
        sql.refused(
            "INSERT INTO newsroom_user (username, password, is_superuser, first_name, last_name,"
            " email, is_staff, is_active, date_joined, public_name)"
            " VALUES (%s, '!', false, '', '', '', true, true, now(), '')",
            username,
            by="username_once",
        )


@pytest.mark.parametrize(
    "name", ["Ana\u202eageV", "Ana\u200bVega", "\u2066Ana", "A\u00adna", "Ana\x07", "\ufeffAna"]
)
@pytest.mark.parametrize("field", ["public_name", "first_name", "last_name"])
def test_no_name_holds_what_is_not_seen(field: str, name: str) -> None:
    senior, person = factories.senior(), factories.editor()
    names: dict[str, Any] = {"first_name": "", "last_name": "", "public_name": "", field: name}
    with pytest.raises(Refused, match="invisible character"):
        people.rename(person, senior, **names)
    with acting(senior):
        sql.refused(
            f"UPDATE newsroom_user SET {field} = %s WHERE id = %s",
            name,
            person.pk,
            by="person_name_is_visible",
        )


def test_joiners_that_a_script_needs_stay() -> None:
    person = factories.editor()
    people.rename(person, factories.senior(), "", "", "علی‌رضا احمدی")
    person.refresh_from_db()
    assert "\u200c" in person.public_name
