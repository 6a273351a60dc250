"""Why a claim can't be changed now: the sentence names the person and the act that froze it."""

import re
from collections.abc import Callable

import pytest

from claims import locking
from claims.models import Claim
from claims.workflow import drafting, notes, review
from newsroom.choices import Role
from newsroom.errors import Refused
from newsroom.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def ana(role: Role) -> User:
    return factories.person(role, username="avega", first_name="Ana", last_name="Vega")


def withdrawn(by: User) -> Claim:
    claim = factories.signed_claim()
    review.withdraw(claim.pk, by, "The source retracted it.")
    return claim


FROZEN: dict[str, tuple[Role, Callable[[User], Claim], str]] = {
    "proposed": (
        Role.EDITOR,
        factories.proposed_claim,
        "Ana Vega proposed a conclusion (",
    ),
    "signed": (
        Role.SENIOR,
        lambda by: factories.signed_claim(signer=by),
        "Ana Vega signed the conclusion “Verified” (",
    ),
    "withdrawn": (Role.SENIOR, withdrawn, "Ana Vega withdrew the claim ("),
}


@pytest.mark.parametrize("what", FROZEN)
def test_who_froze_a_claim_is_named_and_not_who_touched_it_last(what: str) -> None:
    role, make, sentence = FROZEN[what]
    claim = make(ana(role))
    notes.write(claim.pk, factories.person(Role.REPORTER, username="rita"), "Seen.")
    claim.refresh_from_db()
    why_not = locking.why_frozen(claim)
    assert why_not.startswith(sentence)
    # Who can mend it, as the reader may not be able to.
    assert re.search(r"What it says can't be edited now. A senior editor \w+ it", why_not)
    assert "rita" not in why_not
    assert "avega" not in why_not
    with pytest.raises(Refused, match="Ana Vega"):
        locking.refuse_frozen(claim)


def test_a_step_that_does_not_apply_says_who_took_it() -> None:
    claim = factories.anchored_claim()
    review.start(claim.pk, ana(Role.EDITOR))
    notes.write(claim.pk, factories.reporter(), "Seen.")
    with pytest.raises(Refused, match=r"Ana Vega began the review .* does not apply now"):
        review.start(claim.pk, factories.editor())


def test_who_changed_a_claim_meanwhile_is_named_as_the_desk_names_people() -> None:
    claim = factories.claim()
    drafting.edit_claim(claim.pk, ana(Role.EDITOR), text="Other words.")
    with pytest.raises(Refused, match=r"^Ana Vega changed this claim on"):
        drafting.edit_claim(
            claim.pk, factories.editor(), expected_revision=claim.revision, text="Third words."
        )
