"""Two people on one claim: who comes second sees what changed, and keeps what they typed."""

import re

import pytest

from claims.choices import Nature
from claims.models import Claim, Review
from claims.workflow import drafting, review
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, words

# Differences are told by transactions, which these tests must really have.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stale_edit_shows_who_changed_what_and_merges() -> None:
    first, second = factories.person("Editor", username="quick"), factories.editor()  # type: ignore[arg-type]
    claim = factories.anchored_claim()
    revision = claim.revision
    drafting.edit_claim(claim.pk, first, nature=Nature.OPINION)
    client = at_the_desk(second)
    typed = {
        "text": "My own wording.",
        "speaker": claim.speaker_id,
        "nature": claim.nature,
        "said_basis": claim.said_basis,
        "language": claim.language,
    }
    answer = do(client, claim, "edit", **typed, revision=revision)
    page = words(answer)
    assert answer.status_code == 409
    assert "quick changed this claim" in page
    assert re.search(
        r"<td>quick</td>.*<td>claim: nature</td>\s*<td>fact</td>\s*<td>opinion</td>",
        page,
        re.DOTALL,
    )
    assert "My own wording." in page
    now = Claim.objects.get(pk=claim.pk)
    assert (now.text, now.nature) == (claim.text, "opinion")
    # The form now holds the other's value where this person had left the field alone.
    assert re.search(r'<option value="opinion"\s+selected', page), re.findall(r"<option.*?>", page)
    assert f'name="revision" value="{now.revision}"' in page
    again = do(client, claim, "edit", **(typed | {"nature": "opinion"}))
    assert again.status_code == 302
    now.refresh_from_db()
    assert (now.text, now.nature) == ("My own wording.", "opinion")


def test_a_stale_rationale_is_kept_and_the_others_is_shown() -> None:
    claim = factories.claim_in_review()
    revision = claim.revision
    review.write(claim.pk, factories.editor(), rationale="Theirs, saved first.")
    answer = do(
        at_the_desk(factories.editor()), claim, "write", rationale="Mine, typed.", revision=revision
    )
    page = words(answer)
    assert answer.status_code == 409
    assert "Theirs, saved first." in page
    assert "Mine, typed." in page
    assert Review.objects.get(claim=claim).rationale == "Theirs, saved first."


def test_a_stale_start_says_who_was_first() -> None:
    claim = factories.anchored_claim()
    first = factories.person("Editor", username="early")  # type: ignore[arg-type]
    review.start(claim.pk, first)
    answer = do(at_the_desk(factories.editor()), claim, "start", revision=claim.revision)
    assert answer.status_code == 409
    assert "early changed this claim" in words(answer)
    assert Review.objects.get(claim=claim).reviewer == first
