"""A claim whose signed words were erased is shown again only once it is signed again."""

import pytest

from claims.models import Claim, Publication
from claims.publication import publishing
from claims.workflow import approvals, drafting, review
from newsroom.errors import Refused
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words
from tests.claims.published import ask_lift, body, conclude, hold, lift, listed, story
from tests.claims.workflow.test_erasures import erase

pytestmark = [pytest.mark.django_db, pytest.mark.long]

RULE = "erased_words_stay_offline"
WHY_NOT = (
    "Parts of what was signed are erased. Once a senior editor has reopened the claim and it is edited"
    " and signed again, the hold can be lifted."
)


@pytest.fixture
def zora() -> Speaker:
    return factories.speaker("Zora Quillfeather")


@pytest.fixture
def saying(zora: Speaker) -> Claim:
    """Another's claim that says her name."""
    return factories.signed_claim(
        text="Zora Quillfeather cut a ribbon in 2024.", speaker=factories.speaker("Ben Other")
    )


def reopen(claim: Claim) -> None:
    review.reopen(claim.pk, factories.senior(), "It said who was erased.", "routine")


def page(claim: Claim) -> str:
    shown = words(at_the_desk(factories.senior()).get(url_of(claim)))
    return " ".join(shown.replace("&#x27;", "'").split())


def test_lifting_is_neither_requested_nor_approved(zora: Speaker, saying: Claim) -> None:
    hold(saying, "safety")
    before = ask_lift(saying, "safety")
    erase("erase_person", zora.pk)
    for kind in ("legal", "safety"):
        with pytest.raises(Refused) as refused:
            ask_lift(saying, kind)
        assert (refused.value.rule, refused.value.sentence) == (RULE, WHY_NOT)
    with pytest.raises(Refused) as refused:
        approvals.approve(before.pk, factories.senior())
    assert refused.value.rule == RULE
    before.refresh_from_db()
    assert before.outcome == "open"
    assert not listed(saying)


def test_the_database_lifts_none_either(
    zora: Speaker, saying: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase("erase_person", zora.pk)
    monkeypatch.setattr(publishing, "why_not_lifted", lambda claim_id: "")
    request = ask_lift(saying)
    with pytest.raises(Refused) as refused:
        approvals.approve(request.pk, factories.senior())
    assert (refused.value.rule, refused.value.sentence) == (RULE, WHY_NOT)
    assert not listed(saying)


def test_reopened_edited_and_signed_again_it_is_shown_again(zora: Speaker, saying: Claim) -> None:
    erase("erase_person", zora.pk)
    reopen(saying)
    with pytest.raises(Refused, match="signed again"):
        ask_lift(saying)
    drafting.edit_claim(saying.pk, factories.editor(), text="A minister cut a ribbon in 2024.")
    conclude(saying)
    assert not listed(saying)
    lift(saying)
    assert story(saying)[-1] == ("signed", "signed")
    assert body(saying)["text"] == "A minister cut a ribbon in 2024."


@pytest.mark.django_db(transaction=True)
def test_marks_that_were_signed_are_shown(zora: Speaker, saying: Claim) -> None:
    erase("erase_person", zora.pk)
    reopen(saying)
    conclude(saying)
    lift(saying)
    assert "█" in body(saying)["text"]


def test_what_was_never_public_waits_for_a_signature_too(zora: Speaker) -> None:
    claim = factories.proposed_claim(text="Zora Quillfeather opened the tunnel.")
    hold(claim)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    erase("erase_person", zora.pk)
    with pytest.raises(Refused, match="signed again"):
        ask_lift(claim)


def test_claims_that_go_on_with_a_description_are_held_and_shown_again(zora: Speaker) -> None:
    own = factories.signed_claim(text="The dam was full in May.", speaker=zora)
    erase("erase_person", zora.pk)
    assert Publication.objects.filter(claim=own, erased__isnull=False).exists()
    assert listed(own)
    hold(own)
    lift(own)
    assert listed(own)
    assert "█" not in factories.current_publication(own).body


def test_a_withdrawal_notice_without_the_wording_is_shown_again(
    zora: Speaker, saying: Claim
) -> None:
    review.withdraw(saying.pk, factories.senior(), "It was a hoax.")
    hold(saying)
    erase("erase_person", zora.pk)
    lift(saying)
    assert body(saying) == {"reason": "It was a hoax."}


def test_the_desk_says_what_comes_first(zora: Speaker, saying: Claim) -> None:
    erase("erase_person", zora.pk)
    shown = page(saying)
    steps = shown.partition("What must happen next")[2].partition("</ul>")[0]
    assert WHY_NOT in steps
    assert "Two people lift" not in steps
    assert url_of(saying, "reopen") in steps
    assert url_of(saying, "lift-hold") not in shown
    assert "Request to put back online or unblock" in shown
    reopen(saying)
    drafting.edit_claim(saying.pk, factories.editor(), text="A minister cut a ribbon in 2024.")
    conclude(saying)
    after = page(saying)
    assert WHY_NOT not in after
    assert url_of(saying, "lift-hold") in after


def test_a_proposal_of_which_parts_were_erased_is_not_signed(zora: Speaker) -> None:
    editor, senior = factories.editor(), factories.senior()
    proposed = factories.proposed_claim(
        editor,
        text="Zora Quillfeather cut a ribbon in 2024.",
        speaker=factories.speaker("Ben Other"),
    )
    other = factories.proposed_claim(editor)
    erase("erase_person", zora.pk)
    with pytest.raises(Refused, match="Parts of this proposal are erased") as refused:
        review.sign(proposed.pk, senior, factories.version_of(proposed))
    assert refused.value.rule == "erased_words_are_not_signed"
    assert not Publication.objects.filter(claim=proposed).exists()
    shown = page(proposed)
    steps = shown.partition("What must happen next")[2].partition("</ul>")[0]
    assert "Parts of this proposal are erased. Send it back" in steps
    assert url_of(proposed, "send-back") in steps
    assert url_of(proposed, "sign") not in shown
    assert url_of(other, "sign") in page(other)
    review.send_back(proposed.pk, senior, "It says who was erased.")
    drafting.edit_claim(proposed.pk, editor, text="A ribbon was cut in 2024.")
    review.propose(proposed.pk, editor, "reported", "verified", harms=[])
    for each in (proposed, other):
        review.sign(each.pk, senior, factories.version_of(each))
