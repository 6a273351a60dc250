"""Before signing, lifting and granting a person proves anew that it is they."""

from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.test import Client

from claims.admin.approvals import ApprovalAdmin
from claims.admin.claims import ClaimAdmin
from claims.admin.snapshot.snapshots import SnapshotAdmin
from claims.admin.speakers import SpeakerAdmin
from claims.choices import Status
from claims.models import Claim
from newsroom.models import Approval, Event, User
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
CONFIRM = "/account/confirm/"


def a_while_ago(person: User) -> Client:
    """At the desk, signed in longer ago than counts."""
    client = at_the_desk(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"] -= (
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    )
    session.save()
    return client


def test_what_signs_lifts_or_grants_asks_for_it() -> None:
    asking = {
        action.name
        for admin in (ApprovalAdmin, ClaimAdmin, SnapshotAdmin, SpeakerAdmin)
        for action in admin.verbs
        if action.reauthenticate
    }
    assert asking == {
        *("sign", "agree", "approve", "lift-hold", "lift-takedown", "unprotect"),
        *("another-person", "erase"),
    }


def test_the_form_opens_only_after_it() -> None:
    claim = factories.proposed_claim()
    client = a_while_ago(factories.senior())
    answer = client.get(url_of(claim, "sign"))
    assert answer["Location"].startswith(f"{CONFIRM}?next=")
    assert client.get(answer["Location"]).status_code == 200
    confirmed = client.post(answer["Location"], {"password": PASSWORD})
    assert confirmed["Location"] == url_of(claim, "sign")
    assert client.get(url_of(claim, "sign")).status_code == 200


def test_what_was_sent_too_late_is_given_up_by_whoever_opens_a_page_again() -> None:
    claim, senior = factories.proposed_claim(), factories.senior()
    client = a_while_ago(senior)
    form = {"revision": claim.revision, "version": claim.reviews.get().rounds.get().version}
    client.post(url_of(claim, "sign"), form)
    opened = client.get(url_of(claim, "sign"))
    confirmed = client.post(opened["Location"], {"password": PASSWORD})
    assert confirmed["Location"] == url_of(claim, "sign")
    assert Claim.objects.get(pk=claim.pk).status == Status.AWAITING_SIGNOFF


def test_what_is_refused_after_it_can_be_sent_again_from_the_page() -> None:
    claim, senior = factories.proposed_claim(), factories.senior()
    client = a_while_ago(senior)
    answer = client.post(url_of(claim, "sign"), {"revision": claim.revision, "version": "0" * 64})
    page = client.post(answer["Location"], {"password": PASSWORD})
    assert f'action="{url_of(claim, "sign")}"' in page.content.decode()


def test_what_was_sent_too_late_is_kept_and_done_after_it() -> None:
    claim, senior = factories.proposed_claim(), factories.senior()
    client = a_while_ago(senior)
    form = {"revision": claim.revision, "version": claim.reviews.get().rounds.get().version}
    answer = client.post(url_of(claim, "sign"), form)
    assert answer["Location"].startswith(CONFIRM)
    assert Claim.objects.get(pk=claim.pk).status == Status.AWAITING_SIGNOFF
    client.post(answer["Location"], {"password": PASSWORD})
    assert Claim.objects.get(pk=claim.pk).status not in (Status.AWAITING_SIGNOFF, Status.IN_REVIEW)
    event = Event.objects.filter(table="claims_claim", row=str(claim.pk)).order_by("pk").last()
    assert event is not None
    assert (event.actor_id, event.via) == (senior.pk, "admin")


@pytest.mark.long
def test_a_wrong_password_is_none_and_guesses_have_to_wait() -> None:
    claim = factories.proposed_claim()
    client = a_while_ago(factories.senior())
    for _ in range(5):
        answer = client.post(CONFIRM, {"password": "a guess"})
    assert answer.status_code == 200
    assert "Too many failed" in client.post(CONFIRM, {"password": PASSWORD}).content.decode()
    assert client.get(url_of(claim, "sign")).status_code == 302


def test_what_changes_nothing_of_this_kind_asks_for_nothing() -> None:
    claim = factories.proposed_claim()
    assert a_while_ago(factories.senior()).get(url_of(claim, "send-back")).status_code == 200


def test_granting_a_role_asks_for_it() -> None:
    client: Any = a_while_ago(factories.senior())
    person = factories.person(None)
    grant = {"role": "Editor", "reason": "Well done."}
    answer = client.post(url_of(person, "grant-role"), grant)
    assert answer["Location"].startswith(CONFIRM)
    assert not Approval.objects.exists()


def change_password(client: Client, old: str) -> Any:
    sent = {"old_password": old, "new_password1": NEW_ONE, "new_password2": NEW_ONE}
    return client.post("/admin/password_change/", sent)


NEW_ONE = "another horse battery staple"


@pytest.mark.long
def test_guessing_at_the_password_to_change_is_slowed_down() -> None:
    """Somebody at a session that was left open tried as many as they liked."""
    person, other = factories.editor(), factories.editor()
    client = at_the_desk(person)
    for number in range(10):
        assert change_password(client, f"guess {number}").status_code == 200
    for old in ("guess 11", PASSWORD):
        stopped = change_password(client, old)
        assert stopped.status_code == 429
        assert "Wait a few minutes" in stopped.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert client.get("/admin/password_change/").status_code == 200
    assert change_password(at_the_desk(other), PASSWORD).status_code == 302
