"""What whoever approves an erasure reads before."""

import re

import pytest

from claims.models import ErasedPublication, Erasure
from claims.workflow import approvals, erasure_searches
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of
from tests.claims.workflow.test_erasures import looked

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def zora() -> Speaker:
    """A person whose surname alone is in more claims than her whole name."""
    found = factories.speaker("Zora Quillfeather")
    other = factories.speaker("Ben Other")
    factories.signed_claim(text="The dam was full in May.", speaker=found)
    for words in ("Quillfeather closed the tunnel.", "The tunnel of Quillfeather is closed."):
        factories.signed_claim(text=words, speaker=other)
    return found


def test_the_counts_are_of_the_names_and_the_parts_that_were_ticked(zora: Speaker) -> None:
    search = looked(zora)
    waiting = erasure_searches.request_erasure(
        search.pk, search.requested_by, "They asked.", "data_subject", ["Quillfeather"]
    )
    senior = factories.senior()
    page = at_the_desk(senior).get(url_of(waiting, "approve")).content.decode()
    shown = dict(re.findall(r"(Claims|Published versions|Proposals): (\d+)", page))
    approvals.approve(waiting.pk, senior)
    found = Erasure.objects.get().found
    assert shown == {
        "Claims": str(found["claims_claim"]),
        "Published versions": str(ErasedPublication.objects.count()),
        "Proposals": str(found["claims_round"]),
    }
    assert shown["Claims"] == "2"
