"""Labels at the desk: what the list says without any, and adding, changing, retiring, choosing one."""

from typing import Any

import pytest

from claims.choices import Direction
from claims.models import Label, LabelEdition, Round
from claims.publication.labels import body_of
from claims.workflow import approvals, review
from newsroom.models import Approval
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of

pytestmark = pytest.mark.django_db
FORM = {
    "attribution": "reported",
    "status": "mixed",
    "name": "Half true",
    "slug": "half-true",
    "definition": "Part of it is true.",
    "value": "3",
    "worst": "1",
    "best": "5",
    "name_es": "Verdad a medias",
    "definition_es": "Una parte es cierta.",
}
LIST = "/admin/claims/label/"


def shown(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_slug_is_made_from_the_name() -> None:
    desk = at_the_desk(factories.editor())
    desk.post(f"{LIST}add/", {**FORM, "slug": ""})
    assert Label.objects.get().slug == "half-true"
    assert "Half true: Part of it is true." in shown(desk.get("/admin/newsroom/approval/"))
    answer = desk.post(f"{LIST}add/", {**FORM, "slug": "", "name": "真"})
    assert "Enter one: the name has no letters for it." in shown(answer)


def test_a_name_that_stands_for_another_attribution_too_gets_a_slug_of_its_own() -> None:
    desk, senior = at_the_desk(factories.editor()), factories.senior()
    for attribution in ("reported", "confirmed"):
        wanted = {**FORM, "slug": "", "attribution": attribution}
        assert desk.post(f"{LIST}add/", wanted).status_code == 302
        assert "of this name for the same two answers waits" in shown(
            desk.post(f"{LIST}add/", wanted)
        )
    for request in Approval.objects.order_by("pk"):
        approvals.approve(request.pk, senior)
    keys = [body_of(each)["key"] for each in LabelEdition.objects.order_by("pk")]
    assert keys == ["half-true", "half-true-confirmed"]
    taken = shown(desk.post(f"{LIST}add/", {**FORM, "name": "Half right"}))
    assert "Another label has this name in addresses. “half-true-reported” is free." in taken


def test_one_without_spanish_words_says_what_readers_in_spanish_see() -> None:
    desk, warning = at_the_desk(factories.editor()), "readers in Spanish see “Half true” and its"
    assert "Empty: readers in Spanish see it as it is above." in shown(desk.get(f"{LIST}add/"))
    assert desk.post(f"{LIST}add/", FORM).status_code == 302
    assert warning not in shown(desk.get(LIST))
    untranslated = {**FORM, "slug": "half", "name_es": "", "definition_es": ""}
    answer: Any = desk.post(f"{LIST}add/", {**untranslated, "attribution": "confirmed"})
    assert shown(desk.get(answer.headers["Location"])).count(warning) == 2
    request = Approval.objects.latest("pk")
    approvals.approve(request.pk, factories.senior())
    assert warning in shown(desk.get(url_of(Label.objects.latest("pk"))))


def test_without_labels_the_list_says_what_readers_see() -> None:
    desk = at_the_desk(factories.editor())
    page = shown(desk.get(LIST))
    assert "No labels of your own yet" in page
    assert "Partly true or misleading" in page
    factories.label()
    page = shown(desk.get(LIST))
    assert "No labels of your own yet" not in page
    assert "Half true" in page
    assert "reported · mixed" in page


def test_the_desk_adds_changes_and_retires_one() -> None:
    desk, senior = at_the_desk(factories.editor()), factories.senior()
    wrong = desk.post(f"{LIST}add/", {**FORM, "definition_es": ""})
    assert "both the name and the definition" in shown(wrong)
    refused = desk.post(f"{LIST}add/", {**FORM, "value": "5"})
    assert "The highest number belongs to labels for verified claims" in shown(refused)
    assert desk.post(f"{LIST}add/", FORM).status_code == 302
    request = Approval.objects.get(kind="sign_label")
    page = shown(at_the_desk(senior).get(url_of(request)))
    for words in (
        "Half true",
        "Part of it is true.",
        "3 on a scale from 1 to 5",
        "Verdad a medias",
    ):
        assert words in page
    approvals.approve(request.pk, senior)
    label = LabelEdition.objects.get().label
    form = shown(desk.get(url_of(label, "change")))
    assert 'value="Verdad a medias"' in form
    changed = {key: value for key, value in FORM.items() if key != "slug"}
    changed |= {"value": "2", "reason": "It was too high."}
    assert desk.post(url_of(label, "change"), changed).status_code == 302
    approvals.approve(Approval.objects.latest("pk").pk, senior)
    assert "2 on a scale from 1 to 5" in shown(desk.get(url_of(label)))
    assert desk.post(url_of(label, "retire"), {"reason": "Nobody used it."}).status_code == 302
    approvals.approve(Approval.objects.latest("pk").pk, senior)
    assert "no further proposal may choose it" in shown(desk.get(url_of(label)))


def test_a_proposal_offers_those_in_use_and_takes_one_of_its_answers() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    desk = at_the_desk(by)
    address = url_of(claim, "propose")
    assert 'name="label"' not in shown(desk.get(address))
    edition, right = factories.label(), factories.label("right", **factories.RIGHT)
    factories.add_independent_evidence(claim, by, Direction.CONTEXT)
    review.write(claim.pk, by, reply_not_sought="The minister no longer answers.")
    page = shown(desk.get(address))
    assert 'data-of-answers="reported mixed"' in page
    assert "None: the public words of the rating" in page
    claim.refresh_from_db()
    form = {"attribution": "reported", "status": "mixed", "revision": claim.revision}
    form["harms_nobody"] = "on"
    wrong = desk.post(address, {**form, "label": right.pk})
    answers = "Reported (“We have only others’ reports”) · Verified (“True”)"
    assert f"“Right” stands for other answers: {answers}." in shown(wrong)
    assert desk.post(address, {**form, "label": edition.pk}).status_code == 302
    round_ = Round.objects.get(claim=claim)
    assert round_.label == edition
    page = shown(at_the_desk(factories.senior()).get(url_of(claim, "sign")))
    assert "“Half true”" in page
    assert "Half true, 3 on a scale from 1 to 5" in page


def test_a_proposal_may_have_none() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    factories.label("right", **factories.RIGHT)
    form = {"attribution": "reported", "status": "verified", "revision": claim.revision}
    form["harms_nobody"] = "on"
    answer = at_the_desk(by).post(url_of(claim, "propose"), {**form, "label": ""})
    assert answer.status_code == 302
    assert Round.objects.get(claim=claim).label is None
