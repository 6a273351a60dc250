"""Whoever can't sign or approve reads why, and has nothing to press."""

import re
from typing import Any

import pytest

from claims.workflow import review
from newsroom.choices import Role
from newsroom.errors import Stale
from newsroom.models import Approval, User
from sources import capture
from sources.models import Source
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.claims.published import hold
from tests.newsroom.account.test_reauthentication import a_while_ago

pytestmark = pytest.mark.django_db


def submits(answer: Any) -> list[str]:
    """The buttons of the action's own form."""
    form = re.search(r'class="desk-form".*?</form>', words(answer), re.DOTALL)
    assert form
    return re.findall(r"type=\"submit\"|<button", form[0])


def test_who_wrote_part_of_it_reads_why_and_has_no_button() -> None:
    author = factories.senior()
    claim = factories.proposed_claim(author)
    page = at_the_desk(author).get(url_of(claim, "sign"))
    assert review.why_not_sign(claim.reviews.get().rounds.get(), author) in words(page)
    assert not submits(page)
    assert submits(at_the_desk(factories.senior()).get(url_of(claim, "sign")))


def test_who_only_reads_why_need_not_confirm_their_password() -> None:
    author = factories.senior()
    claim = factories.proposed_claim(author)
    assert a_while_ago(author).get(url_of(claim, "sign")).status_code == 200
    # To try it they do.
    assert do(a_while_ago(author), claim, "sign", version="0" * 64).status_code == 302


def test_what_does_not_apply_has_no_button() -> None:
    claim = factories.claim_in_review()
    page = at_the_desk(factories.senior()).get(url_of(claim, "sign"))
    assert "This step does not apply now." in words(page)
    assert not submits(page)


def test_who_requested_it_reads_why_they_do_not_approve_it() -> None:
    claim, senior = factories.signed_claim(), factories.senior()
    hold(claim)
    client = at_the_desk(senior)
    sent = do(client, claim, "lift-hold", kind="legal", reason="It was answered.")
    assert sent.status_code == 302
    approval = Approval.objects.get()
    sentence = "You requested this; another senior editor approves it."
    page = client.get(url_of(approval, "approve"))
    assert sentence in words(page)
    assert not submits(page)
    assert sentence in words(client.get(url_of(approval)))
    assert url_of(approval, "approve") not in words(client.get(url_of(approval)))
    assert submits(at_the_desk(factories.senior()).get(url_of(approval, "approve")))


def test_who_it_is_about_does_not_approve_it() -> None:
    person: User = factories.senior()
    client = at_the_desk(factories.senior())
    client.post(f"/admin/newsroom/user/{person.pk}/do/reset/", {"reason": "Forgot it."})
    page = at_the_desk(person).get(url_of(Approval.objects.get(), "approve"))
    assert "This is about yourself" in words(page)
    assert not submits(page)


def test_a_refusal_to_sign_says_which_change_it_means() -> None:
    claim = factories.proposed_claim()
    version = factories.version_of(claim)
    source = Source.objects.filter(snapshots__appearances__claim=claim).get()
    capture.edit_source(source.pk, factories.editor(), title="Bridges, counted again")
    with pytest.raises(Stale, match="Bridges, counted again"):
        review.sign(claim.pk, factories.senior(), version)


# Confirming that it is you


def test_the_page_that_asks_for_the_password_says_for_what_and_leads_back() -> None:
    claim = factories.proposed_claim()
    client = a_while_ago(factories.senior())
    page = words(client.get(url_of(claim, "sign"), follow=True))
    assert "Confirm that it is you" in page
    assert "<strong>Sign</strong>:" in page
    assert claim.text in page
    assert "You won’t be asked again for" in page
    assert f'href="{url_of(claim)}"' in page
    assert "What you sent is kept" not in page


def test_it_says_that_what_was_sent_is_kept() -> None:
    claim = factories.proposed_claim()
    client = a_while_ago(factories.senior())
    version = factories.version_of(claim)
    answer = client.post(url_of(claim, "sign"), {"version": version}, follow=True)
    assert "What you sent is kept, and done as soon as you confirm." in words(answer)
    # Also after a wrong password.
    again = client.post("/account/confirm/", {"password": "a guess", "next": url_of(claim, "sign")})
    assert claim.text in words(again)


def test_it_says_nothing_of_another_page() -> None:
    claim = factories.proposed_claim()
    client = a_while_ago(factories.person(Role.SENIOR))
    client.get(url_of(claim, "sign"))
    page = words(client.get("/account/second-factors/app/", follow=True))
    assert claim.text not in page
    assert "You are about to change how you sign in." in page
    assert "Cancel" in page


# What a form calls optional


def test_what_is_needed_in_the_end_is_not_called_optional() -> None:
    claim = factories.claim_in_review()
    page = words(at_the_desk(factories.editor()).get(url_of(claim, "write")))
    for name in ("Public summary", "Public rationale"):
        label = re.search(rf">{name}.*?</label>", page, re.DOTALL)
        assert label
        assert "(optional)" not in label[0]
    assert "It and the rationale can wait until a conclusion is proposed." in page


def test_nor_the_kind_of_a_speaker_where_none_is_chosen() -> None:
    page = words(at_the_desk(factories.editor()).get(url_of(factories.snapshot(), "quote")))
    legend = re.search(r"<legend>A new speaker is a.*?</legend>", page, re.DOTALL)
    assert legend
    assert "(optional)" not in legend[0]
