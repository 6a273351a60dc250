"""Every address and verb of the desk, as each role and as outsiders: docs/permissions.md says who gets in.

The addresses are those that the admin itself resolves: one that the document doesn't name fails.
An answer's status says who got in, so most pages are not rendered, and no verb's form is handled.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client

from claims.models import Claim
from newsroom.admin import desk
from newsroom.choices import Role
from newsroom.models import User
from newsroom.permissions import may
from tests import factories
from tests.claims.admin.addresses import Address, addresses, is_verb, one_of_each, url_of
from tests.claims.admin.desk import at_the_desk

pytestmark = pytest.mark.django_db

ROLES = ("outsider", *Role.values, "superuser")
PAGES = ("changelist", "change", "history")
# Where a page is there for all who read, a thing may still be somebody's own, or be gone.
LET_IN = {200, 301, 302, 404, 405, 409}
KEPT_OUT = {403, 405}


def rows_of_document() -> Iterator[list[str]]:
    text = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    for line in text.partition("## Pages of the desk")[2].splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


@cache
def document() -> dict[str, str]:
    """What each address takes: an action, or a word for who gets in without one."""
    takes: dict[str, str] = {}
    for cells in rows_of_document():
        names = re.findall(r"`(\w+)`", cells[0])
        if len(cells) == 2:
            takes |= dict.fromkeys(names, cells[1].strip("`"))
            continue
        (model,) = names
        takes |= {f"{model}_{page}": cells[1].strip("`") for page in PAGES}
        takes[f"{model}_add"] = cells[2].strip("`")
        takes[f"{model}_delete"] = "nobody"
        for name, taken in re.findall(r"`(\w+)`: `?([\w ]+)", cells[3]):
            takes[f"{model}_{name}"] = taken
    return takes


def test_every_address_has_its_row() -> None:
    named = {each.name for each in addresses() if not is_verb(each)}
    known = set(document())
    assert named - known == set()
    # What is in no resolver has no business in the document; Django's users have two names.
    both = {f"{name}_{page}" for name in ("auth_user",) for page in (*PAGES, "add", "delete")}
    assert known - named - both == set()


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Template, "render", lambda *_: "")
    monkeypatch.setattr(admin.site, "each_context", lambda _request: {})
    monkeypatch.setattr(desk, "answer", lambda *_: HttpResponse())


def somebody(role: str) -> User:
    if role == "superuser":
        return factories.person(None, is_superuser=True)
    return factories.person(None if role == "outsider" else Role(role))


def gets_in(takes: str, who: User) -> bool:
    match takes:
        case "nobody":
            return False
        case "superuser":
            return who.is_superuser
        case "signed in" | "anybody":
            return True
        case action:
            return may(who, action)


def asked_of_address(who: User, things: dict[str, Any]) -> Iterator[Any]:
    """What was wrong with the answers."""
    client = at_the_desk(who, raise_request_exception=False)
    for address in addresses():
        # Signing out ends the rest of the test.
        if is_verb(address) or address.name in ("logout", "login"):
            continue
        let_in = gets_in(document()[address.name], who)
        answer = client.get(url_of(address, things))
        expected = LET_IN | ({403} if _is_sent(address) else set()) if let_in else KEPT_OUT
        if answer.status_code not in expected:
            yield address.name, answer.status_code, "let in" if let_in else "not"
        if not let_in:
            sent = client.post(url_of(address, things), {"post": "yes"})
            if sent.status_code not in KEPT_OUT:
                yield address.name, sent.status_code, "sent"


def _is_sent(address: Address) -> bool:
    """Asked for by POST alone."""
    return address.name in {"claims_notice_see", "sources_snapshot_evidence"}


def asked_of_verbs(who: User, things: dict[str, Any]) -> Iterator[Any]:
    client = at_the_desk(who, raise_request_exception=False)
    tried = 0
    desks = {
        f"{m._meta.app_label}_{m._meta.model_name}": d for m, d in admin.site._registry.items()
    }
    for address in filter(is_verb, addresses()):
        model = address.name.removesuffix("_do")
        for verb in getattr(desks[model], "verbs", ()):
            tried += 1
            url = url_of(address, things, verb.name)
            let_in = may(who, verb.permission) and gets_in(document()[f"{model}_changelist"], who)
            found = {client.get(url).status_code, client.post(url, {}).status_code}
            if not found <= (LET_IN if let_in else {403}):
                yield model, verb.name, found
    assert tried > 40


@pytest.mark.long
def test_each_role_is_let_in_where_the_document_says(unrendered: None) -> None:
    things, wrong = one_of_each(), []
    for role in ROLES:
        with undone():
            wrong += [(role, *each) for each in asked_of_address(somebody(role), things)]
        with undone():
            wrong += [(role, *each) for each in asked_of_verbs(somebody(role), things)]
    assert not wrong, wrong


def test_every_page_opens_for_a_reporter_who_may_read_it() -> None:
    assert list(asked_of_address(factories.reporter(), one_of_each())) == []


@pytest.mark.long
def test_outsiders_are_asked_to_sign_in() -> None:
    things = one_of_each()
    deactivated = factories.person(Role.SENIOR, is_active=False)
    not_of_the_desk = factories.person(Role.SENIOR, is_staff=False)
    for client in (Client(), at_the_desk(deactivated), at_the_desk(not_of_the_desk)):
        for address in addresses():
            if address.name in ("login", "jsi18n", "logout"):
                continue
            url = url_of(address, things, "edit")
            for answer in (client.get(url), client.post(url, {"post": "yes"})):
                assert answer.status_code == 302, url
                assert answer["Location"].startswith("/admin/login/"), url
    assert Claim.objects.filter(status="unreviewed").exists()
