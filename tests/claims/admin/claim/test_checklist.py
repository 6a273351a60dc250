"""The checklist of a review: what it warns of, and where its lines lead."""

from typing import Any

import pytest

from claims.admin.claim.checklist import is_no_sentence
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words


@pytest.mark.parametrize(
    ("text", "warns"),
    [
        ("The joint operation ended.", False),
        ("He said: “We did it.”", False),
        ("¿Se construyeron 150 puentes?", False),
        ("Se construyeron 150 puentes…", False),
        ("共建造了150座桥梁。", False),
        ("the joint operation ended.", True),
        ("The joint operation ended", True),
        ("a new front for its military offensive", True),
    ],
)
def test_what_is_no_sentence(text: str, warns: bool) -> None:
    assert is_no_sentence(text) is warns


@pytest.mark.django_db
def test_a_wording_that_is_no_sentence_is_shown_as_readers_see_it_and_may_be_proposed() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, text="150 bridges were built")
    client = at_the_desk(by)
    for page in (words(client.get(url_of(claim))), words(client.get(url_of(claim, "propose")))):
        line = page.partition("Readers will see: “150 bridges were built”")
        assert line[1]
        assert f'href="{url_of(claim, "edit")}"' in line[0][-200:]
    assert 'type="submit"' in words(client.get(url_of(claim, "propose")))


@pytest.mark.django_db
def test_the_form_for_a_conclusion_asks_what_readers_read_and_says_what_each_answer_needs() -> None:
    by = factories.editor()
    page = words(at_the_desk(by).get(url_of(factories.claim_in_review(by), "propose")))
    for question, answer in (
        ("Did they say it?", "Reported (“We have only others’ reports”)"),
        ("Is it true?", "Refuted (“False”)"),
    ):
        needs, fields = page.partition("What each answer still needs")[2].split("</section>", 1)
        assert question in needs
        assert question in fields
        assert answer in needs
        assert answer in fields


@pytest.mark.django_db
def test_what_an_answer_lacks_is_said_at_that_answer() -> None:
    by = factories.editor()
    client, claim = at_the_desk(by), factories.claim_in_review(by)
    for answers, field, sentence in (
        (("reported", "refuted"), "status", "“Rating: refuted” needs"),
        (("misattributed", "unrated"), "attribution", "“Attribution: misattributed” needs"),
        (("misattributed", "verified"), "status", "A misattributed claim is unrated."),
    ):
        sent: Any = do(client, claim, "propose", attribution=answers[0], status=answers[1])
        assert sent.status_code == 409
        assert sentence in str(sent.context["form"].errors[field])
