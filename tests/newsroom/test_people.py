"""People: fewer rights take one senior editor, more take two, and PostgreSQL knows it."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from claims.models import Notice
from claims.workflow import approvals as deciding
from newsroom import approvals, people
from newsroom.choices import ApprovalKind, ApprovalOutcome, Role
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting
from newsroom.models import Approval, Event, HeldRole, PasswordLink, User
from newsroom.permissions import role_of
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, words

pytestmark = pytest.mark.django_db

USERS = "/admin/newsroom/user/"


def now(person: User) -> User:
    return User.objects.get(pk=person.pk)


# By one, at once


def test_a_person_is_invited_and_is_nobody_yet() -> None:
    by = factories.senior()
    client = at_the_desk(by)
    sent = {"username": "ida", "email": "", "first_name": "Ida", "public_name": "Ida Berg"}
    assert client.post(f"{USERS}add/", sent).status_code == 302
    ida = User.objects.get(username="ida")
    assert (ida.public_name, ida.is_active, role_of(ida)) == ("Ida Berg", True, None)
    assert not ida.has_usable_password()
    assert {event.actor for event in Event.objects.of(ida)} == {by.username}
    again = client.post(f"{USERS}add/", sent)
    assert "already exists" in words(again)


def test_one_senior_makes_a_reporter_and_takes_the_role_away_at_once() -> None:
    by, other = factories.senior(), factories.senior()
    person = people.invite(by, "ida")
    assert people.request_role(person, Role.REPORTER, by, "She begins.") is None
    assert role_of(now(person)) == Role.REPORTER
    people.take_role(person, by, "She left the desk.")
    assert role_of(now(person)) is None
    people.deactivate(person, by, "She left.")
    assert not now(person).is_active
    notices = Notice.objects.filter(person=other, kind="people").values_list("sentence", flat=True)
    assert len(notices) == 3
    assert not Notice.objects.filter(person=by).exists()


# By two

ASKED: dict[ApprovalKind, Callable[[User, User], Any]] = {
    ApprovalKind.GRANT_ROLE: lambda person, by: people.request_role(
        person, Role.SENIOR, by, "Well done."
    ),
    ApprovalKind.MAKE_SUPERUSER: lambda person, by: people.request(
        ApprovalKind.MAKE_SUPERUSER, person, by, "Needed."
    ),
    ApprovalKind.REACTIVATE: lambda person, by: people.request(
        ApprovalKind.REACTIVATE, person, by, "Back again."
    ),
    ApprovalKind.RESET_SIGN_IN: lambda person, by: people.request_reset(person, by, "A lost key."),
    ApprovalKind.CHANGE_EMAIL: lambda person, by: people.request_address(
        person, "new@paper.example", by, "A new one."
    ),
}


def subject_of(kind: ApprovalKind) -> User:
    return factories.person(Role.REPORTER, is_active=kind != ApprovalKind.REACTIVATE)


def has_it(person: User, kind: ApprovalKind) -> bool:
    person = now(person)
    return {
        ApprovalKind.GRANT_ROLE: role_of(person) == Role.SENIOR,
        ApprovalKind.MAKE_SUPERUSER: person.is_superuser,
        ApprovalKind.REACTIVATE: person.is_active,
        ApprovalKind.RESET_SIGN_IN: PasswordLink.objects.filter(
            person=person, expires_at__isnull=False
        ).exists(),
        ApprovalKind.CHANGE_EMAIL: person.email == "new@paper.example",
    }[kind]


@pytest.mark.parametrize("kind", ASKED)
def test_more_rights_take_two_seniors_and_all_are_told(kind: ApprovalKind) -> None:
    first, second, third = factories.senior(), factories.senior(), factories.senior()
    person = subject_of(kind)
    ASKED[kind](person, first)
    approval = Approval.objects.get()
    assert (approval.kind, approval.subject_id) == (kind, person.pk)
    assert not has_it(person, kind)
    with pytest.raises(Refused) as refused:
        deciding.approve(approval.pk, first)
    assert refused.value.rule == "approval_takes_two"
    with pytest.raises(NotAllowed):
        deciding.approve(approval.pk, factories.editor())
    deciding.approve(approval.pk, second)
    assert has_it(person, kind)
    notices = Notice.objects.filter(person=third, approval=approval)
    assert [notice.by_id for notice in notices.order_by("pk")] == [first.pk, second.pk]


@pytest.mark.parametrize("kind", ASKED)
def test_the_person_concerned_neither_requests_nor_approves(kind: ApprovalKind) -> None:
    person, other = factories.senior(), factories.senior()
    with pytest.raises(Refused) as refused:
        ASKED[kind](person, person)
    assert refused.value.rule == "approval_is_not_about_oneself"
    ASKED[kind](person, other)
    with pytest.raises(Refused, match="about yourself"):
        deciding.approve(Approval.objects.get().pk, person)


def test_an_account_of_ones_own_helps_nobody() -> None:
    alone = factories.senior()
    puppet = people.invite(alone, "puppet")
    people.request_role(puppet, Role.REPORTER, alone, "Mine.")
    people.request_role(puppet, Role.SENIOR, alone, "Mine.")
    approval = Approval.objects.get()
    for by in (alone, now(puppet)):
        with pytest.raises((Refused, NotAllowed)):
            deciding.approve(approval.pk, by)
    assert role_of(now(puppet)) == Role.REPORTER


def test_a_newsroom_of_one_keeps_its_policy() -> None:
    by, person = factories.senior(), factories.reporter()
    people.request_role(person, Role.EDITOR, by, "We are two.")
    sql.run("SELECT tests_let_one_person_decide()")
    deciding.approve(Approval.objects.get().pk, by)
    assert role_of(now(person)) == Role.EDITOR


# By SQL, as the application's role

BY_SQL = {
    "superuser_takes_two": [
        "UPDATE newsroom_user SET is_superuser = true WHERE id = {person}",
        (
            "INSERT INTO newsroom_user (username, password, is_superuser, first_name, last_name,"
            " email, is_staff, is_active, date_joined, public_name)"
            " VALUES ('new', '!', true, '', '', '', true, true, now(), '')"
        ),
    ],
    "reactivating_takes_two": [
        "UPDATE newsroom_user SET is_active = true WHERE id = {gone}",
        "UPDATE newsroom_user SET is_staff = true WHERE id = {gone}",
    ],
    "address_takes_two": ["UPDATE newsroom_user SET email = 'x@evil.example' WHERE id = {person}"],
    "password_is_set_by_its_owner": [
        "UPDATE newsroom_user SET password = 'x' WHERE id = {person}",
        "UPDATE newsroom_user SET password = '!' WHERE id = {person}",
        (
            "INSERT INTO newsroom_user (username, password, is_superuser, first_name, last_name,"
            " email, is_staff, is_active, date_joined, public_name)"
            " VALUES ('new', 'x', false, '', '', '', true, true, now(), '')"
        ),
    ],
    "person_keeps_their_username": [
        "UPDATE newsroom_user SET username = 'sam' WHERE id = {person}"
    ],
    "role_is_granted_by_a_senior": [
        "INSERT INTO newsroom_role (person_id, role) VALUES ({nobody}, 'Reporter')",
        (
            "INSERT INTO newsroom_role (person_id, role, granted_by_id)"
            " VALUES ({nobody}, 'Reporter', {person})"
        ),
        (
            "INSERT INTO newsroom_role (person_id, role, granted_by_id)"
            " VALUES ({nobody}, 'Reporter', {other})"
        ),
    ],
    "role_takes_two": [
        (
            "INSERT INTO newsroom_role (person_id, role, granted_by_id)"
            " VALUES ({nobody}, 'Editor', {senior})"
        ),
        (
            "INSERT INTO newsroom_role (person_id, role, granted_by_id, approval_id)"
            " VALUES ({nobody}, 'Senior editor', {senior}, {approval})"
        ),
    ],
}


def test_an_approved_address_is_no_other() -> None:
    person = factories.person(Role.EDITOR)
    people.request_address(person, "new@paper.example", factories.senior(), "She moved.")
    approval, senior = Approval.objects.get(), factories.senior()
    with acting(senior):
        approvals.decide(approval.pk, senior, ApprovalOutcome.DONE)
        sql.refused(
            f"UPDATE newsroom_user SET email = 'x@evil.example' WHERE id = {person.pk}",
            by="address_takes_two",
        )
        sql.run(f"UPDATE newsroom_user SET email = 'new@paper.example' WHERE id = {person.pk}")


@pytest.mark.parametrize(
    ("rule", "statement"), [(rule, each) for rule, all_ in BY_SQL.items() for each in all_]
)
def test_no_rights_by_sql(rule: str, statement: str) -> None:
    senior, nobody = factories.senior(), factories.person(None)
    people.request_role(nobody, Role.EDITOR, senior, "Soon.")
    numbers = {
        "person": factories.reporter().pk,
        "gone": factories.person(Role.EDITOR, is_active=False, is_staff=False).pk,
        "nobody": nobody.pk,
        "senior": senior.pk,
        "other": factories.senior().pk,
        "approval": Approval.objects.get().pk,
    }
    with acting(senior), sql.broken(rule):
        sql.run(statement.format(**numbers))


def test_another_name_in_publications_is_told_to_all_seniors() -> None:
    by, other, person = factories.senior(), factories.senior(), factories.editor()
    for name in ("Ida Berg", "Ida Berg"):
        people.rename(person, by, "Ida", "", name)
    assert "is called “Ida Berg” in publications" in Notice.objects.get(person=other).sentence


def test_a_senior_editor_changes_how_publications_name_a_person() -> None:
    change = "UPDATE newsroom_user SET public_name = 'Somebody' WHERE id = %s"
    person = factories.senior()
    for by in (None, factories.editor()):
        with sql.broken("public_name_is_changed_by_a_senior"):
            sql.run_as(by, change, person.pk)
    sql.refused(change, person.pk, by="public_name_is_changed_by_a_senior")
    sql.run_as(person, change, person.pk)


def test_a_role_is_one_of_three() -> None:
    with sql.broken("role_is_known"):
        sql.run("SELECT tests_name_person(%s, 'Boss', '{}')", factories.person(None).pk)


def test_an_approval_carries_what_was_approved_and_only_now() -> None:
    senior, second, nobody = factories.senior(), factories.senior(), factories.person(None)
    people.request_role(nobody, Role.EDITOR, senior, "Soon.")
    approval = Approval.objects.get()
    grant = (
        "INSERT INTO newsroom_role (person_id, role, granted_by_id, approval_id)"
        " VALUES (%s, %s, %s, %s)"
    )
    with acting(second):
        approvals.decide(approval.pk, second, ApprovalOutcome.DONE)
        for person, role, by in (
            (nobody, "Senior editor", senior),
            (factories.person(None), "Editor", senior),
            (nobody, "Editor", second),
        ):
            with sql.broken("role_takes_two"):
                sql.run(grant, person.pk, role, by.pk, approval.pk)
        sql.run(grant, nobody.pk, "Editor", senior.pk, approval.pk)
    assert role_of(now(nobody)) == Role.EDITOR


def test_who_requests_and_approves_by_sql_is_a_senior_who_acts() -> None:
    senior, editor, nobody = factories.senior(), factories.editor(), factories.person(None)
    ask = (
        "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome,"
        " answer) VALUES ('grant_role', %s, '{\"role\": \"Editor\"}', 'x', %s, 'open', '')"
    )
    decide = "UPDATE newsroom_approval SET outcome = 'done', decided_at = now(), decided_by_id = %s"
    with acting(editor), sql.broken("approval_is_of_seniors"):
        sql.run(ask, nobody.pk, editor.pk)
    with acting(editor), sql.broken("approval_is_by_who_acts"):
        sql.run(ask, nobody.pk, senior.pk)
    people.request_role(nobody, Role.EDITOR, senior, "Soon.")
    for by in (editor, factories.person(Role.SENIOR, is_active=False)):
        with acting(by), sql.broken("approval_is_of_seniors"):
            sql.run(decide, by.pk)
    with acting(nobody), sql.broken("approval_is_of_seniors"):
        sql.run(decide, nobody.pk)
    other = factories.senior()
    with acting(senior):
        sql.run(ask, other.pk, senior.pk)
    with acting(other), sql.broken("approval_is_not_about_oneself"):
        sql.run(f"{decide} WHERE subject_id = %s", other.pk, other.pk)
    with acting(editor), sql.broken("approval_is_by_who_acts"):
        sql.run(decide, factories.senior().pk)
    # A senior who lost the role since requested nothing that counts.
    second = factories.senior()
    factories.take_role(senior)
    with acting(second), sql.broken("approval_is_of_seniors"):
        sql.run(decide, second.pk)


# By the owner of the database


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_owner_names_seniors_and_everybody_is_told() -> None:
    reporter = factories.reporter()
    out = StringIO()
    call_command("name_senior", "sam", "--reason", "We begin.", stdout=out)
    sam = User.objects.get(username="sam")
    assert role_of(sam) == Role.SENIOR
    assert HeldRole.objects.get(person=sam).granted_by is None
    assert "/account/password/" in out.getvalue()
    notice = Notice.objects.get(person=reporter)
    assert "We begin." in notice.sentence
    event = Event.objects.filter(table="newsroom_role", row=str(sam.pk)).latest("pk")
    assert (event.via, event.reason) == ("command", "We begin.")
    # Recovery.
    User.objects.filter(pk=sam.pk).update(is_active=False)
    call_command("name_senior", "sam", "--reason", "He is back.", stdout=out)
    assert now(sam).is_active
    assert Notice.objects.filter(person=reporter).count() == 2


def test_other_commands_say_what_to_use() -> None:
    for command in (["createsuperuser"], ["changepassword", "sam"]):
        with pytest.raises(CommandError, match="name_senior"):
            call_command(*command)
    with pytest.raises(CommandError, match="reason"):
        call_command("name_senior", "sam", "--reason", " ")


def test_a_request_that_is_refused_leaves_nothing() -> None:
    senior = factories.senior()
    with pytest.raises(Refused), transaction.atomic():
        people.request_reset(senior, senior, "Mine.")
    assert not Approval.objects.exists()
    assert not PasswordLink.objects.exists()


@pytest.mark.parametrize("verb", [people.take_role, people.deactivate])
def test_nobody_does_it_to_themselves_so_that_somebody_stays(verb: Any) -> None:
    senior = factories.senior()
    with pytest.raises(Refused, match="Another senior editor"):
        verb(senior, senior, "I leave.")
    assert now(senior).is_active
    assert role_of(now(senior)) == Role.SENIOR


# What the desk says


def test_rights_are_explained_as_they_are_here() -> None:
    page = words(at_the_desk(factories.senior()).get(f"{USERS}{factories.editor().pk}/change/"))
    assert "Counts as a senior editor without that role, and may do no more" in page
    assert "People are deactivated, never deleted." in page
    assert "Designates" not in page


def test_a_request_that_nobody_else_can_approve_says_what_to_do() -> None:
    client = at_the_desk(factories.senior())
    person = factories.person(None)
    wanted = {"role": Role.EDITOR, "reason": "She begins."}
    alone = client.post(f"{USERS}{person.pk}/do/grant-role/", wanted, follow=True)
    assert "Nobody can approve it" in words(alone)
    assert "manage.py name_senior" in words(alone)
    assert "were notified" not in words(alone)
    factories.senior()
    another = client.post(
        f"{USERS}{person.pk}/do/reset/", {"reason": "She forgot it."}, follow=True
    )
    assert "Nobody can approve it" not in words(another)
    third = factories.person(Role.EDITOR)
    answer = client.post(
        f"{USERS}{third.pk}/do/grant-role/", {**wanted, "role": Role.SENIOR}, follow=True
    )
    assert "were notified" in words(answer)


def test_the_only_other_senior_editor_does_not_approve_what_is_about_themselves() -> None:
    client, other = at_the_desk(factories.senior()), factories.senior()
    answer = client.post(
        f"{USERS}{other.pk}/do/change-email/", {"email": "a@b.example", "reason": "x"}, follow=True
    )
    assert "Nobody can approve it" in words(answer)


@pytest.mark.parametrize("email", ["", "ida@paper.example"])
def test_who_is_invited_gets_to_their_password_and_the_desk_says_how(
    email: str, settings: Any
) -> None:
    settings.SENDS_EMAIL = True
    sent = {"username": "ida", "email": email}
    page = words(at_the_desk(factories.senior()).post(f"{USERS}add/", sent, follow=True))
    assert ("one half of a code" in page) is not bool(email)
    assert ("on its way to their address" in page) is bool(email)


def test_history_credits_the_reason_to_whoever_requested_it() -> None:
    by = factories.person(Role.SENIOR, first_name="Ana", last_name="Vega")
    person = factories.person(None)
    approval = people.request_role(person, Role.EDITOR, by, "She begins.")
    assert approval is not None
    deciding.approve(approval.pk, second := factories.senior())
    granted = Event.objects.filter(table="newsroom_role", row=str(person.pk)).latest("pk")
    assert granted.actor_id == second.pk
    assert granted.reason == "Approved. Ana Vega requested it: She begins."
    requested = Event.objects.filter(table="newsroom_approval", action="insert").latest("pk")
    assert (requested.actor_id, requested.reason) == (by.pk, "She begins.")
