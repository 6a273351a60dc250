"""Signing in at an OpenID Connect provider, a real one on this machine."""

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import jwt
import oidc_provider_mock
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from psycopg.types.json import Jsonb

from factcheck.environment import OIDC_GROUPS
from newsroom import people
from newsroom.choices import Role
from newsroom.history import acting
from newsroom.models import Event, HeldRole, User
from newsroom.permissions import role_of
from tests import factories
from tests.as_owner import unguarded
from tests.claims.admin.desk import at_the_desk, url_of

# The provider uses names of its own library that are deprecated.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

LOGIN = "/account/provider/newsroom/"


class Provider:
    """The provider, and the browser of somebody who is signed in there."""

    def __init__(self, address: str) -> None:
        self.address = address

    def knows(self, person: str, *groups: str, **claims: Any) -> None:
        stated = {"preferred_username": person, "name": "Ida Berg", "groups": groups, **claims}
        answer = httpx.put(f"{self.address}/users/{person}", json=stated)
        assert answer.status_code == 204, answer.text

    def visit(self, client: Client, person: str, start: str = LOGIN) -> Any:
        """From here to the provider and back, as a browser follows the redirects."""
        there = client.get(start)["Location"]
        assert there.startswith(self.address)
        assert "code_challenge=" in there
        back = httpx.post(there, data={"sub": person}).headers["Location"]
        return client.get(back.removeprefix("http://testserver"))


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with oidc_provider_mock.run_server_in_thread() as server:
        address = f"http://localhost:{server.server_port}"
        settings.OIDC_SERVER = address
        settings.OIDC_GROUPS = OIDC_GROUPS.parse("desk=Editor,chiefs=Senior editor,all=Reporter")
        app = {
            "provider_id": "newsroom",
            "name": "Newsroom ID",
            "client_id": "factcheck",
            "secret": "secret",
            "settings": {
                "server_url": address,
                "openid_configuration_overrides": {"issuer": address},
            },
        }
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
        }
        yield Provider(address)


