"""Translations at the desk: written beside the original, approved side by side, with a statement each."""

from typing import Any

import pytest

from claims.models import Translation
from claims.workflow import approvals, erasures, review
from newsroom import approvals as declining
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.factories import SPANISH

pytestmark = pytest.mark.django_db


def test_the_second_person_reads_both_texts_side_by_side_and_states_it_too() -> None:
    claim, senior = factories.signed_claim(text="150 bridges were built."), factories.senior()
    text: Any = {**SPANISH, "text": "Se construyeron 180 puentes."}
    request = approvals.request_translation(
        claim.pk, factories.editor(), "For readers.", text, reads_both=True
    )
    desk = at_the_desk(senior)
    for page in (desk.get(url_of(request)), desk.get(url_of(request, "approve"))):
        shown = words(page)
        assert claim.text in shown
        assert text["text"] in shown
        assert "Numbers that only one of the two texts" in shown
        assert "150, 180" in shown
    assert "I read both languages" in shown
    assert "State that you read both languages" in words(do(desk, request, "approve"))
    assert do(desk, request, "approve", reads_both="on").status_code == 302
    assert Translation.objects.get().checked_by == senior
    assert text["text"] in words(desk.get(url_of(request)))


def test_a_request_whose_original_was_erased_says_so() -> None:
    claim = factories.signed_claim()
    text: Any = SPANISH
    request = approvals.request_translation(
        claim.pk, factories.editor(), "For readers.", text, reads_both=True
    )
    source = claim.appearances.get().snapshot.source_id
    requested = erasures.request("erase_source", source, factories.editor(), "An order.", "court")
    approvals.approve(requested.pk, factories.senior())
    shown = words(at_the_desk(factories.senior()).get(url_of(request, "approve")))
    assert "The claim changed since this translation was requested. Request it again." in shown
    assert "Numbers that only one of the two texts" not in shown


def test_others_are_approved_without_a_statement() -> None:
    claim = factories.signed_claim()
    edit = approvals.request_minor_edit(
        claim.pk,
        factories.editor(),
        "A slip.",
        rationale="The audit office's own count says the same!",
    )
    desk = at_the_desk(factories.senior())
    assert "I read both languages" not in words(desk.get(url_of(edit, "approve")))
    assert do(desk, edit, "approve").status_code == 302


def test_the_form_has_the_last_one_and_says_that_it_is_of_an_earlier_review() -> None:
    claim, editor = factories.signed_claim(), factories.editor()
    factories.translation(claim)
    desk = at_the_desk(editor)
    page = words(desk.get(url_of(claim)))
    assert "Translated into:" in page
    assert "Identical to this one." in page
    form = words(desk.get(url_of(claim, "translate")))
    assert SPANISH["rationale"] in form
    assert "of an earlier" not in form
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    form = words(desk.get(url_of(claim, "translate")))
    assert SPANISH["rationale"] in form
    assert "of an earlier" in form
    assert "that the translation is outdated:" in words(desk.get(url_of(claim)))


def test_the_form_has_what_was_declined_and_why() -> None:
    claim, editor = factories.signed_claim(), factories.editor()
    request = approvals.request_translation(
        claim.pk,
        editor,
        "For readers.",
        {**SPANISH, "text": "Ciento ochenta puentes."},  # type: ignore[typeddict-item]
        reads_both=True,
    )
    declining.decline(request.pk, factories.senior(), "It is a hundred and fifty.")
    desk = at_the_desk(editor)
    form = words(desk.get(url_of(claim, "translate")))
    assert "Ciento ochenta puentes." in form
    assert "declined: “It is a hundred and fifty.”" in form
    factories.translation(claim)
    assert "Ciento ochenta puentes." not in words(desk.get(url_of(claim, "translate")))


def test_the_form_asks_for_a_summary_where_the_original_has_one() -> None:
    claim = factories.signed_claim()
    desk = at_the_desk(factories.editor())
    page = desk.get(url_of(claim, "translate"))
    assert page.context["form"].fields["summary"].required
