"""A newsroom's own labels: added by two, chosen for two answers, signed, and what the database holds."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import transaction
from django.test import Client

from claims.choices import Direction
from claims.models import Claim, Label, LabelEdition, Notice, Publication, Round
from claims.publication import speakers
from claims.workflow import approvals, labels, review
from newsroom import approvals as deciding
from newsroom.choices import ApprovalKind
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Approval, Event, User
from tests import as_owner, factories, sql
from tests.factories import HALF_TRUE as HALF
from tests.factories import label

pytestmark = pytest.mark.django_db


def requested(slug: str = "half-true", by: User | None = None, **content: Any) -> Approval:
    return labels.add(by or factories.editor(), slug, **{**HALF, **content})


def changed(edition: LabelEdition, **content: Any) -> Approval:
    values = {name: getattr(edition, name) for name in labels.CONTENT}
    return labels.request_edition(
        edition.label_id, factories.editor(), "A word was wrong.", **{**values, **content}
    )


def mixed_claim() -> tuple[Claim, User]:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    factories.add_independent_evidence(claim, by, Direction.CONTEXT)
    review.write(claim.pk, by, reply_not_sought="The minister no longer answers.")
    return claim, by


def signed(claim: Claim, by: User, edition: LabelEdition | None) -> Any:
    round_ = review.propose(claim.pk, by, "reported", "mixed", label=edition, harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    return json.loads(factories.current_publication(claim).body)


def test_one_requests_it_another_approves_it_and_it_may_be_chosen() -> None:
    senior = factories.senior()
    request = requested()
    assert Notice.objects.filter(kind="to_approve", approval=request, person=senior).exists()
    assert not LabelEdition.objects.exists()
    assert "Half true" not in Client().get("/method/").content.decode()
    approvals.approve(request.pk, senior)
    method = Client().get("/method/").content.decode()
    assert "Half true" in method
    assert "on a scale from 1 to 5" in " ".join(method.split())
    claim, by = mixed_claim()
    body = signed(claim, by, LabelEdition.objects.get())
    assert body["label"] == {
        "key": "half-true",
        "name": "Half true",
        "definition": HALF["definition"],
        "attribution": "reported",
        "status": "mixed",
        "number": 3,
        "worst": 1,
        "best": 5,
        "translations": HALF["translations"],
    }
    assert (body["attribution"], body["status"]) == ("reported", "mixed")


def test_whoever_requested_it_does_not_approve_it() -> None:
    by = factories.senior()
    request = requested(by=by)
    with pytest.raises(Refused, match="another senior editor approves it"):
        approvals.approve(request.pk, by)
    with pytest.raises(NotAllowed):
        approvals.approve(request.pk, factories.editor())
    with pytest.raises(NotAllowed):
        requested(by=factories.reporter())


def test_without_labels_a_conclusion_has_none() -> None:
    claim, by = mixed_claim()
    assert "label" not in signed(claim, by, None)


def test_a_change_takes_two_is_dated_and_leaves_what_is_signed() -> None:
    edition = label()
    claim, by = mixed_claim()
    signed(claim, by, edition)
    request = changed(edition, definition="Part of it is true.", value=2)
    with pytest.raises(Refused, match="already waits"):
        changed(edition, value=4)
    approvals.approve(request.pk, factories.senior())
    now = LabelEdition.objects.current().get()
    assert (now.number, now.value) == (2, 2)
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    assert HALF["definition"].rstrip(".") in page
    method = " ".join(Client().get("/method/").content.decode().split())
    assert "Part of it is true." in method
    assert (
        f'“Half true” (Partly true or misleading), <span dir="auto">{HALF["definition"]}' in method
    )


def test_a_supplement_keeps_the_label_that_was_signed() -> None:
    edition = label()
    claim, by = mixed_claim()
    body = signed(claim, by, edition)
    approvals.approve(changed(edition, value=2).pk, factories.senior())
    edit = approvals.request_minor_edit(
        claim.pk, by, "A slip.", rationale=body["rationale"].rstrip(".")
    )
    approvals.approve(edit.pk, factories.senior())
    again = json.loads(factories.current_publication(claim).body)
    assert again["rationale"] != body["rationale"]
    assert again["label"] == body["label"]
    assert set(Round.objects.filter(claim=claim).values_list("label", flat=True)) == {edition.pk}


def test_a_retired_label_may_not_be_chosen_and_stays_where_it_was_signed() -> None:
    edition = label()
    claim, by = mixed_claim()
    signed(claim, by, edition)
    request = labels.request_retirement(edition.label_id, factories.editor(), "Nobody used it.")
    other, editor = mixed_claim()
    approvals.approve(request.pk, factories.senior())
    retired = LabelEdition.objects.latest("number")
    for chosen in (edition, retired):
        with pytest.raises(Refused, match="retired"):
            review.propose(other.pk, editor, "reported", "mixed", label=chosen, harms=[])
    assert "Half true" in Client().get(f"/claims/{claim.pk}/").content.decode()
    assert "no longer given" in Client().get("/method/").content.decode()
    with pytest.raises(Refused, match="not in use"):
        labels.request_retirement(edition.label_id, factories.editor(), "Again.")


@pytest.mark.parametrize(
    "answers", [{"status": "disputed"}, {"attribution": "confirmed"}, {"status": "verified"}]
)
def test_a_label_is_chosen_among_those_of_the_two_answers(answers: dict[str, str]) -> None:
    nothing = dict.fromkeys(("value", "worst", "best"))
    edition = label("other", name="X", translations=[], **nothing, **answers)
    claim, by = mixed_claim()
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, by, "reported", "mixed", label=edition, harms=[])
    assert refused.value.rule == "label_is_of_its_answers"


def test_the_label_changes_nothing_that_a_conclusion_needs() -> None:
    edition = label("right", **factories.RIGHT)
    by = factories.editor()
    claim = factories.claim_in_review(by, evidence=False)
    with pytest.raises(Refused, match="independent evidence"):
        review.propose(claim.pk, by, "reported", "verified", label=edition, harms=[])


BROKEN: dict[str, tuple[str, dict[str, Any]]] = {
    "no name": ("name", {"name": " "}),
    "no definition": ("definition", {"definition": ""}),
    "half a scale": ("lowest and the highest", {"best": None}),
    "beyond its scale": ("lowest and the highest", {"value": 6}),
    "a scale of one step": ("lowest and the highest", {"value": 1, "worst": 1, "best": 1}),
    "a scale from nought": ("lowest and the highest", {"worst": 0}),
    "misattributed and mixed": ("stands for “unrated”", {"attribution": "misattributed"}),
    "a number without a rating": ("have a number", {"status": "disputed"}),
    "another number without a rating": ("have a number", {"status": "unrated"}),
    "the best number for what is mixed": ("verified claims, and to them", {"value": 5}),
    "less than the best for what is verified": (
        "verified claims, and to them",
        {"status": "verified", "name": "Right", "translations": []},
    ),
    "a verified label that admits something missing": (
        "stands for “mixed”",
        {"status": "verified", "name": "Mostly true", "value": 5},
    ),
    "the same in Spanish": (
        "stands for “mixed”",
        {
            "status": "verified",
            "name": "Right",
            "value": 5,
            "translations": [{"language": "es", "name": "Casi cierto", "definition": "Lo es."}],
        },
    ),
    "half a translation": (
        "translation",
        {"translations": [{"language": "es", "name": "A medias", "definition": ""}]},
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_label(what: str) -> None:
    sentence, content = BROKEN[what]
    with pytest.raises(Refused, match=sentence):
        requested(**content)
    assert not Label.objects.exists()


def test_several_share_two_answers_but_not_a_name() -> None:
    label()
    label("context", name="Missing context", value=4)
    label("half-confirmed", attribution="confirmed")
    with pytest.raises(Refused, match="Another label of this name"):
        requested("again", name="HALF  true")
    assert LabelEdition.objects.in_use().filter(attribution="reported").count() == 2


def test_a_label_names_nobody_protected() -> None:
    speaker = factories.speaker("Lucía Andrade")
    speakers.protect(speaker.pk, factories.editor(), "a witness", "She was threatened.", [])
    with pytest.raises(Refused, match="protected speaker"):
        requested(definition="What Lucía Andrade never said.")


def test_one_that_names_somebody_protected_since_is_shown_to_nobody() -> None:
    label(definition="What Lucía Andrade never said.")
    assert "Lucía Andrade" in Client().get("/method/").content.decode()
    speaker = factories.speaker("Lucía Andrade")
    speakers.protect(speaker.pk, factories.editor(), "a witness", "She was threatened.", [])
    for address in ("/method/", "/api/v1/rating-scale/"):
        assert "Lucía" not in Client().get(address).content.decode()


# What the database holds


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("label_has_name_and_definition", {"name": "", "translations": []}),
        ("label_has_name_and_definition", {"definition": " "}),
        ("label_misattributed_is_unrated", {"attribution": "misattributed"}),
        ("label_number_is_on_its_scale", {"worst": 4}),
        ("label_number_is_on_its_scale", {"best": None}),
        ("label_without_a_rating_has_no_number", {"status": "unverifiable"}),
        (
            "label_number_fits_its_rating",
            {"status": "verified", "name": "Right", "translations": []},
        ),
        ("label_for_verified_admits_nothing_missing", {"status": "verified", "value": 5}),
        ("label_translation_is_whole", {"translations": [{"language": "es", "name": "Sí"}]}),
        (
            "label_translation_is_whole",
            {"translations": [{"language": "es", "name": "Sí", "definition": "Sí.", "x": "y"}]},
        ),
        ("label_name_once", {}),
    ],
)
def test_it_takes_no_edition_that_is_no_label(rule: str, content: dict[str, Any]) -> None:
    label()
    made = Label.objects.get(slug="half-true")
    if rule == "label_name_once":
        with transaction.atomic():
            sql.run_as(
                by := factories.editor(),
                f"INSERT INTO claims_label (slug, made_by_id) VALUES ('again', {by.pk})",
            )
        made = Label.objects.get(slug="again")
    payload = {**HALF, "retired": False, **content}
    kind = ApprovalKind.SIGN_LABEL
    request = deciding.request(kind, made.pk, factories.editor(), "Nothing.", **payload)
    with pytest.raises(Refused) as refused:
        approvals.approve(request.pk, factories.senior())
    assert refused.value.rule == rule


EDITION = (
    "INSERT INTO claims_labeledition (label_id, number, name, definition, translations, attribution,"
    " status, retired, approval_id, signed_at)"
    " SELECT {label}, 9, {name}, 'In short.', '[]', 'reported', 'mixed', false, {approval}, now()"
)


@pytest.mark.parametrize("what", ["not decided", "decided before", "other words"])
def test_no_edition_that_two_people_did_not_sign(what: str) -> None:
    edition = label()
    request = changed(edition, name="Half")
    senior = factories.senior()
    if what == "decided before":
        approvals.approve(request.pk, senior)
    statement = EDITION.format(label=edition.label_id, name="'Mine'", approval=request.pk)
    if what == "other words":
        statement = (
            "UPDATE newsroom_approval SET outcome = 'done', decided_at = now(),"
            f" decided_by_id = {senior.pk} WHERE id = {request.pk};{statement}"
        )
    with sql.broken("label_is_what_two_people_signed"):
        sql.run_as(senior, statement)


RULES: list[tuple[str, Callable[[], User], str]] = [
    ("label_is_made_by_an_editor", factories.reporter, "INSERT {columns} ('x', {by})"),
    ("label_is_made_by_an_editor", factories.senior, "INSERT {columns} ('x', {made_by})"),
    ("label_slug_once", factories.editor, "INSERT {columns} ('half-true', {by})"),
    ("label_is_kept", factories.senior, "UPDATE claims_label SET slug = 'x'"),
]


@pytest.mark.parametrize(("rule", "who", "statement"), RULES)
def test_what_the_database_refuses(rule: str, who: Callable[[], User], statement: str) -> None:
    made, by = label().label, who()
    values = {
        "columns": "INTO claims_label (slug, made_by_id) VALUES",
        "by": by.pk,
        "made_by": made.made_by_id,
    }
    with sql.broken(rule):
        sql.run_as(by, statement.format(**values))


@pytest.mark.django_db(transaction=True)
def test_each_edition_has_its_own_number() -> None:
    approvals.approve(changed(label(), value=2).pk, factories.senior())
    with pytest.raises(psycopg.errors.UniqueViolation, match="label_edition_number_once"):
        as_owner.unguarded("claims_labeledition", "UPDATE claims_labeledition SET number = 1")


def test_the_label_of_a_proposal_is_frozen_with_it() -> None:
    edition = label()
    other = label("context", name="Missing context")
    claim, by = mixed_claim()
    review.propose(claim.pk, by, "reported", "mixed", label=edition, harms=[])
    with sql.broken("round_is_frozen"):
        sql.run_as(by, f"UPDATE claims_round SET label_id = {other.pk} WHERE claim_id = {claim.pk}")


def test_a_proposal_whose_label_is_changed_meanwhile_is_signed_as_it_was_read() -> None:
    edition = label()
    claim, by = mixed_claim()
    round_ = review.propose(claim.pk, by, "reported", "mixed", label=edition, harms=[])
    approvals.approve(changed(edition, value=2).pk, factories.senior())
    review.sign(claim.pk, factories.senior(), round_.version)
    body = json.loads(Publication.objects.get(claim=claim).body)
    assert body["label"]["number"] == 3


def test_every_change_is_in_the_history() -> None:
    edition = label()
    approvals.approve(changed(edition, value=2).pk, factories.senior())
    found = Event.objects.filter(table="claims_labeledition").order_by("pk")
    assert [each.new["value"] for each in found] == [3, 2]
