"""A dossier: requested by one, signed by another, offline at once, and what the database holds."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.test import Client

from claims.models import Claim, Dossier, DossierEdition, Notice
from claims.publication import publishing, speakers
from claims.workflow import approvals, conflicts, dossiers, review
from newsroom import approvals as deciding
from newsroom.choices import ApprovalKind
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Approval, Event, User
from tests import as_owner, factories, sql
from tests.claims.admin.desk import at_the_desk, url_of

pytestmark = pytest.mark.django_db

TEXT = {"title": "The bridges", "introduction": "What was said of the bridges.\n\nAnd what holds."}


def requested(*claims: Claim, by: User | None = None, **fields: Any) -> Approval:
    numbers = [each.pk for each in claims or [factories.signed_claim()]]
    by = by or factories.editor()
    return dossiers.add(by, "bridges", claims=numbers, language="en", **{**TEXT, **fields})


def signed(*claims: Claim) -> Dossier:
    approvals.approve(requested(*claims).pk, factories.senior())
    return Dossier.objects.get()


def page(address: str = "/dossiers/bridges/") -> str:
    answer = Client().get(address)
    return answer.content.decode() if answer.status_code == 200 else ""


def another_edition(dossier: Dossier, **fields: Any) -> Approval:
    edition = dossier.editions.latest("number")
    values: dict[str, Any] = {
        "title": edition.title,
        "introduction": edition.introduction,
        "language": "en",
    }
    values |= {"claims": edition.claims, "reason": "More is known."}
    return dossiers.request_edition(dossier.pk, factories.editor(), **{**values, **fields})


def test_one_requests_it_another_signs_it_and_it_is_public() -> None:
    one, other, draft = factories.signed_claim(), factories.signed_claim(), factories.claim()
    senior = factories.senior()
    request = requested(other, draft, one)
    assert Notice.objects.filter(kind="to_approve", approval=request, person=senior).exists()
    assert not page()
    assert "The bridges" not in page("/dossiers/")
    approvals.approve(request.pk, senior)
    shown = page()
    assert "And what holds." in shown
    assert shown.index(other.text) < shown.index(one.text)
    assert draft.text not in shown
    assert senior.public_name in shown
    assert "The bridges" in page("/dossiers/")
    feed = page("/dossiers/bridges/feed/")
    assert one.text in feed
    assert draft.text not in feed


def test_what_is_not_public_any_more_is_not_in_it() -> None:
    one, other = factories.signed_claim(), factories.signed_claim()
    signed(one, other)
    publishing.hold(one.pk, factories.reporter(), "legal", "A letter came.")
    review.withdraw(other.pk, factories.senior(), "It was retracted.", keep_wording=True)
    for address in ("/dossiers/bridges/", "/dossiers/bridges/feed/"):
        assert page(address)
        assert one.text not in page(address)
        assert other.text not in page(address)
    assert "None of its claims is public" in page()


def test_whoever_requested_it_does_not_sign_it() -> None:
    by = factories.senior()
    request = requested(by=by)
    with pytest.raises(Refused, match="another senior editor approves it"):
        approvals.approve(request.pk, by)
    with pytest.raises(NotAllowed):
        approvals.approve(request.pk, factories.editor())
    with pytest.raises(NotAllowed):
        requested(by=factories.reporter())


def test_another_edition_takes_two_again() -> None:
    dossier = signed()
    request = another_edition(dossier, title="The new bridges")
    assert "The new bridges" not in page()
    with pytest.raises(Refused, match="already waits"):
        another_edition(dossier)
    approvals.approve(request.pk, factories.senior())
    assert "The new bridges" in page()
    assert "Earlier editions" in page()


def test_one_person_takes_it_offline_and_two_bring_it_back() -> None:
    dossier = signed()
    dossiers.take_offline(dossier.pk, factories.editor(), "A letter came.")
    assert not page()
    assert not page("/dossiers/bridges/feed/")
    assert "The bridges" not in page("/dossiers/")
    with pytest.raises(Refused, match="offline already"):
        dossiers.take_offline(dossier.pk, factories.editor(), "Another letter came.")
    with pytest.raises(NotAllowed):
        dossiers.take_offline(dossier.pk, factories.reporter(), "A letter came.")
    approvals.approve(another_edition(dossier).pk, factories.senior())
    assert page()


def test_a_protected_name_takes_it_offline_and_is_not_signed() -> None:
    dossier = signed()
    named = another_edition(dossier, introduction="Lucía Andrade counted them.")
    approvals.approve(named.pk, factories.senior())
    assert "Lucía Andrade" in page()
    speaker = factories.speaker("Lucía Andrade")
    speakers.protect(speaker.pk, factories.editor(), "a witness", "She was threatened.", [])
    for address in ("/dossiers/bridges/", "/dossiers/bridges/feed/"):
        assert not page(address)
    assert "The bridges" not in page("/dossiers/")
    again = another_edition(dossier, title="More of Lucía Andrade")
    with pytest.raises(Refused, match="protected speaker"):
        approvals.approve(again.pk, factories.senior())


@pytest.mark.parametrize("who", ["requests", "approves"])
def test_nobody_with_a_conflict_on_one_of_its_claims(who: str) -> None:
    claim, one, other = factories.signed_claim(), factories.editor(), factories.senior()
    conflicts.declare(claim.pk, one if who == "requests" else other, "My sister works there.")
    request = requested(claim, by=one)
    with pytest.raises(Refused, match="conflict of interest"):
        approvals.approve(request.pk, other)


BROKEN: dict[str, dict[str, Any]] = {
    "A dossier has a title": {"title": " "},
    "title and an introduction": {"introduction": ""},
    "too long": {"introduction": "x" * 10_001},
    "There is no claim": {"claims": [999_999]},
    "between 1 and 200": {"claims": []},
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_what_is_no_dossier(sentence: str) -> None:
    values = {"claims": [factories.claim().pk], **TEXT, **BROKEN[sentence]}
    with pytest.raises(Refused, match=sentence):
        dossiers.add(factories.editor(), "dams", **values)
    assert not Dossier.objects.exists()


# What the database holds

EDITION = (
    "INSERT INTO claims_dossieredition (dossier_id, number, title, introduction, language, claims,"
    " approval_id, signed_at, signed_by, alone)"
    " SELECT {dossier}, 9, {title}, 'In short.', 'en', {claims}, {approval}, now(), '{{}}', false"
)


@pytest.mark.parametrize("what", ["not decided", "decided before", "other words"])
def test_no_edition_that_two_people_did_not_sign(what: str) -> None:
    dossier = signed()
    request = another_edition(dossier)
    senior = factories.senior()
    if what == "decided before":
        approvals.approve(request.pk, senior)
    statement = EDITION.format(
        dossier=dossier.pk, title="'Mine'", claims="'{1}'", approval=request.pk
    )
    if what == "other words":
        statement = (
            "UPDATE newsroom_approval SET outcome = 'done', decided_at = now(),"
            f" decided_by_id = {senior.pk} WHERE id = {request.pk};{statement}"
        )
    with sql.broken("edition_is_what_two_people_signed"):
        sql.run_as(senior, statement)


RULES: list[tuple[str, Callable[[], User], str]] = [
    ("dossier_is_made_by_an_editor", factories.reporter, "INSERT {columns} ('dams', {by}, '')"),
    ("dossier_is_made_by_an_editor", factories.senior, "INSERT {columns} ('dams', {made_by}, '')"),
    ("dossier_slug_once", factories.editor, "INSERT {columns} ('bridges', {by}, '')"),
    ("dossier_keeps_its_address", factories.senior, "UPDATE claims_dossier SET slug = 'dams'"),
    (
        "dossier_goes_offline_by_an_editor",
        factories.reporter,
        "UPDATE claims_dossier SET offline_by_id = {by}, offline_at = now(), offline_reason = 'x'",
    ),
    (
        "dossier_is_offline_for_a_reason",
        factories.editor,
        "UPDATE claims_dossier SET offline_by_id = {by}, offline_at = now()",
    ),
]


@pytest.mark.parametrize(("rule", "who", "statement"), RULES)
def test_what_the_database_refuses(rule: str, who: Callable[[], User], statement: str) -> None:
    dossier, by = signed(), who()
    values = {
        "columns": "INTO claims_dossier (slug, made_by_id, offline_reason) VALUES",
        "by": by.pk,
        "made_by": dossier.made_by_id,
    }
    with sql.broken(rule):
        sql.run_as(by, statement.format(**values))


# A transaction of its own: another one has signed it.
@pytest.mark.django_db(transaction=True)
def test_nobody_brings_it_back_alone() -> None:
    dossier = signed()
    dossiers.take_offline(dossier.pk, factories.editor(), "A letter came.")
    with sql.broken("dossier_comes_back_by_two"):
        sql.run_as(
            factories.senior(),
            "UPDATE claims_dossier SET offline_by_id = NULL, offline_at = NULL, offline_reason = ''",
        )


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("edition_has_title_and_introduction", {"introduction": ""}),
        ("edition_has_claims", {"claims": []}),
    ],
)
def test_nor_does_it_take_what_is_no_edition(rule: str, fields: dict[str, Any]) -> None:
    dossier = signed()
    payload = {**TEXT, "language": "en", "claims": [factories.claim().pk], **fields}
    kind = ApprovalKind.SIGN_DOSSIER
    request = deciding.request(kind, dossier.pk, factories.editor(), "Nothing.", **payload)
    with pytest.raises(Refused) as refused:
        approvals.approve(request.pk, factories.senior())
    assert refused.value.rule == rule


@pytest.mark.django_db(transaction=True)
def test_each_edition_has_its_own_number() -> None:
    approvals.approve(another_edition(signed()).pk, factories.senior())
    with pytest.raises(psycopg.errors.UniqueViolation, match="edition_number_once"):
        as_owner.unguarded("claims_dossieredition", "UPDATE claims_dossieredition SET number = 1")


def test_the_desk_adds_changes_and_takes_it_offline() -> None:
    claim, editor = factories.signed_claim(), factories.editor()
    desk = at_the_desk(editor)
    form = {**TEXT, "slug": "bridges", "language": "en", "claims": f"{claim.pk}"}
    wrong = desk.post("/admin/claims/dossier/add/", {**form, "claims": "the first"})
    assert "is no number of a claim" in wrong.content.decode()
    assert desk.post("/admin/claims/dossier/add/", form).status_code == 302
    request = Approval.objects.get(kind="sign_dossier")
    shown = at_the_desk(factories.senior()).get(url_of(request)).content.decode()
    assert "What was said of the bridges." in shown
    assert claim.text in shown
    approvals.approve(request.pk, factories.senior())
    dossier = Dossier.objects.get()
    assert claim.text in desk.get(url_of(dossier)).content.decode()
    changed = {**TEXT, "title": "Dams", "language": "en", "claims": claim.pk, "reason": "More."}
    assert desk.post(url_of(dossier, "change"), changed).status_code == 302
    assert desk.post(url_of(dossier, "take-offline"), {"reason": "A letter."}).status_code == 302
    assert "The bridges" in desk.get("/admin/claims/dossier/").content.decode()
    assert Event.objects.filter(table="claims_dossier", via="admin").exists()
    assert DossierEdition.objects.count() == 1
