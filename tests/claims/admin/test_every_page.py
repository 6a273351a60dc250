"""Every address of the desk, as each role and as outsiders: docs/permissions.md says who gets in.

The addresses are those that the admin itself resolves: one that the document doesn't name fails.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from claims import deeds, notes, publishing, saved
from claims.models import (
    Candidate,
    Claim,
    Delivery,
    ImportRun,
    Notice,
    Publication,
    Relation,
    SavedView,
    Suggestion,
    Topic,
    Webhook,
)
from newsroom import tokens
from newsroom.choices import Role
from newsroom.models import ApiToken, Deed, Event, Job, User
from newsroom.permissions import may
from sources.models import AnchorCheck, CaptureRequest, Publisher, Snapshot, Source, Speaker
from tests import factories, workers
from tests.claims.admin.desk import at_the_desk
from tests.claims.changed import changed_quote
from tests.claims.found import candidate

pytestmark = pytest.mark.django_db

PAGES = ("changelist", "change", "history")
# Where a page is there for all who read, a thing may still be somebody's own, or be gone.
LET_IN = {200, 301, 302, 404, 405, 409}
KEPT_OUT = {403, 405}


class Address(NamedTuple):
    name: str  # as Django reverses it, without the admin's own
    arguments: tuple[str, ...]


@cache
def addresses() -> tuple[Address, ...]:
    """All that have a name; those without lead to one of these or nowhere."""

    def walk(patterns: Any) -> Iterator[Address]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns)
            elif isinstance(each, URLPattern) and each.name:
                known = each.pattern.regex.groupindex
                yield Address(each.name, tuple(known))

    return tuple(walk(admin.site.urls[0]))


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


def is_verb(address: Address) -> bool:
    return address.name.endswith("_do")


def test_every_address_has_its_row() -> None:
    named = {each.name for each in addresses() if not is_verb(each)}
    known = set(document())
    assert named - known == set()
    # What is in no resolver has no business in the document; Django's users have two names.
    both = {f"{name}_{page}" for name in ("auth_user",) for page in (*PAGES, "add", "delete")}
    assert known - named - both == set()


@pytest.fixture
def things() -> dict[str, Any]:
    """One row of everything that has a page, by the name of its addresses."""
    by = factories.senior()
    claim = factories.anchored_claim()
    factories.signed_claim()
    factories.relation(claim, factories.claim_in_review(), confirmed=False)
    candidate()
    changed_quote()
    notes.write(claim.pk, factories.reporter(), f"@{by.username}, look.")
    saved.save(by, "Due", "queue=due")
    tokens.make(by, "a script", 7)
    workers.failed_job()
    delivery = Delivery.objects.create(webhook=factories.webhook())
    CaptureRequest.objects.create(url="https://news.example/asked", asked_by=by)
    Topic.objects.create(name="Bridges", slug="bridges")
    factories.publisher()
    publishing.hold(claim.pk, by, "legal", "A letter came.")
    deeds.ask_to_lift_hold(claim.pk, by, "legal", "It was answered.")
    found = (
        *(claim, Candidate.objects.first(), Notice.objects.first(), SavedView.objects.first()),
        *(factories.batch([claim]), Relation.objects.first(), Topic.objects.first(), delivery),
        *(Publication.objects.first(), Webhook.objects.first(), CaptureRequest.objects.first()),
        *(Source.objects.first(), Snapshot.objects.first(), AnchorCheck.objects.first()),
        *(Speaker.objects.first(), Publisher.objects.first(), Deed.objects.first()),
        *(Event.objects.first(), Job.objects.first(), ApiToken.objects.first()),
        *(factories.reporter(), Group.objects.first(), ImportRun(pk=999_999)),
        Suggestion(pk=999_999),
    )
    made = {f"{row._meta.app_label}_{row._meta.model_name}": row for row in found if row}
    return made | {"auth_user": made["newsroom_user"]}


def url_of(address: Address, things: dict[str, Any], verb: str = "") -> str:
    model = "_".join(address.name.split("_")[:2])
    row = things.get(model)
    values: dict[str, Any] = {
        "object_id": row.pk if row is not None else 1,
        "id": row.pk if row is not None else 1,
        # No verb is done to a token, whose key is its digest.
        "number": row.pk if row is not None and isinstance(row.pk, int) else 1,
        "digest": getattr(row, "digest", "x"),
        "other": Claim.objects.latest("pk").pk,
        "sha256": "0" * 64,
        "name": verb,
        "deed": "reject",
        "kind": "refused",
        "app_label": "claims",
        "content_type_id": 1,
    }
    if address.name.startswith("claims_candidate_") and row is not None:
        values["number"] = row.snapshot_id
    # Whatever else is named is the number of a row.
    arguments = {name: values.get(name, values["number"]) for name in address.arguments}
    url = reverse(f"admin:{address.name}", kwargs=arguments)
    if address.name == "claims_batch_add":
        return f"{url}?kind=assign"
    if address.name == "autocomplete":
        return f"{url}?app_label=claims&model_name=claim&field_name=speaker&term=a"
    return url


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


@pytest.mark.parametrize("role", ["outsider", *Role.values, "superuser"])
def test_every_address_lets_in_whom_the_document_says(role: str, things: dict[str, Any]) -> None:
    client = at_the_desk(who := somebody(role), raise_request_exception=False)
    wrong = []
    for address in addresses():
        # Signing out ends the rest of the test.
        if is_verb(address) or address.name in ("logout", "login"):
            continue
        let_in = gets_in(document()[address.name], who)
        answer = client.get(url_of(address, things))
        expected = LET_IN | ({403} if _is_sent(address) else set()) if let_in else KEPT_OUT
        if answer.status_code not in expected:
            wrong.append((address.name, answer.status_code, "let in" if let_in else "not"))
        if not let_in:
            sent = client.post(url_of(address, things), {"post": "yes"})
            wrong += [(address.name, sent.status_code, "sent")] * (sent.status_code not in KEPT_OUT)
    assert not wrong, wrong


def _is_sent(address: Address) -> bool:
    """Asked for by POST alone."""
    return address.name in {"claims_notice_see", "sources_snapshot_evidence"}


@pytest.mark.parametrize("role", ["outsider", *Role.values, "superuser"])
def test_every_verb_is_for_whom_the_document_says(role: str, things: dict[str, Any]) -> None:
    client = at_the_desk(who := somebody(role), raise_request_exception=False)
    wrong: list[Any] = []
    tried = 0
    desks = {
        f"{m._meta.app_label}_{m._meta.model_name}": d for m, d in admin.site._registry.items()
    }
    for address in filter(is_verb, addresses()):
        model = address.name.removesuffix("_do")
        for verb in getattr(desks[model], "verbs", ()):
            tried += 1
            url = url_of(address, things, verb.name)
            let_in = may(who, verb.deed) and gets_in(document()[f"{model}_changelist"], who)
            found = {client.get(url).status_code, client.post(url, {}).status_code}
            if not found <= (LET_IN if let_in else {403}):
                wrong.append((model, verb.name, found))
    assert not wrong, wrong
    assert tried > 40


@pytest.mark.parametrize(
    "who",
    [lambda: None, lambda: factories.person(Role.SENIOR, is_active=False),
     lambda: factories.person(Role.SENIOR, is_staff=False)],
    ids=["not signed in", "deactivated", "not of the desk"],
)  # fmt: skip
def test_outsiders_are_asked_to_sign_in(who: Any, things: dict[str, Any]) -> None:
    person = who()
    client = at_the_desk(person) if person else Client()
    for address in addresses():
        if address.name in ("login", "jsi18n", "logout"):
            continue
        url = url_of(address, things, "edit")
        for answer in (client.get(url), client.post(url, {"post": "yes"})):
            assert answer.status_code == 302, url
            assert answer["Location"].startswith("/admin/login/"), url
    assert Claim.objects.filter(status="unreviewed").exists()
