"""What the desk offers to whom, beside the table of test_every_page.py."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.http import HttpRequest

from claims.admin.claim.actions import VERBS
from claims.choices import BatchKind
from claims.models import Claim, Publication, Topic
from newsroom.choices import Role
from newsroom.models import ApiToken, Approval, Event
from newsroom.permissions import may
from sources.models import Publisher, Snapshot, Source, Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("made", factories.IN_STATUS.values(), ids=factories.IN_STATUS)
def test_only_verbs_of_ones_role_are_offered(made: Callable[[], Claim]) -> None:
    claim = made()
    for by in (factories.reporter(), factories.editor(), factories.senior()):
        page = words(at_the_desk(by).get(url_of(claim)))
        for verb in VERBS:
            assert may(by, verb.permission) or f"/do/{verb.name}/" not in page


def test_on_many_claims_at_once_only_verbs_are_done() -> None:
    request = HttpRequest()
    request.user = factories.person(None, is_superuser=True)
    for model, model_admin in admin.site._registry.items():
        assert not model_admin.has_delete_permission(request), model
        actions = set(BatchKind) if model is Claim else set()
        assert set(model_admin.get_actions(request)) == actions, model


def test_status_is_no_form_field() -> None:
    claim = factories.anchored_claim()
    client = at_the_desk(factories.senior())
    data = {"status": "verified", "attribution": "confirmed", "text": claim.text, "_save": "1"}
    assert client.post(url_of(claim), data).status_code == 403
    edited = do(
        client,
        claim,
        "edit",
        **data,
        speaker=claim.speaker_id,
        nature=claim.nature,
        said_basis=claim.said_basis,
        language="en",
    )
    assert edited.status_code == 302
    now = Claim.objects.get(pk=claim.pk)
    assert (now.status, now.attribution) == ("unreviewed", "")
    for verb in VERBS:
        if verb.name != "propose":
            assert not {"status", "attribution"} & set(verb.form.base_fields)


def test_a_form_without_its_token_is_refused() -> None:
    claim = factories.anchored_claim()
    client = at_the_desk(factories.editor(), enforce_csrf_checks=True)
    assert do(client, claim, "start").status_code == 403
    assert Claim.objects.get(pk=claim.pk).status == "unreviewed"


@pytest.mark.parametrize(
    "model", [Claim, Snapshot, Speaker, Source, Publication, Approval, Event, Publisher, Topic]
)
def test_a_page_of_nothing_is_not_found(model: type) -> None:
    client = at_the_desk(factories.senior())
    for number in ("999999", "9" * 30, "x"):
        url = f"{list_of(model)}{number}/change/"
        assert client.get(url).status_code in (302, 404), url
    assert client.get(f"{list_of(model)}999999/do/nothing/").status_code == 404


def test_a_senior_editor_renames_somebody() -> None:
    other = factories.reporter()
    by = factories.person(Role.SENIOR, username="sam")
    client = at_the_desk(by)
    data = {"public_name": "R. Reporter", "first_name": "", "last_name": ""}
    assert do(client, other, "rename", **data).status_code == 302
    other.refresh_from_db()
    assert other.public_name == "R. Reporter"
    event = Event.objects.filter(table="newsroom_user", row=str(other.pk)).last()
    assert event is not None
    assert (event.actor, event.via) == ("sam", "admin")


def test_a_token_is_shown_once_and_revoked_by_its_owner() -> None:
    by, stranger = factories.reporter(), factories.reporter()
    client = at_the_desk(by)
    made = client.post(
        f"{list_of(ApiToken)}add/", {"name": "notebook", "days": "30", "scopes": "read"}
    )
    token = ApiToken.objects.get(user=by)
    assert "no-store" in made["Cache-Control"]
    assert token.token_key in words(made)
    assert token.digest not in words(made)
    listed = words(client.get(list_of(ApiToken)))
    assert "notebook" in listed
    assert "notebook" not in words(at_the_desk(stranger).get(list_of(ApiToken)))
    revoke = f"{list_of(ApiToken)}{token.pk}/revoke/"
    assert at_the_desk(stranger).post(revoke).status_code == 404
    assert client.get(revoke).status_code == 200
    assert client.post(revoke).status_code == 302
    assert not ApiToken.objects.exists()


def test_somebody_of_the_newsroom_reads_which_role_is_missing_and_who_gives_it() -> None:
    for path in ("/admin/newsroom/user/", "/admin/claims/webhook/add/"):
        answer = at_the_desk(factories.editor()).get(path)
        assert answer.status_code == 403
        page = words(answer)
        assert "This page is for the newsroom" not in page
        assert "This takes the role Senior editor or higher." in page
        assert "Your role is Editor. Two senior editors together can give you another one" in page
    # Where no role is missing, none is named.
    answer = at_the_desk(factories.senior()).get("/admin/newsroom/event/add/")
    assert answer.status_code == 403
    assert "takes the role" not in words(answer)
    outsider = at_the_desk(factories.person(None)).get("/working/")
    assert outsider.status_code == 403
    assert "This page is for the newsroom" in words(outsider)
