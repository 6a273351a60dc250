"""The document: what would be published of a claim, made of its rows."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from claims.models import Claim, LabelEdition
from claims.publication import document, speakers
from claims.publication.fields import Declared, declared
from claims.publication.representation import ClaimBody, canonical
from claims.workflow import drafting, external_reviews, listening, review
from newsroom.history import recorded_as
from newsroom.models import User
from sources import anchors
from sources.recordings import Given
from tests import factories, spoken
from tests.claims import full_claims

pytestmark = pytest.mark.django_db

Path = tuple[str | int, ...]


def paths(shape: Any, at: Path = ()) -> Iterator[tuple[Path, Declared]]:
    """Every key that a body has, at every level; of a list, in its first object that has it."""
    for field in declared(shape):
        here = (*at, field.name)
        yield here, field
        if field.shape is not None:
            yield from paths(field.shape, (*here, 0) if field.many else here)


PATHS = dict(paths(ClaimBody))
# Added to what was signed; ``archive`` only an imported claim has.
LATER = {"taken_down", "signed", "reason", "by", "four_eyes", "archive"}
LATER |= {"version", "derived_from", "signatures", "translations"}


def part(body: Any, path: Path) -> Any:
    """What is there; in a list, in the first object that has what follows."""
    for at, step in enumerate(path):
        if step == 0:
            body = next((each for each in body if has(each, path[at + 1 :])), None)
        else:
            body = body[step]
    return body


def has(body: Any, path: Path) -> bool:
    if not path:
        return True
    if isinstance(body, list):
        return any(has(each, path[1:]) for each in body)
    return isinstance(body, dict) and path[0] in body and has(body[path[0]], path[1:])


def full_claim() -> tuple[Claim, User]:
    """In review, with every key that a body can have but one."""
    claim, editor = full_claims.claim_in_review(contradicts=factories.anchored_claim())
    external_reviews.add(
        claim.pk,
        editor,
        factories.publisher(),
        {"rating": "Nope", "url": "https://checks.example/1", "rationale": "Long."},
    )
    factories.label("right", **factories.RIGHT)
    factories.reply_request(claim, editor, deadline_reason="It is published on Saturday.")
    harms_somebody(claim, editor)
    return claim, editor


def harms_somebody(claim: Claim, editor: User) -> None:
    with recorded_as(editor):
        claim.reviews.filter(number=claim.reviews.count()).update(
            harms=[{"whom": "Her predecessor", "not_asked": "He died in 2020."}]
        )


def reopened_claim() -> tuple[Claim, User]:
    """The same with the last key: what it was reopened for."""
    claim, editor = full_claim()
    say_it_aloud(claim, editor)
    sign(claim, editor)
    review.reopen(claim.pk, factories.senior(), "A figure was wrong.", "our_error")
    # It is not copied by reopening.
    review.write(claim.pk, editor, reply_not_awaited="The count is of June.")
    harms_somebody(claim, editor)
    return claim, editor


def say_it_aloud(claim: Claim, editor: User) -> None:
    """Quoted in the captions of a recording as well, once as evidence."""
    recording = Given(spoken.file().file, "https://video.example/1", "VideoSite")
    snapshot = spoken.transcript("captions", recording=recording)
    place = anchors.find_one(snapshot.text, "Nobody has built as many.")
    drafting.add_appearance(claim.pk, editor, snapshot, [place], directness="direct")
    factories.said_in(claim, editor, snapshot, place)
    heard = [each.pk for each in listening.quotes_to_hear(claim)]
    listening.mark(claim.pk, factories.reporter(), heard)


def sign(claim: Claim, editor: User) -> None:
    review.propose(claim.pk, editor, "reported", "verified", label=LabelEdition.objects.get())
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))


def proposed(claim: Claim) -> Any:
    label = LabelEdition.objects.select_related("label").get()
    return json.loads(document.proposal(claim.pk, "reported", "verified", label))


def test_it_has_every_key_that_is_declared() -> None:
    claim, _editor = reopened_claim()
    body = proposed(claim)
    lacking = [path for path in PATHS if not LATER & set(path) and not has(body, path)]
    assert lacking == []


def test_it_is_what_is_proposed_and_signed() -> None:
    claim, editor = full_claim()
    sign(claim, editor)
    body = proposed(claim)
    (round_,) = claim.reviews.get().rounds.all()
    assert round_.body == canonical(body)
    assert document.present(document.with_parts(Claim.objects.filter(pk=claim.pk)).get()) == body


def test_private_evidence_is_the_newsroom_s_alone() -> None:
    claim, editor = full_claim()
    before = proposed(claim)
    factories.private_evidence(claim, editor, "A private piece.")
    assert proposed(claim) == before
    shown = document.present(document.with_parts(Claim.objects.filter(pk=claim.pk)).get())
    assert "A private piece." in [each["description"] for each in shown["evidence"]]


def test_the_queries_do_not_grow_with_the_claims(django_assert_max_num_queries: Any) -> None:
    full_claim()
    several = document.with_parts(Claim.objects.all())
    with django_assert_max_num_queries(22):
        assert len([document.present(each) for each in several]) > 1


@pytest.mark.parametrize("who", ["the speaker", "the organisation", "a relay"])
def test_a_proposal_leaves_out_a_protected_name(who: str) -> None:
    claim, editor = full_claim()
    named = proposed(claim)
    hidden = {
        "the speaker": claim.speaker,
        "the organisation": claim.speaker.roles.get().organisation,
        "a relay": claim.appearances.get().relays.get(position=1).speaker,
    }[who]
    assert hidden is not None
    if who == "a relay":
        # Not the speaker's own organisation as well.
        with recorded_as(editor):
            claim.speaker.roles.all().delete()
    assert hidden.name in canonical(named)
    speakers.protect(hidden.pk, factories.editor(), "a person", "She asked for it.")
    redacted = proposed(claim)
    assert hidden.name not in canonical([redacted["speaker"], redacted["appearances"]])
    assert "external_reviews" not in redacted
    assert not part(redacted, ("appearances", 0, "quotes", 0, "prefix"))
