"""What the text denies or rejects: worded by a person, never accepted as found."""

import pytest

from claims.choices import Directness, FoundSpeaker
from claims.inbox import accepting
from claims.models import Candidate, Claim, Note
from newsroom.errors import Refused
from tests import factories
from tests.claims.admin.desk import at_the_desk, words
from tests.claims.admin.inbox.test_inbox import page_of, prefilled, send
from tests.claims.statements import candidate, statement

pytestmark = pytest.mark.django_db

TEXT = "The spokesman denied that the figure included unfinished homes. More follows."
DENIED = "that the figure included unfinished homes"
NEGATED = "The figure did not include unfinished homes."


def denial(
    verb: str = "denied", wording: str = NEGATED, denied: str = DENIED, who: str = ""
) -> Candidate:
    text = TEXT.replace(DENIED, denied)
    return candidate(
        statement(
            denied,
            text,
            speaker=who,
            verb=verb,
            wording=wording,
            kind=FoundSpeaker.ANONYMOUS,
            quotation=Directness.INDIRECT,
        ),
        factories.snapshot(text),
    )


@pytest.mark.parametrize(("verb", "wording"), [("denied", NEGATED), ("rejected", "")])
def test_it_is_not_accepted_as_found(verb: str, wording: str) -> None:
    found = denial(verb, wording)
    assert accepting.wording(found) == wording
    with pytest.raises(Refused) as refused:
        accepting.accept(found.pk, factories.reporter())
    assert refused.value.rule == "candidate_worded_by_a_person"
    assert not Claim.objects.exists()


@pytest.mark.parametrize("verb", ["denied", "rejected"])
def test_no_key_accepts_it(verb: str) -> None:
    found, client = denial(verb, ""), at_the_desk(factories.reporter())
    page = words(client.get(page_of(found.snapshot, at=found.pk)))
    assert "inbox-accept-button" not in page
    assert f"[{verb}] {DENIED}" in page
    answer = send(client, found, "accept", **prefilled(client, found))
    assert answer.status_code == 200
    assert not Claim.objects.exists()


def test_what_was_denied_is_checked_first_with_the_denial_as_the_reply() -> None:
    found, client = denial(), at_the_desk(factories.reporter())
    sent = prefilled(client, found)
    assert sent["text"] == "The figure included unfinished homes."
    assert "speaker" not in sent
    assert send(client, found, "accept", **sent).status_code == 200, "it names who said it"
    who = factories.speaker("Ana Nuñez")
    answer = send(client, found, "accept", **sent | {"speaker": who.pk})
    assert answer.status_code == 302, answer.context["form"].errors
    claim = Claim.objects.get(candidates=found)
    assert (claim.text, claim.speaker) == ("The figure included unfinished homes.", who)
    appearance = claim.appearances.get()
    assert appearance.verb == ""
    assert appearance.relays.get().verb == "denied"
    assert f"denied {DENIED}" in Note.objects.get(claim=claim).text


@pytest.mark.parametrize("kind", ["unattributed", "person"])
def test_whoever_denies_it_is_never_the_speaker(kind: str) -> None:
    found, client = denial(who="The spokesman"), at_the_desk(factories.reporter())
    name = "Ana Nuñez" if kind == "person" else ""
    sent = prefilled(client, found) | {"new_kind": kind, "new_name": name}
    assert send(client, found, "accept", **sent).status_code == 302
    claim = Claim.objects.get(candidates=found)
    assert claim.speaker.kind == kind
    assert (claim.speaker.name, claim.speaker.description) == (
        name,
        "" if name else "not named in the text",
    )
    assert "The spokesman" not in claim.speaker.aliases.values_list("name", flat=True)
    assert claim.appearances.get().relays.get().description == "The spokesman"


@pytest.mark.parametrize("accepted_as", ["", "denial"])
def test_what_is_denied_has_no_number_ticked(accepted_as: str) -> None:
    found = denial(wording="It had not 300 rooms.", denied="that it had 300 rooms")
    page = at_the_desk(factories.reporter()).get(
        page_of(found.snapshot, at=found.pk, **{"as": accepted_as})
    )
    numbers = page.context["form"]["numbers"]
    assert (len(numbers.field.choices), numbers.value()) == (1, [])


def test_the_denial_itself_is_a_negated_sentence_with_its_verb() -> None:
    found, client = denial(), at_the_desk(factories.reporter())
    form = client.get(page_of(found.snapshot, at=found.pk, **{"as": "denial"})).context["form"]
    sent = {
        bound.name: getattr(bound.value(), "pk", bound.value())
        for bound in form
        if bound.value() not in (None, False, "")
    }
    answer = send(client, found, "accept", **sent | {"as": "denial"})
    assert answer.status_code == 302, answer.context["form"].errors
    claim = Claim.objects.get(candidates=found)
    assert (claim.text, claim.appearances.get().verb) == (NEGATED, "denied")


@pytest.mark.parametrize(
    ("exact", "wording", "denied"),
    [
        ("claims that the dam was safe", "", "The dam was safe."),
        ("any wrongdoing", "", ""),
        (
            "claims by the mayor that the dam held 3 ships",
            "The dam did not hold 3 ships",
            "The dam held 3 ships.",
        ),
        (
            "he met the man that he sued",
            "He did not meet the man that he sued",
            "He met the man that he sued.",
        ),
        ("having met the man", "Ana Nuñez had not met the man", ""),
        ("the report of the mayor that it fell", "", ""),
        ("que ese dato sea cierto", "Ese dato no es cierto", "Ese dato es cierto."),
        ("que Rusia atacara el hospital", "", ""),
        ("que le chiffre ait baissé", "Le chiffre n’a pas baissé", "Le chiffre a baissé."),
    ],
)
def test_what_was_denied_as_a_sentence(exact: str, wording: str, denied: str) -> None:
    assert accepting.words_denied(Candidate(exact=exact, wording=wording)) == denied
