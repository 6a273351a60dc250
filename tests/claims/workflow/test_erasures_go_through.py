"""An erasure that two people approved is carried out, whatever is stored of the person."""

import pytest

from claims.models import Claim, Publication, Synonyms
from claims.publication import speakers
from claims.workflow import erasure_runs, erasures, synonyms
from newsroom.models import Event
from sources.models import Speaker
from tests import factories, workers
from tests.claims.workflow.test_erasures import ask, erase, looked, rows_saying

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def zora() -> Speaker:
    """A person with a public claim of her own, and another's that says her name."""
    found = factories.speaker("Zora Quillfeather")
    factories.signed_claim(text="The dam was full in May.", speaker=found)
    factories.signed_claim(text="Zora Quillfeather cut a ribbon in 2024.")
    return found


def protect(speaker: Speaker, description: str = "A witness") -> None:
    speakers.protect(speaker.pk, factories.editor(), description, "She is in danger.")


def test_a_protected_person_who_was_published_is_erased_by_the_job(zora: Speaker) -> None:
    protect(zora)
    requested = ask("erase_person", zora.pk)
    looked(zora, requested.requested_by)
    run = erasure_runs.approve(requested.pk, factories.senior())
    workers.work_off()
    run.refresh_from_db()
    assert (run.state, run.message) == ("done", "")
    assert rows_saying("Zora Quillfeather") == {}
    # What readers read of her claim stays as it was: it hid her name before.
    zora.refresh_from_db()
    assert (zora.protected, zora.description) == (True, "A witness")
    shown = Publication.objects.listed().get(claim__text="The dam was full in May.")
    assert '"A witness"' in shown.body
    assert not Publication.objects.listed().filter(claim=Claim.objects.get(text__contains="cut"))


@pytest.mark.parametrize("name", ["Houston Person", "Data Quillfeather"])
def test_a_person_whose_name_the_description_says_is_erased(name: str) -> None:
    person = factories.speaker(name)
    claim = factories.signed_claim(text="The dam was full in May.", speaker=person)
    erase("erase_person", person.pk)
    assert rows_saying(name) == {}
    person.refresh_from_db()
    assert person.description == erasures.DESCRIPTION
    assert Publication.objects.current().get(claim=claim).standing == "hidden"


def test_a_protected_person_with_another_name_that_the_description_says_is_erased(
    zora: Speaker,
) -> None:
    protect(zora)
    speakers.add_name(zora, factories.editor(), "Witness Quill")
    erase("erase_person", zora.pk)
    assert rows_saying("Witness Quill") == {}


@pytest.mark.parametrize(
    "terms",
    [
        ["Zora Quillfeather", "the dam minister"],
        ["Zora Quillfeather's law", "Dam Act", "Law 12"],
        ["Zora Quillfeather", "ZORA-QUILLFEATHER"],
        ["Zora", "Quillfeather"],
    ],
)
def test_synonyms_with_a_name_go_and_others_stay(zora: Speaker, terms: list[str]) -> None:
    by = factories.editor()
    made = synonyms.add(by, terms)
    synonyms.set_in_use(synonyms.add(by, terms).pk, by, False)
    other = synonyms.add(by, ["ACA", "Obamacare"])
    erasure = erase("erase_person", zora.pk)
    assert erasure.found["claims_synonyms"] == 2
    assert list(Synonyms.objects.all()) == [other]
    # Their history stays, without the name.
    assert Event.objects.of(made).exists()
    assert rows_saying("Zora Quillfeather") == {}