@pytest.fixture
def proposed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What senior editors were told of."""
    found: list[str] = []
    monkeypatch.setattr(people, "_notify", [lambda _to, sentence, *_more: found.append(sentence)])
    return found


def is_in(client: Client) -> bool:
    return client.get("/account/sessions/").status_code == 200


def connected(person: User, uid: str) -> None:
    with acting(person):
        SocialAccount.objects.create(user=person, provider="newsroom", uid=uid)


def test_the_sign_in_offers_it(provider: Provider) -> None:
    page = Client().get("/account/sign-in/").content.decode()
    assert "Newsroom ID" in page
    assert LOGIN in page


def test_a_token_of_another_issuer_or_with_another_signature_signs_nobody_in(
    provider: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.knows("ida", "desk")
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]
    app["openid_configuration_overrides"] = {"issuer": "https://other.example"}
    client = Client(raise_request_exception=False)
    provider.visit(client, "ida")
    assert "_auth_user_id" not in client.session
    app["openid_configuration_overrides"] = {"issuer": provider.address}
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    with monkeypatch.context() as patch:
        keys = [SimpleNamespace(key_id=None, key=other)]
        patch.setattr(jwt.PyJWKSet, "from_dict", lambda found: SimpleNamespace(keys=keys))
        provider.visit(client, "ida")
    assert "_auth_user_id" not in client.session
    provider.visit(client, "ida")
    assert "_auth_user_id" in client.session


def test_without_one_nothing_offers_it() -> None:
    page = Client().get("/account/sign-in/").content.decode()
    assert "/account/provider/" not in page
    assert Client().get(LOGIN).status_code == 404
    client = Client()
    client.force_login(factories.editor(), "newsroom.backend.Backend")
    assert client.get("/account/confirm/provider/").status_code == 404


@pytest.fixture
def app_in_the_table(provider: Provider, settings: Any) -> Iterator[None]:
    """As the library would read it: this provider, while the settings name none."""
    settings.OIDC_SERVER, settings.SOCIALACCOUNT_PROVIDERS = "", {"openid_connect": {"APPS": []}}
    unguarded("socialaccount_socialapp", APP_IN_THE_TABLE, Jsonb({"server_url": provider.address}))
    yield
    unguarded("socialaccount_socialapp", "DELETE FROM socialaccount_socialapp")


APP_IN_THE_TABLE = (
    "INSERT INTO socialaccount_socialapp (provider, provider_id, name, client_id, secret, key, settings)"
    " VALUES ('openid_connect', 'newsroom', 'ID', 'x', 'x', '', %s)"
)


def test_no_row_of_a_table_says_which_provider_signs_people_in(app_in_the_table: None) -> None:
    connected(factories.person(Role.SENIOR, username="ida"), "ida")
    assert Client().get(LOGIN).status_code == 404
    assert LOGIN not in Client().get("/account/sign-in/").content.decode()


def test_a_group_proposes_a_role_and_grants_none(provider: Provider, proposed: list[str]) -> None:
    provider.knows("ida", "desk", "tennis")
    client = Client()
    assert provider.visit(client, "ida").status_code == 302
    assert is_in(client)
    ida = User.objects.get(username="ida")
    assert (role_of(ida), ida.has_usable_password()) == (None, False)
    (sentence,) = proposed
    assert "proposes the role Editor for Ida Berg" in sentence


def test_a_person_connects_their_account_while_signed_in(provider: Provider) -> None:
    ida = factories.person(Role.EDITOR, username="ida")
    client = at_the_desk(ida)
    assert "Newsroom ID" in client.get("/account/connections/").content.decode()
    provider.knows("number-7", "desk")
    provider.visit(client, "number-7", f"{LOGIN}?process=connect")
    assert SocialAccount.objects.get(uid="number-7").user == ida
    again = Client()
    provider.visit(again, "number-7")
    assert again.session["_auth_user_id"] == str(ida.pk)


def test_whoever_is_in_no_group_of_ours_gets_no_account(provider: Provider) -> None:
    provider.knows("eve", "tennis")
    client = Client()
    provider.visit(client, "eve")
    assert not is_in(client)
    assert not User.objects.filter(username="eve").exists()


def test_a_name_that_is_taken_is_not_taken_over(provider: Provider) -> None:
    ida = factories.person(Role.SENIOR, username="ida", email="ida@news.example")
    provider.knows("ida", "desk", email="ida@news.example", email_verified=True)
    client = Client()
    provider.visit(client, "ida")
    assert is_in(client)
    assert client.session["_auth_user_id"] != str(ida.pk)


@pytest.mark.parametrize(
    ("groups", "left"),
    [(["desk"], Role.EDITOR), (["chiefs"], Role.EDITOR), (["all"], None), ([], None)],
)
def test_leaving_a_group_ends_the_role_at_once(
    provider: Provider, proposed: list[str], groups: list[str], left: Role | None
) -> None:
    ida = factories.person(Role.EDITOR, username="ida")
    connected(ida, "ida")
    provider.knows("ida", *groups)
    client = Client()
    provider.visit(client, "ida")
    assert role_of(User.objects.get(pk=ida.pk)) == left
    assert client.get("/working/").status_code == (200 if left else 403)
    if left is None:
        event = Event.objects.get(table="newsroom_role", action="delete")
        assert event.reason == "the person's groups at the OpenID provider"
    sentences = " ".join(proposed)
    assert ("lost their role" in sentences) == (left is None)
    assert ("proposes the role" in sentences) == (groups in (["chiefs"], ["all"]))


def test_where_no_groups_are_named_roles_stay(provider: Provider, settings: Any) -> None:
    settings.OIDC_GROUPS = {}
    ida = factories.person(Role.EDITOR, username="ida")
    connected(ida, "ida")
    provider.knows("ida")
    provider.visit(Client(), "ida")
    assert HeldRole.objects.get(person=ida).role == Role.EDITOR


def test_a_sign_in_there_is_no_proof_for_a_signature(provider: Provider) -> None:
    sam, claim = factories.senior(), factories.proposed_claim()
    connected(sam, "sam")
    provider.knows("sam", "chiefs", auth_time=int(time.time()) - 7200)
    client = Client()
    provider.visit(client, "sam")
    sign = url_of(claim, "sign")
    start = client.get(sign)["Location"]
    # The person has a password, too: the provider is the other way.
    assert "/account/confirm/provider/" in client.get(start).content.decode()


@pytest.mark.parametrize(("asked_again", "opens"), [(True, 200), (False, 302), (None, 302)])
def test_only_a_provider_that_asked_again_confirms(
    provider: Provider, asked_again: bool | None, opens: int
) -> None:
    sam, claim = factories.senior(), factories.proposed_claim()
    sam.set_unusable_password()
    with acting(sam):
        sam.save()
    connected(sam, "sam")
    provider.knows("sam", "chiefs")
    client = Client()
    provider.visit(client, "sam")
    sign = url_of(claim, "sign")
    start = client.get(sign)["Location"]
    assert start.startswith("/account/confirm/provider/?next=")
    assert "max_age=0" in client.get(start)["Location"]
    at = int(time.time()) - (0 if asked_again else 7200)
    provider.knows("sam", "chiefs", auth_time=None if asked_again is None else at)
    provider.visit(client, "sam", start)
    assert client.get(sign).status_code == opens


def test_another_persons_account_confirms_nothing(provider: Provider) -> None:
    sam, claim = factories.senior(), factories.proposed_claim()
    sam.set_unusable_password()
    with acting(sam):
        sam.save()
    connected(sam, "sam")
    connected(factories.senior(), "other")
    for person in ("sam", "other"):
        provider.knows(person, "chiefs", auth_time=int(time.time()))
    client = Client()
    provider.visit(client, "sam")
    sign = url_of(claim, "sign")
    start = client.get(sign)["Location"]
    provider.visit(client, "other", start)
    assert client.session["_auth_user_id"] == str(sam.pk)
    assert client.get(sign).status_code == 302


def test_a_stranger_at_the_confirmation_gets_no_account(provider: Provider) -> None:
    sam, claim = factories.senior(), factories.proposed_claim()
    sam.set_unusable_password()
    with acting(sam):
        sam.save()
    connected(sam, "sam")
    provider.knows("sam", "chiefs")
    provider.knows("eve", "chiefs", auth_time=int(time.time()))
    client = Client()
    provider.visit(client, "sam")
    start = client.get(url_of(claim, "sign"))["Location"]
    provider.visit(client, "eve", start)
    assert not User.objects.filter(username="eve").exists()
    assert client.session["_auth_user_id"] == str(sam.pk)
